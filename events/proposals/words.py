"""Ready sentences for answers to proposers: staff choose by the label, the proposer reads the text."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.proposals.links import mail_language
from events.proposals.proposal import Proposal
from events.proposals.workflow import Step


class Ready(NamedTuple):
    """A sentence with the label under which staff find it."""

    label: str | Promise
    text: str | Promise


READY: Mapping[Step, Mapping[str, Ready]] = {
    Step.RETURN: {
        "time": Ready(
            _("Please check day and time"),
            _("Please check the day and the times of your event: something does not fit together."),
        ),
        "place": Ready(
            _("Please give the whole address"),
            _("Please give the whole address of the place: name of the house, street and number, town."),
        ),
        "address": Ready(
            _("Please leave private addresses out"),
            _(
                "Your text holds an e-mail address or a telephone number. Everybody would see it: please leave it "
                "out, or give the address of a web page."
            ),
        ),
        "text": Ready(
            _("Please tell more about it"),
            _("Please tell a little more: what happens, who is invited, and what has it to do with the partner city?"),
        ),
    },
    Step.DECLINE: {
        "city": Ready(
            _("Has nothing to do with a partner city"),
            _(
                "We announce only events that have to do with one of our partner cities. We could not see that in "
                "your proposal."
            ),
        ),
        "known": Ready(
            _("Is in the calendar already"),
            _("This event stands in our calendar already. Thank you for telling us all the same."),
        ),
        "sale": Ready(
            _("Is an advertisement"),
            _("We announce no events that mainly serve to sell something."),
        ),
        "late": Ready(
            _("Came too late"),
            _("Your proposal reached us too late: the event takes place before we can announce it."),
        ),
    },
}  # fmt: skip


def ready_text(proposal: Proposal, step: Step, key: str) -> str:
    """The sentence in the proposer's language; "" for none."""
    ready = READY.get(step, {}).get(key)
    if ready is None:
        return ""
    with override(mail_language(proposal)):
        return str(ready.text)


def letter(proposal: Proposal, step: Step, *, key: str, message: str) -> str:
    """The ready sentence, then what was typed."""
    return "\n\n".join(part for part in (ready_text(proposal, step, key), message.strip()) if part)
