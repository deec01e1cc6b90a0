"""What the page of one application shows: where it stands, who acts, how long it takes, and what may be done."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.grants.actions import may_write
from projects.grants.application import STEPS, Application
from projects.grants.apply.frame import NAMES, step_url
from projects.grants.mine.durations import usual
from projects.grants.mine.listing import fits_award, until
from projects.grants.mine.timeline import knots
from projects.grants.roles import applicant_roles
from projects.grants.sentences import euros
from projects.grants.standing import ACTORS, PARTNER, Standing, award_of, standing, with_standing
from twinning.accounts.models import User
from twinning.languages import served

# Situations in which an application may be taken back, as far as its people know.
WITHDRAWABLE = {"submitted", "in_check", "changes_requested", "in_review", "for_decision", "waitlisted"}


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that the office opened again, with the way into it."""

    name: str | Promise
    url: str
    may_write: bool


def application_of(user: User) -> Any:
    """One's applications with everything that the status page reads."""
    rows = Application.objects.of(user).select_related("programme", "applicant", "ruleset")
    unread = Count("messages", filter=Q(messages__is_from_office=True, messages__read_at=None), distinct=True)
    return (
        with_standing(rows)
        .annotate(unread=unread)
        .prefetch_related("events", "change_requests", "partners", "programme__steps")
    )


def _facts(application: Application, now: Standing) -> list[dict[str, Any]]:
    award = award_of(application)
    rows = [(_("Programme"), served(application.programme, "title"))]
    if application.applicant_id:
        rows.append((_("Applicant"), str(application.applicant)))
    if application.requested:
        rows.append((_("Requested"), euros(application.requested)))
    if award and now.code.startswith("award_"):
        rows.append((_("Granted"), euros(award.amount)))
    return [{"label": label, "value": value} for label, value in rows]


def _changes(application: Application, user: User, now: Standing) -> dict[str, Any] | None:
    """The question of the office and exactly the steps that are open; None when nothing was asked."""
    if now.code != "changes_requested":
        return None
    asked = next((row for row in application.change_requests.all() if row.answered_at is None), None)
    steps = [
        OpenStep(NAMES[step], step_url(application, step), may_write(application, user, step))
        for step in STEPS
        if step in application.open_sections
    ]
    return {"text": asked.text if asked else "", "steps": steps, "by": application.answer_by}


def _award(application: Application, now: Standing) -> dict[str, Any] | None:
    """What there is to do about a grant that is not final yet."""
    if now.code not in {"award_adapt", "award_notified"}:
        return None
    award = application.award
    return {
        "amount": euros(award.amount),
        "requested": euros(application.requested),
        "must_adapt": award.needs_new_plan,
        "fits": fits_award(application) or not award.needs_new_plan,
        "costs_url": step_url(application, "costs"),
        "accept_url": reverse("grants:accept", kwargs={"uuid": application.uuid}),
    }


def _actors(application: Application, now: Standing) -> list[dict[str, Any]]:
    """Who acts now: whoever the situation names, and partners whose answer is still open."""
    rows = [{"who": now.who_text, "text": now.next}]
    if now.code in {"draft", "submitted", "in_check", "changes_requested"}:
        rows += [
            {
                "who": ACTORS[PARTNER],
                "text": _("%(name)s has not confirmed yet.") % {"name": partner.name},
            }
            for partner in application.partners.all()
            if partner.asked_at and not (partner.confirmed_at or partner.refused_at)
        ]
    return rows


def page_context(application: Application, user: User) -> dict[str, Any]:
    """Everything on the status page but the sections of messages, files and letters."""
    now = standing(application)
    roles = applicant_roles(user, application)
    return {
        "application": application,
        "standing": now,
        "knots": knots(application, now),
        "actors": _actors(application, now),
        "until": until(now),
        "usual": usual(application, now.code),
        "facts": _facts(application, now),
        "changes": _changes(application, user, now),
        "award": _award(application, now),
        "is_signatory": "signatory" in roles,
        "is_member": bool(roles),
        "may_withdraw": now.code in WITHDRAWABLE and "signatory" in roles,
        "continue_url": step_url(application, "review" if application.version_of("costs") else "applicant"),
    }
