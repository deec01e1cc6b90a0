"""Whether a translation kept what has to stay the same: placeholders, links, elements, length.

Knows no database. Called by the translation page on every save and before a text is handed in, and by the import of
files from translators. An error may not reach the public page; a warning may be right and is only said.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twinning.richtext import clean_html

ERROR, WARNING = "error", "warning"
# %(name)s, %s, {name}, {{ name }}: what a program fills in.
PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%[sd](?!\w)|\{\{\s*[\w.|]+\s*\}\}|\{\w+\}")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--|<!\[CDATA\[|<![a-zA-Z]|<\?")
EMPTY_ELEMENTS = frozenset({"br", "hr", "img"})
# What carries meaning; paragraphs and emphasis may differ from language to language.
STRUCTURE = ("h2", "h3", "ul", "ol", "li", "blockquote")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (ERROR) or looks wrong (WARNING), in words for the translator."""

    level: str
    code: str
    text: str

    @property
    def is_error(self) -> bool:
        return self.level == ERROR


@dataclass
class Outline(HTMLParser):
    """The elements, attributes and links of a piece of HTML, and what was left open."""

    elements: Counter[str] = field(default_factory=Counter)
    attributes: Counter[tuple[str, str]] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    is_balanced: bool = True

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes.update((tag, name) for name, _value in attrs)
        if tag == "a":
            self.links[dict(attrs).get("href") or ""] += 1
        if tag not in EMPTY_ELEMENTS:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY_ELEMENTS:
            return
        if not self._open or self._open.pop() != tag:
            self.is_balanced = False

    def close(self) -> None:
        super().close()
        self.is_balanced = self.is_balanced and not self._open


def outline(html: str) -> Outline:
    """What `html` is made of."""
    found = Outline()
    found.feed(html)
    found.close()
    return found


def check(source: str, target: str, *, is_html: bool, limit: int | None = None) -> list[Finding]:
    """What is wrong with `target` as a translation of `source`, errors first; nothing for an empty target."""
    if not target.strip():
        return []
    found = [*_placeholders(source, target), *_length(target, limit)]
    found += _rich(source, target) if is_html else _plain(source, target)
    return sorted(found, key=lambda one: one.level != ERROR)


def has_errors(findings: list[Finding]) -> bool:
    """True when one of them may not reach the public page."""
    return any(one.is_error for one in findings)


def _placeholders(source: str, target: str) -> list[Finding]:
    wanted, there = (Counter(PLACEHOLDERS.findall(text)) for text in (source, target))
    lost = [
        Finding(ERROR, "placeholder-lost", _("The placeholder %(name)s is missing.") % {"name": name})
        for name in wanted - there
    ]
    added = [
        Finding(ERROR, "placeholder-new", _("The source has no placeholder %(name)s.") % {"name": name})
        for name in there - wanted
    ]
    return lost + added


def _length(target: str, limit: int | None) -> list[Finding]:
    over = len(target) - limit if limit else 0
    if over <= 0:
        return []
    text = ngettext(
        "The text is %(number)d character too long.", "The text is %(number)d characters too long.", over
    )
    return [Finding(ERROR, "too-long", text % {"number": over})]


def _plain(source: str, target: str) -> list[Finding]:
    """Names in angle brackets may stand in a plain text, when the source has the same."""
    if Counter(TAG.findall(target)) - Counter(TAG.findall(source)):
        return [Finding(ERROR, "html", _("This field takes plain text, no HTML."))]
    return []


def _rich(source: str, target: str) -> list[Finding]:
    there = outline(target)
    if not there.is_balanced:
        return [
            Finding(ERROR, "unbalanced", _("An HTML element is not closed, or closed in the wrong order."))
        ]
    found = [*_forbidden(target, there)]
    wanted = outline(source)
    found += _links(wanted.links, there.links)
    differ = [name for name in STRUCTURE if wanted.elements[name] != there.elements[name]]
    if differ:
        words = _("Headings, lists and quotations differ from the source: %(names)s.")
        found.append(Finding(WARNING, "structure", words % {"names": ", ".join(differ)}))
    return found


def _forbidden(target: str, there: Outline) -> list[Finding]:
    """What the cleaner of every save would take away: refused here, so that nothing vanishes silently."""
    kept = outline(clean_html(target))
    gone = set(there.elements) - set(kept.elements)
    gone |= {f"{tag} {name}" for tag, name in set(there.attributes) - set(kept.attributes)}
    # The cleaner tidies addresses; what it removes altogether is an address of a kind that is not allowed.
    lost_links = there.links.total() - kept.links.total()
    if re.search(r"<!|<\?", target):
        gone.add("<!")
    if not gone and lost_links <= 0:
        return []
    words = _("HTML that is not allowed here: %(names)s.")
    return [Finding(ERROR, "forbidden", words % {"names": ", ".join(sorted(gone)) or "a href"})]


def _links(wanted: Counter[str], there: Counter[str]) -> list[Finding]:
    lost = [
        Finding(WARNING, "link-lost", _("The link to %(address)s is missing.") % {"address": address})
        for address in wanted - there
    ]
    added = [
        Finding(WARNING, "link-new", _("The source has no link to %(address)s.") % {"address": address})
        for address in there - wanted
    ]
    return lost + added
