"""No German word stands on a page of another language unless it says that it is German."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client

from partners.models import City
from twinning.pages.models import Aim, Page

LANGUAGES = ("en", "fr", "pl", "ja", "ar")
# Words that no sentence in our other languages contains.
GERMAN = re.compile(
    r"\b(und|oder|nicht|wird|werden|für|eine[rnms]?|dieser?|diese[sn]?|auf|über|sind|haben|können|wir|Sie|Ihre?|"
    r"Partnerstadt|Partnerstädte|Startseite|Suche|seit|Sprache|Uhr|Stand)\b"
)
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = ("title", "alt", "aria-label", "placeholder", "content")


class Passages(HTMLParser):
    """Collects (language, text) of everything a reader or a screen reader meets."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        language = values.get("lang") or (self.stack[-1][1] if self.stack else "")
        self.found += [(language, values[name] or "") for name in SPOKEN if name in values]
        if tag not in VOID:
            self.stack.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1][0] not in {"script", "style"}:
            self.found.append((self.stack[-1][1], data))


def passages(html: str) -> list[tuple[str, str]]:
    parser = Passages()
    parser.feed(html)
    return parser.found


def addresses(language: str) -> Iterator[str]:
    yield f"/{language}/"
    for obj in (*City.objects.published(), *Page.objects.published(), *Aim.objects.published()):
        yield obj.get_absolute_url(language)
    words = {
        "fr": ("villes-partenaires", "objectifs", "recherche"),
        "pl": ("miasta-partnerskie", "cele", "szukaj"),
    }
    cities, aims, search = words.get(language, ("partner-cities", "aims", "search"))
    yield from (
        f"/{language}/{cities}/",
        f"/{language}/{aims}/",
        f"/{language}/{search}/?q=x",
        f"/{language}/-/",
    )
    yield f"/{language}/accounts/login/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_holds_no_unmarked_german(client: Client, seeded: None, language: str) -> None:
    wrong = []
    for address in addresses(language):
        html = client.get(address).content.decode()
        for code, text in passages(html):
            # Names of offices and towns stay German in brackets beside their translation.
            spoken = re.sub(r"[(（][^)）]*[)）]", "", text)
            if not code.startswith("de") and GERMAN.search(spoken):
                wrong.append(f"{address}: {text.strip()[:90]}")
    assert wrong == []


def test_finder_sees_unmarked_german_and_only_that() -> None:
    """The negative control of the test above."""
    html = '<html lang="fr"><p>Bonjour <b>und Tschüss</b> <i lang="de">und</i></p><img alt="oder"></html>'
    found = [text for code, text in passages(html) if code != "de" and GERMAN.search(text)]
    assert found == ["und Tschüss", "oder"]
