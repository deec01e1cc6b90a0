"""The partners of an application and their answers, as a page shows them. For the template tag `partners_for`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.partnership.actions import against_asking, may_ask
from projects.grants.parts import PartnerAbroad


@dataclass(frozen=True, slots=True)
class Answer:
    """A partner with the state of its answer; `ask_url` only when it may be asked now."""

    partner: PartnerAbroad
    colour: str
    word: str | Promise
    moment: datetime | None
    comment: str
    ask_url: str
    hint: str


def _word(partner: PartnerAbroad) -> tuple[str, str | Promise, datetime | None]:
    if partner.confirmed_at:
        return "ok", _("confirmed"), partner.confirmed_at
    if partner.refused_at:
        return "err", _("declined"), partner.refused_at
    if partner.asked_at:
        return "warn", _("asked, no answer yet"), partner.asked_at
    return "plain", _("not asked yet"), None


def _comments(application: Application) -> dict[int, str]:
    """The latest comment of each partner."""
    rows = application.events.filter(code__in=("partner_confirmed", "partner_declined")).order_by("at", "pk")
    return {row.data.get("partner"): row.reason for row in rows}


def answers(application: Application, user: Any) -> list[Answer]:
    """Every stored partner that can be asked or has answered; the short track names partners without an address."""
    partners = list(application.partners.all())
    if application.ruleset.is_short:
        partners = [row for row in partners if row.email or row.confirmed_at]
    may, comments = may_ask(application, user), _comments(application) if partners else {}
    found = []
    for row in partners:
        hint = against_asking(row) if may and not row.confirmed_at else ""
        where = {"uuid": application.uuid, "pk": row.pk}
        url = reverse("grants:partner-ask", kwargs=where) if may and not against_asking(row) else ""
        is_answered = row.confirmed_at or row.refused_at
        comment = comments.get(row.pk, "") if is_answered else ""
        found.append(Answer(row, *_word(row), comment, url, hint))
    return found
