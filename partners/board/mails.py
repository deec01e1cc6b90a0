"""Mails about slips: each in its owner's language, with a key of its own, so that nothing is sent twice.

Called by the actions and the nightly tasks, in their transaction.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from partners.board import words
from partners.board.links import CONFIRM, MANAGE, OUTCOME, RENEW, link, mail_language, public_url
from partners.board.matching import Match
from partners.board.slip import Slip
from twinning.cldr import language_label
from twinning.languages import served
from twinning.mail.models import OutgoingMail
from twinning.mail.outbox import queue
from twinning.municipality.home import current_home
from twinning.templatetags.mails import isolate

# Written out when a mail is rendered, in its language.
_day = lazy(date_format, str)


def _prefix(slip: Slip) -> str:
    return f"slip-{slip.pk}-"


def _key(slip: Slip, template: str) -> str:
    """One mail of each kind per version: every step raises the version."""
    return f"{_prefix(slip)}{template}-{slip.version}"


def forget_mails(slip: Slip) -> None:
    """Delete every mail about the slip from the outbox."""
    OutgoingMail.objects.filter(key__startswith=_prefix(slip)).delete()


def _to_owner(
    slip: Slip, template: str, *, key: str = "", facts: list[Any] | None = None, **extra: Any
) -> None:
    queue(
        template=template,
        recipient=slip.email,
        language=mail_language(slip),
        context={"slip": slip, "name": slip.name, "facts": facts or [(_("Your slip"), slip.title)], **extra},
        key=key or _key(slip, template),
        confidential=True,
    )


def ask_to_confirm(slip: Slip, *, number: int = 1) -> None:
    """Repeats nothing that was typed: anybody can write anybody's address into the form."""
    queue(
        template="slip_confirm",
        recipient=slip.email,
        language=mail_language(slip),
        context={"action_url": link(slip, CONFIRM)},
        key=confirm_key(slip, number),
        confidential=True,
    )


def confirm_key(slip: Slip, number: int) -> str:
    """Key in the outbox of the mail with the first, second, third link to confirm."""
    return f"{_prefix(slip)}slip_confirm-{number}"


def tell_received(slip: Slip) -> None:
    """The address is confirmed; the mail holds the link to change and withdraw the slip."""
    _to_owner(slip, "slip_received", action_url=link(slip, MANAGE))


def tell_office(slip: Slip) -> None:
    """A slip waits for its release; nothing while the office has no address."""
    home = current_home()
    if home.email:
        queue(
            template="slip_to_office",
            recipient=home.email,
            language=settings.LANGUAGE_CODE,
            context={
                "slip": slip,
                "facts": [
                    (_("Slip"), slip.title),
                    (_("Written in"), language_label(slip.language, settings.LANGUAGE_CODE)),
                ],
                "action_url": settings.SITE_URL + reverse("admin:board_slip_queue"),
            },
            key=_key(slip, "slip_to_office"),
        )


def tell_released(slip: Slip) -> None:
    """On the board: until when, where, and how to change it."""
    _to_owner(
        slip,
        "slip_released",
        facts=[(_("Your slip"), slip.title), (_("Last day on the board"), _day(slip.expires_on))],
        action_url=link(slip, MANAGE),
        public_url=public_url(slip),
    )


def tell_returned(slip: Slip) -> None:
    """Something has to be changed first: the office's words and the link to change it."""
    _to_owner(slip, "slip_returned", action_url=link(slip, MANAGE))


def tell_declined(slip: Slip) -> None:
    """Not on this board, and why."""
    _to_owner(slip, "slip_declined")


def tell_withdrawn(slip: Slip) -> None:
    """Off the board, and when the rest is erased."""
    _to_owner(slip, "slip_withdrawn", days=settings.BOARD_DAYS)


def remind(slip: Slip) -> None:
    """A week before the end: one click keeps it on the board."""
    _to_owner(
        slip,
        "slip_reminder",
        key=f"{_prefix(slip)}slip_reminder-{slip.expires_on}",
        facts=[(_("Your slip"), slip.title), (_("Last day on the board"), _day(slip.expires_on))],
        action_url=link(slip, RENEW),
        manage_url=link(slip, MANAGE),
    )


def tell_expired(slip: Slip) -> None:
    """Its last day has passed: one click hangs it up again."""
    _to_owner(slip, "slip_expired", action_url=link(slip, RENEW), days=settings.BOARD_DAYS)


def suggest(slip: Slip, found: list[tuple[Slip, Match]]) -> None:
    """Slips that fit, each with its reasons line by line and a link; the link below stops these mails."""
    with override(mail_language(slip)):
        parts = "\n\n".join(_suggestion(slip, other, match) for other, match in found)
    _to_owner(
        slip,
        "slip_suggestions",
        key=f"{_prefix(slip)}slip_suggestions-{timezone.localdate(slip.suggested_at)}",
        suggestions=parts,
        count=len(found),
        action_url=public_url(slip),
        manage_url=link(slip, MANAGE),
    )


def _suggestion(slip: Slip, other: Slip, match: Match) -> str:
    """A slip in a few lines of the active language: title, place, reasons, address."""
    place = served(other.place, "name") if other.place else served(current_home(), "name")
    score = gettext("%(points)d of %(of)d points fit") % {"points": match.points, "of": match.of}
    reasons = [f"{line.sign} {line.text}" for line in words.lines(match)]
    address = settings.SITE_URL + other.get_absolute_url(mail_language(slip))
    return "\n".join([f"{isolate(other.title)} ({isolate(place)})", score, *reasons, address])


def ask_for_outcome(slip: Slip) -> None:
    """Did it come about?"""
    _to_owner(slip, "slip_outcome", action_url=link(slip, OUTCOME))
