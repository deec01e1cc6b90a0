"""What every address of the interface has in common: who may ask, how often, from where, and what errors look like."""

import json
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from tests.factories import make_city, make_home, make_staff
from twinning import memory
from twinning.api import answers, limits

pytestmark = pytest.mark.django_db
LIST = "/api/v1/de/cities"


@pytest.fixture(autouse=True)
def town() -> None:
    caches["api_limits"].clear()
    make_home()


def test_an_answer_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    city = make_city()
    first = client.get(LIST)
    again = client.get(LIST, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == "public, max-age=60"
    city.name_de = "Ein anderer Name"
    city.save()
    memory.forget()  # as every save on the desk does
    changed = client.get(LIST, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_scripts_of_every_website_may_read_and_nobody_may_write(client: Client) -> None:
    make_city()
    client.force_login(make_staff())
    paths = [LIST, f"{LIST}/1", f"{LIST}.csv", "/api/v1/openapi.json", "/api/v1/docs", "/api/x",
             reverse("api:catalogue-ttl"), reverse("api:catalogue-jsonld")]  # fmt: skip
    for path in paths:
        options = client.options(path, headers={"Origin": "https://example.org"})
        assert options.status_code == 204
        assert options["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert client.get(path)["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in client.get(path)
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(Client(enforce_csrf_checks=True), method)(path)
            assert answer.status_code == 405
            assert answer["Allow"] == "GET, HEAD, OPTIONS"
            assert answer["Content-Type"] == "application/problem+json"
    assert "Access-Control-Allow-Origin" not in client.get("/de/")


def test_head_tells_the_same_without_a_body(client: Client) -> None:
    make_city()
    full, head = client.get(LIST), client.head(LIST)
    assert head.content == b""
    assert head["ETag"] == full["ETag"]
    assert head["Content-Length"] == str(len(full.content))
    assert client.head(f"{LIST}.csv")["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "status", "parameters"),
    [
        ("cities?limit=0", 422, ["limit"]),
        ("cities?limit=101&cursor=%00", 422, ["cursor", "limit"]),
        ("cities?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", 422, ["cursor"]),
        ("cities?updated_since=0001-01-01", 422, ["updated_since"]),
        ("cities?updated_since=9", 422, ["updated_since"]),
        ("cities?format=xml", 422, ["format"]),
        ("cities/0", 422, ["pk"]),
        ("cities/99999999999999999999999", 422, ["pk"]),
        ("cities/12345", 404, []),
        ("cities/abc", 404, []),
    ],
)
def test_problems_are_told_in_the_readers_language(
    client: Client, path: str, status: int, parameters: list[str]
) -> None:
    answer = client.get(f"/api/v1/pl/{path}")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Content-Language"] == "pl"
    found = json.loads(answer.content)
    assert found["status"] == status
    assert [row["parameter"] for row in found["errors"]] == parameters
    with override("pl"):
        title = gettext("Not found") if status == 404 else gettext("Invalid parameters")
    assert found["title"] == title


def test_who_asks_too_often_waits_but_not_the_neighbour(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_REQUESTS_PER_MINUTE = 3
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000_010.0)
    codes = [client.get(LIST, REMOTE_ADDR="2001:db8:1:2::5").status_code for _number in range(4)]
    assert codes == [200, 200, 200, 429]
    answer = client.get(LIST, REMOTE_ADDR="2001:db8:1:2::77")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get(LIST, REMOTE_ADDR="192.0.2.9").status_code == 200
    assert not [key for key in caches["api_limits"]._cache if "2001" in key or "192.0" in key]
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000_010.0 + limits.WINDOW)
    assert client.get(LIST, REMOTE_ADDR="2001:db8:1:2::5").status_code == 200


def test_a_failure_of_ours_is_told_as_a_problem_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(answers, "terms", broken)
    client.raise_request_exception = False
    answer = client.get(LIST)
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
