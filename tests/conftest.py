"""Shared set-up: every test starts in German, with an empty cache and the seed only where it asks for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.core.cache import cache, caches
from django.core.management import call_command
from django.utils import translation

from tests import emptying
from twinning import memory


def pytest_configure() -> None:
    """Passwords are hashed slowly on purpose; thousands of people of the tests would wait for it in vain."""
    portal_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    emptying.install()


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    """Django's test client leaves its last language active; without this, the next test would write into it."""
    with translation.override("de"):
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test sees what another one cached."""
    cache.clear()
    caches["calendar_files"].clear()
    memory.forget()


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    """Whatever a test uploads or a seed draws lands in a folder of its own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.PRIVATE_ROOT = str(tmp_path / "private")


@pytest.fixture
def seeded(db: None) -> None:
    """The real partner cities, pages and aims, with maps drawn."""
    call_command("seed", verbosity=0)
    call_command("build_map", verbosity=0)
