"""Decisions about lines: drafts are made once, nothing is published, only what was ticked is taken over."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import override

from partners.imports import workflow
from partners.imports.models import Batch, Candidate
from partners.imports.workflow import Result, accept, reject, reject_rest
from partners.models import City, HomeDistrict, Partnership, Source
from tests.factories import make_city, make_partnership
from tests.factories_imports import checked, make_candidate, queued, row, uploader
from tests.feedback.threads import together
from twinning.addresses.actions import remember

ROUEN = {"name_de": "Rouen", "country": "FR", "latitude": 49.443, "longitude": 1.099}


def take(batch: Batch, **taking: dict[str, str]) -> Result:
    """Accept everything of a list that waits; `taking`: line_3={"since_year": ""}."""
    rows = list(batch.candidates.filter(state="waiting"))
    chosen = {row.pk: taking.get(f"line_{row.line}", {}) for row in rows}
    return accept([row.pk for row in rows], by=uploader(), taking=chosen)


# --- new ------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_new_relation_becomes_an_unlisted_tie_of_a_draft_city(home: None) -> None:
    batch = queued(
        row(
            "Wien",
            "Österreich",
            kind="f",
            since_year="1990",
            lat="48.21",
            lon="16.37",
            source="S. 3",
            note="N.",
        ),
        source="https://example.org/list",
        confidence="medium",
    )
    take(batch)
    tie, city = Partnership.objects.get(), City.objects.get()
    assert (tie.city, tie.kind, tie.since_year, tie.status) == (city, "friendship", 1990, "unknown")
    assert (tie.is_listed, tie.confidence) == (False, "medium")
    assert (city.state, city.slug, city.name_de, city.country.code) == ("draft", "wien", "Wien", "AT")
    assert (city.time_zone, city.latitude, round(city.distance_km)) == ("Europe/Vienna", 48.21, 662)
    source = Source.objects.get()
    assert (source.key, source.title, source.url) == (f"list-{batch.pk}", batch.source, batch.source)
    assert list(tie.sources.all()) == list(city.sources.all()) == [city.coordinate_source] == [source]
    assert tie.staff_note.splitlines()[1:] == ["S. 3", "N."]
    line = batch.candidates.get()
    assert (line.state, line.made_id, line.decided_by) == ("accepted", tie.pk, uploader())
    city.full_clean()
    tie.full_clean()


@pytest.mark.django_db
def test_nothing_that_a_list_brings_is_public(home: None) -> None:
    take(
        queued(row("Wien", "AT"), row("Lyon", "FR", kind=""), row("Graz", "AT", kind="k"), confidence="high")
    )
    assert Partnership.objects.count() == 3
    assert list(Partnership.objects.visible_to(None)) == []
    assert list(City.objects.named_in_public()) == []
    assert set(City.objects.values_list("state", flat=True)) == {"draft"}


@pytest.mark.django_db
def test_known_city_is_used_and_left_as_it_is(home: None) -> None:
    city = make_city(**ROUEN)
    take(queued(row("ROUEN", "FR", lat="49.5", lon="1.1")))
    assert (Partnership.objects.get().city, City.objects.count()) == (city, 1)
    city.refresh_from_db()
    assert (city.latitude, city.state) == (49.443, "published")


@pytest.mark.django_db
def test_relation_that_has_ended_says_so(home: None) -> None:
    take(queued(row("Wien", "AT", since_year="1990", until_year="2000")))
    assert (Partnership.objects.get().status, Partnership.objects.get().until_year) == ("ended", 2000)


@pytest.mark.django_db
def test_relation_of_a_district_is_tied_to_it(home: None) -> None:
    district = HomeDistrict.objects.create(key="misburg", name_de="Misburg-Anderten")
    take(queued(row("Bollnäs", "SE", home_city="Misburg-Anderten")))
    tie = Partnership.objects.get()
    assert (tie.home_district, tie.kind, tie.level) == (district, "district_twinning", "district")


@pytest.mark.django_db
def test_address_word_is_never_that_of_another_city(home: None) -> None:
    make_city("halle", name_de="Halle", country="DE")
    remember(kind="city", object_id=999, words={"": "halle-be"})
    take(queued(row("Halle", "BE"), row("Hallé", "NL"), row("広島", "JP")))
    assert set(City.objects.values_list("slug", flat=True)) == {"halle", "halle-be-2", "halle-nl", "jp"}


@pytest.mark.django_db
def test_maps_are_drawn_once_for_all_new_cities(home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    monkeypatch.setattr("partners.imports.places.draw_maps", SimpleNamespace(enqueue=lambda: drawn.append(1)))
    monkeypatch.setattr("partners.actions.draw_maps", SimpleNamespace(enqueue=lambda: drawn.append(99)))
    take(queued(row("Wien", "AT", lat="48.2", lon="16.4"), row("Graz", "AT", lat="47.1", lon="15.4")))
    assert drawn == [1]


# --- differing ------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_only_what_is_ticked_is_taken_over(home: None) -> None:
    tie = make_partnership(make_city(**ROUEN), since_year=None, kind="friendship")
    batch = queued(row(since_year="1966", kind="p"))
    take(batch, line_2={"since_year": ""})
    tie.refresh_from_db()
    assert (tie.since_year, tie.kind, tie.version) == (1966, "friendship", 2)
    assert (tie.is_listed, tie.confidence) == (True, "high")
    assert [source.key for source in tie.sources.all()] == [f"list-{batch.pk}"]
    assert "Zeile 2" in tie.staff_note or "Line 2" in tie.staff_note


@pytest.mark.django_db
def test_nothing_ticked_means_nothing_done(home: None) -> None:
    make_partnership(make_city(**ROUEN), since_year=1965)
    batch = queued(row(since_year="1966"))
    result = take(batch)
    assert [reason for _row, reason in result.refused] != []
    assert batch.candidates.get().state == "waiting"


@pytest.mark.django_db
def test_tick_on_a_value_that_has_changed_meanwhile_is_refused(home: None) -> None:
    tie = make_partnership(make_city(**ROUEN), since_year=1965)
    batch = queued(row(since_year="1966"))
    Partnership.objects.update(since_year=1964)
    result = take(batch, line_2={"since_year": "1965"})
    tie.refresh_from_db()
    assert (len(result.refused), tie.since_year) == (1, 1964)
    take(batch, line_2={"since_year": "1964"})
    tie.refresh_from_db()
    assert tie.since_year == 1966


@pytest.mark.django_db
def test_last_year_ends_an_active_tie(home: None) -> None:
    tie = make_partnership(make_city(**ROUEN), since_year=1966)
    take(queued(row(until_year="2020")), line_2={"until_year": ""})
    tie.refresh_from_db()
    assert (tie.status, tie.until_year) == ("ended", 2020)


@pytest.mark.django_db
def test_refusal_of_the_database_is_told_in_its_words_and_stops_nothing_else(home: None) -> None:
    """The list ends the tie before it began here: each value alone is right, both together are not."""
    make_partnership(make_city(**ROUEN), since_year=1966)
    batch = queued(row(since_year="", until_year="1950"), row("Wien", "AT"))
    with override("en"):
        result = take(batch, line_2={"until_year": ""})
    assert [reason for _row, reason in result.refused] == ["The last year can't lie before the first one."]
    assert [entry.line for entry in result.accepted] == [3]
    assert list(batch.candidates.values_list("state", flat=True)) == ["waiting", "accepted"]
    assert Source.objects.count() == 1


# --- what changed since the check -----------------------------------------------------------------
@pytest.mark.django_db
def test_line_that_says_what_we_know_by_now_is_closed(home: None) -> None:
    batch = queued(row())
    make_partnership(make_city(**ROUEN), since_year=1966)
    result = take(batch)
    assert ([entry.line for entry in result.known], Partnership.objects.count()) == ([2], 1)
    line = batch.candidates.get()
    batch.refresh_from_db()
    assert (line.state, line.outcome, batch.state) == ("closed", "same", "reviewed")


@pytest.mark.django_db
def test_new_line_that_differs_by_now_is_shown_again_with_both_values(home: None) -> None:
    batch = queued(row(since_year="1967"))
    tie = make_partnership(make_city(**ROUEN), since_year=1966)
    assert len(take(batch).refused) == 1
    line = batch.candidates.get()
    assert (line.state, line.outcome, line.known_id) == ("waiting", "conflict", tie.pk)


@pytest.mark.django_db
def test_of_two_years_for_one_pair_the_second_is_shown_against_the_first(home: None) -> None:
    batch = queued(row("Wien", "AT", since_year="1990"), row("Wien", "AT", since_year="1991"))
    result = take(batch)
    assert ([entry.line for entry in result.accepted], len(result.refused)) == ([2], 1)
    tie, second = Partnership.objects.get(), batch.candidates.get(line=3)
    assert (tie.since_year, second.state, second.known_id) == (1990, "waiting", tie.pk)
    take(batch, line_3={"since_year": "1990"})
    tie.refresh_from_db()
    assert (tie.since_year, City.objects.count()) == (1991, 1)


@pytest.mark.django_db
def test_same_new_city_of_two_lists_is_made_once(home: None) -> None:
    first, second = queued(row("Wien", "AT")), queued(row("WIEN", "Austria"))
    take(first)
    assert [entry.title for entry in take(second).known] == ["Hannover – WIEN"]
    assert (City.objects.count(), Partnership.objects.count()) == (1, 1)


# --- reject ---------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_rejected_line_makes_nothing_and_the_last_one_closes_the_list(home: None) -> None:
    batch = queued(row("Wien", "AT"), row("Graz", "AT"))
    first, last = batch.candidates.values_list("pk", flat=True)
    assert reject([first], by=uploader()) == 1
    batch.refresh_from_db()
    assert batch.state == "queued"
    assert reject([first, last], by=uploader()) == 1
    batch.refresh_from_db()
    assert (batch.state, City.objects.count()) == ("reviewed", 0)


@pytest.mark.django_db
def test_rest_of_a_list_is_rejected_at_once(home: None) -> None:
    batch = queued(row("Wien", "AT"), row("Graz", "AT"), row("X", ""))
    assert reject_rest(batch, by=uploader()) == 2
    batch.refresh_from_db()
    assert (batch.state, batch.candidates.filter(state="rejected").count()) == ("reviewed", 2)
    assert reject_rest(batch, by=uploader()) == 0


@pytest.mark.django_db
def test_decided_line_and_line_outside_the_queue_are_left_alone(home: None) -> None:
    done = make_candidate()
    reject([done.pk], by=uploader())
    outside = checked(row("Wien", "AT")).candidates.get()
    result = accept([done.pk, outside.pk], by=uploader(), taking={})
    assert (len(result.late), City.objects.count()) == (2, 0)


# --- two at once ----------------------------------------------------------------------------------
def lines_about_vienna() -> list[int]:
    """One line in each of two lists, about the same new city."""
    lists = [queued(row("Wien", "AT")), queued(row("Wien", "AT"))]
    return [batch.candidates.get().pk for batch in lists]


def race(*keys: int) -> list[BaseException]:
    """As many people as keys accept one line each at the same moment."""
    turns, by = iter(keys), uploader()
    return together(len(keys), lambda: accept([next(turns)], by=by, taking={}))


@pytest.mark.django_db(transaction=True)
def test_two_people_who_accept_one_line_make_one_tie(home: None) -> None:
    line = queued(row("Wien", "AT")).candidates.get()
    assert race(line.pk, line.pk, line.pk) == []
    assert (City.objects.count(), Partnership.objects.count(), Source.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_lists_that_bring_one_city_at_once_make_it_once(home: None) -> None:
    assert race(*lines_about_vienna()) == []
    assert (City.objects.count(), Partnership.objects.count()) == (1, 1)
    assert sorted(Candidate.objects.values_list("state", flat=True)) == ["accepted", "closed"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_goes_wrong(home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: if this stops failing, the tests above prove nothing."""
    monkeypatch.setattr(workflow, "lock_queue", lambda: None)
    errors = race(*pausing(lines_about_vienna(), monkeypatch))
    made = (City.objects.count(), Partnership.objects.count())
    refused = Candidate.objects.filter(state="waiting").count()
    assert made != (1, 1) or refused or errors


