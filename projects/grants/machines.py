"""What may follow what: one table of transitions per machine. `workflow.perform()` is the only reader that acts.

Payments, proofs of use and claims will bring tables of their own.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.decision import Award


@dataclass(frozen=True, slots=True)
class Transition:
    """An edge of a machine: from any of `sources` to `target` by somebody who has one of `roles`."""

    code: str
    label: str | Promise
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    needs_reason: bool = False
    guards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Machine:
    """A table of transitions for one model."""

    name: str
    model: type[models.Model]
    transitions: dict[str, Transition]


def _table(*transitions: Transition) -> dict[str, Transition]:
    return {transition.code: transition for transition in transitions}


APPLICATION = Machine(
    "application",
    Application,
    _table(
        Transition(
            "submit", _("Send"), ("draft",), "submitted", ("signatory",), guards=("complete", "in_time")
        ),
        Transition("expire", _("Expire"), ("draft",), "expired", ("clock",)),
        Transition("start_check", _("Begin the check"), ("submitted",), "in_check", ("officer",)),
        Transition(
            "request_changes",
            _("Ask for changes"),
            ("submitted", "in_check"),
            "changes_requested",
            ("officer",),
            needs_reason=True,
        ),
        Transition(
            "resubmit",
            _("Send the changes"),
            ("changes_requested",),
            "submitted",
            ("signatory",),
            guards=("complete",),
        ),
        Transition(
            "refuse_formally",
            _("Refuse formally"),
            ("submitted", "in_check"),
            "inadmissible",
            ("officer",),
            needs_reason=True,
        ),
        Transition(
            "send_to_review",
            _("Pass to review"),
            ("in_check",),
            "in_review",
            ("officer",),
            guards=("checked", "uses_review"),
        ),
        Transition(
            "send_to_decision",
            _("Pass to decision"),
            ("in_check", "in_review"),
            "for_decision",
            ("officer",),
            guards=("checked", "reviewed"),
        ),
        Transition(
            "approve",
            _("Approve"),
            ("for_decision", "waitlisted"),
            "approved",
            ("decider",),
            guards=("four_eyes", "within_budget"),
        ),
        Transition(
            "approve_reduced",
            _("Approve with a reduced amount"),
            ("for_decision", "waitlisted"),
            "approved_reduced",
            ("decider",),
            needs_reason=True,
            guards=("four_eyes", "within_budget"),
        ),
        Transition(
            "waitlist",
            _("Put on the reserve list"),
            ("for_decision",),
            "waitlisted",
            ("decider",),
            guards=("four_eyes",),
        ),
        Transition(
            "reject",
            _("Reject"),
            ("for_decision", "waitlisted"),
            "rejected",
            ("decider",),
            needs_reason=True,
            guards=("four_eyes",),
        ),
        Transition(
            "withdraw",
            _("Withdraw"),
            ("submitted", "in_check", "changes_requested", "in_review", "for_decision", "waitlisted"),
            "withdrawn",
            ("signatory",),
        ),
    ),
)

AWARD = Machine(
    "award",
    Award,
    _table(
        Transition("approve", _("Approve"), ("drafted",), "approved", ("decider",), guards=("four_eyes",)),
        Transition(
            "notify",
            _("Send the letter"),
            ("approved",),
            "notified",
            ("officer", "decider"),
            guards=("letter_stored",),
        ),
        Transition(
            "accept",
            _("Make final"),
            ("notified",),
            "accepted",
            ("officer", "signatory"),
            guards=("plan_adapted",),
        ),
        Transition(
            "revoke",
            _("Revoke"),
            ("approved", "notified", "accepted", "active", "report_due", "in_audit"),
            "revoked",
            ("decider",),
            needs_reason=True,
        ),
    ),
)
MACHINES = {machine.name: machine for machine in (APPLICATION, AWARD)}
