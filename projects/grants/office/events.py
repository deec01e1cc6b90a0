"""The trail of a case in words. Codes of transitions are named by the tables of `machines.py`, the rest here."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.machines import MACHINES

WORDS: dict[str, str | Promise] = {
    "begin": _("Begun"),
    "submit": _("Sent"),
    "expire": _("Draft expired"),
    "start_check": _("Check begun"),
    "request_changes": _("Changes requested"),
    "resubmit": _("Changes sent"),
    "refuse_formally": _("Refused formally"),
    "send_to_review": _("Passed to review"),
    "send_to_decision": _("Passed to decision"),
    "approve": _("Approved"),
    "approve_reduced": _("Approved with a reduced amount"),
    "waitlist": _("Put on the reserve list"),
    "reject": _("Rejected"),
    "withdraw": _("Withdrawn"),
    "assign": _("Changed hands"),
    "set_due": _("Deadline set"),
    "remind": _("Reminder sent"),
    "declare_ties": _("Ties declared"),
    "ties_unsure": _("Not sure about ties"),
    "no_duplicate": _("Found to be no duplicate"),
    "ask_reviewer": _("Reviewer asked"),
    "release_reviewer": _("Reviewer released"),
    "send_review": _("Review sent"),
    "resolve": _("Resolved by the panel"),
    "add_file": _("File added"),
    "remove_file": _("File removed"),
    "refuse_file": _("File refused"),
    "partner_asked": _("Partner asked"),
    "partner_confirmed": _("Partner confirmed"),
    "partner_declined": _("Partner declined"),
    "prepare_decision": _("Decision prepared"),
    "erase": _("Erased at the end of its retention"),
    "award.approve": _("Award signed"),
    "award.notify": _("Letter sent"),
    "award.accept": _("Award final"),
    "award.revoke": _("Award revoked"),
}
SHOWN = 6


def word(machine: str, code: str) -> str | Promise:
    """What happened, in a word or two; the code itself for what nobody has named."""
    if machine == "award" and f"award.{code}" in WORDS:
        return WORDS[f"award.{code}"]
    if code in WORDS:
        return WORDS[code]
    known = MACHINES.get(machine)
    return known.transitions[code].label if known and code in known.transitions else code


def trail(application: Application) -> dict[str, Any]:
    """Every entry, oldest first; the last ones are shown at once."""
    rows = [{"event": row, "word": word(row.machine, row.code)} for row in application.events.all()]
    return {"rows": rows, "last": rows[-SHOWN:], "count": len(rows), "is_long": len(rows) > SHOWN}
