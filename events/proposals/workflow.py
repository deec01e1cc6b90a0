"""What may follow what in the life of a proposal: one table, read by the actions and the pages."""

from enum import StrEnum

from django.utils.translation import gettext as _

from events.proposals.proposal import Proposal

State = Proposal.State


class Step(StrEnum):
    """What somebody does with a proposal, or time does."""

    CONFIRM = "confirm"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    RETURN = "return"
    DECLINE = "decline"
    LAPSE = "lapse"


TRANSITIONS: dict[str, dict[Step, str]] = {
    # Nobody has seen it yet but its writer: the link in the first mail leads on.
    State.DRAFT: {Step.CONFIRM: State.SUBMITTED, Step.WITHDRAW: State.WITHDRAWN},
    State.SUBMITTED: {
        Step.CHANGE: State.SUBMITTED,
        Step.WITHDRAW: State.WITHDRAWN,
        Step.PUBLISH: State.PUBLISHED,
        Step.RETURN: State.RETURNED,
        Step.DECLINE: State.DECLINED,
    },
    # The proposer's turn; staff may end it when nothing comes, and so does time.
    State.RETURNED: {
        Step.CHANGE: State.SUBMITTED,
        Step.WITHDRAW: State.WITHDRAWN,
        Step.DECLINE: State.DECLINED,
        Step.LAPSE: State.WITHDRAWN,
    },
    # From here on the event has a life of its own.
    State.PUBLISHED: {},
    State.DECLINED: {},
    State.WITHDRAWN: {},
}
# Those that count against the limit of one address.
OPEN = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED})
ENDED = frozenset({State.PUBLISHED, State.DECLINED, State.WITHDRAWN})

# Why nothing else can be done, in the words of the pages.
REASONS = {
    State.DRAFT: lambda: _("The address is not confirmed yet. The link is in our first mail."),
    State.SUBMITTED: lambda: _("The proposal is being checked."),
    State.RETURNED: lambda: _("The proposal is with the proposer, who was asked to change something."),
    State.PUBLISHED: lambda: _("The proposal was accepted already: the event has its own page."),
    State.DECLINED: lambda: _("The proposal was declined already."),
    State.WITHDRAWN: lambda: _("The proposal was withdrawn."),
}


class Refused(Exception):
    """The step is not possible now; the text says why."""


class Overtaken(Refused):
    """Somebody changed or decided since the page was opened; nothing was done."""


def can(proposal: Proposal, step: Step) -> bool:
    """True when the proposal can take `step` now: what pages ask before they show a button."""
    return proposal.erased_at is None and step in TRANSITIONS[proposal.state]


def reason(proposal: Proposal) -> str:
    """Why nothing else can be done with a proposal in its present state."""
    if proposal.erased_at:
        return _("Words and address of this proposal were erased, nothing can be done with it any more.")
    return REASONS[proposal.state]()


def next_state(proposal: Proposal, step: Step) -> str:
    """The state after `step`; raises Refused where there is none."""
    if not can(proposal, step):
        raise Refused(reason(proposal))
    return TRANSITIONS[proposal.state][step]
