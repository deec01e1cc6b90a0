"""The programmes of the seed: complete in six languages, open points told, rules never changed afterwards."""

import pytest
from django.core.management import call_command

from projects.grants.models import Head, Programme, Question, Ruleset
from twinning.languages import all_columns, column

SIX = ("de", "en", "fr", "pl", "ja", "ar")


@pytest.mark.usefixtures("seeded")
def test_programmes_are_complete_and_tell_nothing_unconfirmed() -> None:
    """One seed for everything that is looked at: it takes longer than the looking."""
    _look_at_the_twinning_programme()
    _look_at_the_micro_track()
    _look_for_missing_translations()
    _look_for_unconfirmed_words()


def _look_at_the_twinning_programme() -> None:
    programme = Programme.objects.get(slug="twinning-projects")
    assert (programme.state, programme.opening, programme.cities.count()) == ("published", "rolling", 7)
    rules = programme.rulesets.get()
    assert (rules.state, rules.hours_without_flight, rules.needs_compensation) == ("in_force", 8, True)
    assert rules.questions.count() == 12


def _look_at_the_micro_track() -> None:
    programme = Programme.objects.get(slug="micro-grants")
    rules = programme.rulesets.get()
    assert (programme.state, rules.is_short, rules.most) == ("draft", True, 1500)
    assert "Verwendungsnachweis" in programme.open_points


def _look_for_missing_translations() -> None:
    rows = [(Question, "text"), (Question, "explanation"), (Head, "name")]
    missing = [
        (str(row), code)
        for model, field in rows
        for row in model.objects.all()
        for code in SIX
        if not getattr(row, column(field, code))
    ]
    assert missing == []


def _look_for_unconfirmed_words() -> None:
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
