"""The plan of costs in a browser: the server reckons while one writes, small screens and both directions, axe."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import sign_in
from tests.browser.test_axe import findings

CITIZEN = "buergerin@example.org"
DRAFT = """
import json
from decimal import Decimal
from uuid import uuid4
from django.urls import reverse
from django.utils.translation import override
from projects.grants.models import Application, CostLine, IncomeLine, Ruleset
from twinning.accounts.models import User
user = User.objects.get(email="buergerin@example.org")
rules = Ruleset.objects.get(programme__slug="twinning-projects", state="in_force")
urls = []
for number in range(3):
    draft = Application.objects.create(
        key=uuid4(), programme=rules.programme, ruleset=rules, created_by=user, title="Kostenplan"
    )
    CostLine.objects.create(application=draft, head="A1", text="Theaterpädagogik", quantity=2, unit_price=Decimal(1200))
    IncomeLine.objects.create(application=draft, head="E1", text="Vereinskasse", amount=Decimal(400))
    with override("de"):
        urls.append(reverse("grants:step-costs", kwargs={"uuid": draft.uuid}))
print(json.dumps(urls))
"""
FORGET = """
from projects.grants.models import Application
Application.objects.filter(title="Kostenplan").delete()
print("null")
"""


@pytest.fixture(scope="module")
def drafts(in_portal: Callable[[str], Any]) -> Iterator[Iterator[str]]:
    """Fresh plans of one person."""
    yield iter(in_portal(DRAFT))
    in_portal(FORGET)


@pytest.fixture
def plan(context: BrowserContext, portal: str, drafts: Iterator[str]) -> Page:
    """Somebody who is signed in, before a fresh plan."""
    page = context.new_page()
    sign_in(page, portal, CITIZEN)
    page.goto(portal + next(drafts))
    return page


def _leave(page: Page, field: str, text: str) -> None:
    page.fill(field, text)
    page.press(field, "Tab")


def test_totals_follow_each_field_that_is_left(plan: Page) -> None:
    expect(plan.locator("#costs-total")).to_have_text("2.400,00\u00a0€")
    _leave(plan, "#id_costs-0-unit_price", "1.500,5")
    expect(plan.locator("#costs-0-sum")).to_have_text("3.001,00\u00a0€")
    expect(plan.locator("#plan-grant")).to_have_text("2.601,00\u00a0€")
    _leave(plan, "#id_incomes-0-amount_typed", "1,234")
    readings = plan.locator("#incomes-0-notes button")
    expect(readings).to_have_count(2)
    expect(plan.locator("#id_incomes-0-amount_typed")).to_have_attribute("aria-invalid", "true")
    expect(plan.locator("#id_incomes-0-amount_typed")).to_have_value("1,234")
    readings.first.click()
    expect(plan.locator("#id_incomes-0-amount_typed")).to_have_value("1.234,00")
    expect(plan.locator("#plan-grant")).to_have_text("1.767,00\u00a0€")
    rows = plan.locator("#id_costs tr.line")
    expect(rows).to_have_count(2)
    plan.locator("#costs-new button").click()
    expect(rows).to_have_count(3)
    expect(plan.locator("#id_costs-2-head")).to_be_focused()
    plan.locator("#costs-2 .x button").click()
    expect(rows).to_have_count(2)
    # Saved in the background: the page comes back as it was left.
    plan.wait_for_load_state("networkidle")
    plan.reload()
    expect(plan.locator("#id_incomes-0-amount_typed")).to_have_value("1.234,00")
    expect(plan.locator("#plan-grant")).to_have_text("1.767,00\u00a0€")


def test_nothing_runs_out_of_a_small_screen(plan: Page) -> None:
    for language, width in (("de", 320), ("ar", 390), ("de", 800)):
        plan.set_viewport_size({"width": width, "height": 800})
        href = plan.locator(f"a[hreflang={language}]").first.evaluate("a => a.href")
        plan.goto(href)
        assert plan.evaluate("document.documentElement.scrollWidth") <= width, (language, width)
        boxes = plan.locator("#plan :is(input:not([type=hidden]), select, output, .x button)")
        places = [box.bounding_box() for box in boxes.all()]
        assert all(box is None or (box["x"] >= 0 and box["x"] + box["width"] <= width) for box in places)


def test_axe_finds_nothing_with_and_without_errors(plan: Page) -> None:
    assert findings(plan) == []
    plan.fill("#id_costs-0-unit_price", "1,234")
    plan.fill("#id_incomes-0-amount_typed", "viel")
    plan.evaluate("document.querySelector('form[data-autosave]').requestSubmit()")
    plan.wait_for_selector("[role=alert]")
    assert findings(plan) == []
    plan.set_viewport_size({"width": 390, "height": 800})
    assert findings(plan) == []
