"""My applications: first what waits for this person, each with its one next step, then all others as rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from projects.grants.applicant import Applicant, ApplicantMember
from projects.grants.application import STEPS, Application
from projects.grants.apply.frame import NAMES, saved_text, step_url
from projects.grants.mine.timeline import OVER
from projects.grants.standing import YOU, Standing, award_of, standing, with_standing
from twinning.accounts.models import User

Words = str | Promise
SIGNATORY = ApplicantMember.Role.SIGNATORY


@dataclass(frozen=True, slots=True)
class Waiting:
    """A panel of "This waits for you": what is the matter, and the one next step."""

    application: Application
    standing: Standing
    place: str
    text: Words
    button: Words
    url: str
    by: date | None = None
    days_left: str = ""
    step: int = 0
    saved: str = ""


def applications_of(user: User) -> QuerySet[Application]:
    """One's applications with everything that the list reads, the latest first."""
    unread = Count("messages", filter=Q(messages__is_from_office=True, messages__read_at=None), distinct=True)
    rows = Application.objects.of(user).select_related("programme", "applicant")
    return (
        with_standing(rows)
        .prefetch_related("cities", "change_requests")
        .annotate(unread=unread)
        .order_by("-created_at", "-pk")
    )


def roles_in(user: User) -> dict[int | None, str]:
    """Role of the person by applicant; applications without an applicant are in the hands of who began them."""
    roles = ApplicantMember.objects.filter(user=user).values_list("applicant", "role")
    return {None: SIGNATORY, **dict(roles)}


def days_left(day: date | None) -> str:
    """ "7 days left"; "" when there is no day or it has passed."""
    if day is None or day < timezone.localdate():
        return ""
    days = (day - timezone.localdate()).days
    if days == 0:
        return _("today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def until(now: Standing) -> str:
    """The day that goes with a situation, as a sentence; "" without one."""
    if now.by is None or now.code == "draft":
        return ""
    day = {"day": date_format(now.by, "DATE_FORMAT")}
    if now.code.startswith("award_"):
        return _("Report and receipts by %(day)s.") % day
    if now.who == YOU:
        return _("Please answer by %(day)s.") % day
    return _("We answer by %(day)s.") % day


def _step(application: Application) -> str:
    """The first step that was never saved."""
    return next((step for step in STEPS if not application.version_of(step)), "review")


def _draft(application: Application) -> dict[str, Any]:
    step = _step(application)
    number = STEPS.index(step) + 1
    words = {"number": number, "count": len(STEPS), "step": NAMES[step]}
    return {
        "text": _("Step %(number)d of %(count)d: %(step)s") % words,
        "button": _("Go on writing"),
        "url": step_url(application, step),
        "step": number,
        "saved": saved_text(application.saved_at),
    }


def _changes(application: Application) -> dict[str, Any]:
    asked = next((row for row in application.change_requests.all() if row.answered_at is None), None)
    opened = [step for step in STEPS if step in application.open_sections]
    return {
        "text": asked.text if asked else gettext_lazy("We have a question about your application."),
        "button": _("Answer now"),
        "url": step_url(application, opened[0]) if len(opened) == 1 else application.get_absolute_url(),
    }


def fits_award(application: Application) -> bool:
    """True when the plan asks for no more than was granted."""
    award = award_of(application)
    return award is not None and 0 < application.requested <= award.amount


def _award(application: Application) -> dict[str, Any]:
    is_ready = fits_award(application) or not application.award.needs_new_plan
    accept = reverse("grants:accept", kwargs={"uuid": application.uuid})
    return {
        "text": standing(application).next,
        "button": _("Accept the grant") if is_ready else _("Adapt the plan"),
        "url": accept if is_ready else step_url(application, "costs"),
    }


def _message(application: Application) -> dict[str, Any]:
    unread = application.unread
    return {
        "text": ngettext("You have %(count)d new message.", "You have %(count)d new messages.", unread)
        % {"count": unread},
        "button": _("Read the message") if unread == 1 else _("Read the messages"),
        "url": f"{application.get_absolute_url()}#messages",
    }


# Situation -> what the panel says, and whether only a signatory can take the step.
PANELS = {
    "draft": (_draft, False),
    "changes_requested": (_changes, False),
    "award_adapt": (_award, True),
    "award_notified": (_award, True),
}


def waiting(application: Application, now: Standing, role: str) -> Waiting | None:
    """The panel of an application that waits for somebody in this role; None when it does not."""
    panel, needs_signatory = PANELS.get(now.code, (None, False))
    if panel is None or not role or (needs_signatory and role != SIGNATORY):
        panel = _message if application.unread and role else None
    if panel is None:
        return None
    cities = application.cities.all()
    place = cities[0].place_class if cities else ""
    left = days_left(now.by)
    return Waiting(application, now, place, by=now.by, days_left=left, **panel(application))


def _row(application: Application, now: Standing) -> dict[str, Any]:
    award = award_of(application)
    is_granted = award is not None and now.code.startswith(("award_", "approved"))
    return {
        "application": application,
        "standing": now,
        "until": until(now),
        "sum": award.amount if is_granted else application.requested,
    }


def list_context(user: User, rows: Iterable[Application] | None = None) -> dict[str, Any]:
    """Everything on the page of one's applications."""
    roles = roles_in(user)
    panels, others = [], []
    for row in applications_of(user) if rows is None else rows:
        now = standing(row)
        panel = waiting(row, now, roles.get(row.applicant_id, ""))
        if panel:
            panels.append(panel)
        else:
            others.append(_row(row, now))
    # What is over comes last; what has a day comes first, the nearest day before the others.
    others.sort(key=lambda row: row["standing"].code in OVER)
    panels.sort(key=lambda panel: (panel.by is None, panel.by or date.max))
    return {
        "waiting": panels,
        "others": others,
        "step_count": len(STEPS),
        "applicants": list(Applicant.objects.of(user)),
    }
