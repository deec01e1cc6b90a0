"""Short links: never out of the portal, never twice, never reused; and what a poster needs."""

import re
from contextlib import suppress
from io import BytesIO
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from defusedxml import ElementTree
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from PIL import Image

from tests.factories import make_home, make_page, make_staff, make_user
from tests.factories_editorial import EDITORIAL
from tests.staff.conftest import signed_in
from twinning.shortlinks import actions
from twinning.shortlinks.actions import ALPHABET, link_for, make, new_code
from twinning.shortlinks.models import ShortLink

pytestmark = pytest.mark.django_db
OUTSIDE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "javascript:alert(1)",
    "/de/\n//evil.example", "/%09/evil.example", "/de/../..//evil.example", "/verwaltung/",
    "/s/abcdef", "/nowhere/", "/de/?next=//evil.example", "/de/#x", "de/", "", " /de/", "/de/@evil.example",
    "/static/x.css", "///evil.example/de/",
)  # fmt: skip


@pytest.mark.parametrize("path", OUTSIDE)
def test_link_leads_nowhere_but_to_public_pages_of_the_portal(client: Client, path: str) -> None:
    link = ShortLink(label="x", path=path)
    with pytest.raises(ValidationError):
        link.full_clean(exclude=["code"], validate_constraints=bool(not path))
    link.code = "abc347"
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError:
        return
    make_home()
    assert client.get("/s/abc347").status_code == 410
    assert not ShortLink.objects.filter(visits__gt=0).exists()


def test_visitors_come_to_the_page_in_their_language_or_in_that_of_the_link(client: Client) -> None:
    make_home()
    page = make_page("about", slug_fr="a-propos", title_fr="À propos")
    own = link_for(page, "", by=None)
    french, fixed = link_for(page, "fr", by=None), make(ShortLink(label="Start", path="/de/"), by=None)
    for link, speaks, leads in (
        (own, "pl-PL,pl;q=0.9", "/pl/about/"),
        (own, "fr", "/fr/a-propos/"),
        (own, "xx", "/de/about/"),
        (french, "pl", "/fr/a-propos/"),
        (fixed, "ar", "/ar/"),
    ):
        answer = client.get(f"/s/{link.code}", headers={"Accept-Language": speaks})
        assert (answer.status_code, answer.url) == (302, leads)
        assert "Accept-Language" in answer.headers["Vary"]
        assert "no-store" in answer.headers["Cache-Control"]
        assert not answer.cookies
    page.slug_fr = "nouveau"
    page.save()
    assert client.get(f"/s/{french.code.upper()}").url == "/fr/nouveau/"
    assert client.head(f"/s/{french.code}").status_code == 302
    counts = dict(ShortLink.objects.values_list("pk", "visits"))
    assert counts == {own.pk: 3, french.pk: 2, fixed.pk: 1}


def test_target_that_is_gone_is_told_kindly(client: Client) -> None:
    make_home()
    page = make_page("about", state="draft")
    link = link_for(page, "", by=None)
    with override("en"):
        words = gettext("This page is no longer here")
    for change in ({"state": "draft"}, {"is_off": True}, {}):
        ShortLink.objects.filter(pk=link.pk).update(is_off=change.pop("is_off", False))
        for name, value in (change or {"state": "published"}).items():
            setattr(page, name, value)
        page.save()
        if not change:
            assert client.get(f"/s/{link.code}").status_code in (302, 410)
            page.delete()
        gone = client.get(f"/s/{link.code}", headers={"Accept-Language": "en"})
        assert gone.status_code == 410
        assert words in gone.content.decode()
    assert client.get("/s/zzzzzz").status_code == 404
    assert client.post(f"/s/{link.code}").status_code == 405


def test_codes_are_easy_to_read_and_stay_for_good() -> None:
    make_home()
    desk = signed_in(make_staff())
    assert not set("01258bgiloqsuzae") & set(ALPHABET)
    assert len({new_code() for _round in range(200)}) == 200
    link = make(ShortLink(label="x", path="/de/"), by=None)
    assert desk.get(reverse("admin:shortlinks_shortlink_delete", args=[link.pk])).status_code == 403


