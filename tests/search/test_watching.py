"""What changes is noted in the transaction of the change, and indexed when it is through."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from partners.models import CityName, Theme
from tests.factories import make_city, make_home, make_page
from tests.factories_projects import make_project
from twinning import memory
from twinning.search import indexing
from twinning.search.models import IndexedText, PendingIndexing
from twinning.search.query import Wanted, find

pytestmark = pytest.mark.django_db


def noted() -> list[tuple[str, int]]:
    """What is waiting now, and nothing afterwards."""
    rows = sorted(set(PendingIndexing.objects.values_list("kind", "object_id")))
    PendingIndexing.objects.all().delete()
    return rows


def test_change_of_a_thing_or_of_its_parts_is_noted() -> None:
    make_home()
    city, theme = make_city(), Theme.objects.create(key="peace", name_de="Frieden")
    project = make_project()
    noted()
    name = CityName.objects.create(city=city, name="Posen")
    assert noted() == [("city", city.pk)]
    name.delete()
    assert noted() == [("city", city.pk)]
    project.themes.add(theme)
    assert noted() == [("project", project.pk)]
    theme.projects.remove(project)
    assert noted() == [("project", project.pk)]
    key = project.pk
    project.delete()
    assert noted() == [("project", key)]


def test_note_goes_with_a_change_that_is_undone() -> None:
    make_home()
    noted()
    with transaction.atomic():
        make_page("gone")
        transaction.set_rollback(True)
    assert noted() == []


def test_saved_thing_is_found_after_the_commit(django_capture_on_commit_callbacks: object) -> None:
    make_home()
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        pages = [make_page(f"choir-{number}", title_de="Chor") for number in range(3)]
    assert find(Wanted("chor", "de")).total == 3
    assert len([call for call in callbacks if call.__module__ == "twinning.search.watching"]) == 1
    pages[0].title_de = "Orchester"
    pages[0].save()
    pages[1].delete()
    assert indexing.catch_up() == 2
    assert [find(Wanted(text, "de")).total for text in ("chor", "orchester")] == [1, 1]
    assert not PendingIndexing.objects.exists()


def test_many_changes_are_left_to_the_worker(django_capture_on_commit_callbacks: object) -> None:
    make_home()
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(21):
            make_page(f"choir-{number}", title_de="Chor")
    assert not IndexedText.objects.exists()
    assert indexing.catch_up() >= 21
    assert find(Wanted("chor", "de")).total == 21


def test_page_that_is_published_later_is_noted_for_that_moment() -> None:
    make_home()
    moment = timezone.now() + timedelta(hours=1)
    page = make_page("later", title_de="Später", publish_from=moment)
    assert PendingIndexing.objects.filter(object_id=page.pk, kind="page", due_at=moment).exists()
    indexing.catch_up()
    assert find(Wanted("später", "de")).total == 0
    # The moment has come.
    type(page).objects.filter(pk=page.pk).update(publish_from=timezone.now())
    PendingIndexing.objects.update(due_at=timezone.now())
    indexing.catch_up()
    memory.forget()
    assert find(Wanted("später", "de")).total == 1


def test_failure_to_index_disturbs_nobody_and_keeps_the_note(
    django_capture_on_commit_callbacks: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_home()

    def fail() -> int:
        raise DatabaseError("The index is broken.")

    monkeypatch.setattr(indexing, "catch_up", fail)
    with django_capture_on_commit_callbacks(execute=True):
        page = make_page("choir", title_de="Chor")
    assert PendingIndexing.objects.filter(kind="page", object_id=page.pk).exists()
