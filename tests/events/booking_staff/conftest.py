"""Staff with the rights that the tests name."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.translation import override

from tests.factories import make_home, make_user
from twinning.accounts.models import User

DOOR = ("view_registration", "change_registration")
PLAN = (*DOOR, "add_registration", "change_occurrence", "view_occurrence")
NEEDS = "view_access_needs"


@pytest.fixture(autouse=True)
def home(db: None) -> Iterator[None]:
    make_home()
    with override("en"):
        yield


@pytest.fixture
def staff() -> Callable[..., Client]:
    """A signed-in member of staff with these rights of the events."""

    def make(*codes: str) -> Client:
        user: User = make_user(is_staff=True, preferred_language="en")
        rights = Permission.objects.filter(content_type__app_label="events", codename__in=codes)
        user.user_permissions.set(rights)
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        return client

    return make
