"""What a save in the desk's forms says about translations, what the nightly round finds by itself, and reminders."""

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_city, make_home, make_staff
from tests.factories_translations import FRENCH, State, make_state, make_text, make_translator
from tests.staff import forms
from twinning.mail.models import OutgoingMail
from twinning.pages.models import Page
from twinning.translations import actions, sources
from twinning.translations.models import TranslationState

pytestmark = pytest.mark.django_db
POLISH = {"title_pl": "Dlaczego?", "lede_pl": "Zdanie.", "body_pl": "<p>Tekst.</p>"}


def _states(page: Any, *codes: str) -> list[str]:
    return [actions.state_for(page, code).state for code in codes]


@pytest.fixture
def both() -> Page:
    """A page whose French and Polish are up to date."""
    page = make_text(**{f"{name}_fr": text for name, text in FRENCH.items()}, **POLISH)
    actions.refresh(Page)
    assert _states(page, "fr", "pl", "ja") == [State.UP_TO_DATE, State.UP_TO_DATE, State.MISSING]
    return page


# --- the form -------------------------------------------------------------------------------------
def test_form_makes_translations_outdated_unless_the_change_is_small(both: Page) -> None:
    make_home()
    client = Client()
    client.force_login(make_staff(preferred_language="en"))
    address = reverse("admin:pages_page_change", args=[both.pk])

    def save(**values: Any) -> None:
        assert forms.errors(forms.save(client, address, forms.opened(client, address), **values)) == {}

    html = client.get(address).content.decode()
    assert 'name="_minor" value="fr"' in html
    assert 'name="_minor" value="ja"' not in html
    save(menu="about")
    assert _states(both, "fr", "pl") == [State.UP_TO_DATE, State.UP_TO_DATE]
    save(title_de="Warum, warum?", _minor=["fr"])
    assert _states(both, "fr", "pl", "ja") == [State.UP_TO_DATE, State.OUTDATED, State.MISSING]
    save(title_pl="Dlaczego, dlaczego?")
    assert _states(both, "fr", "pl") == [State.UP_TO_DATE, State.UP_TO_DATE]
    save(title_de="Neu", lede_de="Auch neu.", title_fr="Nouveau")
    row = actions.state_for(both, "fr")
    both.refresh_from_db()
    assert (row.state, [diff.field for diff in sources.source_diff(row, both)]) == (State.OUTDATED, ["lede"])
    save(lede_de="Wieder neu.", _minor=["fr"])
    assert _states(both, "fr") == [State.OUTDATED]
    actions.keep_up_to_date(both, ["fr"], by=make_staff())
    assert _states(both, "fr") == [State.UP_TO_DATE]


def test_first_save_of_content_without_rows_is_not_taken_for_fresh(both: Page) -> None:
    TranslationState.objects.all().delete()
    both.title_de = "Ganz anders"
    both.save()
    actions.note_saved(both, changed=["title_de"], by=None)
    assert _states(both, "fr", "pl", "ja") == [State.OUTDATED, State.OUTDATED, State.MISSING]


def test_spaces_and_empty_markup_change_nothing(both: Page) -> None:
    both.title_de, both.body_de = "  Warum? ", "<p>Text.</p>\n"
    both.save()
    actions.note_saved(both, changed=["title_de", "body_de"], by=None)
    assert _states(both, "fr") == [State.UP_TO_DATE]


def test_text_changed_in_the_form_while_a_draft_waits_is_told(both: Page) -> None:
    writer = make_translator("fr")
    seen = actions.state_for(both, "fr").version
    row = actions.save_draft(both, "fr", texts={"title": "Alors"}, by=writer, seen_version=seen)
    Page.objects.filter(pk=both.pk).update(lede_fr="Autre.")
    actions.note_saved(both, changed=["lede_fr"], by=None)
    with pytest.raises(actions.Stale):
        actions.hand_in(both, "fr", by=writer, seen_version=row.version)
    row = actions.hand_in(both, "fr", by=writer, seen_version=row.version + 1)
    actions.approve(both, "fr", by=make_staff(), seen_version=row.version)
    both.refresh_from_db()
    assert (both.title_fr, both.lede_fr) == ("Alors", "Autre.")


