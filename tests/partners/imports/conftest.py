"""Lists of the tests lie in a folder of their own, and Hanover is the home town."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories import make_home


@pytest.fixture(autouse=True)
def private(settings: Any, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    return tmp_path / "private"


@pytest.fixture
def home(db: None) -> None:
    make_home()
