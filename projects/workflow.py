"""What may follow what in a proposal: one table, read by the actions and by the pages that offer the steps."""

from enum import StrEnum

from django.utils.translation import gettext as _

from projects.proposal import Proposal

State = Proposal.State


class Step(StrEnum):
    """What somebody does with a proposal."""

    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    ASK_BACK = "ask_back"
    ACCEPT = "accept"
    DECLINE = "decline"


TRANSITIONS: dict[str, dict[Step, str]] = {
    State.SUBMITTED: {
        Step.WITHDRAW: State.WITHDRAWN,
        Step.ASK_BACK: State.RETURNED,
        Step.ACCEPT: State.ACCEPTED,
        Step.DECLINE: State.DECLINED,
    },
    State.RETURNED: {Step.RESUBMIT: State.SUBMITTED, Step.WITHDRAW: State.WITHDRAWN},
    State.ACCEPTED: {},
    State.DECLINED: {},
    State.WITHDRAWN: {},
}
# Why a step is not possible in a state, in the words of the pages.
REASONS = {
    State.SUBMITTED: lambda: _("The proposal is being checked. You can change it when the office asks back."),
    State.RETURNED: lambda: _("The proposal is with the submitter, who was asked back."),
    State.ACCEPTED: lambda: _("The proposal was accepted already."),
    State.DECLINED: lambda: _("The proposal was declined already."),
    State.WITHDRAWN: lambda: _("The proposal was withdrawn."),
}


class Refused(Exception):
    """The step is not possible now; the text says why."""


def is_possible(proposal: Proposal, step: Step) -> bool:
    """True when the table knows the step in the proposal's present state."""
    return step in TRANSITIONS[proposal.state]


def reason(proposal: Proposal) -> str:
    """Why nothing else can be done with a proposal in its present state."""
    return REASONS[proposal.state]()


def next_state(proposal: Proposal, step: Step) -> str:
    """The state after `step`; raises Refused where there is none."""
    if not is_possible(proposal, step):
        raise Refused(reason(proposal))
    return TRANSITIONS[proposal.state][step]
