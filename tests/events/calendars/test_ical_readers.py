"""Calendar files as four independent readers understand them: over every change of the clocks, in every form."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from icalendar import Event as CalendarEvent

from events.calendars import board, ical
from events.calendars.entries import Entry
from events.calendars.identity import uid
from events.walltime import TwofoldTime, day_start, localise
from tests.events.calendars.readers import READERS, Read, by_icalendar, by_vobject
from tests.factories import make_city, make_home
from tests.factories_events import make_event, make_occurrence

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
CHANGES = (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31))


def moments() -> list[tuple[datetime, datetime]]:
    """Begin and end around each change of the clocks in Berlin, and what lies in Hiroshima and Blantyre."""
    found = []
    for day in CHANGES:
        night = datetime(day.year, day.month, day.day)
        for wall in (night - 5 * HOUR, night + 1.5 * HOUR, night + 3.5 * HOUR, night + 43 * HOUR):
            found.append((localise(wall, "Europe/Berlin"), 2 * HOUR))
        if day.month == 10:
            with pytest.raises(TwofoldTime) as twice:
                localise(night + 2.5 * HOUR, "Europe/Berlin")
            found += [(twice.value.first, HOUR / 2), (twice.value.second, HOUR / 2)]
        # Across the change itself, over three days.
        found.append((localise(night - 30 * HOUR, "Europe/Berlin"), 72 * HOUR))
        for zone in ("Asia/Tokyo", "Africa/Blantyre"):
            found.append((localise(night + 9 * HOUR, zone), HOUR))
    return [(start.astimezone(UTC), start.astimezone(UTC) + length) for start, length in found]


@time_machine.travel("2026-03-20 12:00 +0100", tick=False)
def test_readers_agree_over_every_change_of_the_clocks(client: Client) -> None:
    make_home()
    japan = make_city("hiroshima", time_zone="Asia/Tokyo")
    malawi = make_city("blantyre", time_zone="Africa/Blantyre")
    event = make_event(title_de="Straßenfest; mit „Musik“, Tanz\\Theater", cities=[japan, malawi])
    expected = {}
    for number, (start, end) in enumerate(moments()):
        town = (japan, malawi)[number % 2]
        row = make_occurrence(event, starts_at=start, ends_at=end, second_city=town)
        expected[uid(row)] = Read(start, end, event.title_de)
    for day, length in ((CHANGES[0], 1), (CHANGES[1] - timedelta(days=1), 3), (CHANGES[2], 1)):
        for zone in ("Europe/Berlin", "Asia/Tokyo", "Africa/Blantyre"):
            last = day + timedelta(days=length)
            row = make_occurrence(
                event,
                starts_at=day_start(day, zone),
                ends_at=day_start(last, zone),
                all_day=True,
                time_zone=zone,
            )
            expected[uid(row)] = Read(day, last, event.title_de)
    open_end = make_occurrence(event, starts_at=moments()[0][0] + 5 * HOUR, shows_end=False)
    expected[uid(open_end)] = Read(open_end.starts_at, open_end.starts_at, event.title_de)
    text = client.get(reverse("events:calendar-ics")).content
    for read in READERS:
        assert read(text) == expected, read.__name__
    for banned in (b"TZID", b"VTIMEZONE", b"RRULE", b"RDATE", b"METHOD"):
        assert banned not in text


@time_machine.travel("2026-03-20 12:00 +0100", tick=False)
def test_readers_agree_on_what_is_cancelled_or_moved(client: Client) -> None:
    """Marked twice, because some programs show no status; a date that moved stands at its new time alone."""
    make_home()
    event = make_event(title_de="Teestunde")
    start = localise(datetime(2026, 3, 29, 19), "Europe/Berlin").astimezone(UTC)
    told = {"status_at": timezone.now(), "status_note_de": "Die Gastgeberin ist krank."}
    online = {"attendance": "online", "venue": None, "online_url": "https://meet.example.org/tee"}
    expected = {}
    for number, (status, more, title, is_off) in enumerate(
        (
            ("cancelled", {}, "Abgesagt: Teestunde", True),
            ("postponed", {}, "Verschoben: Teestunde", True),
            ("rescheduled", {"previous_start": start - HOUR, "previous_end": start}, "Teestunde", False),
            ("moved_online", online, "Jetzt online: Teestunde", False),
        )
    ):
        begin = start + timedelta(days=number)
        row = make_occurrence(
            event, starts_at=begin, ends_at=begin + HOUR, status=status, sequence=1, **told, **more
        )
        expected[uid(row)] = Read(begin, begin + HOUR, title, is_off)
    text = client.get(reverse("events:calendar-ics")).content
    for read in READERS:
        assert read(text) == expected, read.__name__


def test_zones_in_files_would_mislead_a_reader() -> None:
    """Negative control: the harness does find the fault because of which our times are UTC."""
    start = localise(datetime(2026, 7, 1, 19), "Europe/Berlin")
    file = Calendar()
    event = CalendarEvent()
    event.add("uid", "1")
    event.add("summary", "x")
    event.add("dtstart", start)
    file.add_component(event)
    file.add_missing_timezones()
    text = file.to_ical()
    assert by_icalendar(text)["1"].start == start
    assert by_vobject(text)["1"].start == start + HOUR


LONG = ("Donaudampfschifffahrtsgesellschaftskapitänsmützenständer für Übergrößen – " * 6)[:400]
TEXTS = {
    "de": LONG,
    "ja": "広島と平和について語る夕べ、通訳つき。" * 12,
    "ar": "أمسية عن السلام مع مدينة هيروشيما، مع ترجمة. " * 8,
}


def test_readers_agree_on_long_titles_and_other_scripts(client: Client) -> None:
    make_home()
    row = make_occurrence()
    request = client.get("/de/").wsgi_request
    found = board.of_event(request, row.event.slug)
    first = found.entries()[0]
    about = ical.About("Feste · 祭り · احتفالات " * 8, "https://x.example/", "https://x.example/a.ics", True)
    for code, title in TEXTS.items():
        made: Entry = replace(first, summary=title.strip(), categories=(title[:30], "a, b; c"))
        text = ical.calendar(about, [made])
        assert_well_folded(text)
        for read in READERS:
            assert read(text)[uid(row)].summary == title.strip(), (code, read.__name__)


def assert_well_folded(text: bytes) -> None:
    """CRLF at every end of line, at most 75 octets a line, and no character cut in two."""
    assert text.endswith(b"\r\n")
    assert text.count(b"\n") == text.count(b"\r\n") == text.count(b"\r")
    for line in text.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
