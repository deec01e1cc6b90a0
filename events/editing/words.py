"""How dates are shown on the staff desk: the clocks of both towns, status and places in a few words."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.booking.registration import Registration
from events.clocks import clocks
from events.models import Event, Occurrence
from events.walltime import local
from twinning.admin import tag
from twinning.languages import own_name, served
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality

Status = Occurrence.Status
KINDS = {Status.SCHEDULED: "ok", Status.CANCELLED: "err"}


def status_tag(occurrence: Occurrence) -> SafeString:
    """Planned is quiet, cancelled is red, everything between asks for a look."""
    return tag(KINDS.get(occurrence.status, "warn"), occurrence.get_status_display())


def status_text(occurrence: Occurrence) -> SafeString | str:
    """Since when, why, and which date stands in its place."""
    if occurrence.status == Status.SCHEDULED:
        return ""
    parts = [served(occurrence, "status_note").text]
    if occurrence.status_at:
        since = date_format(timezone.localtime(occurrence.status_at), "SHORT_DATETIME_FORMAT")
        parts.insert(0, _("since %(moment)s") % {"moment": since})
    if occurrence.previous_start:
        former = date_format(local(occurrence.previous_start, occurrence.time_zone), "SHORT_DATETIME_FORMAT")
        parts.append(_("before: %(moment)s") % {"moment": former})
    if occurrence.replaced_by:
        parts.append(_("in its place: %(date)s") % {"date": occurrence.replaced_by})
    return " · ".join(part for part in parts if part)


def dates_table(event: Event) -> SafeString:
    """The dates of an event as a table of links, and the ways to more of them (two queries)."""
    rows = [
        (
            reverse("admin:events_occurrence_change", args=[date.pk]),
            "; ".join(clock.line for clock in clocks(date, home)),
            place_of(date),
            status_tag(date),
            places_of(date),
        )
        for home in [current_home()]
        for date in event.occurrences.select_related("venue__city", "second_city")
    ]
    body = format_html_join(
        "", '<tr><td><a href="{}">{}</a></td><td>{}</td><td>{}</td><td>{}</td></tr>', rows
    )
    head = format_html_join(
        "",
        '<th scope="col">{}</th>',
        ((name,) for name in (_("when"), _("where"), _("status"), _("places taken"))),
    )
    table = (
        format_html('<table class="dates"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', head, body)
        if rows
        else _("There is no date yet.")
    )
    address = reverse("admin:events_event_generate", args=[event.pk])
    link = format_html('<a class="button" href="{}">{}</a>', address, _("Make dates from a rule"))
    return format_html("{}<p>{}</p>", table, link)


def clock_lines(occurrence: Occurrence, home: Municipality) -> SafeString:
    """A line for each town whose clocks differ, with its weekday and day."""
    return format_html_join("", "<div>{}</div>", ((one.line,) for one in clocks(occurrence, home)))


def place_of(occurrence: Occurrence) -> str:
    """The hall, “online”, or both."""
    parts = [str(occurrence.venue)] if occurrence.venue_id else []
    if occurrence.attendance != Occurrence.Attendance.ONSITE:
        parts.append(_("online"))
    return ", ".join(parts) or "–"


def places_of(occurrence: Occurrence) -> SafeString | str:
    """How many of how many places are taken."""
    if occurrence.registration != Occurrence.Registration.INTERNAL:
        return "–"
    if occurrence.capacity is None:
        return str(occurrence.taken)
    text = _("%(taken)d of %(capacity)d") % {"taken": occurrence.taken, "capacity": occurrence.capacity}
    return tag("warn", text) if occurrence.taken >= occurrence.capacity else text


def readers(occurrence: Occurrence) -> list[tuple[str, int]]:
    """Who gets a mail about a change: (language in its own name, number of registrations), most first."""
    rows = Registration.objects.filter(occurrence=occurrence, anonymised_at__isnull=True).exclude(email="")
    counts: dict[str, int] = {}
    for language, number in rows.living().order_by().values_list("language").annotate(Count("pk")):
        code = language if language in settings.PUBLISHED_LANGUAGES else settings.LANGUAGE_CODE
        counts[code] = counts.get(code, 0) + number
    return [
        (own_name(code), number) for code, number in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    ]


def readers_text(occurrence: Occurrence) -> str:
    """The same as a sentence."""
    found = readers(occurrence)
    total = sum(number for _name, number in found)
    if not total:
        return _("Nobody is registered: no mail is sent.")
    text = ngettext(
        "%(count)d registration gets a mail, in: %(languages)s.",
        "%(count)d registrations get a mail, in: %(languages)s.",
        total,
    )
    languages = ", ".join(f"\u2068{name}\u2069 ({number})" for name, number in found)
    return text % {"count": total, "languages": languages}


def people_coming(occurrence: Occurrence) -> int:
    """How many people the living registrations are for."""
    rows = Registration.objects.filter(occurrence=occurrence).living()
    return rows.aggregate(people=Sum("places"))["people"] or 0


def same_place(occurrence: Occurrence) -> QuerySet[Occurrence]:
    """Other dates that need the same venue at the same time and take place."""
    if occurrence.venue_id is None:
        return Occurrence.objects.none()
    rows = Occurrence.objects.between(occurrence.starts_at, occurrence.ends_at)
    return rows.filter(venue=occurrence.venue_id).exclude(pk=occurrence.pk).exclude(
        status__in=[Status.CANCELLED, Status.POSTPONED]
    )  # fmt: skip


def collisions(occurrences: Iterable[Occurrence]) -> list[str]:
    """A warning for each date whose venue is needed twice at the same time."""
    found = []
    for occurrence in occurrences:
        if occurrence.is_off:
            continue
        others = same_place(occurrence).select_related("event")[:3]
        found += [
            _("“%(venue)s” is used twice at the same time: %(one)s – %(other)s.")
            % {"venue": occurrence.venue, "one": occurrence, "other": other}
            for other in others
        ]
    return found
