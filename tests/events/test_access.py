"""Who may open what: every address of events x role x GET and POST, from the resolver; and no leak.

A new address without a line in CODES fails. A line names a kind, a kind the code for each role: anonymous, member,
staff without rights, staff with rights; first of GET, then of an empty POST.
"""

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories_events_access import GUEST, PROPOSER, ROLES, SECRETS, World, addresses, make_world
from twinning.search import indexing

KINDS = {
    "desk": "302 403 403 200 | 302 403 403 200",
    "nobody": "302 403 403 403 | 302 403 403 403",
    "desk to read": "302 403 403 200 | 302 403 403 403",
    "desk form": "302 403 403 200 | 302 403 403 422",
    "desk act": "302 403 405 405 | 302 403 403 422",
    "desk list": "302 403 403 200 | 302 403 405 405",
    "desk history": "302 403 302 200 | 302 403 302 200",
    "page": "200 200 200 200 | 405 405 405 405",
    "form": "200 200 200 200 | 422 422 422 422",
    "guests' form": "200 302 302 302 | 422 422 422 422",
    "members' form": "302 200 200 200 | 302 422 422 422",
    "members' page": "302 200 200 200 | 302 405 405 405",
    "own form": "302 404 404 404 | 302 404 404 404",
    "own page": "302 404 404 404 | 302 405 405 405",
    "link that asks": "200 200 200 200 | 302 302 302 302",
    "desk step": "302 403 405 405 | 302 403 403 302",
    "desk choice": "302 403 405 405 | 302 403 403 400",
    "desk person": "302 403 405 405 | 302 403 403 404",
    "receipt": "200 200 200 200 | 200 200 200 200",
    "desk version": "302 403 403 404 | 302 403 405 405",
    "desk return": "302 403 405 405 | 302 403 403 404",
}
CODES = {
    "admin:events_embedorigin_add": "desk",
    "admin:events_embedorigin_change": "desk",
    "admin:events_embedorigin_changelist": "desk",
    "admin:events_embedorigin_delete": "nobody",
    "admin:events_embedorigin_history": "desk",
    "admin:events_event_add": "desk",
    "admin:events_event_change": "desk",
    "admin:events_event_changelist": "desk",
    "admin:events_event_delete": "desk",
    "admin:events_event_generate": "desk form",
    "admin:events_event_history": "desk",
    "admin:events_event_previews": "desk list",
    "admin:events_event_restore": "desk return",
    "admin:events_event_short_links": "nobody",
    "admin:events_event_versions": "desk version",
    "admin:events_feed_add": "desk",
    "admin:events_feed_change": "desk",
    "admin:events_feed_changelist": "desk",
    "admin:events_feed_delete": "nobody",
    "admin:events_feed_history": "desk",
    "admin:events_feed_read": "desk step",
    "admin:events_feeditem_accept": "desk act",
    "admin:events_feeditem_add": "nobody",
    "admin:events_feeditem_change": "desk to read",
    "admin:events_feeditem_changelist": "desk",
    "admin:events_feeditem_decline": "desk act",
    "admin:events_feeditem_delete": "nobody",
    "admin:events_feeditem_history": "desk",
    "admin:events_feeditem_keep": "desk act",
    "admin:events_feeditem_reconsider": "desk act",
    "admin:events_feeditem_review": "desk list",
    "admin:events_feeditem_take": "desk act",
    "admin:events_occurrence_absent": "desk step",
    "admin:events_occurrence_add": "desk",
    "admin:events_occurrence_caller": "desk form",
    "admin:events_occurrence_cancel": "desk form",
    "admin:events_occurrence_change": "desk",
    "admin:events_occurrence_changelist": "desk",
    "admin:events_occurrence_checkin": "desk list",
    "admin:events_occurrence_delete": "desk",
    "admin:events_occurrence_file": "desk choice",
    "admin:events_occurrence_history": "desk",
    "admin:events_occurrence_message": "desk form",
    "admin:events_occurrence_move": "desk step",
    "admin:events_occurrence_online": "desk form",
    "admin:events_occurrence_postpone": "desk form",
    "admin:events_occurrence_registrations": "desk list",
    "admin:events_occurrence_rules": "desk act",
    "admin:events_occurrence_sheet": "desk list",
    "admin:events_occurrence_walkin": "desk act",
    "admin:events_proposal_add": "nobody",
    "admin:events_proposal_change": "desk to read",
    "admin:events_proposal_changelist": "desk",
    "admin:events_proposal_decline": "desk act",
    "admin:events_proposal_delete": "nobody",
    "admin:events_proposal_history": "desk history",
    "admin:events_proposal_publish": "desk act",
    "admin:events_proposal_return": "desk act",
    "admin:events_proposal_review": "desk list",
    "admin:events_registration_act": "desk person",
    "admin:events_registration_add": "nobody",
    "admin:events_registration_change": "desk to read",
    "admin:events_registration_changelist": "desk",
    "admin:events_registration_delete": "nobody",
    "admin:events_registration_door": "desk person",
    "admin:events_registration_history": "desk history",
    "admin:events_series_add": "desk",
    "admin:events_series_change": "desk",
    "admin:events_series_changelist": "desk",
    "admin:events_series_delete": "desk",
    "admin:events_series_history": "desk",
    "admin:events_series_previews": "desk list",
    "admin:events_series_restore": "desk return",
    "admin:events_series_short_links": "nobody",
    "admin:events_series_versions": "desk version",
    "admin:events_venue_add": "desk",
    "admin:events_venue_change": "desk",
    "admin:events_venue_changelist": "desk",
    "admin:events_venue_delete": "desk",
    "admin:events_venue_history": "desk",
    "events:archive-year": "page",
    "events:calendar-ics": "page",
    "events:embed": "page",
    "events:event-archive": "page",
    "events:event-detail": "page",
    "events:event-ics": "page",
    "events:event-list": "page",
    "events:event-month": "page",
    "events:feed-atom": "page",
    "events:feed-json": "page",
    "events:occurrence-detail": "page",
    "events:occurrence-ics": "page",
    "events:proposal-change": "own form",
    "events:proposal-confirm": "link that asks",
    "events:proposal-create": "guests' form",
    "events:proposal-create-own": "members' form",
    "events:proposal-detail": "own page",
    "events:proposal-link": "form",
    "events:proposal-list": "members' page",
    "events:proposal-manage": "page",
    "events:proposal-manage-change": "form",
    "events:proposal-manage-withdraw": "link that asks",
    "events:proposal-sent": "receipt",
    "events:proposal-withdraw": "own form",
    "events:registration-cancel": "form",
    "events:registration-confirm": "link that asks",
    "events:registration-create": "form",
    "events:registration-link": "form",
    "events:registration-manage": "page",
    "events:registration-offer": "form",
    "events:registration-sent": "link that asks",
    "events:series-detail": "page",
    "events:subscribe": "page",
}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_every_address_has_its_line() -> None:
    assert sorted(addresses()) == sorted(CODES)


