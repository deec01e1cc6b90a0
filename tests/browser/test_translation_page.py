"""The translation page in a real browser: by keyboard from gap to gap, saved in the background, nothing lost."""

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch, sign_in
from tests.browser.events_rows import InPortal
from tests.browser.test_axe import examine

KEY = f"aim-{uuid.uuid4().hex[:8]}"
MAKE = f"""
import json
from tests.factories import make_aim
from tests.factories_translation_page import address
aim = make_aim("{KEY}", title_de="Begegnung", summary_de="Wir treffen uns.", body_de="<p>Lang.</p>")
print(json.dumps([address(aim, "ar"), aim.pk]))
"""
READ = """
import json
from twinning.pages.models import Aim
from twinning.translations.models import TranslationState
row = TranslationState.objects.of(Aim(pk={pk})).get(language="ar")
print(json.dumps(row.draft_texts))
"""
# Somebody else saves meanwhile.
OTHER = """
import json
from twinning.accounts.models import User
from twinning.pages.models import Aim
from twinning.translations.actions import save_draft, state_for
aim, user = Aim.objects.get(pk={pk}), User.objects.get(email="kulturbuero@example.org")
row = state_for(aim, "ar")
save_draft(aim, "ar", texts={{"title": "آخر"}}, by=user, seen_version=row.version)
print(json.dumps(True))
"""
FORGET = f"""
import json
from twinning.pages.models import Aim
from twinning.translations.models import TranslationState
TranslationState.objects.of(Aim.objects.get(key="{KEY}")).delete()
Aim.objects.filter(key="{KEY}").delete()
print(json.dumps(True))
"""


@pytest.fixture
def aim(in_portal: InPortal) -> Iterator[tuple[str, int]]:
    """Address of the page in Arabic, and the number of the aim."""
    yield tuple(in_portal(MAKE))
    in_portal(FORGET)


def test_translator_works_by_keyboard_and_loses_nothing(
    page: Page, portal: str, in_portal: InPortal, aim: tuple[str, int]
) -> None:
    address, pk = aim
    sign_in(page, portal)
    watch = Watch(page, portal)
    page.goto(portal + address)
    state = page.locator("[data-save-state]")
    expect(page.locator(".rich-text")).to_have_count(1)
    page.locator("[name=text-title]").fill("لقاء")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[name=text-summary]")).to_be_focused()
    with page.expect_response(lambda answer: answer.url.endswith("/save/")):
        page.keyboard.type("نلتقي.")
        page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(".rich-text")).to_be_focused()
    page.keyboard.type("نص")
    # The tab key leaves the editor; leaving a field saves.
    page.keyboard.press("Tab")
    expect(page.locator(".rich-text")).not_to_be_focused()
    expect(page.locator("[data-line][data-gap]")).to_have_count(0)
    expect(state).not_to_have_class("bad")
    assert in_portal(READ.format(pk=pk)) == {"title": "لقاء", "summary": "نلتقي.", "body": "<p>نص</p>"}
    assert examine(page) == {}
    # Somebody else was faster: the page says so, keeps the text, and the button shows both.
    in_portal(OTHER.format(pk=pk))
    page.locator("[name=text-title]").fill("لقاؤنا")
    page.keyboard.press("Control+Enter")
    expect(state).to_have_class("bad")
    expect(page.locator("[name=text-title]")).to_have_value("لقاؤنا")
    page.locator(".tr-dock [value=save]").click()
    expect(page.locator(".conflict .theirs")).to_have_text("آخر")
    expect(page.locator("[name=text-title]")).to_have_value("لقاؤنا")
    assert [text for text in watch.console if "409" not in text] == []
    assert watch.foreign == []
