"""Projects at the staff desk: what is refused stands at its row, what is allowed but unwise is said afterwards."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import Participation, Project
from tests.factories import make_city, make_home, make_staff
from tests.factories_organisations import make_organisation
from tests.factories_projects import (
    make_aim_theme,
    make_document,
    make_figure,
    make_participation,
    make_project,
    make_proposal,
    make_theme,
)
from tests.projects.pdfs import make_pdf
from tests.staff.forms import errors, opened, save
from twinning import desk as cards
from twinning.release import findings

pytestmark = pytest.mark.django_db
LIST = "admin:projects_project_changelist"
ONCE, ONE_LEAD = "This participation is already there.", "Only one can lead a project."


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def desk() -> Client:
    make_home()
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_staff(preferred_language="en"))
    return client


def page_of(project: Project) -> str:
    return reverse("admin:projects_project_change", args=[project.pk])


def row(prefix: str, number: int, **values: Any) -> dict[str, Any]:
    """Values of one row of an inline, and how many rows there are."""
    fields = {f"{prefix}-{number}-{name}": str(value) for name, value in values.items()}
    return {**fields, f"{prefix}-TOTAL_FORMS": str(number + 1)}


def row_errors(response: HttpResponse) -> list[str]:
    """Messages at the rows of all inlines."""
    if response.status_code == 302:
        return []
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    return [
        str(text)
        for formset in formsets
        for form in formset.forms
        for texts in form.errors.values()
        for text in texts
    ]


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# --- lists ----------------------------------------------------------------------------------------
def _queries(desk: Client, address: str) -> int:
    desk.get(address)
    with CaptureQueriesContext(connection) as found:
        assert desk.get(address).status_code == 200
    return len(found)


def test_list_costs_the_same_for_one_project_and_for_three(desk: Client) -> None:
    make_participation(make_project())
    one = _queries(desk, reverse(LIST))
    for _number in range(2):
        make_participation(make_project(themes=[make_theme()]))
    assert (one, _queries(desk, reverse(LIST))) == (9, 9)


def test_list_of_proposals_costs_the_same_for_one_and_for_three(desk: Client) -> None:
    address = reverse("admin:projects_proposal_changelist")
    make_proposal(state="accepted", project=make_project())
    one = _queries(desk, address)
    for _number in range(2):
        make_proposal(state="accepted", project=make_project())
    assert (one, _queries(desk, address)) == (8, 8)


def test_filters_find_projects_by_place_theme_stage_and_end(desk: Client) -> None:
    theme = make_aim_theme("culture")
    rouen = make_project("rouen", themes=[theme], ends_on=date(2024, 12, 1))
    make_participation(rouen, city=make_city("rouen-city"))
    home = make_project("home", stage="planned", is_sample=True)
    make_participation(home, is_home=True)

    def found(query: str) -> list[str]:
        return [one.slug for one in desk.get(f"{reverse(LIST)}?{query}").context["cl"].result_list]

    assert found("city=rouen-city") == ["rouen"]
    assert found("city=home") == ["home"]
    assert found("theme=culture") == ["rouen"]
    assert found("stage__exact=planned") == ["home"]
    assert found("is_sample__exact=1") == ["home"]
    assert found("end=passed") == ["rouen"]


def test_project_is_found_by_the_name_of_an_organisation_in_any_spelling(desk: Client) -> None:
    project = make_project("x")
    make_participation(project, organisation=make_organisation(name="Chœur Poznański"))
    make_project("y")
    result = desk.get(f"{reverse(LIST)}?q=poznanski").context["cl"].result_list
    assert [one.slug for one in result] == ["x"]


# --- address words --------------------------------------------------------------------------------
@pytest.mark.parametrize("slug", ["propose", "proposals"])
def test_word_of_a_page_is_refused(desk: Client, slug: str) -> None:
    project = make_project()
    found = errors(save(desk, page_of(project), opened(desk, page_of(project)), slug=slug))
    assert found == {"slug": [f"A page of the portal stands at the address word “{slug}”."]}


def test_word_that_another_project_has_is_refused(desk: Client) -> None:
    make_project("x")
    project = make_project("y")
    assert list(errors(save(desk, page_of(project), opened(desk, page_of(project)), slug="x"))) == ["slug"]


def test_project_is_made_and_remembered(desk: Client) -> None:
    add = reverse("admin:projects_project_add")
    values = {"title_de": "Neu", "slug": "neu", "starts_on": "2026-05-01", "languages": "de, fr"}
    assert errors(save(desk, add, opened(desk, add), **values)) == {}
    project = Project.objects.get()
    assert (project.languages, project.state) == (["de", "fr"], "draft")


# --- publishing -----------------------------------------------------------------------------------
def test_project_without_german_texts_is_not_published(desk: Client) -> None:
    project = make_project(state="draft", summary_de="")
    found = errors(save(desk, page_of(project), opened(desk, page_of(project)), state="published"))
    assert list(found) == ["summary_de"]


def test_finished_project_without_end_is_told_in_the_form(desk: Client) -> None:
    project = make_project()
    found = errors(save(desk, page_of(project), opened(desk, page_of(project)), stage="finished"))
    assert found == {"__all__": ["A finished project needs the date of its end."]}


# --- who takes part -------------------------------------------------------------------------------
def test_second_lead_is_refused_at_its_row(desk: Client) -> None:
    project = make_project()
    make_participation(project, role="lead", is_home=True)
    values = opened(desk, page_of(project)) | {}
    new = row("participations", 1, role="lead", city=make_city().pk, position=20)
    assert row_errors(save(desk, page_of(project), values, **new)) == [ONE_LEAD]


def test_two_new_leads_at_once_are_refused(desk: Client) -> None:
    project = make_project()
    values = opened(desk, page_of(project))
    new = row("participations", 0, role="lead", city=make_city().pk, position=10)
    new |= row("participations", 1, role="lead", city=make_city().pk, position=20)
    assert row_errors(save(desk, page_of(project), values, **new)) == [ONE_LEAD]
    assert not Participation.objects.exists()


def test_lead_is_handed_over_in_one_step(desk: Client) -> None:
    project = make_project()
    first = make_participation(project, role="lead", position=10)
    second = make_participation(project, position=20)
    changes = {"participations-0-role": "partner", "participations-1-role": "lead"}
    assert row_errors(save(desk, page_of(project), opened(desk, page_of(project)), **changes)) == []
    assert [row.role for row in (first, second) if row.refresh_from_db() is None] == ["partner", "lead"]


def test_same_participation_twice_is_refused_at_its_row(desk: Client) -> None:
    project = make_project()
    organisation = make_organisation(city=make_city())
    make_participation(project, organisation=organisation)
    values = opened(desk, page_of(project))
    new = row("participations", 1, role="partner", organisation=organisation.pk, position=20)
    assert row_errors(save(desk, page_of(project), values, **new)) == [ONCE]


def test_participation_without_anybody_and_one_in_two_places_are_refused(desk: Client) -> None:
    project = make_project()
    values = opened(desk, page_of(project))
    nobody = row("participations", 0, role="host", position=20)
    both = row("participations", 0, role="host", city=make_city().pk, is_home="on", position=20)
    assert row_errors(save(desk, page_of(project), values, **nobody)) == [
        "Choose an organisation, a city, or the home town."
    ]
    assert row_errors(save(desk, page_of(project), values, **both)) == [
        "Choose a city or the home town, not both."
    ]


def test_place_of_an_organisation_is_filled_in(desk: Client) -> None:
    project, city = make_project(), make_city()
    values = opened(desk, page_of(project))
    new = row("participations", 0, role="lead", organisation=make_organisation(city=city).pk, position=10)
    assert row_errors(save(desk, page_of(project), values, **new)) == []
    assert project.participations.get().city == city


# --- figures --------------------------------------------------------------------------------------
def test_same_figure_twice_is_refused_in_the_words_of_the_rule(desk: Client) -> None:
    project = make_project()
    values = opened(desk, page_of(project))
    for number in (0, 1):
        values |= {
            name: [value]
            for name, value in row(
                "figures", number, label_de="Bäume", value="3", as_of="2026-01-01", position=10
            ).items()
        }
    response = save(desk, page_of(project), values)
    assert response.status_code == 200
    assert "This figure is already there." in response.content.decode()


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 figures are few: 3 to 8 make a good page."),
        (2, "2 figures are few: 3 to 8 make a good page."),
        (3, ""),
        (8, ""),
        (9, "9 figures are many: pick the 8 that tell most."),
    ],
)
def test_too_few_and_too_many_figures_are_saved_with_a_warning(desk: Client, count: int, text: str) -> None:
    project = make_project()
    for _number in range(count):
        make_figure(project)
    response = save(desk, page_of(project), opened(desk, page_of(project)))
    warnings = said(desk.get(response["Location"]))[:-1]
    assert warnings == ([text] if text else [])


def test_draft_without_figures_needs_no_warning(desk: Client) -> None:
    project = make_project(state="draft")
    response = save(desk, page_of(project), opened(desk, page_of(project)))
    assert len(said(desk.get(response["Location"]))) == 1


# --- documents ------------------------------------------------------------------------------------
def with_document(desk: Client, project: Project, file: Any, **fields: Any) -> HttpResponse:
    values = opened(desk, page_of(project))
    new = row("documents", 0, title="Bericht", language="de", position=10, **fields)
    upload = SimpleUploadedFile("report.pdf", file.read(), "application/pdf")
    return save(desk, page_of(project), values, **new, **{"documents-0-file": upload})


def test_accessible_pdf_is_stored_with_its_pages(desk: Client) -> None:
    project = make_project()
    assert row_errors(with_document(desk, project, make_pdf(pages=2))) == []
    document = project.documents.get()
    assert (document.pages, document.is_accessible) == (2, True)
    html = desk.get(page_of(project)).content.decode()
    assert "accessible PDF" in html
    assert "2 pages" in html


def test_published_project_takes_no_pdf_that_only_some_can_read(desk: Client) -> None:
    project = make_project()
    found = row_errors(with_document(desk, project, make_pdf(tagged=False)))
    assert [text[:38] for text in found] == ["This PDF has no tags or no language: n"]
    assert not project.documents.exists()


def test_web_page_that_says_the_same_is_enough(desk: Client) -> None:
    project = make_project()
    found = with_document(desk, project, make_pdf(language=""), alternative="https://example.org/a")
    assert row_errors(found) == []
    assert project.documents.get().is_accessible is False


def test_draft_takes_the_pdf_and_staff_are_warned(desk: Client) -> None:
    project = make_project(state="draft")
    response = with_document(desk, project, make_pdf(tagged=False))
    assert row_errors(response) == []
    assert said(desk.get(response["Location"]))[0].startswith("Bericht: This PDF has no tags")


def test_file_of_another_kind_is_refused_at_its_row(desk: Client) -> None:
    project = make_project()
    values = opened(desk, page_of(project))
    new = row("documents", 0, title="Bericht", language="de", position=10)
    upload = SimpleUploadedFile("report.pdf", b"<html>", "application/pdf")
    found = row_errors(save(desk, page_of(project), values, **new, **{"documents-0-file": upload}))
    assert found == [
        "We can't offer this kind of file. Possible are PDF, JPEG, PNG, MP3, EPUB, ODT and DOCX."
    ]


# --- finishing, deleting, desk, release -----------------------------------------------------------
def test_chosen_projects_are_marked_as_finished(desk: Client) -> None:
    running, ahead = (
        make_project("a", ends_on=date(2025, 5, 1)),
        make_project("b", starts_on=date(2099, 1, 1)),
    )
    data = {"action": "finish", "_selected_action": [running.pk, ahead.pk]}
    response = desk.post(reverse(LIST), data, follow=True)
    running.refresh_from_db()
    ahead.refresh_from_db()
    assert (running.stage, ahead.stage, len(said(response))) == ("finished", "running", 2)


def test_deleting_goes_through_the_action(desk: Client, media: Path) -> None:
    project = make_project()
    make_document(project)
    desk.post(reverse("admin:projects_project_delete", args=[project.pk]), {"post": "yes"})
    assert not Project.objects.exists()


def test_card_counts_what_waits(desk: Client) -> None:
    make_proposal()
    make_proposal(state="returned")
    make_project(state="draft")
    make_project(ends_on=date(2024, 6, 1))
    request = desk.get(reverse("admin:index")).wsgi_request
    figures = next(values for card, values in cards.cards_for(request) if card.key == "projects")["figures"]
    assert [(figure.number, figure.hot) for figure in figures] == [
        (1, True),
        (1, False),
        (1, False),
        (1, False),
    ]
    assert all(desk.get(figure.url).status_code == 200 for figure in figures)


def test_release_check_names_what_published_projects_lack() -> None:
    project = make_project("x", summary_de="")
    make_document(project, title="Bericht")
    make_project("draft", state="draft", summary_de="")
    mine = [text for text in findings() if text.startswith(("x:", "draft:"))]
    assert len(mine) == 2
    assert "Bericht" in mine[1]


def test_web_page_in_place_of_a_pdf_is_linked_on_the_public_page(desk: Client) -> None:
    project = make_project()
    make_document(project, title="Bericht", alternative="https://example.org/report")
    html = desk.get(project.get_absolute_url("en")).content.decode()
    assert '<a href="https://example.org/report">The same as a web page' in html
