"""What may follow what: every state answers every step, or says why not."""

import pytest
from django.utils import timezone

from partners.enquiries.models import Enquiry
from partners.enquiries.querysets import OPEN
from partners.enquiries.workflow import SETTLED, TRANSITIONS, Refused, Step, next_state

State = Enquiry.State


def test_table_names_every_state() -> None:
    assert set(TRANSITIONS) == set(State.values)
    assert set(OPEN) | SETTLED == set(State.values)
    assert not set(OPEN) & SETTLED


@pytest.mark.parametrize(
    ("before", "step", "after"),
    [
        ("new", Step.TAKE, "in_progress"),
        ("new", Step.ANSWER, "answered"),
        ("new", Step.ASK_BACK, "waiting"),
        ("new", Step.CLOSE, "answered"),
        ("new", Step.REPLY, "new"),
        ("in_progress", Step.REPLY, "in_progress"),
        ("waiting", Step.TAKE, "waiting"),
        ("waiting", Step.REPLY, "reopened"),
        ("waiting", Step.ANSWER, "answered"),
        ("answered", Step.REPLY, "reopened"),
        ("answered", Step.ANSWER, "answered"),
        ("answered", Step.ASK_BACK, "waiting"),
        ("reopened", Step.TAKE, "in_progress"),
        ("reopened", Step.REPLY, "reopened"),
        ("reopened", Step.CLOSE, "answered"),
    ],
)
def test_step_leads_to_a_state(before: str, step: Step, after: str) -> None:
    assert next_state(Enquiry(state=before), step) == after


@pytest.mark.parametrize("step", [Step.TAKE, Step.CLOSE])
def test_what_is_done_is_neither_taken_on_nor_closed(step: Step) -> None:
    with pytest.raises(Refused):
        next_state(Enquiry(state="answered"), step)


@pytest.mark.parametrize("step", Step)
def test_with_what_is_erased_nothing_can_be_done(step: Step) -> None:
    with pytest.raises(Refused):
        next_state(Enquiry(state="answered", erased_at=timezone.now()), step)
