"""The partner abroad confirms: asked by a mail with a personal link, answered behind it, without an account.

Each act is one transaction under the application's lock. A link dies when a newer one is sent, when the partner's
name or address changes, and when the application has ended.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants.application import Application
from projects.grants.case import Event
from projects.grants.mails import tell_applicant
from projects.grants.partnership.mails import PURPOSE, write_to_partner
from projects.grants.parts import PartnerAbroad
from projects.grants.roles import roles_of
from projects.grants.standing import shown_state
from projects.grants.workflow import Refused, record
from twinning.accounts.models import User
from twinning.tokens.actions import find, revoke

# Until the applicant knows of a decision, a partner may be asked and may answer.
OPEN = {"draft", "submitted", "in_check", "changes_requested", "in_review", "for_decision", "waitlisted"}
PAUSE = timedelta(hours=24)
# Mails to partners from one application within the pause: nobody's letter box is filled through us.
MOST = 10
Address = tuple[str, str]


def is_open(application: Application) -> bool:
    """A confirmation still counts; judged by what the applicant may know."""
    return shown_state(application) in OPEN


def may_ask(application: Application, user: User) -> bool:
    """The applicant's writers, and the office without a tie."""
    return is_open(application) and bool(roles_of(user, application) & {"writer", "officer", "lead"})


def _lock(number: int) -> Application:
    return Application.objects.select_for_update(of=("self",)).get(pk=number)


def _partner(locked: Application, number: int) -> PartnerAbroad:
    """The partner's row as it is now; raises Refused when the applicant has removed it meanwhile."""
    row = PartnerAbroad.objects.filter(pk=number, application=locked).first()
    if row is None:
        raise Refused([_("This partner is no longer part of the application.")])
    return row


def against_asking(partner: PartnerAbroad) -> str:
    """Why this partner can't be asked now, as a sentence; "" when nothing is against it."""
    if partner.confirmed_at:
        return _("This partner has confirmed already.")
    if not partner.email:
        return _("Add the partner's e-mail address first.")
    if partner.asked_at and not partner.refused_at and timezone.now() - partner.asked_at < PAUSE:
        return _("This partner was asked less than a day ago.")
    return ""


@transaction.atomic
def ask(application: Application, partner: PartnerAbroad, *, by: User) -> PartnerAbroad:
    """Mail the partner a link of its own, in its language; earlier links die. Raises Refused."""
    locked = _lock(application.pk)
    row = _partner(locked, partner.pk)
    if not may_ask(locked, by):
        raise Refused([_("Partners can't be asked at the moment.")])
    if reason := against_asking(row):
        raise Refused([reason])
    asked = locked.events.filter(code="partner_asked", at__gt=timezone.now() - PAUSE)
    if asked.count() >= MOST:
        raise Refused([_("Many partners were asked today. Please go on tomorrow.")])
    row.asked_at, row.refused_at = timezone.now(), None
    row.save(update_fields=["asked_at", "refused_at", "updated_at"])
    event = record(locked, "partner_asked", actor=by, data={"partner": row.pk, "name": row.name})
    write_to_partner(row, key=f"grants-partner-asked-{event.pk}")
    return row


def behind(token: str) -> PartnerAbroad | None:
    """The partner that a link belongs to; None when it is wrong, expired, replaced, or the application has ended."""
    number = find(token, PURPOSE)
    rows = PartnerAbroad.objects.select_related("application__applicant", "application__programme", "city")
    partner = rows.filter(pk=number).first() if number else None
    return partner if partner and is_open(partner.application) else None


@transaction.atomic
def answer(partner: PartnerAbroad, *, name: str, comment: str, agrees: bool) -> PartnerAbroad:
    """What the partner says. The first answer counts; a second click changes nothing. Raises Refused."""
    locked = _lock(partner.application_id)
    row = _partner(locked, partner.pk)
    if row.confirmed_at or row.refused_at:
        return row
    if not is_open(locked):
        raise Refused([_("This application has ended. Nothing needs to be confirmed any more.")])
    if agrees:
        row.confirmed_at, row.confirmed_by = timezone.now(), name
    else:
        row.refused_at = timezone.now()
    row.save(update_fields=["confirmed_at", "confirmed_by", "refused_at", "updated_at"])
    code = "partner_confirmed" if agrees else "partner_declined"
    event = record(
        locked, code, actor=name, reason=comment, data={"partner": row.pk, "name": row.name, "by": name}
    )
    _tell(locked, row, event, agrees=agrees)
    return row


def _tell(application: Application, partner: PartnerAbroad, event: Event, *, agrees: bool) -> None:
    context = {"partner": partner, "agrees": agrees, "by": event.actor_name, "comment": event.reason}
    tell_applicant(
        application, "partner_answered", key=f"grants-partner-answered-{event.pk}", context=context
    )


def addresses(application: Application) -> dict[int, Address]:
    """Name and address of each partner, to compare with after a save."""
    return {row.pk: (row.name, row.email) for row in application.partners.all()}


def lapse(application: Application, before: dict[int, Address]) -> None:
    """A partner with another name or address has neither been asked nor answered: links and answers fall away.

    Called within the save of the step that names the partners.
    """
    for row in application.partners.all():
        if row.pk in before and before[row.pk] != (row.name, row.email) and row.asked_at:
            row.asked_at = row.confirmed_at = row.refused_at = None
            row.confirmed_by = ""
            row.save(update_fields=["asked_at", "confirmed_at", "confirmed_by", "refused_at", "updated_at"])
            revoke(object_id=row.pk, purpose=PURPOSE)
