"""The frame: only websites that staff named may show it, and nothing else of the portal may be framed."""

import pytest
from django.test import Client
from django.urls import reverse

from events.calendars.admin import EmbedOriginForm
from events.calendars.origins import NotAnOrigin, tidy
from events.models import EmbedOrigin
from tests.events.calendars.addresses import address
from tests.factories import make_city, make_home, make_staff
from tests.factories_events import make_event, make_occurrence
from twinning import memory

pytestmark = pytest.mark.django_db


def policy(client: Client, path: str) -> tuple[str, str | None]:
    """Who may frame a page, by both headers."""
    memory.forget()
    response = client.get(path)
    directives = response["Content-Security-Policy"].split(";")
    ancestors = next(each.strip() for each in directives if each.strip().startswith("frame-ancestors"))
    return ancestors.removeprefix("frame-ancestors "), response.get("X-Frame-Options")


def test_frame_opens_for_named_websites_alone(client: Client) -> None:
    make_home()
    row = make_occurrence(make_event("fest"))
    assert policy(client, address("embed")) == ("'none'", "DENY")
    EmbedOrigin.objects.create(origin="https://www.rouen.fr")
    EmbedOrigin.objects.create(origin="https://stadt.example:8443")
    EmbedOrigin.objects.create(origin="https://gone.example", is_active=False)
    # Nobody can write these through the form; they must not open anything if they are there.
    for bad in (
        "https://*.example",
        "https://a.example; script-src *",
        "http://plain.example",
        "https://b.example/x",
    ):
        EmbedOrigin.objects.create(origin=bad)
    opened = ("https://stadt.example:8443 https://www.rouen.fr", None)
    assert policy(client, address("embed")) == opened
    assert "default-src 'self'" in client.get(address("embed"))["Content-Security-Policy"]
    etag = client.get(address("embed"))["ETag"]
    unchanged = client.get(address("embed"), headers={"If-None-Match": etag})
    assert unchanged.status_code == 304
    assert "X-Frame-Options" not in unchanged
    others = [address(name) for name in ("subscribe", "event-list", "calendar-ics", "feed-atom", "feed-json")]
    others += [address("event-ics", slug="fest"), address("occurrence-ics", slug="fest", pk=row.pk), "/de/"]
    others += [address("embed", query="?city=atlantis") + "&x=1", "/de/nirgends/", "/de/kontaktformular/"]
    for path in others:
        if "atlantis" not in path:
            assert policy(client, path) == ("'none'", "DENY"), path
    assert client.get(address("embed", query="?city=atlantis")).status_code == 404
    EmbedOrigin.objects.update(is_active=False)
    assert policy(client, address("embed")) == ("'none'", "DENY")
    assert client.get(address("embed"), headers={"If-None-Match": etag}).status_code == 200


def test_frame_is_a_small_plain_list_whose_links_leave_it(client: Client) -> None:
    make_home()
    japan = make_city("hiroshima", name_de="Hiroshima", name_ar="هيروشيما", time_zone="Asia/Tokyo")
    event = make_event(title_de="Fest", title_ar="احتفال", cities=[japan])
    row = make_occurrence(event, second_city=japan)
    make_occurrence(make_event(title_de="Anderswo"))
    response = client.get(address("embed", query="?city=hiroshima&language="))
    html = response.content.decode()
    assert response.cookies == {}
    assert len(response.content) < 10_000
    assert "Fest" in html
    assert "Anderswo" not in html
    assert "Hiroshima" in html
    assert html.count("<a ") == html.count('target="_top" rel="noopener"') == 2
    assert f"http://testserver{address('occurrence-detail', slug=event.slug, pk=row.pk)}" in html
    assert "<script" not in html
    arabic = client.get(address("embed", "ar", "?city=hiroshima")).content.decode()
    assert '<html lang="ar" dir="rtl">' in arabic
    assert "احتفال" in arabic


def test_origins_have_one_spelling_and_nothing_else_passes() -> None:
    good = {
        "https://www.Rouen.fr/": "https://www.rouen.fr",
        " HTTPS://example.org:443": "https://example.org",
        "https://example.org:8443": "https://example.org:8443",
        "https://münchen.example": "https://xn--mnchen-3ya.example",
    }
    assert {text: tidy(text) for text in good} == good
    bad = (
        "http://example.org", "https://", "https://localhost", "https://example.org/path", "https://example.org?x",
        "https://user@example.org", "https://*.example.org", "https://example.org;x", "https://example.org 'self'",
        "https://1.2.3.4", "https://[::1]", "javascript:alert(1)", "example.org", "https://example.org:x", "*",
        "'self'", "https://example.org,https://b.example", "https://-a.example", "https://example.org#x",
    )  # fmt: skip
    for text in bad:
        with pytest.raises(NotAnOrigin):
            tidy(text)
    EmbedOrigin.objects.create(origin="https://example.org")
    assert not EmbedOriginForm({"origin": "https://Example.org/", "is_active": True}).is_valid()
    assert not EmbedOriginForm({"origin": "https://example.org/events", "is_active": True}).is_valid()
    form = EmbedOriginForm({"origin": "www.rouen.fr", "is_active": True})
    assert form.is_valid(), form.errors
    assert form.save().origin == "https://www.rouen.fr"


def test_staff_name_websites_on_the_desk(client: Client) -> None:
    make_home()
    client.force_login(make_staff())
    path = reverse("admin:events_embedorigin_add")
    refused = client.post(path, {"origin": "https://example.org/events", "is_active": "on"})
    assert refused.status_code == 200
    assert "https://example.org/events" in refused.content.decode()
    assert EmbedOrigin.objects.count() == 0
    assert client.post(path, {"origin": "https://Example.org/", "is_active": "on"}).status_code == 302
    assert policy(client, address("embed")) == ("https://example.org", None)
    assert (
        "https://example.org" in client.get(reverse("admin:events_embedorigin_changelist")).content.decode()
    )
