"""How long a step usually takes: the median of what really happened, and silence when that is too little."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from projects.grants.mine.durations import days_spent, usual, usual_days
from projects.grants.models import Event
from tests.factories import make_user
from tests.factories_grants import make_ruleset
from tests.factories_grants_mine import make_sent

START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def test_all_visits_of_an_application_count_together() -> None:
    visits = [
        (1, "draft", "submitted", day(0)),
        (1, "submitted", "in_check", day(2)),
        (2, "draft", "submitted", day(3)),
        (1, "in_check", "changes_requested", day(4)),
        (1, "changes_requested", "in_check", day(10)),
        (1, "in_check", "for_decision", day(11)),
    ]
    assert days_spent(visits, "in_check") == [3]
    assert days_spent(visits, "submitted") == [2]


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [([], None), ([5.0] * 4, None), ([1, 2, 3, 4, 90], 3), ([0.1] * 5, 1), ([2, 2, 3, 3, 3, 2], 2)],
)
def test_usual_days_are_the_median_of_enough(lengths: list[float], expected: int | None) -> None:
    assert usual_days(lengths) == expected


@pytest.mark.django_db
def test_usual_reads_decided_cases_of_the_programme() -> None:
    person, rules = make_user(), make_ruleset()
    applicant = None
    for _index in range(5):
        row = make_sent(
            person,
            "rejected",
            ruleset=rules,
            decided_at=timezone.now(),
            **({"applicant": applicant} if applicant else {}),
        )
        applicant = row.applicant
        for source, target, moment in (("draft", "submitted", day(0)), ("submitted", "in_check", day(12))):
            Event.objects.create(application=row, code="x", source=source, target=target, at=moment)
    mine = make_sent(person, "submitted", ruleset=rules, applicant=applicant)
    other = make_sent(person, "submitted", applicant=applicant)
    with translation.override("en"):
        assert usual(mine, "submitted").text == "This usually takes 12 days."
        assert "not enough cases" in usual(other, "submitted").text
    assert usual(mine, "rejected") is None
