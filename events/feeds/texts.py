"""The text of a calendar file before and after its grammar: encodings, what is too much to be read, words in HTML.

Called by `events.feeds.parsing`, in its process; knows nothing of Django.
"""

import html
import re
from html.parser import HTMLParser
from typing import Any

MOST_EVENTS = 5000
MOST_LINES = 60_000
MOST_LISTED = 20_000
LONGEST_LINE = 64_000
DEEPEST = 3


class Unreadable(Exception):
    """The calendar as a whole is refused; the text is a code of `events.feeds.words.PROBLEMS`."""


def decode(body: bytes, charset: str) -> str:
    """The text of a calendar in the encoding that it is really in. Raises Unreadable for binary data."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        body = body.decode("utf-16", "replace").encode()
    for name in ("utf-8-sig", charset, "cp1252", "latin-1"):
        try:
            text = body.decode(name) if name else ""
        except (UnicodeError, LookupError):
            continue
        if text:
            break
    else:
        text = ""
    if "\0" in text or "BEGIN:VCALENDAR" not in text[:2000].upper():
        raise Unreadable("no_calendar")
    return text


def look_over(text: str) -> None:
    """Refuse what would only cost time, before anything is understood. Raises Unreadable."""
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise Unreadable("too_long")
    words = [line[:16].upper() for line in lines]
    if sum(word.startswith("BEGIN:VEVENT") for word in words) > MOST_EVENTS:
        raise Unreadable("too_many")
    _check_lengths(lines)
    _check_depth(words)
    dates = (
        line
        for line, word in zip(lines, words, strict=True)
        if word.startswith((" ", "\t", "RDATE", "EXDATE"))
    )
    if sum(1 + line.count(",") for line in dates) > MOST_LISTED:
        raise Unreadable("too_many_days")


def _check_lengths(lines: list[str]) -> None:
    length = 0
    for line in lines:
        # A folded line goes on in the next ones, which begin with a space.
        length = length + len(line) if line[:1] in {" ", "\t"} else len(line)
        if length > LONGEST_LINE:
            raise Unreadable("long_line")


def _check_depth(words: list[str]) -> None:
    depth = 0
    for word in words:
        depth += word.startswith("BEGIN:") - word.startswith("END:")
        if not 0 <= depth <= DEEPEST:
            raise Unreadable("nested")
    if depth:  # cut off on its way: what is missing must not look as if it had vanished
        raise Unreadable("damaged_calendar")


class _Words(HTMLParser):
    """Collects the words of HTML and leaves out what is not meant to be read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {"script", "style"}
        if tag in {"br", "p", "div", "li", "tr", "h1", "h2", "h3"}:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"script", "style"} and self.hidden > 0

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


def plain(value: Any, longest: int) -> str:
    """Words without markup and control characters, at most so many."""
    text = str(value or "")[: longest * 8]
    if re.search(r"<[a-zA-Z/!]", text):
        words = _Words()
        words.feed(text)
        words.close()
        text = "".join(words.found)
    elif "&" in text:
        text = html.unescape(text)
    text = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)
    text = re.sub(r" ?\n ?", "\n", re.sub(r"[ \t\u00a0]+", " ", text))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
