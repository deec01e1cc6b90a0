"""Lists of organisations: what is known, what a line becomes, and that nobody's address is asked for."""

from typing import Any

import pytest

from partners.imports import registry
from partners.imports.models import Batch, Candidate
from partners.imports.workflow import accept
from partners.organisations.models import Organisation
from tests.factories import make_city
from tests.factories_imports import checked, queued, uploader
from tests.factories_organisations import make_organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
HEADER = (
    "name", "kind", "city", "country", "website", "languages", "members", "partner_cities", "other_names", "summary",
    "language", "source", "note",
)  # fmt: skip


def row(name: str = "Chor über Grenzen", **cells: Any) -> list[str]:
    values = {"name": name} | cells
    return [str(values.get(column, "")) for column in HEADER]


def check(*rows: list[str]) -> Batch:
    return checked(*rows, header=HEADER, kind="organisations")


def one(**cells: Any) -> Candidate:
    return check(row(**cells)).candidates.get()


def taken(*rows: list[str], taking: dict[str, str] | None = None) -> None:
    batch = queued(*rows, header=HEADER, kind="organisations")
    keys = list(batch.candidates.filter(state="waiting").values_list("pk", flat=True))
    accept(keys, by=uploader(), taking={key: taking or {} for key in keys})


def codes(candidate: Candidate) -> list[str]:
    return [found["code"] for found in candidate.problems]


def test_line_becomes_a_draft_of_an_entry() -> None:
    rouen = make_city(name_de="Rouen", country="FR")
    taken(
        row(
            kind="Chor", city="Rouen", country="FR", website="www.example.org", languages="fr, Deutsch",
            members="1.250", partner_cities="Hannover; Rouen; Atlantis", summary="On chante.", language="fr",
            source="S. 7",
        )
    )  # fmt: skip
    entry = Organisation.objects.get()
    assert (entry.state, entry.kind, entry.city, entry.place) == ("draft", "ensemble", rouen, "")
    assert (entry.website, entry.languages, entry.members) == ("https://www.example.org", ["fr", "de"], 1250)
    assert (entry.summary_fr, entry.name_language, entry.email) == ("On chante.", "fr", "")
    assert list(entry.partner_cities.all()) == [rouen]
    assert [source.title for source in entry.sources.all()] == ["A list"]
    assert entry.staff_note.splitlines()[1:] == ["S. 7"]
    assert list(Organisation.objects.published()) == []
    entry.full_clean()


def test_address_word_is_never_that_of_a_page_or_of_another_entry() -> None:
    make_organisation("chor-ueber-grenzen")
    taken(row(), row("Mine"))
    assert set(Organisation.objects.values_list("slug", flat=True)) == {
        "chor-ueber-grenzen", "chor-ueber-grenzen-2", "mine-2",
    }  # fmt: skip


def test_known_entry_is_found_by_its_names_at_its_place() -> None:
    rouen = make_city(name_de="Rouen", country="FR")
    make_organisation(name="Comité de Jumelage", other_names="CJRH, Comité Rouen", city=rouen)
    assert one(name="COMITE DE JUMELAGE", city="Rouen", country="FR").outcome == "same"
    assert one(name="cjrh", city="Rouen").outcome == "same"
    assert one(name="Comité de Jumelage").outcome == "new"


def test_home_town_may_be_named_or_left_out() -> None:
    make_organisation(name="Chor über Grenzen")
    assert [one(city=city).outcome for city in ("", "Hannover", "Hanover")] == ["same"] * 3


def test_difference_is_taken_over_only_when_ticked() -> None:
    entry = make_organisation(name="Chor über Grenzen", kind="other", members=20)
    candidate = one(kind="Chor", members="25")
    assert (candidate.outcome, codes(candidate)) == ("conflict", ["adds", "differs"])
    taken(row(kind="Chor", members="25"), taking={"kind": "other"})
    entry.refresh_from_db()
    assert (entry.kind, entry.members, entry.state) == ("ensemble", 20, "published")


def test_unknown_town_is_kept_as_the_place_and_unknown_partner_cities_are_left_out() -> None:
    candidate = one(city="Celle", partner_cities="Atlantis")
    assert codes(candidate) == ["city_as_place", "unknown_city"]
    taken(row(city="Celle"))
    assert (Organisation.objects.get().place, Organisation.objects.get().city) == ("Celle", None)


def test_same_name_twice_is_a_duplicate_only_at_one_place() -> None:
    batch = check(row(), row("chor uber grenzen", city="Hannover"), row(city="Celle"))
    assert [entry.outcome for entry in batch.candidates.order_by("line")] == ["new", "duplicate", "new"]


def test_no_column_asks_for_the_address_of_a_person() -> None:
    names = set(registry.get("organisations").columns)
    assert names & {"email", "e_mail", "phone", "contact", "person"} == set()