def _ask(client: Client, method: str, address: str) -> HttpResponse:
    """The answer; what was done is undone."""
    # No `atomic` here: the acts about registrations refuse to be part of somebody else's transaction.
    before = transaction.savepoint()
    response = getattr(client, method)(address)
    body = response.streaming_content if response.streaming else [response.content]
    response.said = b"".join(body).decode()
    transaction.savepoint_rollback(before)
    return response


def _row(world: World, clients: list[Client], name: str, keys: frozenset[str]) -> str:
    """The codes that an address gives, and who reads there what is nobody's business."""
    codes, leaks = {"get": [], "post": []}, []
    for method, found in codes.items():
        for role, client in zip(ROLES, clients, strict=True):
            answer = _ask(client, method, world.url(name, keys))
            found.append(str(answer.status_code))
            # A personal link shows what its owner wrote; whoever plans events may read it all.
            if role != "planner" and "token" not in keys:
                leaks += [f" leaks {secret}" for secret in SECRETS if secret in answer.said]
    return " | ".join(" ".join(found) for found in codes.values()) + "".join(leaks)


def _bare(status: int) -> object:
    return lambda request, *args, **kwargs: HttpResponse(status=status)


def test_every_cell_answers_as_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the portal's pages of errors, because a walk takes long."""
    for status in (403, 404):
        monkeypatch.setattr(f"twinning.urls.handler{status}", _bare(status), raising=False)
    wrong, clients = [], [world.client(role) for role in ROLES]
    for name, keys in sorted(addresses().items()):
        found = _row(world, clients, name, keys)
        if found != KINDS.get(CODES.get(name, "")):
            wrong.append(f"{name}: {found}")
    assert not wrong, "\n".join(wrong)


def test_own_proposal_opens_for_its_proposer_alone(world: World) -> None:
    world.proposal.account = world.people["member"]
    world.proposal.save()
    for name in ("detail", "change", "withdraw"):
        address = reverse(f"events:proposal-{name}", args=[world.proposal.pk])
        codes = {role: _ask(world.client(role), "get", address).status_code for role in ("member", "staff")}
        assert codes == {"member": 200, "staff": 404}, name


def test_nobody_is_named_on_pages_that_show_events_and_the_same_look_finds_them_on_the_desk(
    world: World,
) -> None:
    indexing.rebuild()
    city = world.event.cities.get()
    found = reverse("search:result-list")
    pages = [reverse("home"), city.get_absolute_url(), *(f"{found}?q={secret}" for secret in SECRETS)]
    for role in ("anonymous", "member"):
        client = world.client(role)
        for page in pages:
            said = _ask(client, "get", page).said
            typed = page.partition("?q=")[2]
            assert [secret for secret in SECRETS if secret in said and secret != typed] == [], page
    review = _ask(world.client("planner"), "get", reverse("admin:events_proposal_review"))
    assert PROPOSER in review.said
    door = _ask(
        world.client("planner"), "get", reverse("admin:events_occurrence_checkin", args=[world.date.pk])
    )
    assert GUEST in door.said
