"""What people may write about and report: every link to the report form leads to a kind that an app has registered."""

import re
from pathlib import Path

import pytest

from partners.conversations.registry import kind_of

TEMPLATES = sorted((Path(__file__).resolve().parents[3] / "templates").rglob("*.html"))
LINK = re.compile(r'conversations:report-create"? %\}\?about=(\w+)')
KEYS = sorted({key for path in TEMPLATES for key in LINK.findall(path.read_text())})


def test_there_are_links_to_the_report_form() -> None:
    assert KEYS != []


@pytest.mark.parametrize("key", KEYS)
def test_linked_kind_is_registered(key: str) -> None:
    assert kind_of(key) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_unknown_number_finds_nothing(key: str) -> None:
    assert kind_of(key).find(10**17) is None
