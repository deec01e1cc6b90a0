"""Reads XLIFF 2.0 that strangers send: no definitions, no entities, nothing fetched, no deep nests, unit by unit.

Called by `checking`.
"""

import codecs
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from twinning.translations.exchange.inline import PREFIX, Unreadable, data_of, html_of, plain_of
from twinning.translations.exchange.units import LONGEST_TEXT, MOST_UNITS, Incoming, Refused
from twinning.translations.exchange.xliff_writer import HASH_NOTE

DEEPEST = 64
# Elements that are kept at a time; one unit of ours needs some hundreds.
MOST_ELEMENTS = 50_000
CONTAINERS = frozenset({f"{PREFIX}file", f"{PREFIX}group", f"{PREFIX}xliff"})
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
VERSIONS = frozenset({"2.0", "2.1"})
IsHtml = Callable[[str], bool]


def read(file: BinaryIO, is_html: IsHtml) -> tuple[str, Iterator[Incoming]]:
    """The target language of the file, and its units while they are read. Raises Refused, also while iterating.

    `is_html` tells from the id of a unit whether its text is rich text.
    """
    _check_encoding(file)
    events = _events(file)
    root = next(events, None)
    if root is None:
        raise Refused("not_xml")
    return _language(root), _units(events, is_html)


def _check_encoding(file: BinaryIO) -> None:
    """UTF-8 and UTF-16 with its mark; anything else is not what XLIFF says, and could hide what it holds."""
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    declared = head.split(b"?>", 1)[0].lower() if head.lstrip(codecs.BOM_UTF8).startswith(b"<?xml") else b""
    names = (b'"utf-8"', b"'utf-8'", b'"us-ascii"', b"'us-ascii'")
    if b"encoding" in declared and not any(name in declared for name in names):
        raise Refused("encoding")


def _events(file: BinaryIO) -> Iterator[Element]:
    """The root when it opens, then every <unit> when it closes; what was read is let go of."""
    kept = 0
    parents: list[Element] = []
    with _faults_are_told():
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                parents.append(element)
                kept += 1
                _limit(len(parents), kept)
                if len(parents) == 1:
                    yield element
                continue
            parents.pop()
            if element.tag == f"{PREFIX}unit":
                yield element
            if parents and parents[-1].tag in CONTAINERS:
                parents[-1].remove(element)
                kept = len(parents)


@contextmanager
def _faults_are_told() -> Iterator[None]:
    try:
        yield
    except DefusedXmlException as error:
        raise Refused("forbidden_xml") from error
    except ParseError as error:
        raise Refused("not_xml") from error
    except (LookupError, ValueError) as error:
        raise Refused("encoding") from error


def _limit(depth: int, kept: int) -> None:
    if depth > DEEPEST:
        raise Refused("too_deep")
    if kept > MOST_ELEMENTS:
        raise Refused("too_many")


def _language(root: Element) -> str:
    if root.tag != f"{PREFIX}xliff" or root.get("version") not in VERSIONS:
        raise Refused("version")
    if root.get("srcLang", "").lower() != "de":
        raise Refused("source_language")
    if not root.get("trgLang"):
        raise Refused("no_language")
    return root.get("trgLang", "").lower()[:20]


def _units(events: Iterator[Element], is_html: IsHtml) -> Iterator[Incoming]:
    for number, element in enumerate(events, start=1):
        if number > MOST_UNITS:
            raise Refused("too_many")
        yield _unit(element, is_html)


def _unit(element: Element, is_html: IsHtml) -> Incoming:
    name = element.get("id", "")[:300]
    notes = {note.get("category"): note.text or "" for note in element.iter(f"{PREFIX}note")}
    stamp = notes.get(HASH_NOTE, "").strip()[:64]
    parts = [part for part in element if part.tag in {f"{PREFIX}segment", f"{PREFIX}ignorable"}]
    targets = [target for part in parts if (target := part.find(f"{PREFIX}target")) is not None]
    languages = {target.get(XML_LANGUAGE, "").lower()[:20] for target in targets} - {""}
    try:
        data = data_of(element.find(f"{PREFIX}originalData"))
        read_text = (lambda part: html_of(part, data)) if is_html(name) else plain_of
        source = "".join(read_text(found) for part in parts for found in part.findall(f"{PREFIX}source")[:1])
        target = "".join(_target(part, read_text) for part in parts) if any(map(_is_written, targets)) else ""
    except Unreadable:
        return Incoming(name, "", "", stamp, problem="codes")
    language = min(languages, default="")
    if len(source) > LONGEST_TEXT or len(target) > LONGEST_TEXT:
        return Incoming(name, "", "", stamp, language, problem="too_long")
    return Incoming(name, source, target, stamp, language)


def _is_written(target: Element) -> bool:
    return bool(target.text) or len(target) > 0


def _target(part: Element, read_text: Callable[[Element], str]) -> str:
    """What stands between two segments is the same in both languages when a program leaves it out."""
    found = part.find(f"{PREFIX}target")
    if found is None and part.tag == f"{PREFIX}ignorable":
        found = part.find(f"{PREFIX}source")
    return "" if found is None else read_text(found)
