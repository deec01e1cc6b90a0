"""Site map and robots.txt: read by a parser, the same translations as in the head of each page."""

import re
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.test import Client

from tests.factories import make_aim, make_city, make_home, make_page
from tests.factories_board import make_slip
from tests.factories_events import make_event, make_occurrence
from tests.factories_grants import make_programme
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_project
from twinning.discovery import sitemap

pytestmark = pytest.mark.django_db
SM = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}link"


def read(client: Client, path: str) -> Element:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Content-Type"].startswith("application/xml")
    return fromstring(b"".join(response.streaming_content))


def parts(client: Client) -> list[str]:
    root = read(client, "/sitemap.xml")
    return [urlsplit(found.text).path for found in root.iter(f"{SM}loc")]


def pages(client: Client) -> dict[str, dict[str, str]]:
    """Address -> its translations, of all files."""
    found = {}
    for path in parts(client):
        urls = read(client, path).findall(f"{SM}url")
        assert 0 < len(urls) <= 5000
        for url in urls:
            address = url.findtext(f"{SM}loc")
            assert address not in found, "each address once"
            found[address] = {link.get("hreflang"): link.get("href") for link in url.findall(XHTML)}
    return found


def head(html: str) -> dict[str, str]:
    links = re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', html)
    return {code: url.replace("&amp;", "&") for code, url in links}


def public_world() -> None:
    make_home()
    make_city(
        "poznan", name_pl="Poznań", story_pl="<p>Historia.</p>", name_de_simple="P", story_de_simple="x"
    )
    make_city("hidden", state="draft")
    make_project("light", story_de="<p>Text</p>", title_en="Light", summary_en="All of it.")
    make_occurrence(make_event("fest"))
    make_organisation()
    make_programme()
    make_page("about", title_fr="À propos", body_fr="<p>Texte</p>")
    make_page("aims")
    make_aim("friends")
    make_slip(language="fr")
    make_slip(language="uk")


def test_site_map_lists_what_the_heads_of_the_pages_say(client: Client) -> None:
    public_world()
    found = pages(client)
    kinds = [path.removeprefix("/sitemap-").split("-")[0] for path in parts(client)]
    assert kinds[0] == "lists"
    assert set(kinds) >= {
        "city", "project", "event", "organisation", "programme", "page", "aim", "slip",
    }  # fmt: skip
    base = "http://testserver"
    city = f"{base}/pl/miasta-partnerskie/poznan/"
    assert set(found[city]) == {"de", "pl", "x-default"}
    assert not any("hidden" in address or "de-simple" in address for address in found)
    groups: dict[str, set[str]] = defaultdict(set)
    for address, links in found.items():
        assert address in links.values(), "every page names itself"
        assert settings.EASY_LANGUAGE not in links
        for code, other in links.items():
            assert found[other] == links, f"{other} answers for {code}"
        groups[min(links.values())].add(address)
    for addresses in groups.values():
        address = sorted(addresses)[0]
        page = client.get(urlsplit(address).path)
        assert page.status_code == 200, address
        assert head(page.content.decode()) == found[address], address


def test_site_map_is_cut_into_files_and_asks_one_query_for_each(
    client: Client, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    make_home()
    for number in range(3):
        make_city(f"town-{number}")
    monkeypatch.setattr(sitemap, "MOST", 2 * len(settings.PUBLISHED_LANGUAGES))
    assert [path for path in parts(client) if "city" in path] == [
        "/sitemap-city-1.xml",
        "/sitemap-city-2.xml",
    ]
    with django_assert_num_queries(2):
        assert len(read(client, "/sitemap-city-1.xml")) == 2
    for path in (
        "/sitemap-city-3.xml",
        "/sitemap-city-0.xml",
        "/sitemap-nothing-1.xml",
        "/sitemap-lists-2.xml",
    ):
        assert client.get(path).status_code == 404


def test_robots_are_shown_the_map_and_kept_from_search_and_accounts(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    lines = text.splitlines()
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    for path in ("/verwaltung/", "/*/accounts/", "/de/suche/", "/en/search/"):
        assert f"Disallow: {path}" in lines
    assert not any(line.startswith("Disallow: /de/partner") for line in lines)
