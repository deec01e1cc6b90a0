"""The desk of events in a real browser.

A weekly row across the change of clocks, with one date of it cancelled; an entry of a partner's calendar that becomes
an event with the times of both towns.
"""

import uuid
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.browser.events_rows import ENTRY, FORGET, FORGET_ENTRY, MAKE, InPortal, path
from tests.browser.test_axe import examine

NUMBER = uuid.uuid4().hex[:8]
UID, HANAMI = f"hanami-{NUMBER}", f"川辺の花見 {NUMBER}"
SLUG, TITLE = f"row-{NUMBER}", f"Samstagsreihe {NUMBER}"
REASON = "Die Gastgeberin ist krank."


@pytest.fixture
def event(in_portal: InPortal) -> Iterator[dict[str, int]]:
    """An event with one date in Hanover that is also shown in the time of Hiroshima."""
    yield in_portal(MAKE.format(slug=SLUG, title=TITLE, fields={}))
    in_portal(FORGET.format(slug=SLUG))


def generate(page: Page, portal: str, event: int) -> None:
    """Three Saturdays at ten; the clocks change between the second and the third."""
    page.goto(portal + reverse("admin:events_event_generate", args=[event]))
    page.locator("[name=first_day]").fill("2031-03-22")
    page.locator("[name=starts]").fill("10:00")
    page.locator("[name=ends]").fill("11:00")
    page.locator("[name=count]").fill("3")
    page.locator("form[method=get] input[type=submit]").click()
    preview = page.locator(".editing-preview tbody tr")
    expect(preview).to_have_count(3)
    for number, there in enumerate(("18:00", "18:00", "17:00")):
        expect(preview.nth(number)).to_contain_text("10:00")
        expect(preview.nth(number)).to_contain_text(there)
    assert examine(page) == {}
    page.locator("form[method=post] input[type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def cancel(page: Page, portal: str, date: int) -> None:
    """Not without a reason."""
    page.goto(portal + reverse("admin:events_occurrence_cancel", args=[date]))
    page.locator("#content form[method=post] input[type=submit]").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    assert examine(page) == {}
    page.locator("[name=reason_de]").fill(REASON)
    page.locator("#content form[method=post] input[type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_weekly_row_crosses_the_change_of_clocks_and_one_date_is_cancelled(
    page: Page, portal: str, in_portal: InPortal, event: dict[str, int]
) -> None:
    sign_in(page, portal)
    generate(page, portal, event["event"])
    made = in_portal(
        "import json; from events.models import Occurrence\n"
        f"rows = Occurrence.objects.filter(event={event['event']}, run__isnull=False)\n"
        "print(json.dumps([[row.pk, row.starts_at.isoformat()] for row in rows]))"
    )
    assert [moment for _pk, moment in made] == [
        "2031-03-22T09:00:00+00:00",
        "2031-03-29T09:00:00+00:00",
        "2031-04-05T08:00:00+00:00",
    ]
    cancel(page, portal, made[1][0])
    page.goto(portal + path("occurrence-detail", SLUG, made[1][0]))
    expect(page.locator("main")).to_contain_text(REASON)
    page.goto(portal + path("event-month", 2031, 3))
    expect(page.locator("main s", has_text=TITLE).first).to_be_attached()
    page.goto(portal + path("occurrence-detail", SLUG, made[2][0], language="ja"))
    expect(page.locator(".duo")).to_contain_text("10:00")
    expect(page.locator(".duo")).to_contain_text("17:00")


@pytest.fixture
def entry(in_portal: InPortal) -> Iterator[int]:
    """A new entry of a calendar of Hiroshima."""
    yield in_portal(ENTRY.format(uid=UID, title=HANAMI))["row"]
    in_portal(FORGET_ENTRY.format(uid=UID))


def test_entry_of_a_partner_is_approved_and_shown_in_both_times(page: Page, portal: str, entry: int) -> None:
    sign_in(page, portal)
    page.goto(portal + reverse("admin:events_feeditem_review"))
    card = page.locator(f"#item-{entry}")
    expect(card.locator("h2")).to_have_attribute("lang", "ja")
    expect(card).to_contain_text("10:00")
    expect(card).to_contain_text("18:00")
    assert examine(page) == {}
    page.set_viewport_size({"width": 1280, "height": 900})
    card.locator("[name=venue]").select_option("new")
    card.locator("button[name=is_draft], input[name=is_draft]").first.click()
    # Nothing is public without German words: staff complete the draft.
    expect(page.locator("[name=title_ja]")).to_have_value(HANAMI)
    page.locator("[name=title_de]").fill(f"Kirschblüte am Fluss {NUMBER}")
    page.locator("[name=teaser_de]").fill("Wir sehen die Kirschen am Fluss.")
    page.locator("[name=state]").select_option("published")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist .success").first).to_be_visible()
    for language, title in (("ja", HANAMI), ("de", f"Kirschblüte am Fluss {NUMBER}")):
        page.goto(portal + path("event-month", 2031, 3, language=language))
        page.locator("main a", has_text=title).last.click()
        expect(page.locator("h1")).to_have_text(title)
        expect(page.locator(".duo")).to_contain_text("10:00")
        expect(page.locator(".duo")).to_contain_text("18:00")
