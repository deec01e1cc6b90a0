"""The queue of proposals on the desk: who may decide, what a card tells, that nothing typed is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from events.models import Event, Proposal
from tests.factories import make_city, make_home, make_staff, make_user
from tests.factories_events import make_event, make_occurrence, make_venue
from tests.factories_events_proposals import make_proposal
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_theme
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail


@pytest.fixture(autouse=True)
def home(db: None) -> Any:
    with time_machine.travel("2026-11-26T09:00+01:00", tick=True), translation.override("en"):
        yield make_home()


def browser(user: User | None) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    if user:
        client.force_login(user)
    return client


def helper(*rights: str) -> User:
    user = make_user(is_staff=True, preferred_language="en")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=rights, content_type__app_label="events")
    )
    return user


def queue(client: Client, query: str = "") -> Any:
    return client.get(reverse("admin:events_proposal_review") + query)


def press(client: Client, row: Proposal, what: str, seen: int = 1, **fields: Any) -> Any:
    return client.post(reverse(f"admin:events_proposal_{what}", args=[row.pk]), {"seen": seen, **fields})


def checks(row: Proposal) -> dict[str, str]:
    found = queue(browser(make_staff(preferred_language="en"))).context["cards"]
    return {text: kind for card in found if card.proposal == row for kind, text in card.checks}


def test_only_those_with_the_right_see_and_decide() -> None:
    row = make_proposal()
    people = {
        "visitor": (None, 302, 302, 302),
        "member": (make_user(), 403, 403, 403),
        "no right": (helper(), 403, 403, 403),
        "reader": (helper("view_proposal"), 200, 403, 403),
        "decider": (helper("view_proposal", "change_proposal"), 200, 422, 403),
        "maker": (helper("view_proposal", "change_proposal", "add_event"), 200, 422, 422),
    }
    for who, (user, sees, declines, publishes) in people.items():
        client = browser(user)
        assert queue(client).status_code == sees, who
        assert press(client, row, "decline").status_code == declines, who
        assert press(client, row, "publish", seen="").status_code == publishes, who
        assert press(client, row, "return").status_code == declines, who
    row.refresh_from_db()
    assert row.state == "submitted"
    assert queue(browser(people["reader"][0])).content.decode().count("<details") == 0
    client = browser(make_staff())
    assert press(client, make_proposal(erased_at="2026-01-01T00:00Z"), "decline").status_code == 404
    assert client.get(reverse("admin:events_proposal_changelist")).status_code == 200
    assert client.get(reverse("admin:events_proposal_change", args=[row.pk])).status_code == 200
    client.post(reverse("admin:events_proposal_delete", args=[row.pk]), {"post": "yes"})
    assert not Proposal.objects.filter(pk=row.pk).exists()


def test_queue_is_oldest_first_and_tells_of_double_titles_addresses_and_dates() -> None:
    hiroshima, now = (
        make_city("hiroshima", time_zone="Asia/Tokyo", name_en="Hiroshima"),
        datetime.now().astimezone(),
    )
    start = now + timedelta(days=40)
    late = make_proposal(title="Später", submitted_at=now)
    group = make_organisation(name="Chor")
    row = make_proposal(
        title="Tausend Kraniche", text="Karten: 0511 1234567", starts_at=start, email="a@example.org",
        submitted_at=now - timedelta(days=2), cities=[hiroshima], organisation=group, account=make_user(),
    )  # fmt: skip
    make_occurrence(make_event(title_de="Tausend Kraniche – ein Konzert"), starts_at=start)
    make_occurrence(make_event(title_de="Ganz anderes"), starts_at=start)
    make_proposal(state="draft", email="A@example.org", title="1000 Kraniche", starts_at=start)
    response = queue(browser(make_staff(preferred_language="en")))
    assert [card.proposal for card in response.context["cards"]] == [row, late]
    text = response.content.decode()
    for word in ("0511 1234567", "8 hours later", "Hiroshima"):
        assert word in text
    found = checks(row)
    asked = [text for text, kind in found.items() if kind == "ask"]
    assert any("Tausend Kraniche – ein Konzert" in text for text in asked)
    assert not any("Ganz anderes" in text for text in found)
    assert any("1 more open proposal" in text for text in asked)
    assert found["Sent with an account that speaks for Chor"] == "ok"
    assert checks(late)["Nothing with a similar title on the same day"] == "ok"
    night = make_proposal(starts_at=now.replace(hour=2) + timedelta(days=3), time_zone="Asia/Tokyo")
    Proposal.objects.filter(pk=night.pk).update(ends_at=night.starts_at + timedelta(days=4))
    asked = [text for text, kind in checks(night).items() if kind == "ask"]
    assert {"Begins in 3 days", "No partner city chosen"} <= set(asked)
    assert any(text.startswith("Lasts for several days") for text in asked)
    over = make_proposal(starts_at=now - timedelta(days=3))
    assert checks(over)["The event is over already"] == "ask"


def test_publish_makes_page_or_draft_and_chooses_the_known_venue() -> None:
    desk, hall = browser(make_staff(preferred_language="en")), make_venue("Pavillon")
    row = make_proposal(place="Pavillon, Lister Meile 4, Hannover")
    card = queue(desk).context["cards"][0]
    assert card.acts["publish"].form.initial["venue"] == str(hall.pk)
    assert press(desk, row, "publish", venue=str(hall.pk), city="home").status_code == 302
    event = Event.objects.get()
    assert (event.state, event.occurrences.get().venue) == ("published", hall)
    foreign = make_proposal(language="ja")
    card = queue(desk).context["cards"][0]
    assert card.missing
    refused = press(desk, foreign, "publish", venue="new", city="home")
    assert refused.status_code == 409
    answer = press(desk, foreign, "publish", venue="new", city="home", is_draft="1")
    assert answer.url == reverse("admin:events_event_change", args=[Event.objects.order_by("pk").last().pk])
    assert OutgoingMail.objects.get(recipient=foreign.email).language == "ja"
    assert press(desk, make_proposal(), "publish", venue="999999").status_code == 422


def test_answer_needs_words_or_a_ready_sentence_in_the_language_of_the_proposer() -> None:
    desk = browser(make_staff(preferred_language="en"))
    row = make_proposal(language="en")
    empty = press(desk, row, "decline")
    assert empty.status_code == 422
    assert "Say why" in empty.content.decode()
    too_long = press(desk, row, "return", message="x" * 2001)
    assert too_long.status_code == 422
    assert "x" * 2001 in too_long.content.decode(), "what was typed stays"
    assert press(desk, row, "return", ready="time", message="And the place?").status_code == 302
    row.refresh_from_db()
    assert row.state == "returned"
    assert row.message.startswith("Please check the day")
    assert row.message.endswith("\n\nAnd the place?")
    assert queue(desk, "?tab=returned").context["cards"][0].proposal == row
    assert press(desk, row, "decline", ready="city", seen=2).status_code == 302
    assert press(desk, make_proposal(), "decline", ready="time").status_code == 422


def test_overtaken_page_tells_who_was_faster_and_keeps_the_words() -> None:
    anna, bert = (browser(make_staff(name=name, preferred_language="en")) for name in ("Anna", "Bert"))
    row = make_proposal()
    assert press(anna, row, "publish", venue="new", city="home").status_code == 302
    late = press(bert, row, "decline", message="Not for us.")
    assert late.status_code == 409
    assert "Anna" in late.content.decode()
    assert "Not for us." in late.content.decode()
    assert press(bert, row, "publish", venue="new", city="home").status_code == 409
    assert Event.objects.count() == 1


def test_queue_needs_the_same_few_queries_for_one_and_for_three() -> None:
    desk, counted = browser(make_staff(preferred_language="en")), []
    queue(desk)
    for more in (1, 2):
        for _number in range(more):
            make_proposal(
                cities=[make_city()],
                themes=[make_theme()],
                organisation=make_organisation(),
                account=make_user(),
            )
            make_venue()
        with CaptureQueriesContext(connection) as found:
            queue(desk)
        counted.append(len(found))
    assert counted == [10, 10]
    card = desk.get(reverse("admin:index")).content.decode()
    assert "proposed events to check" in card
