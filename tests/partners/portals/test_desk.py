"""The review page, the list of portals, their card on the desk, and the nightly reading."""

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from partners.organisations.models import Organisation
from partners.portals.actions import file_of
from partners.portals.models import Portal, PortalItem
from tests.factories import make_city, make_home, make_staff, make_user
from tests.factories_portals import BRISTOL, HANNOVER, file, hear, make_portal, told
from twinning.accounts.models import User


@pytest.fixture(autouse=True)
def home(db: None) -> Any:
    with time_machine.travel("2026-11-26T09:00+01:00", tick=True), translation.override("en"):
        yield make_home(**HANNOVER)


def browser(user: User | None = None) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user or make_staff(preferred_language="en"))
    return client


def helper(*rights: str) -> Client:
    user = make_user(is_staff=True, preferred_language="en")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=rights, content_type__app_label="portals")
    )
    return browser(user)


def queue(client: Client, tab: str = "new") -> Any:
    return client.get(reverse("admin:portals_portalitem_review"), {"tab": tab})


def press(client: Client, row: PortalItem, what: str, **fields: Any) -> Any:
    row.refresh_from_db()
    address = reverse(f"admin:portals_portalitem_{what}", args=[row.pk])
    return client.post(address, {"seen": row.version, **fields})


def test_only_those_with_the_right_see_and_decide() -> None:
    (row,) = hear(make_portal(), file(organisations=[told()]))
    assert queue(helper()).status_code == 403
    reader = helper("view_portalitem")
    assert translation.gettext("Make a draft for editing") not in queue(reader).content.decode()
    for what in ("accept", "decline", "reconsider", "note"):
        assert press(reader, row, what).status_code == 403
    assert press(helper("view_portalitem", "change_portalitem"), row, "accept").status_code == 403
    assert (
        helper("view_portal").post(reverse("admin:portals_portal_read", args=[row.portal_id])).status_code
        == 403
    )
    assert Organisation.objects.count() == 0


def test_a_row_becomes_a_draft_that_opens_and_a_change_is_shown_field_by_field() -> None:
    client, portal = browser(), make_portal()
    (row,) = hear(portal, file(organisations=[told()]))
    assert "Hafenchor 1" in queue(client).content.decode()
    answer = press(client, row, "accept")
    draft = Organisation.objects.get()
    assert answer.url == reverse("admin:organisations_organisation_change", args=[draft.pk])
    hear(portal, file(organisations=[told(summary={"en": "We sing & dance."})]))
    page = queue(client, "changed").content.decode()
    assert "We sing." in page
    assert "We sing &amp; dance." in page
    assert press(client, row, "note").status_code == 302
    assert queue(client, "changed").context["cards"] == []


def test_an_old_page_stores_nothing_and_shows_the_entry_as_it_is() -> None:
    client, portal = browser(), make_portal()
    (row,) = hear(portal, file(organisations=[told()]))
    assert press(client, row, "decline", seen=row.version + 1).status_code == 409
    assert press(client, row, "decline", seen="x").status_code == 422
    assert press(client, row, "decline").status_code == 302
    assert press(client, row, "accept").status_code == 409
    assert press(client, row, "reconsider").status_code == 302
    row.refresh_from_db()
    assert row.state == "new"


@pytest.mark.parametrize("count", [1, 3])
def test_queue_and_desk_cost_the_same_queries_whatever_they_show(count: int) -> None:
    client = browser()
    for number in range(count):
        city = make_city(f"town-{number}", country="GB", **BRISTOL)
        portal = make_portal(city=city, url=f"https://town-{number}.example.org/")
        hear(portal, file(organisations=[told(number=n) for n in range(count)]))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(queue(client).context["cards"]) == count * count
    assert len(asked) == 6


def test_form_takes_the_front_page_and_refuses_what_is_never_fetched() -> None:
    assert file_of("https://there.example.org/de/") == "https://there.example.org/.well-known/twinning.json"
    assert file_of("https://there.example.org/x/twinning.json") == "https://there.example.org/x/twinning.json"
    client, city = browser(), make_city("bristol", country="GB", **BRISTOL)
    add = reverse("admin:portals_portal_add")
    values = {"title": "Bristol", "city": city.pk, "is_active": "on"}
    for url in (
        "http://there.example.org/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://a:b@c.example/",
    ):
        assert client.post(add, values | {"url": url}).status_code == 200
    assert not Portal.objects.exists()
    assert client.post(add, values | {"url": "https://there.example.org/"}).status_code == 302
    page = client.get(reverse("admin:portals_portal_changelist")).content.decode()
    assert translation.gettext("not read yet") in page


def test_the_command_hands_over_what_is_due_and_samples_never() -> None:
    portal = make_portal()
    make_portal(
        city=make_city("x", country="GB", **BRISTOL), url="https://x.example.org/", is_sample=True
    )  # fmt: skip
    assert Portal.due(timezone.now()) == [portal]
    call_command("fetch_portals", verbosity=0)
    assert DBTaskResult.objects.count() == 1
    hear(portal, "timeout")
    hours = (portal.next_try - portal.fetched_at).total_seconds() / 3600
    assert (Portal.due(timezone.now()), hours) == ([], 1.0)
    page = browser().get(reverse("admin:index")).content.decode()
    assert translation.gettext("The other website answers too slowly.") in page
