"""Registrations as the pages behind personal links show them, and what stands around the form."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.booking.forms import RegistrationForm
from events.booking.mails import at_home, online_link, place_of
from events.booking.notice import privacy_notice
from events.booking.questions import answers_shown
from events.booking.registration import Registration
from events.booking.retention import names_due
from events.booking.standing import Booking
from events.clocks import clock_time, clocks, weekday_date
from events.models import Occurrence
from events.walltime import local
from twinning.languages import served
from twinning.municipality.models import Municipality

Status = Registration.Status
# How long before the beginning the reminder goes out.
REMINDER = timedelta(days=2)


def moment_of(moment: datetime, occurrence: Occurrence) -> str:
    """A moment in words, by the clocks of the date."""
    here = local(moment, occurrence.time_zone)
    return _("%(day)s, %(time)s") % {"day": weekday_date(here), "time": clock_time(here)}


def known_person(request: HttpRequest) -> dict[str, str]:
    """Name and address of somebody who is signed in."""
    user = request.user
    return {"name": user.name, "email": user.email} if user.is_authenticated else {}


def form_context(
    form: RegistrationForm, occurrence: Occurrence, booking: Booking, home: Municipality
) -> dict[str, Any]:
    """The form with what stands around it."""
    return {
        "form": form,
        "privacy": privacy_notice(occurrence),
        "closes": at_home(booking.closes, home),
    }


# --- the person's own page ------------------------------------------------------------------------
TAGS = {
    Status.PENDING: "warn",
    Status.CONFIRMED: "ok",
    Status.WAITING: "warn",
    Status.OFFERED: "warn",
    Status.CANCELLED: "plain",
    Status.EXPIRED: "plain",
    Status.ATTENDED: "ok",
    Status.NO_SHOW: "plain",
}


def _tag(registration: Registration) -> str:
    words = {
        Status.PENDING: _("Not confirmed yet"),
        Status.CONFIRMED: _("Registered"),
        Status.WAITING: _("Waiting list"),
        Status.OFFERED: _("A place is free for you"),
        Status.CANCELLED: _("Cancelled"),
        Status.EXPIRED: _("Ended"),
        Status.ATTENDED: _("You were there"),
        Status.NO_SHOW: _("Over"),
    }
    return words[registration.status]


def _heading(registration: Registration) -> str:
    if registration.occurrence.is_off and registration.status not in {Status.CANCELLED, Status.EXPIRED}:
        return _("This date does not take place")
    words = {
        Status.PENDING: _("Please confirm your registration"),
        Status.CONFIRMED: ngettext("Your place is certain", "Your places are certain", registration.places),
        Status.WAITING: _("You are on the waiting list"),
        Status.OFFERED: _("A place is free for you"),
        Status.CANCELLED: _("Your registration is cancelled"),
        Status.EXPIRED: _("This registration has ended"),
        Status.ATTENDED: _("Thank you for coming"),
        Status.NO_SHOW: _("This date is over."),
    }
    return words[registration.status]


def _lede(registration: Registration, ahead: int) -> str:
    if registration.occurrence.is_off:
        return served(registration.occurrence, "status_note").text
    if registration.status == Status.CONFIRMED:
        return _welcome(registration.places - 1)
    if registration.status == Status.WAITING:
        if not ahead:
            return _("You are the next one to get a place.")
        text = ngettext("%(count)d person is before you.", "%(count)d people are before you.", ahead)
        return text % {"count": ahead}
    return ""


def _welcome(others: int) -> str:
    if not others:
        return _("We look forward to seeing you.")
    text = ngettext(
        "We look forward to seeing you and %(count)d other person.",
        "We look forward to seeing you and %(count)d other people.",
        others,
    )
    return text % {"count": others}


def _facts(registration: Registration) -> list[dict[str, Any]]:
    online = online_link(registration)
    rows = [
        {"label": _("Where"), "value": place_of(registration)},
        {"label": _("Takes part"), "value": _("Online") if not place_of(registration) else ""},
        {"label": _("Link for taking part online"), "value": online, "url": online},
        {"label": pgettext("registration", "Places"), "value": str(registration.places)},
        {"label": _("You need"), "value": registration.access_needs},
    ]
    return [row for row in rows if row["value"]]


def _day(moment: datetime, occurrence: Occurrence) -> str:
    return date_format(local(moment, occurrence.time_zone), "DATE_FORMAT")


def erased_on(occurrence: Occurrence) -> str:
    """The day on which name and address are erased."""
    return _day(names_due(occurrence), occurrence)


def steps(registration: Registration, home: Municipality, now: datetime) -> list[dict[str, str]]:
    """The thread of what happens next, with the day of deletion at its end."""
    occurrence, status = registration.occurrence, registration.status
    erase = {"text": _("We erase your data"), "note": _("on %(day)s") % {"day": erased_on(occurrence)}}
    if status in {Status.CANCELLED, Status.EXPIRED}:
        return _with_states([{"text": _("Registration ended"), "done": True}, erase])
    confirmed = {"text": _("E-mail address confirmed"), "done": registration.confirmed_at is not None}
    if registration.confirmed_at:
        confirmed["note"] = moment_of(registration.confirmed_at, occurrence)
    date = {
        "text": _("The date"),
        "note": moment_of(occurrence.starts_at, occurrence),
        "done": now >= occurrence.ends_at,
    }
    if status == Status.WAITING:
        return _with_states(
            [confirmed, {"text": _("A place becomes free, and we write to you")}, date, erase]
        )
    if status == Status.OFFERED:
        until = _("by %(moment)s") % {"moment": at_home(registration.hold_until, home)}
        return _with_states([confirmed, {"text": _("You answer the offer"), "note": until}, date, erase])
    reminder = occurrence.starts_at - REMINDER
    remind = {"text": _("Reminder"), "note": _day(reminder, occurrence), "done": now >= reminder}
    return _with_states(
        [confirmed, remind, date, erase] if reminder > registration.created_at else [confirmed, date, erase]
    )


def _with_states(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The first that is not done is where one stands."""
    states, is_open = [], True
    for row in rows:
        state = "done" if row.get("done") and is_open else "now" if is_open else ""
        is_open = is_open and state == "done"
        states.append({"text": row["text"], "note": row.get("note", ""), "state": state})
    return states


