"""Two editors of one row: the second one is told, sees both texts, and nothing is overwritten."""

import json
import threading
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from partners.models import City, CityName, Greeting
from tests.factories import (
    make_aim,
    make_city,
    make_home,
    make_page,
    make_partnership,
    make_source,
    make_staff,
)
from tests.staff.conftest import signed_in
from tests.staff.forms import Values, controls, errors, opened, save
from twinning.accounts.models import User
from twinning.admin.versions import VersionedAdmin
from twinning.feedback.models import ContactMessage
from twinning.municipality.models import Municipality
from twinning.pages.models import Page

pytestmark = pytest.mark.django_db


def change(obj: object) -> str:
    """The address of a row's form."""
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk])


def test_first_save_raises_the_version(desk: Client) -> None:
    page = make_page("a")
    assert errors(save(desk, change(page), opened(desk, change(page)), title_de="Neu")) == {}
    page.refresh_from_db()
    assert (page.title_de, page.version) == ("Neu", 2)


def test_second_editor_is_told_who_and_when_and_nothing_is_overwritten(
    desk: Client, other_desk: Client
) -> None:
    page = make_page("a", title_de="Alt")
    mine, theirs = opened(desk, change(page)), opened(other_desk, change(page))
    save(other_desk, change(page), theirs, title_de="Von Ben")
    response = save(desk, change(page), mine, title_de="Von Anna")
    assert "Ben saved this on" in errors(response)["__all__"][0]
    page.refresh_from_db()
    assert (page.title_de, page.version) == ("Von Ben", 2)
    shown = controls(response)
    assert shown["title_de"] == ["Von Anna"]
    difference = response.context["conflict"].report.both[0]
    assert (difference.language, difference.theirs, difference.mine) == ("de", "Von Ben", "Von Anna")
    html = response.content.decode()
    assert '<td lang="de" dir="ltr" class="theirs">Von Ben</td>' in html
    assert '<td lang="de" dir="ltr" class="mine">Von Anna</td>' in html


def test_saving_again_after_having_been_told_is_a_decision(desk: Client, other_desk: Client) -> None:
    page = make_page("a")
    mine = opened(desk, change(page))
    save(other_desk, change(page), opened(other_desk, change(page)), title_de="Von Ben")
    response = save(desk, change(page), mine, title_de="Von Anna")
    assert errors(save(desk, change(page), controls(response))) == {}
    page.refresh_from_db()
    assert (page.title_de, page.version) == ("Von Anna", 3)


def test_different_languages_do_not_hurt_each_other(desk: Client, other_desk: Client) -> None:
    """Ben writes French while Anna writes Polish: after Anna's second click both texts are there."""
    page = make_page("a")
    mine = opened(desk, change(page))
    save(other_desk, change(page), opened(other_desk, change(page)), title_fr="Bonjour")
    response = save(desk, change(page), mine, title_pl="Witaj")
    report = response.context["conflict"].report
    assert report.both == []
    assert "Title [fr]" in report.taken
    assert report.kept == ["Title [pl]"]
    assert errors(save(desk, change(page), controls(response))) == {}
    page.refresh_from_db()
    assert (page.title_fr, page.title_pl) == ("Bonjour", "Witaj")


def test_third_save_in_between_is_told_again(desk: Client, other_desk: Client) -> None:
    page = make_page("a")
    mine = opened(desk, change(page))
    save(other_desk, change(page), opened(other_desk, change(page)), title_de="Ben 1")
    response = save(desk, change(page), mine, title_de="Anna")
    save(other_desk, change(page), opened(other_desk, change(page)), title_de="Ben 2")
    again = save(desk, change(page), controls(response))
    assert again.context["conflict"].report.both[0].theirs == "Ben 2"


def test_own_second_window_is_named_as_such(desk: Client) -> None:
    page = make_page("a")
    mine = opened(desk, change(page))
    save(desk, change(page), mine, title_de="Fenster 1")
    response = save(desk, change(page), mine, title_de="Fenster 2")
    assert errors(response)["__all__"][0].startswith("You saved this in another window")


def test_sending_the_same_form_twice_is_no_conflict(desk: Client) -> None:
    page = make_page("a")
    mine = opened(desk, change(page))
    assert errors(save(desk, change(page), mine, title_de="Neu")) == {}
    assert errors(save(desk, change(page), mine, title_de="Neu")) == {}


