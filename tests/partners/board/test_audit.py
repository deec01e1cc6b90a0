"""The history of slips: what changed and who did it, but nothing that a person wrote."""

import pytest
from auditlog import get_logentry_model

from partners.board import actions
from partners.board.models import Slip
from partners.board.retention import delete
from tests.factories import make_home, make_staff
from tests.factories_board import make_slip

pytestmark = pytest.mark.django_db


@pytest.fixture
def slip(db: None) -> Slip:
    make_home()
    return make_slip(
        state="submitted", title="Geheim", text="Geheim", name="Geheim", email="geheim@example.org"
    )


def changes() -> str:
    return " ".join(str(entry.changes) for entry in get_logentry_model().objects.all())


def test_history_says_what_the_office_decided(slip: Slip) -> None:
    actions.release_slip(slip, by=make_staff())
    entry = get_logentry_model().objects.get_for_object(slip).first()
    assert entry.changes["state"] == ["submitted", "published"]


def test_history_holds_no_words_of_the_owner(slip: Slip) -> None:
    actions.return_slip(slip, by=make_staff(), message="geheim")
    assert "eheim" not in changes()


def test_deleting_a_slip_deletes_its_history(slip: Slip) -> None:
    number = slip.pk
    delete(slip)
    assert not get_logentry_model().objects.filter(object_pk=str(number), content_type__model="slip").exists()
