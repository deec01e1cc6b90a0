"""What has happened and what lies ahead, in the applicant's words, on the red thread.

Only what concerns the applicant stands here: no names of staff, no notes, no internal moves, and no decision before
its letter.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.grants.application import Application
from projects.grants.case import Event
from projects.grants.decision import Letter
from projects.grants.standing import LETTERS, TEXTS, Standing, situation

Words = str | Promise
# (machine, code) -> what the applicant reads; what is not here is internal.
WORDS: dict[tuple[str, str], Promise] = {
    ("application", "begin"): gettext_lazy("Begun"),
    ("application", "submit"): gettext_lazy("Sent"),
    ("application", "request_changes"): gettext_lazy("We asked you for changes"),
    ("application", "resubmit"): gettext_lazy("You sent the changes"),
    ("application", "refuse_formally"): gettext_lazy("Not admitted"),
    ("application", "send_to_review"): gettext_lazy("Your details are checked"),
    ("application", "send_to_decision"): gettext_lazy("Everything is complete"),
    ("application", "withdraw"): gettext_lazy("Withdrawn"),
    ("application", "expire"): gettext_lazy("The deadline passed"),
    ("application", "hand_over"): gettext_lazy("Handed over to another person"),
    ("award", "accept"): gettext_lazy("You accepted the grant"),
    ("award", "revoke"): gettext_lazy("The grant was revoked"),
}
TOLD: dict[str, Promise] = {
    Letter.Kind.AWARD: gettext_lazy("We sent you the letter: your project is funded"),
    Letter.Kind.REJECTION: gettext_lazy("We sent you the letter with our decision"),
    Letter.Kind.WAITLIST: gettext_lazy("We told you about the reserve list"),
}
# Situations on the way to the decision, in order.
WAY = ("draft", "submitted", "in_check", "in_review", "for_decision")
BEFORE_THE_PROJECT = {"award_adapt", "award_notified", "approved", "approved_reduced"}
# Over: the last thing that happened is the last knot.
OVER = {"rejected", "withdrawn", "expired", "inadmissible", "award_closed", "award_revoked"}


# Situations of somebody who knows of their grant.
GRANTED = {"approved", "approved_reduced", *(code for code in TEXTS if code.startswith("award_"))}


@dataclass(frozen=True, slots=True)
class Knot:
    """One point on the thread: `kind` is "done", "now" or "" (ahead)."""

    text: Words
    kind: str
    note: Words = ""
    at: datetime | None = None
    by: date | None = None


def shown_events(application: Application) -> list[Event]:
    """The events that an applicant may know of; nothing about a grant before its letter. Exports ask here, too."""
    is_told = situation(application) in GRANTED
    return [
        event
        for event in application.events.all()
        if (event.machine, event.code) in WORDS and (is_told or event.machine == "application")
    ]


def _happened(application: Application) -> list[Knot]:
    """Events and letters, oldest first."""
    found: list[tuple[datetime, Knot]] = []
    for event in shown_events(application):
        note = _("We sent you a receipt by e-mail.") if event.code == "submit" else ""
        words = WORDS[event.machine, event.code]
        found.append((event.at, Knot(words, "done", note, event.at)))
    kinds = set(LETTERS.values())
    told = {row.kind: row.sent_at for row in application.letters.all() if row.sent_at and row.kind in kinds}
    found += [(moment, Knot(TOLD[kind], "done", "", moment)) for kind, moment in told.items()]
    return [knot for _moment, knot in sorted(found, key=lambda pair: pair[0])]


def _ahead(application: Application, code: str) -> list[Knot]:
    """What follows the situation, as the rules of this application have it."""
    code = "in_check" if code == "changes_requested" else code
    if code not in WAY:
        return [Knot(_("Project and proof of use"), "")] if code in BEFORE_THE_PROJECT else []
    rules, call = application.ruleset, application.round
    rows = [
        (0, True, Knot(_("You send the application"), "")),
        (1, True, Knot(_("We check your details"), "")),
        (2, rules.uses_review, Knot(_("Experts assess it"), "")),
        (3, True, Knot(_("The panel decides") if rules.uses_panel else _("The decision"), "")),
        (4, True, Knot(_("You get a letter"), "", by=call.decision_on if call else None)),
        (4, True, Knot(_("Project and proof of use"), "")),
    ]
    return [knot for position, is_used, knot in rows if is_used and position >= WAY.index(code)]


def knots(application: Application, now: Standing) -> list[Knot]:
    """History, present and outlook. `application` comes with events, letters, ruleset and round."""
    done = _happened(application)
    if now.code in OVER:
        return done
    if now.code == "changes_requested":
        done = _without_last(done, WORDS["application", "request_changes"])
    return [*done, Knot(now.label, "now", now.next, by=now.by), *_ahead(application, now.code)]


def _without_last(rows: list[Knot], text: Words) -> list[Knot]:
    """The present situation tells what its own event would say again."""
    for index in range(len(rows) - 1, -1, -1):
        if rows[index].text is text:
            return [*rows[:index], *rows[index + 1 :]]
    return rows
