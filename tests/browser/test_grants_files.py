"""Files, messages and the partner's page in a browser: uploaded at once with the script, by a plain form without it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import sign_in
from tests.browser.test_axe import findings

CITIZEN = "buergerin@example.org"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DRAFT = """
import json
from uuid import uuid4
from django.urls import reverse
from django.utils.translation import override
from projects.grants.models import Application, PartnerAbroad, Ruleset
from projects.grants.partnership.mails import LIFETIME, PURPOSE
from twinning.accounts.models import User
from twinning.tokens.actions import issue
user = User.objects.get(email="buergerin@example.org")
rules = Ruleset.objects.get(programme__slug="twinning-projects", state="in_force")
draft = Application.objects.create(
    key=uuid4(), programme=rules.programme, ruleset=rules, created_by=user, title="Dateien"
)
partner = PartnerAbroad.objects.create(application=draft, name="Jugendbühne", email="aiko@example.jp")
token = issue(purpose=PURPOSE, object_id=partner.pk, lifetime=LIFETIME)
with override("de"):
    print(json.dumps({
        "step": reverse("grants:step-partner", kwargs={"uuid": draft.uuid}),
        "files": reverse("grants:file-upload", kwargs={"uuid": draft.uuid}),
        "confirm": reverse("grants:partner-confirm", kwargs={"token": token}),
    }))
"""
FORGET = """
from projects.grants.models import Application
Application.objects.filter(title="Dateien").update(state="expired")
print("null")
"""


def a_file(name: str, content: bytes = PDF) -> dict[str, Any]:
    """A file as the browser's dialogue gives it."""
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


@pytest.fixture(scope="module")
def draft(in_portal: Callable[[str], Any]) -> Iterator[dict[str, str]]:
    """Addresses around a draft with one partner."""
    yield in_portal(DRAFT)
    in_portal(FORGET)


def test_files_are_uploaded_at_once_and_can_be_removed(
    context: BrowserContext, portal: str, draft: dict[str, str]
) -> None:
    page = context.new_page()
    sign_in(page, portal, CITIZEN)
    page.goto(portal + draft["step"])
    page.set_input_files("#file-input", [a_file("plan.pdf"), a_file("zusage.pdf", PDF + b"\n")])
    rows = page.locator("#files .filelist > li")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("plan.pdf")
    page.set_input_files("#file-input", [a_file("foto.pdf", b"no pdf at all")])
    expect(page.locator("[data-say]")).to_contain_text("foto.pdf")
    expect(rows).to_have_count(2)
    assert findings(page) == []
    rows.last.locator("button", has_text="zusage.pdf").last.click()
    expect(rows).to_have_count(1)
    page.set_viewport_size({"width": 320, "height": 800})
    page.reload()
    expect(rows).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto(portal + draft["confirm"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert findings(page) == []


def test_files_and_answer_work_without_a_script(browser: Browser, portal: str, draft: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page: Page = context.new_page()
    page.goto(portal + draft["confirm"])
    page.fill("input[name=name]", "Aiko Tanaka")
    page.locator("button[value=confirm]").click()
    expect(page.locator(".note.ok")).to_be_visible()
    sign_in(page, portal, CITIZEN)
    page.goto(portal + draft["files"])
    page.set_input_files("#file-input", [a_file("ohne.pdf", PDF + b"\n\n")])
    page.locator(".upload button[type=submit]").click()
    expect(page.locator(".filelist")).to_contain_text("ohne.pdf")
    page.set_input_files("#file-input", [a_file("lüge.pdf", b"no pdf")])
    page.locator(".upload button[type=submit]").click()
    expect(page.locator("[role=alert]")).to_contain_text("lüge.pdf")
    context.close()
