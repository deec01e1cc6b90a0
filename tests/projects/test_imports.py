"""Lists of projects: when they begin, with whom, and that they become drafts."""

from typing import Any

import pytest
import time_machine

from partners.imports.models import Batch, Candidate
from partners.imports.workflow import accept
from partners.models import Theme
from projects.models import Project
from tests.factories import make_city, make_home
from tests.factories_imports import checked, queued, uploader
from tests.factories_projects import make_project

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
HEADER = (
    "title", "starts_on", "ends_on", "stage", "cities", "themes", "languages", "summary", "language", "source", "note",
)  # fmt: skip


@pytest.fixture
def home(db: None, settings: Any, tmp_path: Any) -> None:
    settings.PRIVATE_ROOT = str(tmp_path)
    make_home()


def row(title: str = "Tausend Kraniche", **cells: Any) -> list[str]:
    values = {"title": title, "starts_on": "2026-05"} | cells
    return [str(values.get(column, "")) for column in HEADER]


def check(*rows: list[str]) -> Batch:
    return checked(*rows, header=HEADER, kind="projects")


def one(**cells: Any) -> Candidate:
    return check(row(**cells)).candidates.get()


def taken(*rows: list[str], taking: dict[str, str] | None = None) -> None:
    batch = queued(*rows, header=HEADER, kind="projects")
    keys = list(batch.candidates.filter(state="waiting").values_list("pk", flat=True))
    accept(keys, by=uploader(), taking={key: taking or {} for key in keys})


def codes(candidate: Candidate) -> list[str]:
    return [found["code"] for found in candidate.problems]


def test_line_becomes_a_draft_with_its_cities_and_themes() -> None:
    hiroshima = make_city(name_de="Hiroshima", name_ja="広島", country="JP")
    theme = Theme.objects.create(key="peace", name_de="Frieden")
    with time_machine.travel("2026-11-01", tick=False):
        taken(
            row(
                ends_on="2026", cities="広島; Hannover; Atlantis", themes="Frieden; Unbekanntes", languages="ja, de",
                summary="Ein Konzert.", source="S. 2",
            )
        )  # fmt: skip
    project = Project.objects.get()
    assert (project.state, project.slug, project.title_de) == (
        "draft",
        "tausend-kraniche",
        "Tausend Kraniche",
    )
    assert (str(project.starts_on), project.starts_precision) == ("2026-05-01", "month")
    assert (project.stage, project.summary_de, project.languages) == ("running", "Ein Konzert.", ["ja", "de"])
    parts = project.participations.order_by("position")
    assert [(part.city, part.is_home) for part in parts] == [(None, True), (hiroshima, False)]
    assert list(project.themes.all()) == [theme]
    assert [source.title for source in project.sources.all()] == ["A list"]
    assert list(Project.objects.published()) == []


def test_line_without_a_beginning_is_an_error() -> None:
    assert (one(starts_on="").outcome, codes(one(starts_on="bald"))) == (
        "error",
        ["unreadable_day", "no_start"],
    )


def test_what_cannot_be_meant_is_left_out_and_told() -> None:
    assert codes(one(ends_on="2025")) == ["days_turned"]
    assert codes(one(stage="beendet")) == ["no_end"]
    assert codes(one(stage="beendet", ends_on="2026-06")) == []
    assert codes(one(cities="Atlantis", themes="x")) == ["unknown_city", "unknown_theme"]


def test_known_project_is_found_by_its_title_in_any_language() -> None:
    make_project(
        title_de="Tausend Kraniche", title_en="A thousand cranes", starts_on="2026-05-01", starts_precision="month",
        ends_on=None, stage="running",
    )  # fmt: skip
    assert one(title="A Thousand Cranes").outcome == "same"
    assert one(starts_on="2026").outcome == "same"
    assert (one(starts_on="2026-06").outcome, codes(one(starts_on="2026-06"))) == ("conflict", ["differs"])


def test_ticked_days_are_taken_over_into_a_project() -> None:
    project = make_project(
        title_de="Tausend Kraniche",
        starts_on="2026-05-01",
        starts_precision="month",
        ends_on=None,
        stage="running",
    )
    taken(row(starts_on="2026-06-03", ends_on="2026-07"), taking={"ends_on": ""})
    project.refresh_from_db()
    assert (str(project.starts_on), str(project.ends_on), project.ends_precision) == (
        "2026-05-01", "2026-07-31", "month",
    )  # fmt: skip


def test_end_before_the_beginning_is_refused_when_it_is_taken_over() -> None:
    make_project(title_de="Tausend Kraniche", starts_on="2026-05-01", ends_on=None, stage="running")
    batch = queued(row(starts_on="2020", ends_on="2021"), header=HEADER, kind="projects")
    line = batch.candidates.get()
    result = accept([line.pk], by=uploader(), taking={line.pk: {"ends_on": ""}})
    assert len(result.refused) == 1