def ahead_of(registration: Registration) -> int:
    """How many people wait before this one (one query, for those who wait)."""
    if registration.status != Status.WAITING:
        return 0
    rows = Registration.objects.waiting().filter(occurrence=registration.occurrence_id)
    return sum(rows.filter(position__lt=registration.position).values_list("places", flat=True))


def own_page(registration: Registration, home: Municipality, now: datetime) -> dict[str, Any]:
    """A registration as templates/events/booking/manage.html shows it (two queries)."""
    occurrence = registration.occurrence
    event, answers = occurrence.event, registration.answers.select_related("question")
    is_coming = registration.status in {Status.PENDING, Status.CONFIRMED, Status.WAITING, Status.OFFERED}
    return {
        "number": registration.number,
        "is_sample": registration.is_sample,
        "tag": {"text": _tag(registration), "kind": TAGS[registration.status]},
        "heading": _heading(registration),
        "lede": _lede(registration, ahead_of(registration)),
        "title": served(event, "title"),
        "url": occurrence.get_absolute_url(),
        "clocks": clocks(occurrence, home),
        "facts": _facts(registration),
        "answers": answers_shown(answers),
        "steps": steps(registration, home, now),
        "can_cancel": is_coming and now < occurrence.ends_at,
        "is_offered": registration.status == Status.OFFERED,
        "is_waiting": registration.status == Status.WAITING,
        "erased_on": erased_on(occurrence),
        "hosts": [
            {"name": group.name, "url": group.get_absolute_url(), "language": group.name_language}
            for group in event.organisations.published()
        ],
    }
