"""clock.js: the words of a cached page become the time there, and stay where the clocks agree."""

import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page

from twinning import stylesheet

SCRIPT = Path(stylesheet.__file__).parent / "static" / "twinning" / "js" / "clock.js"
# 23 November 2026, 15:30 in Hanover, 23:30 in Hiroshima, 14:30 in Bristol.
AFTERNOON = datetime.datetime(2026, 11, 23, 14, 30, tzinfo=datetime.UTC)


def show(
    page: Page, *, zone: str, language: str = "de", attributes: str = "", at: datetime.datetime = AFTERNOON
) -> None:
    """A page with one clock, opened at that moment."""
    page.clock.install(time=at)
    page.set_content(
        f'<body data-zone="Europe/Berlin"><time class="clock" data-zone="{zone}" data-lang="{language}" '
        f'data-now="jetzt {{time}} Uhr" {attributes}>8 Stunden später</time></body>'
    )
    page.add_script_tag(content=SCRIPT.read_text(), type="module")
    page.wait_for_function("'words' in document.querySelector('.clock').dataset")


def words(page: Page) -> str | None:
    return page.text_content(".clock")


def test_words_become_the_time_there(page: Page) -> None:
    show(page, zone="Asia/Tokyo")
    assert words(page) == "jetzt 23:30 Uhr"
    assert page.get_attribute(".clock", "datetime") == "23:30"


def test_another_day_is_named(page: Page) -> None:
    show(page, zone="Asia/Tokyo", at=AFTERNOON + datetime.timedelta(hours=1))
    assert words(page) == "jetzt Di., 00:30 Uhr"


def test_day_is_always_named_where_asked(page: Page) -> None:
    show(page, zone="Europe/London", attributes="data-weekday")
    assert words(page) == "jetzt Mo., 14:30 Uhr"


def test_words_stay_while_the_clocks_agree(page: Page) -> None:
    show(page, zone="Europe/Paris")
    assert words(page) == "8 Stunden später"


def test_time_moves_on(page: Page) -> None:
    show(page, zone="Europe/London")
    page.clock.run_for(60_000)
    assert words(page) == "jetzt 14:31 Uhr"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "jetzt 14:30 Uhr"),
        ("ja", "jetzt 14:30 Uhr"),
        ("ar", "jetzt 14:30 Uhr"),
        ("de-simple", "jetzt 14:30 Uhr"),
    ],
)
def test_every_language_counts_to_24_with_european_digits(page: Page, language: str, expected: str) -> None:
    show(page, zone="Europe/London", language=language)
    assert words(page) == expected
