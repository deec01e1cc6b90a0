"""Two portals of ours tell each other what they have, and each believes only what it should."""

import datetime
import json
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import connections, transaction
from django.test import Client
from django.utils import translation

from events.models import Event
from partners.organisations.models import Organisation
from partners.portals import actions
from partners.portals.models import PortalItem
from partners.portals.schema import SCHEMA, first_problem
from partners.portals.workflow import Overtaken, Refused
from projects.models import Project
from tests.factories import make_city, make_home, make_partnership, make_staff
from tests.factories_board import make_slip
from tests.factories_events import make_event, make_occurrence, make_venue
from tests.factories_organisations import make_organisation
from tests.factories_portals import BRISTOL, HANNOVER, file, hear, make_portal, told
from tests.factories_projects import make_participation, make_project


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel("2026-11-26T09:00+01:00", tick=True), translation.override("en"):
        yield


def portal_of_bristol(client: Client) -> bytes:
    """What a portal of ours says when its home town is Bristol; nothing of it stays in the database."""
    with transaction.atomic():
        make_home(name_de="Bristol", name_en="Bristol", country="GB", time_zone="Europe/London", **BRISTOL)
        hannover = make_city("hannover", country="DE", **HANNOVER)
        make_partnership(hannover, status="active", is_listed=True, since_year=1947)
        make_organisation("harbour-choir", name="Harbour Choir", name_language="en", summary_en="We sing.")
        make_organisation("invented", is_sample=True)
        make_participation(make_project("river", title_en="River", summary_en="Two rivers."), city=hannover)
        event = make_event("concert", title_en="Concert", teaser_en="Songs.")
        make_occurrence(event, venue=make_venue("Colston"), time_zone="Europe/London")
        make_slip(title="Choir seeks choir", language="en")
        body = client.get("/.well-known/twinning.json").content
        transaction.set_rollback(True)
    return body


@pytest.mark.django_db
def test_two_portals_exchange_and_a_partnership_that_both_list_is_confirmed(client: Client) -> None:
    body = portal_of_bristol(client)
    document = json.loads(body)
    assert first_problem(document) == ""
    counts = {
        name: len(document[name]) for name in ("partnerships", "organisations", "projects", "events", "slips")
    }
    assert counts == {"partnerships": 1, "organisations": 1, "projects": 1, "events": 1, "slips": 1}
    assert b"@" not in body

    make_home(**HANNOVER)
    portal, staff = make_portal(), make_staff()
    make_partnership(portal.city, status="active", is_listed=True)
    document["portal"]["url"] = "https://bristol.example.org/"
    rows = hear(portal, document)
    assert (portal.problem, portal.confirms_us, len(rows)) == ("", True, 4)
    told_to_all = client.get("/api/v1/partnerships").json()["data"]
    assert [tie["is_confirmed"] for tie in told_to_all] == [True]
    assert "Confirmed by both cities" in client.get("/en/partner-cities/bristol/").content.decode()
    made = {
        row.kind: actions.accept_item(row.pk, by=staff, seen=row.version)
        for row in rows
        if row.kind != "slips"
    }
    assert [(type(obj), obj.state) for obj in made.values()] == [
        (Event, "draft"), (Organisation, "draft"), (Project, "draft"),
    ]  # fmt: skip
    assert made["organisations"].city == portal.city
    date = made["events"].occurrences.get()
    assert (date.time_zone, date.venue.name_de, date.venue.city) == ("Europe/London", "Colston", portal.city)
    slip = next(row for row in rows if row.kind == "slips")
    with pytest.raises(Refused, match="only be looked at"):
        actions.accept_item(slip.pk, by=staff, seen=slip.version)


@pytest.mark.django_db
def test_a_city_that_no_longer_lists_us_confirms_nothing_and_silence_takes_nothing_back(
    client: Client,
) -> None:
    make_home(**HANNOVER)
    portal = make_portal()
    make_partnership(portal.city, status="active", is_listed=True)
    hear(portal, file())
    first = portal.confirmed_at
    hear(portal, "timeout")
    assert (portal.confirms_us, portal.confirmed_at, portal.failures) == (True, first, 1)
    ended = file()
    ended["partnerships"][0]["status"] = "ended"
    hear(portal, ended)
    assert (portal.confirms_us, portal.confirmed_at) == (False, None)
    assert "Confirmed by both" not in client.get("/en/partner-cities/bristol/").content.decode()
    elsewhere = file()
    elsewhere["partnerships"][0]["city"] |= {"latitude": 48.1}
    hear(portal, elsewhere)
    assert not portal.confirms_us