def pausing(keys: list[int], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Between looking and making, everybody waits a moment: as on a busy day."""
    look: Callable[..., Any] = workflow.registry.get("relations").find_known

    def slowly(values: Any, knowledge: Any) -> Any:
        found = look(values, knowledge)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")
        return found

    kind = workflow.registry.get("relations")
    monkeypatch.setitem(kind.__dict__, "find_known", slowly)
    return keys


@pytest.mark.django_db(transaction=True)
def test_with_the_lock_the_slow_race_goes_right(home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(*pausing(lines_about_vienna(), monkeypatch)) == []
    assert (City.objects.count(), Partnership.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_one_accepts_while_another_rejects_the_rest(home: None) -> None:
    batch, by = queued(row("Wien", "AT"), row("Graz", "AT")), uploader()
    keys = list(batch.candidates.values_list("pk", flat=True))
    turns = iter([lambda: accept(keys, by=by, taking={}), lambda: reject_rest(batch, by=by)])
    assert together(2, lambda: next(turns)()) == []
    states = set(batch.candidates.values_list("state", flat=True))
    batch.refresh_from_db()
    assert (states, batch.state) in (({"accepted"}, "reviewed"), ({"rejected"}, "reviewed"))
    assert Partnership.objects.count() == (2 if states == {"accepted"} else 0)
