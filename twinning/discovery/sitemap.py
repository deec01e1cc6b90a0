"""The site map: every public page in every language that it is really written in, with its translations.

An index names one or more files per kind of the catalogue and one with the lists. Each file holds at most 5,000
addresses and is written row by row, so a large portal needs no more memory than a small one. The translations are the
ones in the head of each page: a test compares the two. Called by the views of this package.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import quoteattr

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from twinning import slots
from twinning.catalogue import Entry, entries

MOST = 5000
LISTS = "lists"
FOOTER_GROUPS = ("about", "offers", "legal")
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
URLS = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of public things: how many there are and when the latest of them was changed."""

    key: str
    count: int
    changed: datetime | None

    @property
    def pages(self) -> int:
        """How many files it fills."""
        return -(-self.count // per_page())


def per_page() -> int:
    """Things in a file; each has at most one address per published language."""
    return MOST // max(len(settings.PUBLISHED_LANGUAGES), 1)


def _plain(entry: Entry) -> QuerySet:
    return entry.queryset().order_by()


def part_of(entry: Entry) -> Part:
    """Numbers of one kind, in one query."""
    rows = _plain(entry).model._base_manager.filter(pk__in=_plain(entry).values("pk"))
    found = rows.aggregate(count=Count("pk"), changed=Max("updated_at"))
    return Part(entry.key, found["count"], found["changed"])


def parts() -> list[Part]:
    """What the index names, one query for each kind."""
    return [part_of(entry) for entry in entries()]


def list_names() -> list[str]:
    """Names of the addresses that lead to lists: the front page, the navigation, the footer, the catalogue's lists."""
    names = ["home", *(item.url_name for item in slots.navigation())]
    names += [item.url_name for group in FOOTER_GROUPS for item in slots.footer_links(group)]
    names += [entry.parent for entry in entries() if entry.parent]
    # Feeds in the footer are files for programs, no pages.
    return [name for name in dict.fromkeys(names) if reverse(name).endswith("/")]


def index(base: str, found: list[Part]) -> Iterator[str]:
    """The index of all files."""
    yield HEAD + INDEX
    yield f"<sitemap><loc>{base}{reverse('sitemap-part', args=[LISTS, 1])}</loc></sitemap>\n"
    for part in found:
        day = f"<lastmod>{_when(part.changed)}</lastmod>" if part.changed else ""
        for page in range(1, part.pages + 1):
            address = base + reverse("sitemap-part", args=[part.key, page])
            yield f"<sitemap><loc>{escape(address)}</loc>{day}</sitemap>\n"
    yield "</sitemapindex>\n"


def lists(base: str) -> Iterator[str]:
    """Pages that are there in every published language."""
    yield HEAD + URLS
    for name in list_names():
        yield from _urls({code: base + _in(name, code) for code in settings.PUBLISHED_LANGUAGES}, None)
    yield "</urlset>\n"


def things(entry: Entry, page: int, base: str) -> Iterator[str]:
    """One file of a kind; `page` counts from 1."""
    yield HEAD + URLS
    listed = {base + _in(name, code) for name in list_names() for code in settings.PUBLISHED_LANGUAGES}
    start = (page - 1) * per_page()
    for obj in _plain(entry).order_by("pk")[start : start + per_page()].iterator(chunk_size=200):
        addresses = {code: base + obj.get_absolute_url(code) for code in entry.languages_of(obj)}
        # An editorial page that opens a list stands there: the file of lists has it.
        if not listed.intersection(addresses.values()):
            yield from _urls(addresses, obj.updated_at)
    yield "</urlset>\n"


def _in(name: str, code: str) -> str:
    with override(code):
        return reverse(name)


def _when(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _urls(addresses: dict[str, str], changed: datetime | None) -> Iterator[str]:
    """One element per language, each with all translations, itself included."""
    links = dict(addresses)
    if settings.LANGUAGE_CODE in links:
        links["x-default"] = links[settings.LANGUAGE_CODE]
    also = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(address)}/>'
        for code, address in links.items()
    )
    day = f"<lastmod>{_when(changed)}</lastmod>" if changed else ""
    for address in addresses.values():
        yield f"<url><loc>{escape(address)}</loc>{day}{also}</url>\n"
