"""What a project and its parts may be: each constraint of the database from both sides, with its words."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import override

from projects.files import LIMIT, validate_document
from projects.models import Figure, Funding, Participation, Project, Proposal, Result
from tests.factories import make_city, make_user
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_participation, make_project, make_proposal

pytestmark = pytest.mark.django_db


def refused(row: models.Model) -> str:
    """What the form would say; the database refuses the same row."""
    with override("en"), pytest.raises(ValidationError) as refusal:
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    return " ".join(refusal.value.messages)


def accepted(row: models.Model) -> None:
    row.validate_constraints()
    row.save()


def project(**fields: Any) -> Project:
    values = {"slug": "x", "title_de": "X", "starts_on": date(2026, 5, 1)}
    return Project(**values | fields)


# --- the project ----------------------------------------------------------------------------------
def test_end_before_start_is_refused() -> None:
    assert refused(project(ends_on=date(2026, 4, 30))) == (
        "The end is before the start. Change one of the dates."
    )
    accepted(project(ends_on=date(2026, 5, 1)))


def test_finished_project_needs_its_end() -> None:
    assert refused(project(stage="finished")) == "A finished project needs the date of its end."
    accepted(project(stage="finished", ends_on=date(2026, 6, 1)))


def test_end_of_publication_comes_after_its_beginning() -> None:
    now = timezone.now()
    assert refused(project(publish_from=now, publish_until=now)) == (
        "The end of publication must come after its beginning."
    )


def test_overdue_projects_have_ended_but_are_not_finished() -> None:
    past = date(2024, 6, 1)
    overdue = make_project(ends_on=past)
    make_project(ends_on=past, stage="finished")
    make_project()
    assert list(Project.objects.overdue()) == [overdue]


# --- who takes part -------------------------------------------------------------------------------
def test_participation_is_of_an_organisation_a_city_or_the_home_town() -> None:
    owner = make_project()
    assert refused(Participation(project=owner)) == "Choose an organisation, a city, or the home town."
    accepted(Participation(project=owner, is_home=True))
    accepted(Participation(project=owner, city=make_city()))
    accepted(Participation(project=owner, organisation=make_organisation()))


def test_participation_is_in_one_place() -> None:
    row = Participation(project=make_project(), city=make_city(), is_home=True)
    assert refused(row) == "Choose a city or the home town, not both."


def test_one_leads_a_project() -> None:
    owner = make_project()
    make_participation(owner, role="lead")
    assert refused(Participation(project=owner, is_home=True, role="lead")) == (
        "Only one can lead a project."
    )
    accepted(Participation(project=owner, is_home=True, role="partner"))
    accepted(Participation(project=make_project(), is_home=True, role="lead"))


def test_nobody_takes_part_twice_in_a_role() -> None:
    owner = make_project()
    make_participation(owner, is_home=True)
    assert refused(Participation(project=owner, is_home=True)) == "This participation is already there."
    accepted(Participation(project=owner, is_home=True, role="host"))


def test_city_and_organisation_that_take_part_cannot_be_deleted() -> None:
    row = make_participation(make_project(), organisation=make_organisation(city=make_city()))
    for needed in (row.organisation, row.city):
        with pytest.raises(models.ProtectedError):
            needed.delete()


# --- what has come of it --------------------------------------------------------------------------
def test_result_has_a_file_or_a_link() -> None:
    values = {"project": make_project(), "title_de": "Film"}
    assert refused(Result(**values, url="https://example.org", file="documents/a.pdf")) == (
        "Give a file or a link, not both."
    )
    accepted(Result(**values, url="https://example.org"))
    accepted(Result(**values))


def test_figure_stands_once_in_a_project() -> None:
    owner = make_project()
    values = {"label_de": "Bäume", "value": 3, "as_of": date(2026, 1, 1)}
    accepted(Figure(project=owner, **values))
    assert refused(Figure(project=owner, **values)) == "This figure is already there."
    accepted(Figure(project=make_project(), **values))


def test_amount_is_more_than_nothing() -> None:
    owner = make_project()
    assert refused(Funding(project=owner, source_de="Stadt", amount=0)) == (
        "An amount is more than nothing; leave the field empty if it is not known."
    )
    accepted(Funding(project=owner, source_de="Stadt", amount=1))
    accepted(Funding(project=owner, source_de="Stadt"))


# --- proposals ------------------------------------------------------------------------------------
def changed(**fields: Any) -> Proposal:
    row = make_proposal()
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def test_proposal_ends_after_it_begins() -> None:
    assert refused(changed(ends_on=date(2026, 2, 28))) == (
        "The end is before the start. Change one of the dates."
    )


@pytest.mark.parametrize("state", ["returned", "declined"])
def test_asking_back_and_declining_need_words(state: str) -> None:
    assert refused(changed(state=state, decided_at=timezone.now())) == "Say why: the submitter reads it."
    accepted(changed(state=state, decided_at=timezone.now(), message="Deshalb."))


@pytest.mark.parametrize("state", ["returned", "accepted", "declined"])
def test_decision_needs_its_time(state: str) -> None:
    assert refused(changed(state=state, message="Deshalb.")) == "A decision needs its time."


def test_proposals_are_seen_by_their_owner_and_by_staff_with_the_right() -> None:
    owner, other = make_user(), make_user()
    own = make_proposal(owner)
    staff, chief = make_user(is_staff=True), make_user(is_staff=True, is_superuser=True)
    seen = {user.email: list(Proposal.objects.visible_to(user)) for user in (owner, other, staff, chief)}
    assert seen == {owner.email: [own], other.email: [], staff.email: [], chief.email: [own]}


# --- files ----------------------------------------------------------------------------------------
def judged(make: Callable[[], ContentFile]) -> str:
    with override("en"):
        try:
            validate_document(make())
        except ValidationError as refusal:
            return refusal.code
    return "fine"


@pytest.mark.parametrize(
    ("content", "name", "verdict"),
    [
        (b"%PDF-1.7\n", "a.pdf", "fine"),
        (b"%PDF-1.7\n", "a.PDF", "fine"),
        (b"\xff\xd8\xff\xe0", "a.jpeg", "fine"),
        (b"PK\x03\x04", "a.odt", "fine"),
        (b"<html>", "a.pdf", "wrong_kind"),
        (b"<svg>", "a.svg", "wrong_kind"),
        (b"%PDF-1.7\n", "a.html", "wrong_kind"),
        (b"", "a.pdf", "wrong_kind"),
    ],
)
def test_documents_are_judged_by_their_content(content: bytes, name: str, verdict: str) -> None:
    assert judged(lambda: ContentFile(content, name=name)) == verdict


def test_document_that_is_too_heavy_is_refused() -> None:
    file = ContentFile(b"%PDF-", name="a.pdf")
    file.size = LIMIT + 1
    assert judged(lambda: file) == "too_heavy"
