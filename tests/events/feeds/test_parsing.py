"""Calendars as partners' programs write them, and hostile ones: read rightly, refused or capped within five seconds."""

import os
import time
from datetime import UTC, datetime

from events.feeds.parsing import Item, Reading
from events.feeds.reading import read_calendar
from events.feeds.words import LEFT_OUT, PROBLEMS
from tests.factories_events_feeds import calendar, entry

NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)


def read(body: bytes, zone: str = "Asia/Tokyo", charset: str = "", **options: float) -> Reading:
    return read_calendar(body, charset=charset, zone=zone, now=NOW, **options)


def by_key(reading: Reading) -> dict[tuple[str, str], Item]:
    assert reading.problem == ""
    return {(item.uid, item.recurrence_id): item for item in reading.items}


def test_times_are_read_in_the_zone_that_they_mean() -> None:
    found = by_key(
        read(
            calendar(
                entry("utc", start="20261205T090000Z"),
                entry("floating", start="20261205T180000"),
                entry("zone", start=";TZID=Europe/Paris:20270701T180000"),
                entry("windows", start=";TZID=W. Europe Standard Time:20261205T180000"),
                entry("day", start=";VALUE=DATE:20261224"),
                entry("days", "DTEND;VALUE=DATE:20270102", start=";VALUE=DATE:20261230"),
                entry("long", "DURATION:PT90M", start="20261205T180000"),
                entry("gap", start=";TZID=Europe/Berlin:20270328T023000"),
                entry("twice", start=";TZID=Europe/Berlin:20271031T023000"),
            )
        )
    )
    times = {uid: (item.starts[:16], item.ends[:16], item.zone) for (uid, _day), item in found.items()}
    assert times == {
        "utc": ("2026-12-05T09:00", "2026-12-05T10:00", "Asia/Tokyo"),
        "floating": ("2026-12-05T09:00", "2026-12-05T10:00", "Asia/Tokyo"),
        "zone": ("2027-07-01T16:00", "2027-07-01T17:00", "Europe/Paris"),
        "windows": ("2026-12-05T17:00", "2026-12-05T18:00", "Europe/Berlin"),
        "day": ("2026-12-23T15:00", "2026-12-24T15:00", "Asia/Tokyo"),
        "days": ("2026-12-29T15:00", "2027-01-01T15:00", "Asia/Tokyo"),
        "long": ("2026-12-05T09:00", "2026-12-05T10:30", "Asia/Tokyo"),
        "gap": ("2027-03-28T01:30", "2027-03-28T02:30", "Europe/Berlin"),
        "twice": ("2027-10-31T00:30", "2027-10-31T01:30", "Europe/Berlin"),
    }
    assert {uid for (uid, _day), item in found.items() if item.all_day} == {"day", "days"}
    assert not found["utc", ""].shows_end
    assert found["long", ""].shows_end


def test_a_floating_time_in_the_skipped_hour_is_read_an_hour_later() -> None:
    found = read(
        calendar(entry(start="20270328T023000"), entry("b", start="20271031T023000")), "Europe/Berlin"
    )
    assert [item.starts[:16] for item in found.items] == ["2027-03-28T01:30", "2027-10-31T00:30"]


def test_a_series_keeps_its_hour_and_its_keys() -> None:
    """Weekly over the clock change, one date left out, one moved, one cancelled; then all of it an hour later."""

    def weekly(hour: str, *others: str) -> bytes:
        zone = ";TZID=Europe/Paris:"
        rules = ("RRULE:FREQ=WEEKLY;COUNT=6", f"EXDATE{zone}20270330T{hour}")
        return calendar(entry("s", *rules, start=f"{zone}20270316T{hour}"), *others)

    changed = (
        entry("s", "RECURRENCE-ID;TZID=Europe/Paris:20270323T190000", start=";TZID=Europe/Paris:20270324T200000"),
        entry(
            "s", "RECURRENCE-ID;TZID=Europe/Paris:20270406T190000", "STATUS:CANCELLED",
            start=";TZID=Europe/Paris:20270406T190000",
        ),
    )  # fmt: skip
    first = by_key(read(weekly("190000", *changed), "Europe/Paris"))
    assert [(day, item.starts[5:16]) for (_uid, day), item in sorted(first.items())] == [
        ("20270316", "03-16T18:00"),
        ("20270323", "03-24T19:00"),
        ("20270406", "04-06T17:00"),
        ("20270413", "04-13T17:00"),
        ("20270420", "04-20T17:00"),
    ]
    assert [day for (_uid, day), item in first.items() if item.is_cancelled] == ["20270406"]
    later = by_key(read(weekly("200000"), "Europe/Paris"))
    assert set(first) <= set(later)


