"""Versions on the desk: kept with every save, compared, restored by whoever may change the page."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests.factories import make_home, make_page, make_staff
from tests.staff.conftest import signed_in
from tests.staff.forms import opened, save
from twinning.accounts.models import User
from twinning.revisions.models import Revision
from twinning.revisions.words import pieces

pytestmark = pytest.mark.django_db


def _url(name: str, pk: int) -> str:
    return reverse(f"admin:pages_page_{name}", args=[pk])


def test_saves_are_kept_compared_and_brought_back() -> None:
    make_home()
    desk = signed_in(make_staff())
    page = make_page("news", title_ar="أخبار", body_de="<p>Alter Text.</p>")
    changes = {"title_ar": "أخبار جديدة", "body_de": "<p>Neuer Text &lt;b&gt;.</p>", "position": "20"}
    values = opened(desk, _url("change", page.pk))
    assert save(desk, _url("change", page.pk), values, **changes).status_code == 302
    assert [row.origin for row in Revision.objects.of(page)] == ["saved", "found"]
    listed = desk.get(_url("history", page.pk))
    assert [row.number for row in listed.context["versions"]] == [2, 1]
    shown = desk.get(_url("versions", page.pk), {"old": "2", "new": "1"})
    text = shown.content.decode()
    assert [change.language for change in shown.context["changes"]] == ["ar", "de", ""]
    assert 'lang="ar" dir="rtl"' in text
    assert "&lt;b&gt;" in text
    for query in ({"old": "9", "new": "1"}, {"old": "x"}, {"old": "9" * 30, "new": "1"}):
        assert desk.get(_url("versions", page.pk), query).status_code == 404
    assert desk.get(_url("restore", page.pk)).status_code == 405
    stale = desk.post(_url("restore", page.pk), {"number": "1", "seen": "1"})
    assert stale.status_code == 422
    done = desk.post(_url("restore", page.pk), {"number": "1", "seen": "2"})
    assert done.status_code == 302
    page.refresh_from_db()
    assert (page.title_ar, page.position, page.version) == ("أخبار", 10, 3)
    assert Revision.objects.of(page)[0].restored_from == 1
    assert Revision.objects.count() == 3


def test_versions_need_the_right_to_see_and_restoring_the_right_to_change(client: Client) -> None:
    make_home()
    page = make_page()
    Revision.objects.all().delete()
    reader = User.objects.create_user("reader@example.org", "hannover-1947", is_staff=True)
    client.force_login(reader)
    assert client.get(_url("versions", page.pk)).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="view_page"))
    assert client.get(_url("versions", page.pk)).status_code == 404
    assert client.post(_url("restore", page.pk), {"number": "1"}).status_code == 403


def test_words_are_compared_in_every_script() -> None:
    found = [(piece.fate, piece.text) for piece in pieces("Der alte Weg", "Der neue Weg")]
    assert found == [("kept", "Der "), ("removed", "alte"), ("added", "neue"), ("kept", " Weg")]
    found = [(piece.fate, piece.text) for piece in pieces("姉妹都市", "姉妹町")]
    assert found == [("kept", "姉妹"), ("removed", "都市"), ("added", "町")]
    found = [(piece.fate, piece.text) for piece in pieces("Wir tun das gern.", "Alle machen es gern.")]
    assert found == [("removed", "Wir tun das"), ("added", "Alle machen es"), ("kept", " gern.")]
    long = "Ein Satz. " * 3000
    assert [piece.fate for piece in pieces(long, long + "Neu.")] == ["kept", "added"]
