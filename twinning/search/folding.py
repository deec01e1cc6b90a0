"""Makes words comparable: how the index stores them, how a query asks for them, and where they stand in a text.

A word of a text and a word of a query fit when they share one of their forms: folded plainly ("stadte"), folded as
German writes umlauts without them ("staedte"), or cut down to its stem where the language has a stemmer ("stadt").
Scripts without spaces have no words; every two neighbouring signs count as one.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

# Letters that Unicode does not decompose, and Arabic letters that are typed one for the other.
_PLAIN = str.maketrans(
    {"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None}
    | {"ک": "ك", "ی": "ي"}
    | {chr(start + digit): str(digit) for start in (0x660, 0x6F0) for digit in range(10)}
    # Katakana as hiragana: ハ and は are the same sound.
    | {chr(sign): chr(sign - 0x60) for sign in range(0x30A1, 0x30F7)}
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_TYPED_OUT = re.compile("([aou])e")
_VOICED = frozenset("\u3099\u309a")

_ALGORITHMS = {
    "de": "german",
    "de-simple": "german",
    "en": "english",
    "fr": "french",
    "pl": "polish",
    "ar": "arabic",
    "tr": "turkish",
}
# What Arabic writes together with the next word: and, with, as, so, the.
_ARABIC_HEADS = ("وال", "بال", "كال", "فال", "لل", "ال")

UNSPACED = (
    "\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
)
_MARKS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u3099\u309a"
_WORD = re.compile(rf"[{UNSPACED}][{UNSPACED}{_MARKS}]*|[^\W_{UNSPACED}](?:[^\W_{UNSPACED}]|[{_MARKS}])*")
_IS_UNSPACED = re.compile(f"[{UNSPACED}]")
_PARTICLES = frozenset("のとをにはがでへもや")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]")
_KANJI = re.compile("[\u3005\u3400-\u9fff\uf900-\ufaff]+")
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, or a run of signs without spaces, and where it stands."""

    start: int
    end: int
    text: str

    @property
    def is_unspaced(self) -> bool:
        """Whether it is a run of Japanese or Chinese signs."""
        return bool(_IS_UNSPACED.match(self.text))


def _fold_once(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)
    apart = unicodedata.normalize("NFKD", lowered)
    plain = "".join(sign for sign in apart if not unicodedata.combining(sign) or sign in _VOICED)
    return unicodedata.normalize("NFC", plain)


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Lower case without marks, half and full width alike, Arabic and Japanese letters in one form each.

    Folding a folded text changes nothing.
    """
    folded = _fold_once(text)
    # A few signs unfold into capitals or marks again ("℃").
    while (again := _fold_once(folded)) != folded:
        folded = again
    return folded


def words_of(text: str) -> Iterator[Word]:
    """The words of a text, in order."""
    return (Word(found.start(), found.end(), found[0]) for found in _WORD.finditer(text))


@lru_cache(maxsize=16)
def _stemmer(language: str) -> object | None:
    algorithm = _ALGORITHMS.get(language)
    return snowballstemmer.stemmer(algorithm) if algorithm in snowballstemmer.algorithms() else None


def stems(word: str, language: str) -> set[str]:
    """What is left of a word without its endings; nothing where the language has no stemmer."""
    stemmer = _stemmer(language)
    if stemmer is None:
        return set()
    lowered = unicodedata.normalize("NFC", word).casefold()
    # With and without marks: who types "amities" means "amitiés", and the stemmer knows the ending of one alone.
    whole = {lowered, fold(word)} | ({lowered.translate(_GERMAN)} if language.startswith("de") else set())
    if language == "ar":
        whole |= {
            word[len(head) :] for word in tuple(whole) for head in _ARABIC_HEADS if word.startswith(head)
        }
    return {fold(stemmer.stemWord(form)) for form in whole if len(form) > 2}


@lru_cache(maxsize=200_000)
def forms(word: str, language: str) -> tuple[str, ...]:
    """Every form of a word as a text of `language` holds it, the plain one first; none for a word without letters."""
    plain = fold(word)[:LONGEST]
    if not plain:
        return ()
    found = {fold(word.translate(_GERMAN)), *stems(word, language)}
    if language.startswith("de"):
        # "Muenchen" is found by "Munchen".
        found.add(_TYPED_OUT.sub(r"\1", plain))
    return plain, *sorted({form[:LONGEST] for form in found if form} - {plain})


def pairs(run: str) -> list[str]:
    """Every two neighbouring signs of a run, folded, and its last sign, so that a single one finds every place."""
    folded = fold(run)
    return [folded[index : index + 2] for index in range(len(folded))]


@lru_cache(maxsize=1_000)
def wanted_pairs(run: str) -> tuple[str, ...]:
    """The pairs that a text must hold for the run of a query.

    Those with a particle or between two scripts are left out and words of several signs are cut between, so that
    "広島平和" finds "広島の平和"; a single sign stays alone.
    """
    text = unicodedata.normalize("NFKC", run)
    if len(text) == 1:
        return (fold(text),)
    inside = {
        place
        for word in _KANJI.finditer(text)
        if len(word[0]) > 3
        for place in range(word.start() + 1, word.end() - 2, 2)
    }
    every = [(index, text[index : index + 2]) for index in range(len(text) - 1) if index not in inside]
    kept = [pair for _index, pair in every if not _is_seam(pair)] or [pair for _index, pair in every]
    return tuple(dict.fromkeys(fold(pair) for pair in kept))


def _is_seam(pair: str) -> bool:
    """Whether one word ends and another begins between the two signs."""
    scripts = [bool(_KATAKANA.match(sign)) for sign in pair]
    return bool(set(pair) & _PARTICLES) or scripts[0] != scripts[1]


@lru_cache(maxsize=50_000)
def letters(key: str) -> str:
    """A folded word in ASCII, one letter for one sign: alike words stay alike, whatever the database's locale is."""
    return "".join(sign if sign.isascii() else chr(ord("a") + ord(sign) % 26) for sign in key)