@pytest.mark.django_db
def test_one_side_alone_is_no_confirmation(client: Client) -> None:
    make_home(**HANNOVER)
    portal = make_portal()
    make_partnership(portal.city, status="dormant", is_listed=True)
    hear(portal, file())
    assert portal.confirms_us
    assert "Confirmed by both" not in client.get("/en/partner-cities/bristol/").content.decode()


@pytest.mark.django_db
def test_rows_change_vanish_and_come_back() -> None:
    make_home(**HANNOVER)
    portal, staff = make_portal(), make_staff()
    one, two, three = hear(portal, file(organisations=[told(number=number) for number in (1, 2, 3)]))
    actions.accept_item(one.pk, by=staff, seen=one.version)
    actions.decline_item(two.pk, seen=two.version)
    changed = told(number=1, title={"en": "Harbour Singers"})
    touched = told(number=3, updated="2026-11-25T10:00:00Z")
    hear(portal, file(organisations=[changed, told(number=2, place="Quay"), touched]))
    states = dict(PortalItem.objects.values_list("uid", "state"))
    assert states == {"organisation/1": "changed", "organisation/2": "declined", "organisation/3": "new"}
    assert Organisation.objects.get().name == "Harbour Choir 1"
    one.refresh_from_db()
    with pytest.raises(Overtaken):
        actions.note_item(one.pk, seen=one.version - 1)
    assert actions.note_item(one.pk, seen=one.version).state == "taken"
    hear(portal, file(organisations=[]))
    states = dict(PortalItem.objects.values_list("uid", "state"))
    assert states == {
        "organisation/1": "vanished",
        "organisation/2": "declined",
        "organisation/3": "declined",
    }
    assert Organisation.objects.exists()
    hear(portal, file(organisations=[changed]))
    assert PortalItem.objects.get(uid="organisation/1").state == "taken"


@pytest.mark.django_db(transaction=True)
def test_two_clicks_make_one_draft() -> None:
    make_home(**HANNOVER)
    portal, staff = make_portal(), make_staff()
    (row,) = hear(portal, file(organisations=[told()]))
    start, refused = Barrier(4), []

    def click() -> None:
        start.wait(timeout=10)
        try:
            actions.accept_item(row.pk, by=staff, seen=row.version)
        except Refused as refusal:
            refused.append(type(refusal))
        finally:
            connections.close_all()

    threads = [Thread(target=click) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Organisation.objects.count(), refused) == (1, [Overtaken] * 3)


@pytest.mark.django_db
def test_file_and_schema_are_public_cacheable_and_without_people(client: Client) -> None:
    make_home(**HANNOVER)
    answer = client.get("/.well-known/twinning.json")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")
    assert first_problem(answer.json()) == ""
    assert not answer.cookies
    again = client.get("/.well-known/twinning.json", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    schema = client.get("/schema/twinning-1.0.json")
    assert schema.json() == SCHEMA
    assert answer.json()["$schema"].endswith("/schema/twinning-1.0.json")
    assert client.get("/schema/twinning-9.9.json").status_code == 404


@pytest.mark.django_db
def test_dates_without_an_end_or_a_known_zone_are_mended() -> None:
    make_home(**HANNOVER)
    portal, staff = make_portal(), make_staff()
    dates = [
        {"start": "2026-12-05T18:00:00Z", "timezone": "Mars/Olympus"},
        {"start": "2026-12-06T18:00:00Z", "timezone": "Europe/London", "status": "cancelled"},
    ]
    (row,) = hear(portal, file(events=[told("event", dates=dates)]))
    event = actions.accept_item(row.pk, by=staff, seen=row.version)
    date = event.occurrences.get()
    assert (date.time_zone, date.shows_end) == ("Europe/London", False)
    assert date.ends_at - date.starts_at == datetime.timedelta(hours=2)
