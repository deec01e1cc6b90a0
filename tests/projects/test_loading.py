"""Loading again, in odd circumstances, and taking the samples away."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from partners.organisations.models import Organisation
from projects.actions import save_project
from projects.models import Project
from projects.seed import load
from tests.factories_projects import make_project
from tests.seed.dump import dump
from twinning.seeding import Run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    settings.DEBUG = True
    return tmp_path


def test_loading_again_changes_nothing(seeded: None) -> None:
    before = dump()
    call_command("seed", verbosity=0)
    assert dump() == before


def test_without_organisations_their_places_take_part(seeded: None) -> None:
    Project.objects.all().delete()
    Organisation.objects.all().delete()
    load(Run())
    rows = Project.objects.get(slug="igs-list-jacaranda").participations.all()
    assert [(row.organisation, row.city.slug if row.city else "", row.is_home) for row in rows] == [
        (None, "", True),
        (None, "blantyre", False),
    ]


def test_what_staff_renamed_or_took_over_stays(seeded: None) -> None:
    project = Project.objects.get(slug="teehaus")
    project.slug = "teehaus-hannover"
    save_project(project)
    project.participations.all().first().delete()
    load(Run())
    assert not Project.objects.filter(slug="teehaus").exists()
    assert project.participations.count() == 1


def _files(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def test_samples_leave_without_a_trace_files_included(
    seeded: None, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    before, files = dump(), _files(media)
    call_command("seed", "--samples", verbosity=0)
    assert _files(media) > files
    with django_capture_on_commit_callbacks(execute=True):
        call_command("remove_samples", verbosity=0)
    assert dump() == before
    assert _files(media) == files


def test_sample_with_the_word_of_a_real_project_stays_away() -> None:
    make_project("papierkraniche")
    call_command("seed", "--samples", verbosity=0)
    assert Project.objects.filter(is_sample=True).count() == 8
    call_command("remove_samples", verbosity=0)
    assert Project.objects.filter(slug="papierkraniche", is_sample=False).exists()
