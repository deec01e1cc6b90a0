"""The programmes of the seed: complete in six languages, open points told, rules never changed afterwards."""

import pytest
from django.core.management import call_command

from projects.grants.models import Head, Programme, Question, Ruleset
from twinning.languages import all_columns, column

SIX = ("de", "en", "fr", "pl", "ja", "ar")


@pytest.mark.usefixtures("seeded")
def test_twinning_programme_is_public_and_rolling() -> None:
    programme = Programme.objects.get(slug="twinning-projects")
    assert (programme.state, programme.opening, programme.cities.count()) == ("published", "rolling", 7)
    rules = programme.rulesets.get()
    assert (rules.state, rules.hours_without_flight, rules.needs_compensation) == ("in_force", 8, True)
    assert rules.questions.count() == 12


@pytest.mark.usefixtures("seeded")
def test_micro_track_stays_a_draft_with_the_short_plan() -> None:
    programme = Programme.objects.get(slug="micro-grants")
    rules = programme.rulesets.get()
    assert (programme.state, rules.is_short, rules.most) == ("draft", True, 1500)
    assert "Verwendungsnachweis" in programme.open_points


@pytest.mark.usefixtures("seeded")
def test_what_applicants_read_is_there_in_six_languages() -> None:
    rows = [(Question, "text"), (Question, "explanation"), (Head, "name")]
    missing = [
        (str(row), code)
        for model, field in rows
        for row in model.objects.all()
        for code in SIX
        if not getattr(row, column(field, code))
    ]
    assert missing == []


@pytest.mark.usefixtures("seeded")
def test_nothing_unconfirmed_reaches_readers() -> None:
    texts = [
        getattr(programme, name) or ""
        for programme in Programme.objects.all()
        for field in ("title", "summary", "funded", "requirements", "amounts", "decision", "payment", "proof")
        for name in all_columns(field)
    ]
    assert [text for text in texts if "bestätigen" in text or "[" in text] == []


@pytest.mark.usefixtures("seeded")
def test_seeding_again_changes_no_rules() -> None:
    before = list(Ruleset.objects.values())
    call_command("seed", verbosity=0)
    assert list(Ruleset.objects.values()) == before
