"""What may follow what in the life of a slip: one table, read by the actions, the nightly tasks and the pages."""

from enum import StrEnum

from django.utils.translation import gettext as _

from partners.board.slip import Slip

State = Slip.State


class Step(StrEnum):
    """What somebody does with a slip, or time does."""

    CONFIRM = "confirm"
    CHANGE_WORDS = "change_words"
    CHANGE_FACTS = "change_facts"
    RELEASE = "release"
    RETURN = "return"
    DECLINE = "decline"
    RENEW = "renew"
    EXPIRE = "expire"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[str, dict[Step, str]] = {
    State.UNCONFIRMED: {
        Step.CONFIRM: State.SUBMITTED,
        Step.CHANGE_WORDS: State.UNCONFIRMED,
        Step.CHANGE_FACTS: State.UNCONFIRMED,
        Step.WITHDRAW: State.WITHDRAWN,
    },
    State.SUBMITTED: {
        Step.CHANGE_WORDS: State.SUBMITTED,
        Step.CHANGE_FACTS: State.SUBMITTED,
        Step.RELEASE: State.PUBLISHED,
        Step.RETURN: State.RETURNED,
        Step.DECLINE: State.DECLINED,
        Step.WITHDRAW: State.WITHDRAWN,
        Step.LAPSE: State.WITHDRAWN,
    },
    # The owner's turn; staff may end it when nothing comes.
    State.RETURNED: {
        Step.CHANGE_WORDS: State.SUBMITTED,
        Step.CHANGE_FACTS: State.SUBMITTED,
        Step.DECLINE: State.DECLINED,
        Step.WITHDRAW: State.WITHDRAWN,
        # Not "expired": those can be renewed without being read.
        Step.LAPSE: State.WITHDRAWN,
    },
    # New words leave the board until somebody has read them; new facts stay. A report may lead back to the owner.
    State.PUBLISHED: {
        Step.CHANGE_WORDS: State.SUBMITTED,
        Step.CHANGE_FACTS: State.PUBLISHED,
        Step.RETURN: State.RETURNED,
        Step.DECLINE: State.DECLINED,
        Step.RENEW: State.PUBLISHED,
        Step.EXPIRE: State.EXPIRED,
        Step.WITHDRAW: State.WITHDRAWN,
    },
    # Its words were read before, so one click of the owner hangs it up again.
    State.EXPIRED: {
        Step.CHANGE_WORDS: State.SUBMITTED,
        Step.CHANGE_FACTS: State.EXPIRED,
        Step.RENEW: State.PUBLISHED,
        Step.WITHDRAW: State.WITHDRAWN,
    },
    State.WITHDRAWN: {},
    State.DECLINED: {},
}
# Those that count against the limit of one address.
OPEN = frozenset({State.UNCONFIRMED, State.SUBMITTED, State.RETURNED, State.PUBLISHED})
ENDED = frozenset({State.EXPIRED, State.WITHDRAWN, State.DECLINED})


class Refused(Exception):
    """The step is not possible now; the text says why."""


class Overtaken(Refused):
    """Somebody changed the slip since the page was opened; nothing was done."""


def next_state(slip: Slip, step: Step) -> str:
    """The state after `step`; raises Refused where there is none."""
    if slip.erased_at:
        raise Refused(_("Words and address of this slip were erased, nothing can be done with it any more."))
    try:
        return TRANSITIONS[slip.state][step]
    except KeyError:
        text = _("That is not possible: the slip is %(state)s.") % {"state": slip.get_state_display()}
        raise Refused(text) from None


def can(slip: Slip, step: Step) -> bool:
    """True when the slip can take `step` now: what pages ask before they show a button."""
    return slip.erased_at is None and step in TRANSITIONS[slip.state]
