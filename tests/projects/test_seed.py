"""What `manage.py seed` brings about projects: real ones that facts carry, and samples that say they are invented."""

import pytest

from projects.models import Participation, Project, ProjectDocument, ProjectPhoto, Proposal
from twinning.languages import column, own_languages
from twinning.mail.models import OutgoingMail
from twinning.publishing import missing_for_publication
from twinning.richtext import clean_html

pytestmark = [pytest.mark.usefixtures("sampled"), pytest.mark.django_db]

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


def test_seven_projects_are_published_and_two_wait_for_a_date() -> None:
    published = Project.objects.filter(is_sample=False).published().newest_first()
    assert list(published.values_list("slug", flat=True)) == REAL
    drafts = Project.objects.filter(state="draft").order_by("slug")
    assert list(drafts.values_list("slug", flat=True)) == DRAFTS
    assert all("nicht belegt" in project.staff_note for project in drafts)
    assert [missing_for_publication(project) for project in Project.objects.filter(is_sample=False)] == [
        []
    ] * 9


def test_every_project_is_written_in_six_languages_and_names_its_sources() -> None:
    for project in Project.objects.filter(is_sample=False):
        assert own_languages(project, ("title", "summary", "story")) == SIX
        assert gaps(project) == []
        assert project.sources.exists()
        assert project.themes.exists()
        stories = [getattr(project, column("story", code)) for code in SIX]
        assert [clean_html(story) for story in stories] == stories
        assert len({story.count("<p>") for story in stories}) == 1


def test_organisations_take_part_with_their_places() -> None:
    rows = Participation.objects.filter(organisation__isnull=False, project__is_sample=False).order_by(
        "project__slug", "position"
    )
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


def test_samples_show_life_and_say_that_they_are_invented() -> None:
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
    judged = [(row.kind, row.pages, row.needs_alternative) for row in ProjectDocument.objects.all()]
    assert judged == [("PDF", 2, False), ("PDF", 1, False), ("ODT", None, False)]
    photos = ProjectPhoto.objects.all()
    assert {(photo.width, photo.height, photo.credit, photo.licence) for photo in photos} == {
        (1600, 1200, "Kulturbüro (Beispiel)", "CC BY 4.0")
    }


def test_sample_proposals_wait_in_the_queue_without_mails() -> None:
    rows = Proposal.objects.order_by("submitted_at")
    assert [(row.language, row.state, row.events.count()) for row in rows] == [
        ("de", "returned", 2),
        ("fr", "submitted", 1),
        ("en", "submitted", 1),
    ]
    assert not OutgoingMail.objects.filter(key__startswith="proposal-").exists()
