"""The receipt: what has arrived, when, what happens next, and the checksum that proves it. Called by `papers.py`."""

from decimal import Decimal
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from projects.grants.letters.facts import Facts
from projects.grants.letters.frame import (
    Block,
    Pair,
    apart,
    document,
    euro,
    facts,
    heading,
    moment_of,
    notice,
    small,
    steps,
    text,
    title,
)
from projects.grants.programme import ProgrammeStep
from twinning.languages import served


def build(letter: Facts, digest: str, *, is_original: bool) -> dict[str, Any]:
    """The document in the active language; `digest` is that of the application's binding PDF."""
    application, snapshot = letter.application, letter.snapshot
    sent = application.submitted_at
    moment = moment_of(sent)
    files = ", ".join(f"{apart(row['name'])} ({filesizeformat(row['size'])})" for row in snapshot["files"])
    own = application.language
    rows = [
        Pair(_("Project"), snapshot["title"], own),
        Pair(_("Organisation"), (snapshot.get("applicant") or {}).get("name", ""), own),
        Pair(_("Partner cities"), letter.cities),
        Pair(_("Requested"), euro(Decimal(snapshot["sums"]["requested"]))),
        Pair(_("Files"), files),
        Pair(_("Sent by"), snapshot.get("signed_by") or "", own),
    ]
    parts: list[Block] = (
        [] if is_original else [notice(_("Courtesy translation. Only the German text is binding."))]
    )
    parts += [
        title(_("Receipt")),
        text(_("Your application has arrived. You don't need to do anything now.")),
        heading(_("What we have received")),
        facts(rows),
        *_next(letter),
        notice(_("Begin only after the decision: whoever orders or signs before loses the grant."))
        if not snapshot.get("wants_early_start")
        else {},
        small(_("Checksum of the application (SHA-256): %(digest)s") % {"digest": digest}),
    ]
    return document(letter.head(_("Receipt"), info=((_("Received"), moment),)), parts)


def _next(letter: Facts) -> list[Block]:
    """What the office does next, as the call's page tells it."""
    rows = [
        (served(row, "title").text, served(row, "text").text or served(row, "duration").text)
        for row in letter.application.programme.steps.all()
        if row.actor == ProgrammeStep.Actor.OFFICE
    ]
    return [heading(_("What happens next")), steps(rows)] if rows else []
