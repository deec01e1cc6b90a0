"""What `manage.py seed` brings about projects: real ones that facts carry, and samples that leave without a trace."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from PIL import Image

import projects.seed
from partners.organisations.models import Organisation
from projects.models import (
    Participation,
    Project,
    ProjectDocument,
    ProjectPhoto,
    Proposal,
)
from projects.pdf import Findings, examine
from projects.seed import load
from projects.seed.drawings import MOTIFS, draw
from projects.seed.papers import odt, tagged_pdf
from tests.factories_projects import make_project
from tests.seed.dump import dump
from twinning.languages import column, own_languages
from twinning.mail.models import OutgoingMail
from twinning.publishing import missing_for_publication
from twinning.richtext import clean_html
from twinning.seeding import Run

SIX = ("de", "en", "fr", "pl", "ja", "ar")
REAL = [
    "klimaresilienz-blantyre", "ginkgo-friedensbaum", "zwei-choere-marktkirche", "igs-list-jacaranda",
    "hannover-tag-hiroshima", "teehaus", "jugendaustausch-hiroshima",
]  # fmt: skip
DRAFTS = ["aware-and-fair", "friedensglocke"]
TEXTS = {
    "": ("title", "summary", "goal", "story", "audience", "rhythm"),
    "participations": ("note",),
    "milestones": ("title",),
    "results": ("title", "text"),
    "figures": ("label", "unit"),
    "photos": ("alt", "caption"),
    "fundings": ("source", "programme"),
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    settings.DEBUG = True
    return tmp_path


def gaps(project: Project) -> list[str]:
    """Texts that are there in German but not in every one of the six languages."""
    found = []
    for relation, fields in TEXTS.items():
        rows = getattr(project, relation).all() if relation else [project]
        for row in rows:
            for name in fields:
                have = [code for code in SIX if (getattr(row, column(name, code)) or "").strip()]
                if have not in ([], list(SIX)):
                    found.append(f"{project.slug}: {relation} {name} {have}")
    return found


# --- real projects --------------------------------------------------------------------------------
def test_seven_projects_are_published_and_two_wait_for_a_date() -> None:
    call_command("seed", verbosity=0)
    published = Project.objects.published().newest_first()
    assert list(published.values_list("slug", flat=True)) == REAL
    drafts = Project.objects.filter(state="draft").order_by("slug")
    assert list(drafts.values_list("slug", flat=True)) == DRAFTS
    assert all("nicht belegt" in project.staff_note for project in drafts)
    assert not Project.objects.filter(is_sample=True).exists()
    assert [missing_for_publication(project) for project in Project.objects.all()] == [[]] * 9


def test_every_project_is_written_in_six_languages_and_names_its_sources() -> None:
    call_command("seed", verbosity=0)
    for project in Project.objects.all():
        assert own_languages(project, ("title", "summary", "story")) == SIX
        assert gaps(project) == []
        assert project.sources.exists()
        assert project.themes.exists()
        stories = [getattr(project, column("story", code)) for code in SIX]
        assert [clean_html(story) for story in stories] == stories
        assert len({story.count("<p>") for story in stories}) == 1


def test_organisations_take_part_with_their_places() -> None:
    call_command("seed", verbosity=0)
    rows = Participation.objects.filter(organisation__isnull=False).order_by("project__slug", "position")
    assert [
        (row.project.slug, row.organisation.slug, row.city.slug if row.city else "", row.is_home)
        for row in rows
    ] == [
        ("igs-list-jacaranda", "igs-list", "", True),
        ("igs-list-jacaranda", "jacaranda-school", "blantyre", False),
        ("teehaus", "chado-kai", "", True),
        ("zwei-choere-marktkirche", "hannoverscher-oratorienchor", "", True),
        ("zwei-choere-marktkirche", "bristol-choral-society", "bristol", False),
    ]


def test_loading_again_changes_nothing() -> None:
    call_command("seed", verbosity=0)
    before = dump()
    call_command("seed", verbosity=0)
    assert dump() == before


def test_without_organisations_their_places_take_part() -> None:
    call_command("seed", verbosity=0)
    Project.objects.all().delete()
    Organisation.objects.all().delete()
    load(Run())
    rows = Project.objects.get(slug="igs-list-jacaranda").participations.all()
    assert [(row.organisation, row.city.slug if row.city else "", row.is_home) for row in rows] == [
        (None, "", True),
        (None, "blantyre", False),
    ]


def test_what_staff_renamed_or_took_over_stays() -> None:
    call_command("seed", verbosity=0)
    project = Project.objects.get(slug="teehaus")
    project.slug = "teehaus-hannover"
    projects.seed.loading.save_project(project)
    project.participations.all().first().delete()
    load(Run())
    assert not Project.objects.filter(slug="teehaus").exists()
    assert project.participations.count() == 1


# --- samples --------------------------------------------------------------------------------------
def test_samples_show_life_and_say_that_they_are_invented() -> None:
    make_project("own")
    call_command("seed", "--samples", verbosity=0)
    rows = Project.objects.filter(is_sample=True)
    assert {row.stage for row in rows} == {"planned", "running", "finished"}
    assert (rows.count(), rows.published().count()) == (9, 9)
    assert [gap for row in rows for gap in gaps(row)] == []
    assert [missing_for_publication(row) for row in rows] == [[]] * 9
    assert not rows.filter(sources__isnull=False).exists()
    cranes = rows.get(slug="papierkraniche")
    counts = {
        name: getattr(cranes, name).count()
        for name in ("participations", "milestones", "results", "figures", "photos", "documents", "fundings")
    }
    assert counts == {
        "participations": 2, "milestones": 5, "results": 2, "figures": 5, "photos": 4, "documents": 3,
        "fundings": 3,
    }  # fmt: skip
    assert [row.organisation.slug for row in cranes.participations.all()] == ["werkhalle-sieben", "kawanone"]


def test_sample_documents_are_for_everybody_and_pictures_are_wide_enough() -> None:
    call_command("seed", "--samples", verbosity=0)
    judged = [(row.kind, row.pages, row.needs_alternative) for row in ProjectDocument.objects.all()]
    assert judged == [("PDF", 2, False), ("PDF", 1, False), ("ODT", None, False)]
    photos = ProjectPhoto.objects.all()
    assert {(photo.width, photo.height, photo.credit, photo.licence) for photo in photos} == {
        (1600, 1200, "Kulturbüro (Beispiel)", "CC BY 4.0")
    }


def test_sample_proposals_wait_in_the_queue_without_mails() -> None:
    call_command("seed", "--samples", verbosity=0)
    rows = Proposal.objects.order_by("submitted_at")
    assert [(row.language, row.state, row.events.count()) for row in rows] == [
        ("de", "returned", 2),
        ("fr", "submitted", 1),
        ("en", "submitted", 1),
    ]
    assert not OutgoingMail.objects.filter(key__startswith="proposal-").exists()


def test_samples_twice_are_there_once() -> None:
    call_command("seed", "--samples", verbosity=0)
    before = dump()
    call_command("seed", "--samples", verbosity=0)
    assert dump() == before


def test_samples_leave_without_a_trace_files_included(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    call_command("seed", verbosity=0)
    before = dump()
    call_command("seed", "--samples", verbosity=0)
    assert [path for path in media.rglob("*") if path.is_file()] != []
    with django_capture_on_commit_callbacks(execute=True):
        call_command("remove_samples", verbosity=0)
    assert dump() == before
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_sample_with_the_word_of_a_real_project_stays_away() -> None:
    make_project("papierkraniche")
    call_command("seed", "--samples", verbosity=0)
    assert Project.objects.filter(is_sample=True).count() == 8
    call_command("remove_samples", verbosity=0)
    assert Project.objects.filter(slug="papierkraniche", is_sample=False).exists()


# --- what is drawn and written --------------------------------------------------------------------
@pytest.mark.parametrize("motif", MOTIFS)
def test_drawing_is_the_same_each_time_and_wears_the_hue(motif: str) -> None:
    first, again, other = draw(motif, 45).read(), draw(motif, 45).read(), draw(motif, 154).read()
    assert first == again
    assert first != other
    with Image.open(BytesIO(first)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (1600, 1200))


def test_paper_is_tagged_and_says_its_language() -> None:
    paper = tagged_pdf(
        [[("H1", "Über (uns)"), ("P", "Ein Satz. " * 40)], [("P", "Zwei")]],
        title="Über",
        language="de",
        name="x",
    )
    assert examine(paper) == Findings(2, True)


def test_form_is_an_open_document() -> None:
    with ZipFile(odt([("H1", "A & B"), ("P", "<c>")], language="de", name="x")) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        assert b"A &amp; B" in archive.read("content.xml")
        assert archive.testzip() is None


def test_files_name_only_what_the_models_know() -> None:
    """A key that is misspelt would be lost without a word."""
    folder = Path(projects.seed.__file__).parent
    for name in ("projects.json", "samples.json"):
        for values in json.loads((folder / name).read_text(encoding="utf-8")):
            known = {field.name for field in Project._meta.get_fields()}
            assert set(values) - known == set(), values["slug"]
