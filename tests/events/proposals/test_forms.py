"""What people type into the form of a proposal: days and times in many habits, clear words for what does not fit."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import translation

from events.proposals.fields import EventDayField, TimeField, moment
from events.proposals.forms import (
    ChangeForm,
    MemberProposalForm,
    PublicProposalForm,
    choices_for,
    initial_of,
    organisations_of,
)
from tests.factories import make_city, make_home, make_user
from tests.factories_events_proposals import make_proposal, typed
from tests.factories_organisations import make_membership, make_organisation
from twinning.municipality.models import Municipality


@pytest.fixture(autouse=True)
def home(db: None) -> Any:
    with time_machine.travel("2026-11-26T09:00+01:00", tick=False), translation.override("en"):
        yield make_home()


def form(home: Municipality, *cities: Any, **fields: Any) -> PublicProposalForm:
    return PublicProposalForm(typed(*cities, **fields), **choices_for(None, home))


def test_times_are_read_as_people_write_them() -> None:
    good = {
        "18:00": (18, 0), "18.30": (18, 30), "18h": (18, 0), "18h05": (18, 5), "18 Uhr": (18, 0), "18.30 Uhr": (18, 30),
        "6 pm": (18, 0), "6:30 p.m.": (18, 30), "12 am": (0, 0), "12pm": (12, 0), "18時30分": (18, 30),
        "１８：３０": (18, 30),
        "١٨:٣٠": (18, 30), "0:00": (0, 0), " 9 ": (9, 0),
    }  # fmt: skip
    for text, wanted in good.items():
        assert TimeField().clean(text) == datetime.time(*wanted), text
    for text in ("25:00", "18:60", "13 pm", "0 am", "abends", "18:0", "1800", "-1", "18:00:00", ""):
        with pytest.raises(ValidationError):
            TimeField().clean(text)


def test_days_may_lie_years_ahead_but_not_decades() -> None:
    assert EventDayField().clean("31.1.2027") == datetime.date(2027, 1, 31)
    assert EventDayField().clean("2029年1月31日") == datetime.date(2029, 1, 31)
    assert EventDayField(required=False).clean("") is None
    for text in ("31.2.2027", "morgen", "1.1.2031", ""):
        with pytest.raises(ValidationError):
            EventDayField().clean(text)


def test_clocks_that_skip_or_repeat_are_explained() -> None:
    spring, autumn = datetime.date(2027, 3, 28), datetime.date(2027, 10, 31)
    for day, word in ((spring, "forward"), (autumn, "twice")):
        with pytest.raises(ValidationError, match=word):
            moment(day, datetime.time(2, 30), "Europe/Berlin")
        assert moment(day, datetime.time(2, 30), "Asia/Tokyo").utcoffset() == datetime.timedelta(hours=9)
    assert moment(spring, datetime.time(3, 0), "Europe/Berlin").utcoffset() == datetime.timedelta(hours=2)


def test_good_form_makes_a_draft_by_the_clocks_of_the_chosen_town(home: Municipality) -> None:
    hiroshima = make_city("hiroshima", time_zone="Asia/Tokyo")
    poznan = make_city("poznan")
    good = form(home, poznan, zone="hiroshima", end_time="1:00", end_day="1.2.2027", link="example.org/x")
    assert good.is_valid(), good.errors
    draft = good.draft()
    assert draft.starts_at.isoformat() == "2027-01-31T18:00:00+09:00"
    assert draft.ends_at.isoformat() == "2027-02-01T01:00:00+09:00"
    assert (draft.time_zone, draft.website) == ("Asia/Tokyo", "https://example.org/x")
    assert list(draft.cities) == [poznan, hiroshima], "the town where it is belongs to it"


def test_wrong_answers_are_named_at_their_fields(home: Municipality) -> None:
    city = make_city("poznan")
    cases = {
        "title": [{"title": ""}, {"title": "!!!"}, {"title": "Mail an x@example.org"}, {"title": "x" * 151}],
        "format": [{"format": ""}, {"format": "party"}],
        "teaser": [{"teaser": ""}, {"teaser": "x" * 301}],
        "text": [{"text": "x" * 5001}],
        "language": [{"language": "xx"}],
        "day": [
            {"day": ""},
            {"day": "26.11.2026", "time": "8:00"},
            {"day": "25.11.2026"},
            {"day": "31.2.2027"},
        ],
        "time": [{"time": "abends"}, {"day": "28.3.2027", "time": "2:30", "end_time": "4:00"}],
        "end_time": [
            {"end_time": ""},
            {"end_time": "17:00"},
            {"end_time": "18:00"},
            {"end_day": "30.1.2027"},
        ],
        "end_day": [{"end_day": "heute"}],
        "zone": [{"zone": ""}, {"zone": "atlantis"}],
        "attendance": [{"attendance": ""}],
        "place": [{"place": ""}, {"place": "", "attendance": "hybrid"}, {"place": "x" * 201}],
        "cities": [{"cities": []}, {"cities": ["atlantis"]}],
        "price_note": [{"is_free": ""}],
        "link": [{"link": "keine"}, {"attendance": "online", "link": ""}],
        "organiser": [{"organiser": ""}],
        "name": [{"name": ""}],
        "email": [{"email": ""}, {"email": "mika"}],
        "__all__": [{"key": "wrong"}, {"website": "https://spam.example"}],
    }
    for field, variants in cases.items():
        for typed_wrong in variants:
            wrong = form(home, city, **typed_wrong)
            assert set(wrong.errors) == {field}, (typed_wrong, wrong.errors)
            assert all(len(str(error)) > 10 for error in wrong.errors[field])
    assert form(home, city, attendance="online", place="", link="https://example.org").is_valid()


def test_change_form_shows_what_is_stored(home: Municipality) -> None:
    hiroshima = make_city("hiroshima", time_zone="Asia/Tokyo")
    start = datetime.datetime.fromisoformat("2027-01-31T18:00+09:00")
    row = make_proposal(time_zone="Asia/Tokyo", cities=[hiroshima], starts_at=start, organiser="Verein")
    shown = ChangeForm(initial=initial_of(row, home), **choices_for(None, home))
    values = {
        name: shown[name].value()
        for name in shown.fields
        if name not in {"day", "time", "end_time", "end_day"}
    }
    sent = values | {"day": "31.1.2027", "time": "18:00", "end_time": "20:00", "end_day": "", "is_free": "on"}
    again = ChangeForm(sent, **choices_for(None, home))
    assert again.is_valid(), again.errors
    assert again.draft().is_written_in(row)
    assert 'value="18:00"' in str(shown["time"])
    assert 'value="31/1/2027"' in str(shown["day"])


def test_member_chooses_own_organisation_or_another_group(home: Municipality) -> None:
    city, user = make_city("poznan"), make_user()
    own, foreign = make_organisation(name="Unser Verein"), make_organisation(name="Fremd")
    make_membership(own, user)

    def member(**fields: Any) -> MemberProposalForm:
        values = typed(city, **fields)
        return MemberProposalForm(values, organisations=organisations_of(user), **choices_for(user, home))

    chosen = member(organisation=str(own.pk), organiser="")
    assert chosen.is_valid(), chosen.errors
    assert (chosen.draft().organisation, chosen.draft().organiser) == (own, "Unser Verein")
    other = member(organisation="", organiser="Andere Gruppe")
    assert other.is_valid(), other.errors
    assert (other.draft().organisation, other.draft().organiser) == (None, "Andere Gruppe")
    assert set(member(organisation="", organiser="").errors) == {"organiser"}
    assert "organisation" in member(organisation=str(foreign.pk)).errors
    assert (
        "organisation"
        not in MemberProposalForm(
            organisations=organisations_of(make_user()), **choices_for(user, home)
        ).fields
    )
