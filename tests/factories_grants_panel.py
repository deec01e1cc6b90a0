"""Reviews, sessions and decisions for tests: cases in review or ready for the panel, members, criteria."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from projects.grants import office_actions
from projects.grants.models import Application, BudgetLine, Criterion, Review, Ruleset, Session
from projects.grants.panel import workflow
from projects.grants.panel.actions import Judgement
from tests.factories_grants import make_budget, make_ruleset
from tests.factories_grants_office import make_free, make_in_check
from tests.factories_grants_records import make_team_member
from twinning.accounts.models import User


def make_reviewed_rules(**fields: Any) -> Ruleset:
    """Rules with reviews, two criteria (weights 3 and 2) and a budget of 10,000 euros."""
    rules = make_ruleset(**({"uses_review": True} | fields))
    for place, weight in enumerate((3, 2), 1):
        Criterion.objects.create(
            ruleset=rules, code=f"c{place}", name_de=f"Kriterium {place}", weight=weight, position=place
        )
    make_budget(rules.programme)
    return rules


def make_in_review(officer: User, rules: Ruleset | None = None, **fields: Any) -> Application:
    """A checked case that waits for reviews."""
    case = make_in_check(officer, is_settled=True, ruleset=rules or make_reviewed_rules(), **fields)
    return office_actions.send_to_review(case, by=officer)


def make_review(case: Application, reviewer: User, *, is_free: bool = True) -> Review:
    """Asked, and free of ties."""
    if is_free:
        make_free(reviewer, case)
    return Review.objects.create(application=case, reviewer=reviewer, due_on=timezone.localdate())


def make_judgement(case: Application, *values: int | None, **rest: Any) -> Judgement:
    """Points in the order of the criteria, with everything that sending needs."""
    criteria = list(case.ruleset.criteria.all())
    points = {one.pk: (value, "") for one, value in zip(criteria, values, strict=True)}
    return Judgement(points, **({"advice": "yes", "text": "Gut begründet."} | rest))


def make_ready(officer: User, rules: Ruleset | None = None, **fields: Any) -> Application:
    """A case that waits for a decision, without reviews."""
    rules = rules or make_ruleset()
    if not BudgetLine.objects.filter(programme=rules.programme).exists():
        make_budget(rules.programme)
    case = make_in_check(officer, is_settled=True, ruleset=rules, **fields)
    return office_actions.send_to_decision(case, by=officer)


def make_session(
    officer: User, cases: list[Application], people: list[User], *, is_open: bool = True
) -> Session:
    """A session with an agenda; everybody is there."""
    session = workflow.plan(
        by=officer, programme=cases[0].programme, held_at=timezone.now(), people=people, quorum=2
    )
    workflow.add_items(session, cases, by=officer)
    everybody = {row.pk: (True, "") for row in session.attendances.all()}
    workflow.note_attendance(session, everybody, by=officer)
    return workflow.begin(session, by=officer) if is_open else session


def make_members(count: int) -> list[User]:
    """Members of the panel."""
    return [make_team_member("reviewer") for _number in range(count)]


def make_yes(**rest: Any) -> workflow.Resolution:
    """Approved by three votes."""
    values = {"result": "approved", "yes": 3, "no": 0, "abstain": 0, "amount": Decimal(2500)}
    return workflow.Resolution(**(values | rest))