@pytest.mark.parametrize("seen", ["", "{}", "x", '{"version":"x","marks":{}}'])
def test_form_without_its_marks_counts_as_outdated(desk: Client, seen: str) -> None:
    page = make_page("a", title_de="Alt")
    response = save(desk, change(page), opened(desk, change(page)), title_de="Neu", _seen=seen)
    assert "__all__" in errors(response)
    page.refresh_from_db()
    assert page.title_de == "Alt"


# --- rows below a row -----------------------------------------------------------------------------
def test_row_that_the_other_added_is_kept(desk: Client, other_desk: Client) -> None:
    city = make_city("x")
    mine = opened(desk, change(city))
    theirs = opened(other_desk, change(city))
    row = {"other_names-0-name": "Ikskland", "other_names-0-language": "nl", "other_names-TOTAL_FORMS": "1"}
    assert errors(save(other_desk, change(city), theirs, **row)) == {}
    response = save(desk, change(city), mine, lede_de="Neuer Satz.")
    assert "Added meanwhile: Ikskland (nl)" in response.context["conflict"].report.notes
    assert errors(save(desk, change(city), controls(response))) == {}
    city.refresh_from_db()
    assert city.lede_de == "Neuer Satz."
    assert [name.name for name in city.other_names.all()] == ["Ikskland"]


def test_row_that_the_other_changed_is_not_set_back(desk: Client, other_desk: Client) -> None:
    city = make_city("x")
    greeting = Greeting.objects.create(city=city, text="Hej", language="da", meaning_de="Hallo")
    mine = opened(desk, change(city))
    save(
        other_desk, change(city), opened(other_desk, change(city)), **{"greetings-0-meaning_de": "Guten Tag"}
    )
    response = save(desk, change(city), mine, **{"greetings-0-meaning_fr": "Bonjour"})
    assert errors(save(desk, change(city), controls(response))) == {}
    greeting.refresh_from_db()
    assert (greeting.meaning_de, greeting.meaning_fr) == ("Guten Tag", "Bonjour")


def test_row_that_both_changed_is_shown_with_both_texts(desk: Client, other_desk: Client) -> None:
    city = make_city("x")
    Greeting.objects.create(city=city, text="Hej", language="da", meaning_de="Hallo")
    mine = opened(desk, change(city))
    save(
        other_desk, change(city), opened(other_desk, change(city)), **{"greetings-0-meaning_de": "Guten Tag"}
    )
    response = save(desk, change(city), mine, **{"greetings-0-meaning_de": "Hi"})
    difference = response.context["conflict"].report.both[0]
    assert (difference.theirs, difference.mine) == ("Guten Tag", "Hi")
    assert "Hej" in difference.label
    assert controls(response)["greetings-0-meaning_de"] == ["Hi"]


def test_row_that_the_other_deleted_comes_back_only_with_what_i_typed(
    desk: Client, other_desk: Client
) -> None:
    city = make_city("x")
    for name in ("Eins", "Zwei"):
        CityName.objects.create(city=city, name=name, language="de")
    mine = opened(desk, change(city))
    both = {"other_names-0-DELETE": "on", "other_names-1-DELETE": "on"}
    assert errors(save(other_desk, change(city), opened(other_desk, change(city)), **both)) == {}
    response = save(desk, change(city), mine, **{"other_names-0-note": "wichtig"})
    assert len(response.context["conflict"].report.notes) == 2
    assert errors(save(desk, change(city), controls(response))) == {}
    assert list(city.other_names.values_list("name", "note")) == [("Eins", "wichtig")]


def test_new_row_of_mine_stays_typed(desk: Client, other_desk: Client) -> None:
    city = make_city("x")
    mine = opened(desk, change(city))
    save(other_desk, change(city), opened(other_desk, change(city)), lede_fr="Bonjour.")
    row = {"other_names-0-name": "Ikskland", "other_names-0-language": "nl", "other_names-TOTAL_FORMS": "1"}
    response = save(desk, change(city), mine, **row)
    assert errors(save(desk, change(city), controls(response))) == {}
    assert list(city.other_names.values_list("name", flat=True)) == ["Ikskland"]


