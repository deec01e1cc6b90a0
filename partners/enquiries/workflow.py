"""What may follow what in an enquiry: one table, read by the actions and by the inbox."""

from enum import StrEnum

from django.utils.translation import gettext as _

from partners.enquiries.models import Enquiry

State = Enquiry.State


class Step(StrEnum):
    """What somebody does with an enquiry."""

    TAKE = "take"
    ANSWER = "answer"
    ASK_BACK = "ask_back"
    CLOSE = "close"
    REPLY = "reply"


WORKED_ON = {Step.ANSWER: State.ANSWERED, Step.ASK_BACK: State.WAITING, Step.CLOSE: State.ANSWERED}
TRANSITIONS: dict[str, dict[Step, str]] = {
    State.NEW: {Step.TAKE: State.IN_PROGRESS, Step.REPLY: State.NEW, **WORKED_ON},
    State.IN_PROGRESS: {Step.TAKE: State.IN_PROGRESS, Step.REPLY: State.IN_PROGRESS, **WORKED_ON},
    State.REOPENED: {Step.TAKE: State.IN_PROGRESS, Step.REPLY: State.REOPENED, **WORKED_ON},
    # The enquirer's turn: handing over changes nothing about that.
    State.WAITING: {Step.TAKE: State.WAITING, Step.REPLY: State.REOPENED, **WORKED_ON},
    # A second answer may follow the first; whoever writes again opens the case.
    State.ANSWERED: {Step.ANSWER: State.ANSWERED, Step.ASK_BACK: State.WAITING, Step.REPLY: State.REOPENED},
}
SETTLED = frozenset({State.WAITING, State.ANSWERED})


class Refused(Exception):
    """The step is not possible now; the text says why."""


def next_state(enquiry: Enquiry, step: Step) -> str:
    """The state after `step`; raises Refused where there is none."""
    if enquiry.erased_at:
        raise Refused(
            _("Words and address of this enquiry were erased, nothing can be done with it any more.")
        )
    try:
        return TRANSITIONS[enquiry.state][step]
    except KeyError:
        text = _("This enquiry is done. It opens again when the enquirer writes.")
        raise Refused(text) from None