def test_words_lose_their_markup_and_keep_their_letters() -> None:
    long = "Über " * 100
    html = r"<p>Hallo <b>du</b>\, &amp\; ich</p><script>alert(1)</script><br>neu"
    body = calendar(
        entry("a", SUMMARY=long.strip(), DESCRIPTION=html, LOCATION="قاعة النموذج"),
        entry("b", "URL:javascript:alert(1)", SUMMARY="A\x07B", DESCRIPTION="1 < 2"),
        entry("c", "URL:https://example.org/c", SUMMARY="", LOCATION=""),
    )
    found = by_key(read(body))
    assert len(found["a", ""].title) == 400
    assert found["a", ""].text == "Hallo du, & ich\n\nneu".replace("\n\n", "\n")
    assert found["a", ""].place == "قاعة النموذج"
    assert (found["b", ""].url, found["b", ""].text) == ("", "1 < 2")
    assert found["c", ""].url == "https://example.org/c"
    text = calendar(entry(SUMMARY="Straße")).decode()
    for name in ("utf-8", "utf-8-sig", "latin-1", "utf-16"):
        assert (
            read(text.replace("見本ホール、広島市", "x").replace("歌います。", "").encode(name))
            .items[0]
            .title
            == "Straße"
        )
    japanese = calendar(entry()).decode().encode("shift_jis")
    assert read(japanese, charset="shift_jis").items[0].title == "千羽鶴"


def test_of_two_versions_the_later_one_counts_and_old_dates_are_left_alone() -> None:
    body = calendar(
        entry("a", "SEQUENCE:2", SUMMARY="neu"),
        entry("a", "SEQUENCE:1", SUMMARY="alt"),
        entry("past", start="20250101T100000Z"),
        entry("far", start="20290101T100000Z"),
    )
    assert [item.title for item in read(body).items] == ["neu"]


def hostile() -> dict[str, tuple[bytes, str]]:
    often, never = "RRULE:FREQ=SECONDLY", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    many = (f"BEGIN:VEVENT\r\nUID:{number}\r\nEND:VEVENT" for number in range(100_000))
    days = ",".join(["20270101T100000Z"] * 100)
    return {
        "every second": (calendar(entry("x", often)), "too_often"),
        "every minute by parts": (
            calendar(entry("x", "RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=4,5,6")), "too_often",
        ),
        "a rule without a date": (calendar(entry("x", never)), "too_slow"),
        "many rules without a date": (calendar(*(entry(f"x{n}", never) for n in range(40))), "too_slow"),
        "daily since the year 1": (
            calendar(entry("x", "RRULE:FREQ=DAILY", start="00010101T100000")), "too_slow",
        ),
        "without end": (calendar(entry("x", "RRULE:FREQ=DAILY")), "cut"),
        "10 MB in a line": (b"BEGIN:VCALENDAR\r\nX:" + b"a" * 10_000_000, "long_line"),
        "a line of folds": (b"BEGIN:VCALENDAR\r\nX:a\r\n" + b" aa\r\n" * 40_000, "long_line"),
        "binary": (os.urandom(300_000), "no_calendar"),
        "zeros": (b"BEGIN:VCALENDAR\r\n\0\0", "no_calendar"),
        "a web page": (b"<!doctype html><p>Log in", "no_calendar"),
        "nothing": (b"", "no_calendar"),
        "nested": (b"BEGIN:VCALENDAR\r\n" * 50_000, "nested"),
        "never closed": (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "damaged_calendar"),
        "100,000 events": (calendar(*many), "too_long"),
        "6,000 events": (calendar(*(f"BEGIN:VEVENT\r\nUID:{n}\r\nEND:VEVENT" for n in range(6000))), "too_many"),
        "a flood of days": (calendar(entry("x", *[f"RDATE:{days}"] * 300)), "too_many_days"),
        "a huge list of exceptions": (
            calendar(entry("x", "RRULE:FREQ=DAILY", *[f"EXDATE:{days}"] * 50)), "too_many_days",
        ),
        "longer than a year": (calendar(entry("x", "DTEND:99991231T000000Z")), "too_far"),
        "a duration without end": (calendar(entry("x", "DURATION:P99999999W")), "damaged"),
        "no beginning": (calendar("BEGIN:VEVENT\r\nUID:x\r\nSUMMARY:x\r\nEND:VEVENT"), "no_start"),
        "no identity": (calendar("BEGIN:VEVENT\r\nDTSTART:20261205T180000Z\r\nEND:VEVENT"), "no_uid"),
        "a strange beginning": (calendar(entry("x", start=":tomorrow")), "damaged"),
    }  # fmt: skip


def test_hostile_calendars_end_within_five_seconds_and_say_why() -> None:
    wrong = {}
    for name, (body, reason) in hostile().items():
        begun = time.monotonic()
        found = read(body)
        seconds = time.monotonic() - begun
        codes = {found.problem} if found.problem else set(found.left_out)
        if reason not in codes or seconds > 6 or len(found.items) > 500:
            wrong[name] = (codes, seconds, len(found.items))
    assert wrong == {}
    assert {reason for _body, reason in hostile().values()} <= set(PROBLEMS) | set(LEFT_OUT)


def test_a_bad_entry_does_not_take_the_others_along() -> None:
    found = read(calendar(entry("x", "RRULE:FREQ=MINUTELY"), entry("good")))
    assert [item.uid for item in found.items] == ["good"]
    assert found.unread == {"x"}


def test_a_process_that_takes_too_long_is_ended() -> None:
    assert read(calendar(entry()), seconds=0.02).problem == "too_slow"


def test_items_survive_json() -> None:
    item = read(calendar(entry())).items[0]
    assert Item.of(item.as_json() | {"venue": 3}) == item
