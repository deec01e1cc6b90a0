"""The home town that every page and mail names, and refusals in English."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.factories import make_home


@pytest.fixture
def home(db: None) -> None:
    make_home()


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences as they stand in the code."""
    with translation.override("en"):
        yield