def test_deletion_that_i_asked_for_stays_asked_for(desk: Client, other_desk: Client) -> None:
    city = make_city("x")
    CityName.objects.create(city=city, name="Eins", language="de")
    mine = opened(desk, change(city))
    save(other_desk, change(city), opened(other_desk, change(city)), lede_fr="Bonjour.")
    response = save(desk, change(city), mine, **{"other_names-0-DELETE": "on"})
    assert "You want to delete: Eins (de)" in response.context["conflict"].report.notes
    assert errors(save(desk, change(city), controls(response))) == {}
    assert not city.other_names.exists()


# --- every form -----------------------------------------------------------------------------------
def _message() -> ContactMessage:
    return ContactMessage.objects.create(
        key="00000000-0000-4000-8000-000000000001", subject="Frage", text="Wann?", language="pl", email="a@example.org",
        notice_version="1",
    )  # fmt: skip


def _full_city() -> City:
    city = make_city("x", languages=["pl", "de"], publish_from="2026-01-02T03:04:05Z", hue_override=12)
    city.sources.set([make_source(), make_source()])
    Greeting.objects.create(city=city, text="Cześć", language="pl", meaning_de="Hallo")
    fact = city.facts.create(statement="Seit 1979.\nVielleicht.")
    fact.sources.set([make_source()])
    city.populations.create(value=5, as_of=date(2020, 12, 31), source=make_source(), is_preferred=True)
    return city


MAKERS = {
    "page": lambda: make_page("a", lede_de="Zwei\nZeilen", publish_until="2031-01-01T00:00:00Z"),
    "aim": lambda: make_aim("a"),
    "city": _full_city,
    "partnership": lambda: make_partnership(),
    "municipality": lambda: Municipality.objects.get(pk=1),
    "message": _message,
}


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_untouched_form_differs_in_nothing(desk: Client, anna: User, kind: str, language: str) -> None:
    """What the marks say of a value is what a browser sends back for it: dates, lists, boxes, lines."""
    obj = MAKERS[kind]()
    obj.refresh_from_db()
    anna.preferred_language = language
    anna.save()
    values = opened(desk, change(obj))
    type(obj).objects.filter(pk=obj.pk).update(version=99)
    # Only a difference would make an outdated form a conflict.
    assert errors(save(desk, change(obj), values)) == {}
    assert json.loads(values["_seen"][0])["version"] == 1


# --- two at the same moment -----------------------------------------------------------------------
def _race(page: Page, forms: dict[str, tuple[Client, Values]]) -> dict[str, int]:
    """Both press the button at once; answers with the status that each of them got."""
    start, found = threading.Barrier(2), {}

    def press(name: str, client: Client, values: Values) -> None:
        try:
            start.wait(10)
            found[name] = save(client, change(page), values, title_de=name).status_code
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(name, *form)) for name, form in forms.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def _forms(page: Page) -> dict[str, tuple[Client, Values]]:
    found = {}
    for name in ("Anna", "Ben"):
        client = signed_in(make_staff(email=f"{name.lower()}@example.org", name=name))
        found[name] = (client, opened(client, change(page)))
    return found


@pytest.fixture
def slow_save(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both reach the save before either commits, if nothing holds them back."""
    meeting = threading.Barrier(2)
    real = VersionedAdmin.save_model

    def waiting(self: VersionedAdmin, *args: object, **kwargs: object) -> None:
        try:
            meeting.wait(1.5)
        except threading.BrokenBarrierError:
            pass  # the other one is held back, as it should be
        real(self, *args, **kwargs)

    monkeypatch.setattr(VersionedAdmin, "save_model", waiting)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_exactly_one_is_stored(slow_save: None) -> None:
    make_home()
    page = make_page("a", title_de="Alt")
    statuses = _race(page, _forms(page))
    page.refresh_from_db()
    assert sorted(statuses.values()) == [200, 302]
    assert statuses[page.title_de] == 302
    assert page.version == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_one_text_would_be_lost(slow_save: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the test above: it does see a lost text."""
    monkeypatch.setattr(VersionedAdmin, "lock", lambda self, obj: None)
    make_home()
    page = make_page("a", title_de="Alt")
    statuses = _race(page, _forms(page))
    assert sorted(statuses.values()) == [302, 302]
