"""The interface against its own description: generated requests never break it, and answers are what was promised."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.factories import make_home
from tests.factories_api import make_rows
from twinning.wsgi import application

# Requests for each operation, sensible and senseless ones; more of them by hand: API_EXAMPLES=500.
EXAMPLES = int(os.environ.get("API_EXAMPLES", "8"))
BOUNDED = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
    phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """As Django's own test client does: the end of a request does not end the test's transaction."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def rows(db: None, settings: Any) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    caches["api_limits"].clear()
    make_home()
    make_rows()


def test_generated_requests_get_what_is_promised() -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    asked: list[int] = []
    for result in schema.get_all_operations():
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @BOUNDED
            @given(case=result.ok().as_strategy(generation_mode=mode))
            def ask(case: schemathesis.Case) -> None:
                asked.append(case.call_and_validate(excluded_checks=[positive_data_acceptance]).status_code)

            ask()
    assert 200 in asked
    assert 422 in asked
    assert max(asked) < 500


def test_description_is_complete_and_in_the_readers_language(client: Client) -> None:
    found = client.get("/api/v1/en/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    assert found["info"]["license"]["name"] == "CC BY 4.0"
    assert found["servers"][1]["variables"]["language"]["enum"][:2] == ["de", "en"]
    records = {
        name: shape for name, shape in found["components"]["schemas"].items() if name.endswith("Record")
    }
    assert len(records) >= 6
    for name, shape in records.items():
        for field, about in shape["properties"].items():
            assert about.get("description"), f"{name}.{field}"
    german = client.get("/api/v1/de/openapi.json")
    assert german["Content-Language"] == "de"
    assert german.json()["paths"].keys() == found["paths"].keys()
