"""Where an application stands, in words: for staff, for the applicant, what comes next, by when, and who acts now.

Applicants learn of a decision from its letter, never from a page: until the letter was sent they see a decided
application as one that awaits its decision. Lists, the status page, exports for applicants and mails ask here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.decision import Award, Letter

State = Application.State
Words = str | Promise
# A decided state -> the letter that tells it.
LETTERS = {
    State.APPROVED: Letter.Kind.AWARD,
    State.APPROVED_REDUCED: Letter.Kind.AWARD,
    State.REJECTED: Letter.Kind.REJECTION,
    State.WAITLISTED: Letter.Kind.WAITLIST,
}
YOU, OFFICE, PARTNER, PANEL, NOBODY = "you", "office", "partner", "panel", "nobody"
ACTORS: dict[str, Promise] = {
    YOU: _("You"),
    OFFICE: _("The office"),
    PARTNER: _("The partner"),
    PANEL: _("The panel"),
    NOBODY: _("Nobody"),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one situation; `kind` is the colour of the tag."""

    staff: Words
    label: Words
    applicant: Words
    next: Words
    who: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one application stands. `staff` is for the office only; everything else is for the applicant.

    `label` is short enough for a tag, `by` the day until which whoever acts should have acted, or None.
    """

    code: str
    staff: Words
    label: Words
    applicant: Words
    next: Words
    who: str
    who_text: Words
    kind: str
    by: date | None


TEXTS: dict[str, Texts] = {
    "draft": Texts(
        _("draft, not sent yet"),
        _("Draft"),
        _("Your application is a draft. Only you and your group can read it."),
        _("Fill in the steps and send the application."),
        YOU,
    ),
    "submitted": Texts(
        _("sent, nobody has begun the check"),
        _("Received"),
        _("Your application has arrived."),
        _("We check whether everything is there and write to you if something is missing."),
        OFFICE,
        "info",
    ),
    "in_check": Texts(
        _("formal check"),
        _("Being checked"),
        _("We are checking your details."),
        _("If something is missing, we ask you. Otherwise your application is passed on for the decision."),
        OFFICE,
        "info",
    ),
    "changes_requested": Texts(
        _("waiting for changes by the applicant"),
        _("It is your turn"),
        _("We have a question about your application."),
        _("Change the parts that are open again, and send the application again."),
        YOU,
        "warn",
    ),
    "in_review": Texts(
        _("in review"),
        _("Being assessed"),
        _("Experts are reading your application."),
        _("When every assessment is there, the application is decided."),
        PANEL,
        "info",
    ),
    "for_decision": Texts(
        _("awaiting decision"),
        _("Awaiting decision"),
        _("Everything is complete. Your application is about to be decided."),
        _("We write to you as soon as it is decided. You get a letter with the reasons."),
        PANEL,
        "info",
    ),
    "approved": Texts(
        _("approved"),
        _("Approved"),
        _("Your project is funded. Congratulations!"),
        _("Read the letter: it says what the grant is bound to."),
        OFFICE,
        "ok",
    ),
    "approved_reduced": Texts(
        _("approved with a reduced amount"),
        _("Approved, smaller amount"),
        _("Your project is funded with a smaller amount than you asked for."),
        _("Read the letter: it says what the grant is bound to."),
        OFFICE,
        "ok",
    ),
    "rejected": Texts(
        _("rejected"),
        _("Not funded"),
        _("We can't fund your project this time."),
        _("The letter gives the reasons. We are glad to talk about another attempt."),
        NOBODY,
        "plain",
    ),
    "waitlisted": Texts(
        _("on the reserve list"),
        _("On the reserve list"),
        _("Your project is good, but the money is not enough at the moment. It is on the reserve list."),
        _("If money becomes free, we decide again and write to you."),
        OFFICE,
        "warn",
    ),
    "withdrawn": Texts(
        _("withdrawn by the applicant"),
        _("Withdrawn"),
        _("You have withdrawn this application."),
        _("Nothing more happens. You can copy it as a new application."),
        NOBODY,
        "plain",
    ),
    "expired": Texts(
        _("draft, the deadline has passed"),
        _("Deadline passed"),
        _("The deadline passed before this draft was sent."),
        _("Your texts stay. You can copy them into a new application."),
        NOBODY,
        "plain",
    ),
    "inadmissible": Texts(
        _("not admissible, refused in the formal check"),
        _("Not admitted"),
        _("We could not admit your application."),
        _("We have written to you why. Talk to us: we look for another way together."),
        NOBODY,
        "plain",
    ),
    # From the letter on, the award tells more than the application.
    "award_adapt": Texts(
        _("letter sent, the applicant adapts the plan"),
        _("It is your turn"),
        _("Your project is funded with a smaller amount than you asked for."),
        _("Adapt your cost plan to the smaller amount, then accept the grant."),
        YOU,
        "warn",
    ),
    "award_notified": Texts(
        _("letter sent, not final yet"),
        _("Approved"),
        _("Your project is funded. Congratulations!"),
        _("Read the letter. If you agree with its conditions, accept the grant: then it is final."),
        YOU,
        "ok",
    ),
    "award_accepted": Texts(
        _("the grant is final"),
        _("Grant final"),
        _("You have accepted the grant. It is final."),
        _("Your project can begin. The letter says when the proof of use is due."),
        YOU,
        "ok",
    ),
    "award_active": Texts(
        _("project running"),
        _("Project running"),
        _("Your project is running."),
        _("Keep the receipts. The letter says when the proof of use is due."),
        YOU,
        "ok",
    ),
    "award_report_due": Texts(
        _("proof of use due"),
        _("Proof of use due"),
        _("Your project is over. We are waiting for your report and the receipts."),
        _("Send the proof of use."),
        YOU,
        "warn",
    ),
    "award_in_audit": Texts(
        _("proof of use being checked"),
        _("Proof of use being checked"),
        _("We are checking your report and the receipts."),
        _("We write to you when the check is finished."),
        OFFICE,
        "info",
    ),
    "award_closed": Texts(
        _("closed"),
        _("Closed"),
        _("Everything is done. Thank you for your project."),
        _("Nothing more happens."),
        NOBODY,
        "plain",
    ),
    "award_revoked": Texts(
        _("award revoked"),
        _("Grant revoked"),
        _("The grant was revoked."),
        _("We have written to you why. If something is open, write to us."),
        NOBODY,
        "err",
    ),
}


def with_standing(rows: QuerySet) -> QuerySet:
    """`rows` with everything that `standing()` reads, so that a list asks once."""
    return rows.select_related("award", "decision", "round").prefetch_related("letters")


def _is_told(application: Application, state: str) -> bool:
    kind = LETTERS[State(state)]
    return any(letter.kind == kind and letter.sent_at for letter in application.letters.all())


def shown_state(application: Application) -> str:
    """The state as the applicant may know it: a decided one only once its letter was sent."""
    state = application.state
    if state not in LETTERS or _is_told(application, state):
        return state
    # A reserve place was told before it became a grant or a refusal.
    return State.WAITLISTED if _is_told(application, State.WAITLISTED) else State.FOR_DECISION


def award_of(application: Application) -> Award | None:
    """The award, also while the applicant does not know of it."""
    return getattr(application, "award", None)


def situation(application: Application) -> str:
    """Key of the applicant's texts: the shown state, or the award's once the letter was sent."""
    state, award = shown_state(application), award_of(application)
    if award is None or state not in {State.APPROVED, State.APPROVED_REDUCED}:
        return state
    if award.state == Award.State.NOTIFIED and award.needs_new_plan:
        return "award_adapt"
    key = f"award_{award.state}"
    return key if key in TEXTS else state


def _staff(application: Application) -> Words:
    """The office's words; they say so when the applicant does not know yet."""
    if application.state in LETTERS and not _is_told(application, application.state):
        return _("%(state)s – the letter is not sent yet") % {"state": TEXTS[application.state].staff}
    return TEXTS[situation(application)].staff


def _by(application: Application, code: str) -> date | None:
    """The day that goes with a situation."""
    if code == "changes_requested":
        return application.answer_by
    if code == "draft" and application.round:
        return timezone.localdate(application.round.closes_at)
    if code in {"submitted", "in_check", "in_review", "for_decision"} and application.round:
        return application.round.decision_on
    if code in {"award_accepted", "award_active", "award_report_due"}:
        decision: Any = getattr(application, "decision", None)
        return decision.proof_due_on if decision else None
    return None


def standing(application: Application) -> Standing:
    """Everything there is to say about where an application stands."""
    code = situation(application)
    words = TEXTS[code]
    return Standing(
        code=code,
        staff=_staff(application),
        label=words.label,
        applicant=words.applicant,
        next=words.next,
        who=words.who,
        who_text=ACTORS[words.who],
        kind=words.kind,
        by=_by(application, code),
    )
