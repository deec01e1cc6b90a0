"""Invented slips for a demonstration: each in one language, as slips are, from several towns.

samples.json is invented from beginning to end and marked as a sample in every row. Its days are moved into the future
where they have passed, so that the board of a demonstration is never empty.
"""

import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from partners.board.actions import ABOUT, last_day
from partners.board.calendar import DAY
from partners.board.links import forget_links
from partners.board.mails import forget_mails
from partners.board.notice import NOTICE_VERSION
from partners.board.slip import Slip
from partners.city import City
from partners.conversations.models import Conversation, Report
from partners.conversations.retention import erase, erase_report
from partners.organisations.organisation import Organisation
from partners.theme import Theme
from twinning import seeding

HERE = Path(__file__).parent
PREFIX = "board sample "
State = Slip.State
# A day to reply by that is nearer than this would soon be over.
SOON = 21 * DAY
COLUMNS = (
    "kind", "language", "title", "text", "group", "activity", "wanted", "can_host", "wants_to_travel", "name", "email",
    "adult_contact", "wants_suggestions", "outcome",
)  # fmt: skip


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, PREFIX + name)


def _city(slug: str | None) -> City | None:
    return City.objects.filter(slug=slug).first() if slug else None


def _ahead(day: datetime.date, soonest: datetime.date) -> datetime.date:
    """The same day of a later year when it lies before `soonest`."""
    while day < soonest:
        # The file holds no 29 February.
        day = day.replace(year=day.year + 1)
    return day


def _months(written: list[str], today: datetime.date) -> list[datetime.date]:
    """Months of the file ("2027-05"), in years in which they are still to come."""
    months = [datetime.date.fromisoformat(f"{month}-01") for month in written]
    return sorted(_ahead(month, today.replace(day=1)) for month in months)


def _dates(values: dict[str, Any], number: int) -> dict[str, Any]:
    """When it came, until when it hangs. Each is a little older than the one before, as on a real board."""
    today, now = timezone.localdate(), timezone.now()
    written = values.get("reply_by")
    reply_by = _ahead(datetime.date.fromisoformat(written), today + SOON) if written else None
    state, released = values.get("state", State.PUBLISHED), now - (2 * number + 1) * DAY
    row = {"reply_by": reply_by, "expires_on": last_day(reply_by, timezone.localdate(released))}
    row |= {"state": state, "confirmed_at": released - DAY}
    if state == State.SUBMITTED:
        return row | {"confirmed_at": now - number * DAY / 8}
    if state == State.EXPIRED:
        return row | {"expires_on": today - DAY, "released_at": released, "ended_at": now, "asked_at": now}
    return row | {"released_at": released}


def _row(values: dict[str, Any], number: int) -> dict[str, Any]:
    (size_from, size_to), (age_from, age_to) = (values.get(name, (None, None)) for name in ("size", "age"))
    return {
        **{name: values[name] for name in COLUMNS if name in values},
        **{"size_from": size_from, "size_to": size_to, "age_from": age_from, "age_to": age_to},
        **_dates(values, number),
        "months": _months(values.get("months", []), timezone.localdate()),
        "place": _city(values.get("place")),
        "wanted_city": _city(values.get("wanted_city")),
        "organisation": Organisation.objects.filter(slug=values.get("organisation", "")).first(),
        "notice_version": NOTICE_VERSION,
        "is_sample": True,
    }


def create() -> None:
    """Add the invented slips that are missing; those whose time is over hang again."""
    for number, values in enumerate(seeding.read(HERE, "samples.json")):
        slip, is_new = Slip.objects.get_or_create(key=_key(values["id"]), defaults=_row(values, number))
        if is_new:
            for code, level in values["languages"].items():
                slip.languages.create(language=code, level=level)
            slip.themes.set(Theme.objects.filter(key__in=values.get("themes", [])))
        elif slip.expires_on < timezone.localdate() and "state" not in values:
            Slip.objects.filter(pk=slip.pk).update(**_dates(values, number), ended_at=None)


def remove() -> None:
    """Take every invented slip away, with its links, its mails and what people wrote about it."""
    slips = Slip.objects.filter(is_sample=True)
    known = {"about": ABOUT, "about_id__in": list(slips.values_list("pk", flat=True))}
    for conversation in Conversation.objects.filter(**known):
        erase(conversation)
    for report in Report.objects.filter(**known):
        erase_report(report)
    Report.objects.filter(**known).delete()
    Conversation.objects.filter(**known).delete()
    for slip in slips:
        forget_links(slip)
        forget_mails(slip)
    seeding.forget(slips)


seeding.register_samples("board", create, remove)
