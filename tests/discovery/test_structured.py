"""Structured data of every public page: read back, with what search engines need, safe for what people type."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.factories import make_aim, make_city, make_home, make_page
from tests.factories_board import make_slip
from tests.factories_events import make_event, make_occurrence
from tests.factories_grants import make_programme
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_project
from twinning.catalogue import entries
from twinning.discovery.sitemap import list_names
from twinning.discovery.structured import image

pytestmark = pytest.mark.django_db
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
BASE = "http://testserver"
NEEDED = {
    "City": {"name", "url", "geo", "containedInPlace", "description"},
    "Project": {"name", "url", "description", "foundingDate"},
    "Organization": {"name", "url", "description"},
    "FundingScheme": {"name", "url", "description", "funder", "@reverse"},
    "WebSite": {"name", "url", "inLanguage", "publisher", "potentialAction"},
    "GovernmentOrganization": {"name", "url", "email", "areaServed"},
    "Event": {"name", "url", "startDate", "eventStatus", "eventAttendanceMode", "location"},
    "page": {"name", "url", "inLanguage", "isPartOf", "publisher"},
}


def read(html: str) -> list[dict[str, Any]]:
    """All nodes of all scripts; every context is schema.org."""
    nodes = []
    for found in SCRIPT.findall(html):
        data = json.loads(found)
        assert data["@context"] == "https://schema.org"
        nodes += data.get("@graph", [data])
    return nodes


def by_type(nodes: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {node["@type"]: node for node in nodes}


def make_world() -> None:
    make_home(office_summary_de="Rät.", tagline_de="und seine Partnerstädte")
    make_city(
        "poznan", local_name="Poznań", local_name_language="pl", official_site="https://poznan.example/"
    )
    make_project("light")
    make_occurrence(make_event("fest"))
    make_organisation()
    make_programme(amounts_de="bis 5.000 €")
    make_page("about")
    make_aim("friends")
    make_slip()


def addresses(language: str) -> dict[str, str]:
    found = {entry.key: entry.queryset().first().get_absolute_url(language) for entry in entries()}
    with override(language):
        return found | {name: reverse(name) for name in list_names()}


def test_every_page_of_the_catalogue_tells_about_itself(client: Client) -> None:
    make_world()
    for language, tag in (("de", "de"), ("ar", "ar"), ("de-simple", "de")):
        for key, path in addresses(language).items():
            html = client.get(path).content.decode()
            nodes = read(html)
            page = nodes[0] if key != "event" else next(row for row in nodes if "isPartOf" in row)
            assert NEEDED["page"] <= set(page), path
            assert page["url"] == BASE + path
            assert page["inLanguage"] == tag
            for node in nodes:
                is_short = node["@type"] in {"WebSite", "GovernmentOrganization"} and key != "home"
                wanted = {"@id", "name"} if is_short else NEEDED.get(node["@type"], set())
                assert wanted <= set(node), (path, node)
            if "mainEntity" in page:
                assert page["mainEntity"]["@id"] in {node["@id"] for node in nodes}
            if key != "home":
                crumbs = page["breadcrumb"]["itemListElement"]
                assert [row["position"] for row in crumbs] == list(range(1, len(crumbs) + 1))
                assert crumbs[-1]["item"] == BASE + path
            assert f'<meta property="og:url" content="{BASE}{path}">' in html


def test_each_kind_has_its_own_words(client: Client) -> None:
    make_world()
    paths = addresses("de")
    city = by_type(read(client.get(paths["city"]).content.decode()))["City"]
    assert city["alternateName"] == "Poznań"
    assert city["sameAs"] == ["https://poznan.example/"]
    assert city["geo"]["latitude"] == 52.40692
    scheme = by_type(read(client.get(paths["programme"]).content.decode()))["FundingScheme"]
    assert scheme["@reverse"]["funder"]["@type"] == "MonetaryGrant"
    assert scheme["@reverse"]["funder"]["description"] == "bis 5.000 €"
    home = by_type(read(client.get("/de/").content.decode()))
    assert (
        home["WebSite"]["potentialAction"]["target"]["urlTemplate"]
        == f"{BASE}/de/suche/?q={{search_term_string}}"
    )
    events = [row for row in read(client.get(paths["event"]).content.decode()) if "startDate" in row]
    assert len(events) == 1, "an event is told once"


def test_what_people_type_cannot_end_the_script(client: Client) -> None:
    make_home()
    make_city("bad", name_de='</script><script>alert(1)</script>&"', lede_de="<!-- <b>bold</b>")
    html = client.get("/de/partnerstaedte/bad/").content.decode()
    assert "<script>alert(1)" not in html
    city = by_type(read(html))["City"]
    assert city["name"] == '</script><script>alert(1)</script>&"'
    assert city["description"] == "<!-- <b>bold</b>"


def test_pictures_name_whom_to_thank_and_what_one_may_do() -> None:
    known = image("/a.webp", caption="Rathaus", credit="A. B.", licence="CC BY 4.0")
    assert known["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert known["creditText"] == "A. B."
    own = image("/a.webp", caption="", credit="A. B.", licence="eigenes Bild")
    assert own["license"] == {"@type": "CreativeWork", "name": "eigenes Bild"}
    assert "caption" not in own


def test_pages_that_are_not_for_everybody_tell_nothing(client: Client) -> None:
    make_home()
    assert not SCRIPT.findall(client.get("/de/nothing-here/").content.decode())