# --- the nightly round ----------------------------------------------------------------------------
def test_round_notices_what_was_written_without_a_form(both: Page) -> None:
    Page.objects.filter(pk=both.pk).update(title_de="Anders", title_pl="Inaczej", body_fr=None)
    assert actions.refresh(Page) == 2
    assert _states(both, "fr", "pl") == [State.OUTDATED, State.UP_TO_DATE]
    assert actions.refresh(Page) == 0
    Page.objects.filter(pk=both.pk).update(title_fr=None, lede_fr=None)
    actions.refresh()
    assert _states(both, "fr") == [State.MISSING]
    both.delete()
    actions.refresh()
    assert not TranslationState.objects.exists()


def test_partly_written_translation_is_outdated_and_lists_no_false_difference() -> None:
    page = make_text(title_fr="Pourquoi ?")
    row = actions.state_for(page, "fr")
    assert (row.state, sources.source_diff(row, page)) == (State.OUTDATED, [])


def test_round_leaves_drafts_alone_and_costs_the_same_for_more_rows() -> None:
    page = make_state(State.NEEDS_REVIEW)
    actions.refresh(Page)
    assert _states(page, "fr") == [State.NEEDS_REVIEW]
    with CaptureQueriesContext(connection) as one:
        actions.refresh(Page)
    make_text()
    make_text()
    actions.refresh(Page)
    with CaptureQueriesContext(connection) as three:
        actions.refresh(Page)
    assert len(one) == len(three)


# --- translators ----------------------------------------------------------------------------------
def _moment(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(3)))


def test_translators_are_reminded_once_before_and_once_when_due() -> None:
    make_home()
    day = timezone.localdate() + datetime.timedelta(days=10)
    person, gone = make_translator("fr"), make_translator("fr")
    pages = [make_text() for _number in range(3)]
    for page, who in zip(pages, (person, person, gone), strict=True):
        actions.assign(page, "fr", translator=who, due_on=day, by=make_staff())
    gone.is_active = False
    gone.save()
    OutgoingMail.objects.all().delete()
    wanted = {5: 0, 3: 1, 2: 0, 0: 1, -1: 0, -9: 0}
    for days, count in wanted.items():
        moment = _moment(day - datetime.timedelta(days=days))
        assert [actions.remind_due(moment), actions.remind_due(moment)] == [count, 0], days
    assert {mail.recipient for mail in OutgoingMail.objects.all()} == {person.email}
    assert all(str(page) in OutgoingMail.objects.first().text for page in pages[:2])
    assert actions.state_for(pages[2], "fr").translator is None
    late = make_text()
    actions.assign(late, "fr", translator=person, due_on=day, by=make_staff())
    assert [actions.remind_due(_moment(day)), actions.remind_due(_moment(day))] == [1, 0]


def test_account_that_goes_leaves_the_work_open_and_no_name() -> None:
    person = make_translator("fr")
    page = make_state(State.IN_TRANSLATION, by=person)
    actions.assign(page, "fr", translator=person, due_on=None, by=make_staff())
    person.delete()
    call_command("tend_translations", verbosity=0)
    row = actions.state_for(page, "fr")
    assert (row.translator, row.draft_by, row.assigned_at) == (None, None, None)
    assert row.draft_texts["title"] == FRENCH["title"]


def test_translator_reads_why_a_text_came_back() -> None:
    make_home()
    writer = make_translator("fr")
    page = make_state(State.NEEDS_REVIEW, by=writer)
    with pytest.raises(actions.Refused):
        actions.send_back(page, "fr", by=make_staff(), note="  ")
    actions.send_back(page, "fr", by=make_staff(), note="Tutoyez, s'il vous plaît.")
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, mail.language) == (writer.email, "en")
    assert "Tutoyez, s'il vous plaît." in mail.text


def test_content_that_is_not_translated_is_left_alone() -> None:
    actions.note_saved(make_translator("fr"), changed=["name"], by=None)
    make_city()
    assert sources.content_of(TranslationState) is None
    assert not TranslationState.objects.exists()
