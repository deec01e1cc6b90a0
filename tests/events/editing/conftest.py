"""The staff desk in English, with the home town, for tests of editing."""

import pytest
from django.test import Client

from tests.factories import make_home, make_staff


@pytest.fixture
def desk() -> Client:
    make_home()
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_staff(preferred_language="en"))
    return client
