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


def pieces(before: str, after: str) -> Iterator[Piece]:
    """The way from `before` to `after` in reading order; what went stands before what came."""
    old, new = _tokens(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _kind, start, end, begin, finish in matcher.get_opcodes():
        gone, come = "".join(old[start:end]), "".join(new[begin:finish])
        if _kind == "equal":
            yield Piece(KEPT, gone)
            continue
        if gone:
            yield Piece(REMOVED, gone)
        if come:
            yield Piece(ADDED, come)
