"""What happens with projects and their parts: addresses, places, files."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from partners.organisations.actions import save_organisation
from projects.actions import (
    delete_project,
    delete_with_file,
    finish_project,
    save_document,
    save_participation,
    save_project,
    save_result,
)
from projects.models import Participation, Project, ProjectDocument, Result
from tests.factories import make_city
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_participation, make_photo, make_project
from tests.projects.pdfs import make_pdf
from twinning.addresses.actions import find
from twinning.addresses.models import Slug

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def files(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.rglob("*") if path.is_file())


# --- addresses ------------------------------------------------------------------------------------
def test_former_address_word_still_leads_to_the_project() -> None:
    project = make_project("old")
    project.slug = "new"
    save_project(project)
    assert {find(kind="project", language="fr", slug=word) for word in ("old", "new")} == {project.pk}


def test_word_that_another_project_had_is_refused_and_nothing_is_stored() -> None:
    first = make_project("old")
    first.slug = "new"
    save_project(first)
    second = make_project("second")
    second.slug = "old"
    with pytest.raises(ValidationError):
        save_project(second)
    second.refresh_from_db()
    assert second.slug == "second"


# --- deleting -------------------------------------------------------------------------------------
def test_deleted_project_takes_its_files_and_words_along(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    project = make_project("gone")
    make_photo(project)
    save_document(ProjectDocument(project=project, title="A", language="de", file=make_pdf()))
    save_result(Result(project=project, title_de="B", file=make_pdf()))
    assert files(media).count(".pdf") == 2
    with django_capture_on_commit_callbacks(execute=True):
        delete_project(project)
    assert (files(media), Project.objects.count(), Slug.objects.filter(kind="project").count()) == ([], 0, 0)


def test_files_stay_when_the_deletion_fails(media: Path) -> None:
    project = make_project()
    document = save_document(ProjectDocument(project=project, title="A", language="de", file=make_pdf()))
    with transaction.atomic():
        delete_project(project)
        transaction.set_rollback(True)
    assert default_storage.exists(document.file.name)


# --- finishing ------------------------------------------------------------------------------------
def test_project_is_finished_on_a_day() -> None:
    project = finish_project(make_project(), on=date(2026, 3, 4))
    assert (project.stage, project.ends_on, project.version) == ("finished", date(2026, 3, 4), 2)


def test_earlier_end_stays_and_a_later_one_is_corrected() -> None:
    early = finish_project(make_project(ends_on=date(2025, 1, 1)), on=date(2026, 3, 4))
    late = finish_project(make_project(ends_on=date(2027, 1, 1)), on=date(2026, 3, 4))
    assert (early.ends_on, late.ends_on) == (date(2025, 1, 1), date(2026, 3, 4))


def test_finishing_twice_changes_nothing() -> None:
    project = finish_project(make_project(), on=date(2026, 3, 4))
    assert finish_project(project, on=date(2026, 5, 6)).ends_on == date(2026, 3, 4)


def test_project_that_has_not_begun_cannot_be_finished() -> None:
    with pytest.raises(ValidationError) as refusal:
        finish_project(make_project(starts_on=date(2026, 5, 1)), on=date(2026, 3, 4))
    assert refusal.value.code == "not_begun"


# --- who takes part -------------------------------------------------------------------------------
def placed(**fields: Any) -> tuple[str | None, bool]:
    row = save_participation(Participation(project=make_project(), **fields))
    row.refresh_from_db()
    return row.city.slug if row.city else None, row.is_home


def test_place_of_an_organisation_is_repeated() -> None:
    rouen = make_city("rouen")
    assert placed(organisation=make_organisation(city=rouen)) == ("rouen", False)
    assert placed(organisation=make_organisation()) == (None, True)


def test_wrong_choice_beside_an_organisation_is_put_right() -> None:
    rouen, poznan = make_city("rouen"), make_city("poznan")
    assert placed(organisation=make_organisation(city=rouen), city=poznan) == ("rouen", False)
    assert placed(organisation=make_organisation(), city=poznan) == (None, True)


def test_organisation_in_a_named_place_keeps_what_was_chosen() -> None:
    """A district of the home town, or a town without a page: only staff know."""
    assert placed(organisation=make_organisation(place="Linden"), is_home=True) == (None, True)
    assert placed(organisation=make_organisation(place="Rennes")) == (None, False)


def test_city_and_home_town_stay_as_chosen() -> None:
    assert placed(city=make_city("rouen")) == ("rouen", False)
    assert placed(is_home=True) == (None, True)


def test_participations_follow_an_organisation_that_moves() -> None:
    organisation = make_organisation()
    row = make_participation(make_project(), organisation=organisation)
    organisation.city = make_city("rouen")
    save_organisation(organisation)
    row.refresh_from_db()
    assert (row.city.slug, row.is_home) == ("rouen", False)


# --- documents and results ------------------------------------------------------------------------
def test_new_pdf_is_looked_into() -> None:
    good = save_document(
        ProjectDocument(project=make_project(), title="A", language="de", file=make_pdf(pages=2))
    )
    bad = save_document(
        ProjectDocument(project=make_project(), title="A", language="de", file=make_pdf(tagged=False))
    )
    assert (good.pages, good.is_accessible, good.needs_alternative) == (2, True, False)
    assert (bad.pages, bad.is_accessible, bad.needs_alternative) == (1, False, True)
    bad.alternative = "https://example.org/report"
    assert bad.needs_alternative is False


def test_other_kinds_of_file_are_not_judged() -> None:
    file = ContentFile(b"PK\x03\x04", name="form.odt")
    document = save_document(ProjectDocument(project=make_project(), title="A", language="de", file=file))
    assert (document.kind, document.pages, document.needs_alternative) == ("ODT", None, False)


def test_name_of_a_file_tells_nothing() -> None:
    document = save_document(
        ProjectDocument(project=make_project(), title="A", language="de", file=make_pdf(name="mueller.pdf"))
    )
    assert "mueller" not in document.file.name
    assert document.file.name.startswith("documents/")


def test_replaced_file_goes_and_is_judged_anew(media: Path, django_capture_on_commit_callbacks: Any) -> None:
    document = save_document(
        ProjectDocument(project=make_project(), title="A", language="de", file=make_pdf())
    )
    document.file = make_pdf(pages=3, language="")
    with django_capture_on_commit_callbacks(execute=True):
        save_document(document)
    assert (files(media), document.pages, document.is_accessible) == ([".pdf"], 3, False)


def test_result_whose_file_is_taken_away_loses_the_file(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    result = save_result(Result(project=make_project(), title_de="B", file=make_pdf()))
    result.file = ""
    with django_capture_on_commit_callbacks(execute=True):
        save_result(result)
    assert files(media) == []


def test_deleted_document_takes_its_file_along(media: Path, django_capture_on_commit_callbacks: Any) -> None:
    document = save_document(
        ProjectDocument(project=make_project(), title="A", language="de", file=make_pdf())
    )
    with django_capture_on_commit_callbacks(execute=True):
        delete_with_file(document)
    assert (files(media), ProjectDocument.objects.count()) == ([], 0)
