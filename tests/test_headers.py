"""What every answer carries, and what it must not."""

import re

import pytest
from django.test import Client

from tests.factories import make_city, make_home, make_page, make_partnership

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def content() -> None:
    make_home()
    make_partnership(make_city("poznan"))
    make_page("imprint", slug_de="impressum")


PUBLIC = (
    "/de/", "/ar/", "/de-simple/", "/de/partnerstaedte/", "/de/partnerstaedte/poznan/", "/de/impressum/", "/de/ziele/",
    "/de/suche/?q=x", "/de/nirgends/", "/de/barriere-melden/", "/de/kontaktformular/", "/style/places.css",
)  # fmt: skip


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_sets_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code in {200, 404}
    assert response.cookies == {}


@pytest.mark.parametrize("path", PUBLIC)
def test_policy_allows_nothing_inline(client: Client, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_other_headers_are_set(client: Client) -> None:
    headers = client.get("/de/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]


def test_security_txt_names_contact_and_expiry(client: Client) -> None:
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:" in text
    assert "Expires: 20" in text


def test_pages_load_nothing_from_elsewhere(client: Client) -> None:
    for path in ("/de/", "/de/partnerstaedte/poznan/"):
        html = client.get(path).content.decode()
        # Data for search engines names addresses; no browser fetches them.
        head = re.sub(r'<script type="application/ld\+json">.*?</script>', "", html[: html.index("</head>")])
        assert "//" not in head.replace("http://testserver/", "/").replace("<!doctype", "")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_reading_pages_answer_reading_methods_only(client: Client, method: str) -> None:
    assert getattr(client, method)("/de/partnerstaedte/").status_code == 405
