"""A town with an office, and cities that can be reported."""

from typing import Any

import pytest

from partners.conversations import registry
from partners.conversations.registry import About
from partners.models import City
from tests.factories import make_home
from twinning.languages import served


@pytest.fixture
def home(db: None) -> None:
    make_home()


@pytest.fixture
def city_kind(monkeypatch: pytest.MonkeyPatch) -> About:
    """A kind of row that needs no app above this one."""

    def find(pk: int) -> Any:
        return City.objects.published().filter(pk=pk).first()

    kind = About(key="city", label="Stadt", find=find, title=lambda city: served(city, "name"))
    monkeypatch.setitem(registry._kinds, kind.key, kind)
    return kind
