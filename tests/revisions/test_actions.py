"""Versions: what they hold, how they come back, and when they go."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection
from django.utils import timezone

from partners.models import Greeting
from tests.factories import make_city, make_page, make_source
from twinning.accounts.models import User
from twinning.pages.models import Page
from twinning.revisions import actions
from twinning.revisions.actions import Refused, prune, record, restore
from twinning.revisions.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return User.objects.create_user("anna@example.org", "hannover-1947")


def test_version_holds_every_language_links_and_parts_but_nothing_personal(anna: User) -> None:
    city, source = make_city(name_ar="مدينة", staff_note="Call Ms Roe", name_fr=""), make_source()
    city.sources.add(source)
    greeting = Greeting.objects.create(city=city, language="pl", text="Dzień dobry", meaning_de="Guten Tag")
    kept = record(city, by=anna)
    assert (kept.number, kept.by, kept.origin) == (1, anna, "saved")
    assert kept.data["name_ar"] == "مدينة"
    assert kept.data["latitude"] == 52.40692
    assert kept.data["name_fr"] is None
    assert kept.data["sources"] == [source.pk]
    assert kept.data["parts"]["greetings"] == {str(greeting.pk): {"meaning_de": "Guten Tag"}}
    assert not {"name", "staff_note", "version", "id"} & kept.data.keys()
    assert record(city, by=anna) == kept
    city.delete()
    assert not Revision.objects.exists()


def test_restoring_makes_a_new_version_and_leaves_publication_and_address(anna: User) -> None:
    page = make_page("old", title_pl="Stary", state="draft")
    other = make_page("other")
    page.related.add(other)
    first = record(page, by=anna)
    for name, value in {"title_de": "Neu", "title_pl": None, "state": "published", "slug_de": "neu"}.items():
        setattr(page, name, value)
    page.save()
    page.related.clear()
    stored, changed = restore(first, by=anna, seen_version=page.version)
    page.refresh_from_db()
    assert (page.title_de, page.title_pl, page.state, page.slug_de) == (
        "Seite old",
        "Stary",
        "published",
        "neu",
    )
    assert list(page.related.all()) == [other]
    assert page.version == 2 == stored.version
    assert changed == {"title_de", "title_pl"}
    numbers = Revision.objects.of(page).values_list("number", "origin", "restored_from")
    assert list(numbers) == [(3, "restored", 1), (2, "found", None), (1, "saved", None)]


def test_restoring_is_refused_when_stale_or_when_the_public_would_miss_something(anna: User) -> None:
    page = make_page(title_de=None, title_en="Only English", state="draft")
    lacking = record(page, by=anna)
    page.title_de, page.state = "Da", "published"
    page.save()
    with pytest.raises(Refused):
        restore(lacking, by=anna, seen_version=page.version + 1)
    with pytest.raises(Refused):
        restore(lacking, by=anna)
    page.refresh_from_db()
    assert page.title_de == "Da"
    assert Revision.objects.count() == 1


def test_old_versions_are_thinned_out_to_one_a_month() -> None:
    page, now = make_page(), timezone.now()
    kept = record(page, by=None)
    start = now.replace(day=20, hour=12) - timedelta(days=800)
    moments = [start, start + timedelta(days=1), start + timedelta(days=40), now - timedelta(days=300), now]
    Revision.objects.all().delete()
    for number, moment in enumerate(moments, 1):
        fields = {"content_type": kept.content_type, "object_id": page.pk, "data": {}}
        Revision.objects.create(number=number, at=moment, **fields)
    assert prune(now) == 1
    assert prune(now) == 0
    assert list(Revision.objects.of(page).values_list("number", flat=True)) == [5, 4, 3, 2]


class _Gate:
    """Stands where the number is known and not yet stored: lets two in together, or one alone after a moment."""

    def __init__(self) -> None:
        self.meeting = Barrier(2, timeout=0.3)

    def get_for_model(self, obj: Any) -> ContentType:
        with suppress(BrokenBarrierError):
            self.meeting.wait()
        return ContentType.objects.get_for_model(obj)


def _race(page: Page, monkeypatch: Any) -> int:
    """Two versions at the same moment; how many of them failed."""
    failures: list[IntegrityError] = []
    monkeypatch.setattr(actions, "ContentType", SimpleNamespace(objects=_Gate()))

    def save() -> None:
        try:
            record(page, by=None, note=str(len(failures)))
        except IntegrityError as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=save) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(failures)


@pytest.mark.django_db(transaction=True)
def test_two_versions_at_once_never_share_a_number_and_without_the_lock_they_would(monkeypatch: Any) -> None:
    page = make_page()
    assert _race(page, monkeypatch) == 0
    Revision.objects.all().delete()
    monkeypatch.setattr(actions, "lock", lambda obj: None)
    assert _race(page, monkeypatch) == 1
    assert Revision.objects.count() == 1
