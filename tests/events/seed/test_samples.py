"""The invented calendar: whole in six languages, marked, never over, and gone without a trace."""

import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from auditlog.context import disable_auditlog
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db.models import Sum
from django.utils import timezone
from PIL import Image

from events.clocks import clocks
from events.editing.actions import save_event
from events.feeds.parsing import Item
from events.models import Answer, Event, Feed, FeedItem, Occurrence, Proposal, Venue
from events.seed import load, sample_feeds, sample_proposals, samples
from events.walltime import local
from partners.theme import Theme
from tests.factories import make_city, make_home
from tests.seed.dump import dump
from twinning import seeding
from twinning.languages import column
from twinning.mail.models import OutgoingMail
from twinning.publishing import missing_for_publication

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
TAKEN_OVER = {"taken", "changed", "vanished"}
AREAS = (samples, sample_feeds, sample_proposals)
SIX = ("de", "en", "fr", "pl", "ja", "ar")
CITIES = {
    "leipzig": "Europe/Berlin", "poznan": "Europe/Warsaw", "rouen": "Europe/Paris", "bristol": "Europe/London",
    "perpignan": "Europe/Paris", "blantyre": "Africa/Blantyre", "hiroshima": "Asia/Tokyo",
}  # fmt: skip
TEXTS = {
    Event: ("title", "teaser", "text", "bring", "report", "audience", "price_note"),
    Occurrence: ("room", "status_note"),
    Venue: ("name", "transport"),
}


@pytest.fixture(autouse=True)
def cities(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cities and a theme that the events name; pictures as small as pictures can be."""
    make_home()
    for slug, zone in CITIES.items():
        make_city(slug, time_zone=zone)
    Theme.objects.create(key="encounter", name_de="Begegnung")
    buffer = BytesIO()
    Image.new("RGB", (8, 6)).save(buffer, format="WEBP")
    monkeypatch.setattr(
        samples, "draw", lambda motif, hue: ContentFile(buffer.getvalue(), name=f"{motif}.webp")
    )


@time_machine.travel(datetime.datetime(2026, 11, 26, 12, tzinfo=BERLIN), tick=False)
def test_samples_are_whole_in_six_languages_and_say_that_they_are_invented() -> None:
    samples.create()
    gaps = []
    for model, names in TEXTS.items():
        for row in model.objects.all():
            for name in names:
                have = [code for code in SIX if getattr(row, column(name, code))]
                gaps += [f"{row}: {name} {have}"] if have not in ([], list(SIX)) else []
    assert gaps == []
    events = Event.objects.all()
    assert [missing_for_publication(event) for event in events] == [[]] * 18
    assert (events.published().count(), events.filter(is_sample=False).count()) == (18, 0)
    for row in [*events, *Occurrence.objects.all(), *Venue.objects.all()]:
        row.full_clean(exclude=["slug"])
    dates = Occurrence.objects.all()
    assert (dates.upcoming().count(), dates.past().count()) == (20, 3)
    assert {date.status for date in dates} == {"scheduled", "cancelled", "rescheduled"}
    assert {date.registration for date in dates} == {"none", "internal", "external"}
    # The fixed days of the file stay while they are to come.
    cranes = dates.get(event__slug="tausend-kraniche")
    assert cranes.starts_at == datetime.datetime(2026, 12, 5, 9, tzinfo=datetime.UTC)


def test_nothing_is_over_whenever_the_demonstration_runs_and_what_is_over_comes_again() -> None:
    for day in ((2026, 11, 26), (2026, 12, 19), (2027, 6, 1), (2030, 3, 1)):
        with time_machine.travel(datetime.datetime(*day, 12, tzinfo=BERLIN), tick=False):
            samples.create()
            over = Event.objects.exclude(pk__in=Event.objects.with_dates_from(timezone.now()))
            assert sorted(over.values_list("slug", flat=True)) == [
                "ausstellung-gegen-den-strich", "briefe-ueber-den-kanal", "drachenfest",
            ], day  # fmt: skip
            film = Occurrence.objects.get(event__slug="kino-aus-poznan")
            assert f"{local(film.starts_at, film.time_zone):%a %H:%M}" == "Wed 19:00"
            # The weekly row keeps its time on the wall across the change of the clocks; there it moves by an hour.
            row = Occurrence.objects.filter(run__isnull=False).select_related("second_city", "venue")
            shown = [clocks(date, make_home()) for date in row]
            assert [f"{here.start:%a %H:%M}" for here, _there in shown] == ["Sat 10:00"] * 6
            assert {f"{there.start:%H:%M}" for _here, there in shown} == {"18:00", "17:00"}, day


def test_twice_is_once_and_removing_leaves_nothing() -> None:
    before = dump()
    # As `seed --samples` runs it: what a demonstration invents stands in no history.
    with disable_auditlog():
        for area in AREAS:
            area.create()
        once = dump()
        for area in AREAS:
            area.create()
        assert dump() == once != before
        for area in reversed(AREAS):
            area.remove()
    assert dump() == before


def test_people_have_registered_are_counted_and_nobody_gets_mails() -> None:
    samples.create()
    dates = Occurrence.objects.filter(registration="internal")
    for date in dates:
        held = date.registrations.holding().aggregate(places=Sum("places"))["places"]
        assert (date.taken, date.registrations.filter(is_sample=False).exists()) == (held, False)
    walk = dates.get(event__slug="stadtspaziergang-leipzig")
    assert (walk.places_left, walk.registrations.waiting().count()) == (0, 2)
    cranes = dates.get(event__slug="tausend-kraniche")
    assert (cranes.taken, cranes.capacity) == (27, 40)
    assert {answer.value for answer in Answer.objects.filter(question__kind="choice")} == {
        "nein",
        "einmal",
        "oft",
    }
    assert not OutgoingMail.objects.exists()


def test_calendars_of_partners_and_proposals_show_every_state_without_the_network_and_without_mails() -> None:
    for area in AREAS:
        area.create()
    items = FeedItem.objects.all()
    assert set(items.values_list("state", flat=True)) == set(FeedItem.State.values)
    assert (Feed.objects.count(), Feed.due(timezone.now())) == (2, [])
    for item in items:
        item.full_clean()
        assert Item.of(item.offered).as_json() == item.offered
        assert (item.occurrence is not None) == (item.taken is not None) == (item.state in TAKEN_OVER)
    states = Proposal.objects.values_list("state", flat=True)
    assert set(states) == {"submitted", "returned", "declined", "published"}
    assert not OutgoingMail.objects.exists()
    later = timezone.now() + datetime.timedelta(days=500)
    with time_machine.travel(later, tick=False):
        sample_feeds.create()
        assert FeedItem.objects.filter(starts_at__gt=later).count() == 6


def test_event_of_staff_keeps_its_address_word() -> None:
    own = Event.objects.create(slug="messtag", title_de="Unser Messtag")
    save_event(own)
    samples.create()
    samples.remove()
    assert list(Event.objects.all()) == [own]


def test_groups_come_with_their_rights_and_keep_what_staff_changed() -> None:
    load(seeding.Run())
    planning = Group.objects.get(name="Veranstaltungen: Planung")
    assert planning.permissions.filter(codename="change_occurrence").exists()
    door = Group.objects.get(name="Veranstaltungen: Einlass")
    assert set(door.permissions.values_list("codename", flat=True)) == {
        "view_event", "view_occurrence", "view_registration", "change_registration",
    }  # fmt: skip
    door.permissions.clear()
    load(seeding.Run())
    assert not door.permissions.exists()
    load(seeding.Run(reset=True))
    assert door.permissions.count() == 4
