"""Moves an invented application into the past: it was played today, its trail tells the days of the file.

PostgreSQL keeps the trail of real applications as it is; the door for erasing (migration 0002) lets this in.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from projects.grants.erasing import trail_open
from projects.grants.models import Application, Award, Decision, Event
from projects.grants.snapshot import take

# Part of the way from sending to the decision at which something happens; without a decision: days after sending.
SHARES = {
    "start_check": (0.08, 1),
    "request_changes": (0.12, 2),
    "send_to_review": (0.2, 5),
    "declare_ties": (0.3, 6),
    "withdraw": (0.4, 10),
    "send_to_decision": (0.7, 13),
    "prepare_decision": (0.95, 15),
}
# Days from the decision on.
AFTER = {"approve": 0.05, "notify": 1, "accept": 9, "revoke": 190}
OPEN = ("submitted", "in_check", "in_review", "for_decision")


def moment(day: str, number: int, days: float = 0) -> datetime:
    """A moment of a working day that differs from case to case."""
    at = datetime.combine(date.fromisoformat(day), time(8 + number % 8, number * 7 % 60))
    return timezone.make_aware(at) + timedelta(days=days)


def _of_event(event: Event, values: dict[str, Any], number: int) -> datetime:
    if not values["submitted_on"]:
        day = values.get("closed") if event.code == "expire" else values.get("began", "2026-11-18")
        return moment(day, number)
    if event.code in {"begin", "submit"}:
        return moment(values["submitted_on"], number, -9 if event.code == "begin" else 0)
    if event.machine == "award":
        return moment(values["decided_on"], number, AFTER[event.code])
    if not values["decided_on"]:
        return moment(values["submitted_on"], number, SHARES[event.code][1])
    sent, decided = moment(values["submitted_on"], number), moment(values["decided_on"], number)
    return sent + (decided - sent) * SHARES[event.code][0] if event.code in SHARES else decided


def move(application: Application, values: dict[str, Any], number: int) -> None:
    """Give every row of the application the time that the file tells."""
    events = list(application.events.all())
    for event in events:
        event.at = _of_event(event, values, number)
    with trail_open():
        Event.objects.bulk_update(events, ["at"])
    application.refresh_from_db()
    application.starts_on, application.ends_on = values["starts_on"], values["ends_on"]
    row: dict[str, Any] = {"starts_on": application.starts_on, "ends_on": application.ends_on}
    row |= {"created_at": events[0].at, "saved_at": events[0].at}
    if values["submitted_on"]:
        row |= _sent(application, values, number)
    Application.objects.filter(pk=application.pk).update(**row, updated_at=max(event.at for event in events))
    _decided(application, values, number)
    _around(application, values, number)


def _sent(application: Application, values: dict[str, Any], number: int) -> dict[str, Any]:
    today = timezone.localdate()
    row: dict[str, Any] = {"submitted_at": moment(values["submitted_on"], number)}
    application.refresh_from_db(fields=["snapshot"])
    row["snapshot"] = take(application)
    if values["decided_on"]:
        row["decided_at"] = moment(values["decided_on"], number)
    if values["state"] in OPEN:
        row["due_on"] = today + timedelta(days=number % 4 * 3 - 2)
    return row


def _decided(application: Application, values: dict[str, Any], number: int) -> None:
    if not values["decided_on"]:
        return
    at = moment(values["decided_on"], number)
    decisions = Decision.objects.filter(application=application)
    decisions.update(
        created_at=at - timedelta(days=1),
        decided_at=at,
        period_from=values["starts_on"],
        period_to=values["ends_on"],
    )
    application.letters.update(created_at=at, sent_at=at + timedelta(days=AFTER["notify"]))
    awards = Award.objects.filter(application=application)
    awards.update(created_at=at)
    awards.exclude(accepted_at=None).update(accepted_at=at + timedelta(days=AFTER["accept"]))


def _around(application: Application, values: dict[str, Any], number: int) -> None:
    """What people wrote about it."""
    if not values["submitted_on"]:
        return
    sent = moment(values["submitted_on"], number)
    for name, days in (("notes", 3), ("checks", 2), ("change_requests", 2), ("conflicts", 6), ("reviews", 5)):
        getattr(application, name).update(created_at=sent + timedelta(days=days))
    application.reviews.exclude(submitted_at=None).update(submitted_at=sent + timedelta(days=11))
    for row, (_is_office, _text, days) in zip(
        application.messages.order_by("pk"), values.get("messages", ()), strict=True
    ):
        type(row).objects.filter(pk=row.pk).update(
            created_at=sent + timedelta(days=days), read_at=sent + timedelta(days=days, hours=5)
        )