def test_taken_code_is_drawn_anew(monkeypatch: Any) -> None:
    first = make(ShortLink(label="x", path="/de/"), by=None)
    draws = iter([first.code, first.code, "347cdf"])
    monkeypatch.setattr(actions, "new_code", lambda: next(draws))
    assert make(ShortLink(label="y", path="/de/"), by=None).code == "347cdf"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_the_same_link_and_without_the_constraint_they_would_not(monkeypatch: Any) -> None:
    page, gate, drawn = make_page(), Barrier(2, timeout=0.5), actions.new_code

    def together() -> str:
        with suppress(BrokenBarrierError):
            gate.wait()
        return drawn()

    monkeypatch.setattr(actions, "new_code", together)

    def race() -> set[int]:
        found: set[int] = set()

        def ask() -> None:
            found.add(link_for(page, "de", by=None).pk)
            connection.close()

        threads = [Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found

    assert len(race()) == 1
    assert ShortLink.objects.count() == 1
    ShortLink.objects.all().delete()
    gate.reset()
    constraint = next(one for one in ShortLink._meta.constraints if one.name.startswith("shortlinks_once"))
    with connection.schema_editor() as editor:
        editor.remove_constraint(ShortLink, constraint)
    try:
        assert len(race()) == 2
    finally:
        ShortLink.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(ShortLink, constraint)


def test_office_makes_links_from_every_kind_of_page_and_gets_codes_to_print() -> None:
    make_home()
    desk = signed_in(make_staff())
    for label, factory in EDITORIAL.items():
        obj = factory()
        address = reverse(f"admin:{label.replace('.', '_')}_short_links", args=[obj.pk])
        made = desk.post(address, {"language": "en"})
        assert desk.post(address, {"language": "en"}).url == made.url
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"language": "xx"}).status_code == 422
    form = reverse(f"admin:{label.replace('.', '_')}_change", args=[obj.pk])
    assert address in desk.get(form).content.decode()
    link = ShortLink.objects.latest("pk")
    shown = desk.get(made.url)
    assert link.get_short_url() in shown.content.decode()
    assert ShortLink.objects.count() == len(EDITORIAL)
    drawing = desk.get(reverse("admin:shortlinks_shortlink_qr", args=[link.pk, "svg"]))
    assert ElementTree.fromstring(drawing.content).tag.endswith("svg")
    assert re.search(rb"style=|<script", drawing.content) is None
    loaded = desk.get(reverse("admin:shortlinks_shortlink_qr", args=[link.pk, "png"]), {"download": ""})
    assert "attachment" in loaded.headers["Content-Disposition"]
    picture = Image.open(BytesIO(loaded.content)).convert("L")
    assert picture.width >= 1200
    module = picture.width // 37 if picture.width % 37 == 0 else picture.width // 41
    edge = picture.crop((0, 0, picture.width, 4 * module))
    assert edge.getextrema() == (255, 255)
    assert desk.get(reverse("admin:shortlinks_shortlink_qr", args=[link.pk, "exe"])).status_code == 404


def test_form_refuses_other_sites_and_asks_for_rights() -> None:
    make_home()
    desk, add = signed_in(make_staff()), reverse("admin:shortlinks_shortlink_add")
    refused = desk.post(add, {"label": "x", "path": "https://evil.example/", "language": ""})
    assert refused.status_code in (200, 422)
    assert "path" in refused.context["adminform"].form.errors
    done = desk.post(add, {"label": "x", "path": "/de/", "language": "pl"})
    assert done.status_code == 302
    assert ShortLink.objects.get().created_by is not None
    reader = signed_in(make_user(is_staff=True))
    page = make_page()
    assert reader.get(reverse("admin:pages_page_short_links", args=[page.pk])).status_code == 403
    link = ShortLink.objects.get()
    assert reader.get(reverse("admin:shortlinks_shortlink_qr", args=[link.pk, "svg"])).status_code == 403
