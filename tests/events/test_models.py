"""What rows of the events may be: every constraint of the database from both sides, and none is forgotten."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import override

from events.models import (
    Answer,
    Event,
    EventPhoto,
    Feed,
    FeedItem,
    Occurrence,
    OccurrenceLanguage,
    Proposal,
    Question,
    Registration,
    Series,
    Venue,
    VenueAccess,
)
from tests.factories import make_city
from tests.factories_events import (
    make_event,
    make_occurrence,
    make_question,
    make_registration,
    make_venue,
)
from tests.factories_projects import picture

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
Make = Callable[[], models.Model]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def _row(model: type[models.Model], defaults: dict[str, Any]) -> Callable[..., Make]:
    """A factory of unsaved rows: `row(field=value)` gives a function that makes one."""

    def of(**fields: Any) -> Make:
        return lambda: model(
            **{name: value() if callable(value) else value for name, value in {**defaults, **fields}.items()}
        )

    return of


def now() -> Any:
    return timezone.now()


EVENT = _row(Event, {"slug": lambda: f"e-{uuid4()}"[:40], "title_de": "Tanz"})
SERIES = _row(Series, {"slug": lambda: f"s-{uuid4()}"[:40], "title_de": "Reihe"})
VENUE = _row(Venue, {"name_de": "Saal"})
DATE = _row(
    Occurrence, {"event": make_event, "venue": make_venue, "starts_at": now, "ends_at": lambda: now() + DAY}
)
PHOTO = _row(EventPhoto, {"event": make_event, "image": picture, "alt_de": "Ein Saal."})
PEOPLE = _row(
    Registration,
    {
        "key": uuid4, "occurrence": make_occurrence, "name": "Ada", "email": "ada@example.org", "language": "de",
        "status": "confirmed", "consent_version": "1", "consent_at": now,
    },
)  # fmt: skip
FEED = _row(
    Feed,
    {
        "title": "Agenda", "url": lambda: f"https://a.example/{uuid4()}", "city": make_city, "language": "fr",
        "time_zone": "Europe/Paris",
    },
)  # fmt: skip
PROPOSAL = _row(
    Proposal,
    {
        "key": uuid4, "name": "Ada", "email": "ada@example.org", "language": "de", "organiser": "Chor",
        "title": "Konzert", "teaser": "Wir singen.", "starts_at": now, "ends_at": lambda: now() + DAY,
        "time_zone": "Europe/Berlin", "place": "Saal",
    },
)  # fmt: skip
OFF = {"status": "cancelled", "status_at": now}


def feed_item(**fields: Any) -> Make:
    def make() -> FeedItem:
        feed = fields.get("feed") or FEED()()
        feed.save()
        values = {"uid": "1@a", "starts_at": now(), "seen_at": now(), "offered": {}, "title": "Fête"}
        return FeedItem(**{**values, **fields, "feed": feed})

    return make


# What the database refuses, and the nearest thing that it takes, in one field.
PAIRS: dict[str, tuple[Make, Make]] = {
    "events_series_publish_order": (
        SERIES(publish_from=lambda: now() + DAY, publish_until=now),
        SERIES(publish_from=now, publish_until=lambda: now() + DAY),
    ),
    "events_event_publish_order": (
        EVENT(publish_from=lambda: now() + DAY, publish_until=now),
        EVENT(publish_from=now),
    ),
    "events_event_ages": (EVENT(age_from=7, age_to=6), EVENT(age_from=7, age_to=7)),
    "events_eventphoto_consent": (
        PHOTO(shows_people=True),
        PHOTO(shows_people=True, consent_on_file=True),
    ),
    "events_eventphoto_focal_point": (PHOTO(focal_x=101), PHOTO(focal_x=100, focal_y=0)),
    "events_venue_on_the_globe": (VENUE(latitude=52.0), VENUE(latitude=90.0, longitude=-180.0)),
    "events_occurrence_order": (DATE(ends_at=lambda: now() - DAY), DATE()),
    "events_occurrence_taken": (DATE(capacity=3, taken=4), DATE(capacity=3, taken=3)),
    "events_occurrence_somewhere": (DATE(venue=None), DATE(venue=None, attendance="online")),
    "events_occurrence_reason": (DATE(**OFF, status_note_en="Rain."), DATE(**OFF, status_note_de="Regen.")),
    "events_occurrence_status_when": (DATE(status="moved_online"), DATE(status="moved_online", status_at=now)),
    "events_occurrence_window": (
        DATE(registration_opens=now, registration_closes=lambda: now() - DAY),
        DATE(registration_opens=now),
    ),
    "events_occurrence_external": (
        DATE(registration="external"),
        DATE(registration="external", external_url="https://a.example"),
    ),
    "events_occurrence_most_places": (DATE(most_places=21), DATE(most_places=20)),
    "events_question_options": (
        lambda: Question(event=make_event(), kind="choice", label_de="Was?"),
        lambda: Question(event=make_event(), kind="choice", label_de="Was?", options_de="a\nb"),
    ),
    "events_registration_places": (PEOPLE(places=0), PEOPLE(places=20)),
    "events_registration_in_queue": (PEOPLE(status="waiting"), PEOPLE(status="waiting", position=1)),
    "events_registration_hold": (PEOPLE(status="pending"), PEOPLE(status="pending", hold_until=now)),
    "events_registration_anonymous": (
        PEOPLE(anonymised_at=now),
        PEOPLE(anonymised_at=now, name="", email=""),
    ),
    "events_registration_named": (PEOPLE(name=""), PEOPLE()),
    "events_feed_https": (FEED(url="http://a.example"), FEED()),
    "events_feeditem_vanished_when": (
        feed_item(state="vanished"),
        feed_item(state="vanished", missing_since=timezone.now()),
    ),
    "events_proposal_order": (PROPOSAL(ends_at=lambda: now() - DAY), PROPOSAL()),
    "events_proposal_somewhere": (PROPOSAL(place=""), PROPOSAL(place="", attendance="online")),
    "events_proposal_message": (
        PROPOSAL(state="declined", submitted_at=now),
        PROPOSAL(state="declined", submitted_at=now, message="Leider nicht."),
    ),
    "events_proposal_submitted_when": (
        PROPOSAL(state="submitted"),
        PROPOSAL(state="submitted", submitted_at=now),
    ),
    "events_proposal_address": (PROPOSAL(email=""), PROPOSAL(email="", erased_at=now)),
}  # fmt: skip


def refused_by(row: models.Model, name: str) -> None:
    """The form says it in words, the database by the name of its constraint."""
    own = next(rule for rule in row._meta.constraints if rule.name == name)
    with override("en"), pytest.raises(ValidationError) as refusal:
        row.validate_constraints()
    with override("en"):
        assert str(own.get_violation_error_message()) in refusal.value.messages or name.endswith("_once"), (
            name
        )
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


def accepted(row: models.Model) -> None:
    row.validate_constraints()
    row.save()


def test_single_rows_are_refused_on_one_side_and_taken_on_the_other() -> None:
    for name, (bad, good) in PAIRS.items():
        refused_by(bad(), name)
        accepted(good())


def _doubles() -> dict[str, tuple[models.Model, models.Model, models.Model]]:
    """For each rule about two rows: one, another that collides with it, and one that doesn't."""
    online = {"attendance": "online", "starts_at": now(), "ends_at": now() + DAY}
    event, venue, date, feed = make_event(), make_venue(), make_occurrence(), FEED()()
    feed.save()
    registration, question = make_registration(date, email="Ada@example.org"), make_question(date.event)
    answer = {"registration": registration, "question": question, "value": "ja"}
    return {
        "events_occurrence_once": (
            Occurrence(event=event, **online), Occurrence(event=event, **online),
            Occurrence(event=event, **online, venue=venue),
        ),
        "events_venueaccess_once": (
            *(VenueAccess(venue=venue, feature="lift") for _ in range(2)), VenueAccess(venue=venue, feature="toilet"),
        ),
        "events_occurrencelanguage_once": (
            *(OccurrenceLanguage(occurrence=date, language="ja", role="spoken") for _ in range(2)),
            OccurrenceLanguage(occurrence=date, language="ja", role="captions"),
        ),
        "events_registration_once": (
            registration, PEOPLE(occurrence=date, email="ada@EXAMPLE.org")(),
            PEOPLE(occurrence=date, email="ada@EXAMPLE.org", status="expired")(),
        ),
        "events_answer_once": (
            Answer(**answer), Answer(**answer), Answer(**{**answer, "question": make_question(date.event)}),
        ),
        "events_feeditem_once": (
            feed_item(feed=feed)(), feed_item(feed=feed)(), feed_item(feed=feed, recurrence_id="20270101")(),
        ),
    }  # fmt: skip


def test_second_row_of_the_same_kind_is_refused_and_another_one_taken() -> None:
    for name, (first, same, other) in _doubles().items():
        first.save()
        refused_by(same, name)
        accepted(other)
    date = make_occurrence()
    date.replaced_by = date
    refused_by(date, "events_occurrence_not_itself")
    date.replaced_by = make_occurrence(date.event)
    accepted(date)


def test_no_constraint_is_forgotten() -> None:
    names = {
        rule.name for model in apps.get_app_config("events").get_models() for rule in model._meta.constraints
    }
    assert names == {*PAIRS, *_doubles(), "events_occurrence_not_itself"}
