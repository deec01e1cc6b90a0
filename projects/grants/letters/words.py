"""Sums in words, for letters: "zweitausend Euro", "two thousand euros and fifty cents".

num2words knows the numbers of our six languages; the words for euro and cent, and how they bend, stand here, because
its currencies are missing for Japanese and Arabic and count whole numbers as cents. Pure: no Django, no database.
"""

from collections.abc import Callable
from decimal import Decimal

from num2words import num2words

from projects.grants.money import cents

Writer = Callable[[int, str], str]
# Languages whose words we have; others read German, which binds.
LANGUAGES = ("de", "en", "fr", "pl", "ja", "ar")


def _number(value: int, language: str) -> str:
    return str(num2words(value, lang=language)).replace("\xa0", " ")


def _german(value: int, unit: str) -> str:
    # "ein Euro", but "einhunderteins Euro" as banks write it.
    word = "ein" if value == 1 else _number(value, "de")
    return f"{word} {'Euro' if unit == 'euro' else 'Cent'}"


def _english(value: int, unit: str) -> str:
    return f"{_number(value, 'en').replace(',', '')} {unit}{'' if value == 1 else 's'}"


def _french(value: int, unit: str) -> str:
    # "Un million d’euros", "deux millions d’euros"; "zéro" and "un" stay singular.
    name = {"euro": "euro", "cent": "centime"}[unit] + ("" if value < 2 else "s")
    joint = " d’" if value >= 1_000_000 and value % 1_000_000 == 0 and unit == "euro" else " "
    return f"{_number(value, 'fr')}{joint}{name}"


def _polish(value: int, unit: str) -> str:
    if unit == "euro":
        return f"{_number(value, 'pl')} euro"
    last, teen = value % 10, 10 < value % 100 < 20
    name = "cent" if value == 1 else "centy" if last in {2, 3, 4} and not teen else "centów"
    return f"{_number(value, 'pl')} {name}"


def _japanese(value: int, unit: str) -> str:
    return f"{_number(value, 'ja')}{'ユーロ' if unit == 'euro' else 'セント'}"


def _arabic(value: int, unit: str) -> str:
    """One and two stand after or within the noun; three to ten take the plural, more the singular."""
    if unit == "euro":
        if value == 1:
            return "يورو واحد"
        return "اثنان يورو" if value == 2 else f"{_joined(value)} يورو"
    if value <= 2:
        return {0: "صفر سنت", 1: "سنت واحد", 2: "سنتان"}[value]
    return f"{_joined(value)} {'سنتات' if value <= 10 else 'سنتًا'}"


def _joined(value: int) -> str:
    """ "و" is written together with the word that it joins."""
    return _number(value, "ar").replace(" و ", " و")


_WRITERS: dict[str, tuple[Writer, str]] = {
    "de": (_german, " und "),
    "en": (_english, " and "),
    "fr": (_french, " et "),
    "pl": (_polish, " i "),
    "ja": (_japanese, ""),
    "ar": (_arabic, " و"),
}


def in_words(amount: Decimal, language: str) -> str:
    """`amount` euros in words of `language` (of German when it is another one); cents only when there are some."""
    write, joint = _WRITERS[language if language in LANGUAGES else "de"]
    whole, rest = divmod(int(cents(amount) * 100), 100)
    return write(whole, "euro") + (joint + write(rest, "cent") if rest else "")
