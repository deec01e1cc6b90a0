"""HTML as inline codes of XLIFF, and back, byte for byte.

Rich text goes out with its elements as <pc> and <ph>, their tags kept as `originalData`, and not as escaped text:
translation programs lock such codes, so nobody can break a link or lose half of an element by typing, and counts of
words count words. Whatever the cleaner would write otherwise than we do (an entity with a name, a stray sign) is a
code as well, so that decoding what was encoded gives the very same bytes. Called by `xliff_writer` and `xliff_reader`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape as escape_html
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
PREFIX = f"{{{NAMESPACE}}}"
TOKENS = re.compile(
    r"""(?P<tag></?[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>)"""
    r"""|(?P<plain>&(?:amp|lt|gt|nbsp);)"""
    r"""|(?P<odd>&(?:\#\d+|\#x[0-9a-fA-F]+|[a-zA-Z]\w{0,30});|[&<>\u00a0])"""
)
PLAIN = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": "\u00a0"}
TAG_NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
# What no XML may hold, not even as a reference: XLIFF has <cp> for it.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TYPES = {"a": "link", "blockquote": "quote", "strong": "fmt", "em": "fmt", "br": "fmt"}


class Unreadable(ValueError):
    """Inline codes that don't lead back to a text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a rich text. `kind`: "text", "open", "close" or "single"; `data`: the markup behind a code."""

    kind: str
    data: str


@dataclass
class Codes:
    """The codes of one unit: markup by the id under which `originalData` keeps it, and the ids of codes."""

    data: dict[str, str] = field(default_factory=dict)
    _numbers: defaultdict[tuple[str, ...], list[str]] = field(default_factory=lambda: defaultdict(list))
    _used: dict[tuple[str, ...], int] = field(default_factory=dict)
    _count: int = 0

    def reference(self, markup: str) -> str:
        """The id of `markup` in the original data."""
        return self.data.setdefault(markup, f"d{len(self.data) + 1}")

    def number(self, *markup: str) -> str:
        """The id of a code. The target's codes carry the ids of the same codes in the source, in their order."""
        nth = self._used.get(markup, 0)
        self._used[markup] = nth + 1
        known = self._numbers[markup]
        if nth >= len(known):
            self._count += 1
            known.append(str(self._count))
        return known[nth]

    def begin_target(self) -> None:
        """From here on ids are used again."""
        self._used.clear()


# --- out ------------------------------------------------------------------------------------------
def text_xml(text: str) -> str:
    """A text as the content of an element; the reader gets the same text."""
    safe = escape(ILLEGAL.sub("\x00", text), {"\r": "&#13;"})
    illegal = iter(ILLEGAL.findall(text))
    return re.sub("\x00", lambda _found: f'<cp hex="{ord(next(illegal)):04X}"/>', safe)


def html_xml(html: str, codes: Codes) -> str:
    """Rich text as the content of an element; its markup goes to `codes`."""
    pieces = list(_pieces(html))
    ends = _pairs(pieces)
    starts = {end: start for start, end in ends.items()}
    return "".join(_piece_xml(pieces, at, ends, starts, codes) for at in range(len(pieces)))


def data_xml(codes: Codes) -> str:
    """The original data of a unit; nothing when there is none."""
    if not codes.data:
        return ""
    entries = (f'<data id="{key}">{text_xml(markup)}</data>' for markup, key in codes.data.items())
    return f"<originalData>{''.join(entries)}</originalData>"


def _pieces(html: str) -> Iterator[Piece]:
    done, text = 0, ""
    for found in TOKENS.finditer(html):
        text += html[done : found.start()]
        done = found.end()
        if found["plain"]:
            text += PLAIN[found["plain"]]
            continue
        if text:
            yield Piece("text", text)
        text = ""
        yield Piece(_kind(found), found[0])
    if rest := text + html[done:]:
        yield Piece("text", rest)


def _kind(found: re.Match[str]) -> str:
    if not found["tag"] or found["tag"].endswith("/>"):
        return "single"
    return "close" if found["tag"].startswith("</") else "open"


def _name(markup: str) -> str:
    found = TAG_NAME.match(markup)
    return found[1].lower() if found else ""


def _pairs(pieces: list[Piece]) -> dict[int, int]:
    """Positions of opening tags and of the tags that close them, only where they nest."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for at, piece in enumerate(pieces):
        if piece.kind == "open" and _name(piece.data) != "br":
            waiting.append(at)
        elif piece.kind == "close" and waiting and _name(pieces[waiting[-1]].data) == _name(piece.data):
            pairs[waiting.pop()] = at
    return pairs


def _piece_xml(
    pieces: list[Piece], at: int, ends: dict[int, int], starts: dict[int, int], codes: Codes
) -> str:
    piece = pieces[at]
    if piece.kind == "text":
        return text_xml(piece.data)
    if at in starts:
        return "</pc>"
    kind = f' type="{TYPES[_name(piece.data)]}"' if _name(piece.data) in TYPES else ""
    if at not in ends:
        number, data = codes.number(piece.data), codes.reference(piece.data)
        return f'<ph id="{number}" dataRef="{data}" disp={_shown(piece.data)}{kind}/>'
    last = pieces[ends[at]].data
    number = codes.number(piece.data, last)
    start, end = codes.reference(piece.data), codes.reference(last)
    shown = f"dispStart={_shown(piece.data)} dispEnd={_shown(last)}"
    return f'<pc id="{number}" dataRefStart="{start}" dataRefEnd="{end}" {shown}{kind}>'


def _shown(markup: str) -> str:
    """Markup as the value of an attribute, for people to look at."""
    return quoteattr(ILLEGAL.sub("", markup)[:200])


# --- in -------------------------------------------------------------------------------------------
def plain_of(element: Element) -> str:
    """The text of a <source> or <target> that holds a plain text. Raises Unreadable for codes."""
    return "".join(_read(element, {}, lambda text: text))


def html_of(element: Element, data: dict[str, str]) -> str:
    """The rich text of a <source> or <target>; `data`: markup by its id. Raises Unreadable."""
    return "".join(_read(element, data, _as_html))


def data_of(element: Element | None) -> dict[str, str]:
    """Markup by its id, from <originalData>."""
    entries = [] if element is None else element.findall(f"{PREFIX}data")
    return {entry.get("id", ""): plain_of(entry) for entry in entries}


def _as_html(text: str) -> str:
    return escape_html(text, quote=False).replace("\u00a0", "&nbsp;")


def _read(element: Element, data: dict[str, str], wrap) -> Iterator[str]:
    """Pieces in order. How deep elements nest, the reader of the file has limited."""
    yield wrap(element.text or "")
    for child in element:
        yield from _read_child(child, data, wrap)
        yield wrap(child.tail or "")


def _read_child(child: Element, data: dict[str, str], wrap) -> Iterator[str]:
    name = child.tag.removeprefix(PREFIX)
    if name == "pc":
        yield _markup(child, "dataRefStart", data)
        yield from _read(child, data, wrap)
        yield _markup(child, "dataRefEnd", data)
    elif name in {"ph", "sc", "ec"}:
        yield _markup(child, "dataRef", data)
    elif name == "cp":
        yield wrap(_sign(child.get("hex", "")))
    elif name == "mrk":
        yield from _read(child, data, wrap)
    elif name not in {"sm", "em"}:
        raise Unreadable(name)


def _markup(code: Element, name: str, data: dict[str, str]) -> str:
    """The markup behind a code."""
    found = data.get(code.get(name, ""))
    if found is None:
        raise Unreadable(code.get("id", ""))
    return found


def _sign(digits: str) -> str:
    if not re.fullmatch(r"[0-9A-Fa-f]{1,4}", digits):
        raise Unreadable("cp")
    return chr(int(digits, 16))
