"""Mails to people who registered: each in their language, with a key of its own, so that nothing is sent twice.

Called by the acts, in their transaction. Every mail says which date it is about, when it begins here and there, and
where; the link for taking part online stands only in mails to people whose place is confirmed.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext, pgettext_lazy

from events.booking.links import CONFIRM, MANAGE, OFFER, link, mail_language
from events.booking.registration import Registration
from events.clocks import clock_time, clocks, weekday_date
from events.models import Occurrence
from events.walltime import local
from twinning.languages import served
from twinning.mail.models import OutgoingMail
from twinning.mail.outbox import queue
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality
from twinning.templatetags.mails import isolate

# How often the link to confirm is sent in all.
CONFIRM_MAILS = 3
# Whoever has one of these comes for sure.
SURE = frozenset({Registration.Status.CONFIRMED, Registration.Status.ATTENDED})


def prefix(registration: Registration) -> str:
    """How the keys of all mails about this registration begin."""
    return f"registration-{registration.pk}-"


def forget_mails(registration: Registration) -> None:
    """Delete every mail about the registration from the outbox."""
    OutgoingMail.objects.filter(key__startswith=prefix(registration)).delete()


# --- what the mails say ---------------------------------------------------------------------------
def online_link(registration: Registration) -> str:
    """The link for taking part online, for those who may have it and take part online; else empty."""
    occurrence = registration.occurrence
    may_see = occurrence.is_online_url_public or registration.status in SURE
    is_online = registration.attendance == Registration.Attendance.ONLINE
    if occurrence.status == Occurrence.Status.MOVED_ONLINE or is_online:
        return occurrence.online_url if may_see else ""
    return ""


def place_of(registration: Registration) -> str:
    """Hall, street and town in the active language; empty for those who take part online."""
    occurrence = registration.occurrence
    is_online = registration.attendance == Registration.Attendance.ONLINE
    if is_online or occurrence.venue is None or occurrence.status == Occurrence.Status.MOVED_ONLINE:
        return ""
    venue = occurrence.venue
    parts = [served(venue, "name").text, served(occurrence, "room").text, venue.street, venue.town]
    return ", ".join(isolate(part) for part in parts if part)


def facts(registration: Registration) -> list[tuple[Any, str]]:
    """Date, times here and there, place, number of places: in the active language."""
    occurrence = registration.occurrence
    rows: list[tuple[Any, str]] = [(_("Event"), served(occurrence.event, "title").text)]
    rows += [(_("When"), clock.line) for clock in clocks(occurrence, current_home())]
    if place := place_of(registration):
        rows.append((_("Where"), place))
    rows.append((pgettext_lazy("registration", "Places"), str(registration.places)))
    if address := online_link(registration):
        rows.append((_("Link for taking part online"), address))
    return rows


def at_home(moment: datetime, home: Municipality) -> str:
    """A deadline by the clocks of the home town, with its name: "Samstag, 28. November 2026, 9:07 Uhr (Hannover)"."""
    here = local(moment, home.time_zone)
    words = {"day": weekday_date(here), "time": clock_time(here), "place": served(home, "name").text}
    return pgettext("event", "%(day)s, %(time)s (%(place)s)") % words


def _until(registration: Registration) -> Any:
    """The end of a hold, written out in the language of the mail."""
    return lazy(at_home, str)(registration.hold_until, current_home())


def _tell(registration: Registration, template: str, *, key: str = "", **extra: Any) -> None:
    if not registration.email:
        return  # somebody who has called, or came to the door
    if not registration.email:
        return  # Whoever called or came to the door has no address: staff tell them.
    language = mail_language(registration)
    with override(language):
        title, rows = served(registration.occurrence.event, "title").text, facts(registration)
    queue(
        template=f"events/{template}",
        recipient=registration.email,
        language=language,
        context={
            "title": title,
            "name": registration.name,
            "facts": rows,
            "registration": registration,
            **extra,
        },
        key=f"{prefix(registration)}{key or template.removeprefix('registration_')}",
        confidential=True,
    )


# --- the mails ------------------------------------------------------------------------------------
def confirm_mails(registration: Registration) -> int:
    """How many mails with the link to confirm were written so far."""
    keys = [_confirm_key(registration, number) for number in range(1, CONFIRM_MAILS + 1)]
    return OutgoingMail.objects.filter(key__in=keys).count()


def _confirm_key(registration: Registration, number: int) -> str:
    return f"{prefix(registration)}confirm-{number}"


def ask_to_confirm(registration: Registration, *, number: int = 1) -> None:
    """Repeats nothing that was typed: anybody can write anybody's address into the form."""
    language = mail_language(registration)
    with override(language):
        title = served(registration.occurrence.event, "title").text
        when = [(_("When"), clock.line) for clock in clocks(registration.occurrence, current_home())]
    queue(
        template="events/registration_confirm",
        recipient=registration.email,
        language=language,
        context={
            "title": title,
            "facts": [(_("Event"), title), *when],
            "until": _until(registration),
            "is_waiting": registration.status == Registration.Status.WAITING,
            "action_url": link(registration, CONFIRM),
        },
        key=_confirm_key(registration, number),
        confidential=True,
    )


def tell_confirmed(registration: Registration) -> None:
    """The place is certain; the mail holds the link to the person's own page."""
    _tell(registration, "registration_confirmed", action_url=link(registration, MANAGE))


def tell_waiting(registration: Registration) -> None:
    """On the waiting list, and how it goes on."""
    offers = registration.occurrence.offers
    _tell(registration, "registration_waiting", action_url=link(registration, MANAGE), offers=offers)


def tell_promoted(registration: Registration) -> None:
    """Up from the waiting list: the place is certain."""
    _tell(registration, "registration_promoted", action_url=link(registration, MANAGE))


def tell_offered(registration: Registration) -> None:
    """A place is free; it is held until the person says yes."""
    _tell(
        registration,
        "registration_offered",
        action_url=link(registration, OFFER),
        until=_until(registration),
    )


def tell_cancelled(registration: Registration, *, by_office: bool = False) -> None:
    """Nobody comes on this registration any more."""
    _tell(registration, "registration_cancelled", by_office=by_office, page=_event_page(registration))


def tell_reduced(registration: Registration) -> None:
    """Some of the places were given back."""
    _tell(
        registration,
        "registration_reduced",
        key=f"reduced-{registration.places}",
        action_url=link(registration, MANAGE),
    )


def tell_expired(registration: Registration) -> None:
    """The offer was not taken in time."""
    _tell(registration, "registration_expired", page=_event_page(registration))


def send_again(registration: Registration) -> None:
    """The link to one's own page once more, at most once an hour."""
    key = f"again-{timezone.now():%Y%m%d%H}"
    if not OutgoingMail.objects.filter(key=f"{prefix(registration)}{key}").exists():
        is_offer = registration.status == Registration.Status.OFFERED
        address = link(registration, OFFER if is_offer else MANAGE)
        _tell(registration, "registration_again", key=key, action_url=address)


def _event_page(registration: Registration) -> str:
    return settings.SITE_URL + registration.occurrence.get_absolute_url(mail_language(registration))
