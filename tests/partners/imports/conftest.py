"""Lists of the tests lie in a folder of their own, and Hanover is the home town."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tests.factories import make_home


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    return tmp_path / "private"


@pytest.fixture
def home(db: None) -> None:
    make_home()


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences are compared in the language in which they are written."""
    with translation.override("en"):
        yield
