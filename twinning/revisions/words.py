"""Two texts compared word by word: what stayed, what went, what came. Called by `compare`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from twinning.richtext import plain_text

# A Japanese or Chinese sign counts as a word: these languages put no spaces between words.
TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|\s+|[^\w\s]")
# Beyond so many words on one side the comparison goes sentence by sentence, to stay quick.
MANY = 4000
FREQUENT_FROM = 400
SENTENCE = re.compile(r"[^.!?。]*[.!?。]*\s*")
BLOCK_END = re.compile(r"</(?:p|li|h2|h3|blockquote)>|<br\s*/?>")

KEPT, ADDED, REMOVED = "kept", "added", "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words with one fate: "kept", "added" or "removed"."""

    fate: str
    text: str


def readable(html: str) -> str:
    """The words of a rich text, one line for each paragraph."""
    return plain_text(BLOCK_END.sub("\n", html))


def _tokens(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if max(len(old), len(new)) <= MANY:
        return old, new
    return [part for part in SENTENCE.findall(before) if part], [p for p in SENTENCE.findall(after) if p]


def _common(old: list[str], new: list[str]) -> int:
    """How many tokens are the same from the beginning."""
    shorter = min(len(old), len(new))
    return next((number for number in range(shorter) if old[number] != new[number]), shorter)


def pieces(before: str, after: str) -> Iterator[Piece]:
    """The way from `before` to `after` in reading order; what went stands before what came.

    What is the same at both ends is set aside first, and in long texts frequent words are no landmarks: so a long page
    is compared in a moment, too.
    """
    old, new = _tokens(before, after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    if head:
        yield Piece(KEPT, "".join(old[:head]))
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    if tail:
        yield Piece(KEPT, "".join(old[len(old) - tail :]))


def _middle(old: list[str], new: list[str]) -> Iterator[Piece]:
    """The changes; words that only spaces divide go and come together, so that a sentence stays a sentence."""
    matcher = SequenceMatcher(None, old, new, autojunk=len(new) > FREQUENT_FROM)
    gone = come = ""
    codes = matcher.get_opcodes()
    for place, (kind, start, end, begin, finish) in enumerate(codes):
        before, after = "".join(old[start:end]), "".join(new[begin:finish])
        is_inside = 0 < place < len(codes) - 1
        if kind != "equal" or (is_inside and not before.strip()):
            gone, come = gone + before, come + after
            continue
        yield from _change(gone, come)
        gone = come = ""
        yield Piece(KEPT, before)
    yield from _change(gone, come)


def _change(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece(REMOVED, gone)
    if come:
        yield Piece(ADDED, come)
