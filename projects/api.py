"""Open data of this app: joint projects, and which organisations and towns take part in them."""

from datetime import date
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext_noop as _
from pydantic import Field

from projects.cards import folded_themes
from projects.models import Participation, Project
from projects.projectpage import folded_participations
from twinning.api.registry import Period, Reader, Resource, common, register
from twinning.api.schemas import Label, Record, Shape, Text, Theme, label, spoken, text_of
from twinning.languages import chain, current, served, written
from twinning.querysets import unfolded


class Participant(Shape):
    """One who takes part, as far as the public may know."""

    role: Label = Field(description=_("What they are in the project."))
    name: Text | None = Field(description=_("The organisation, or else its town."))
    organisation_id: int | None = Field(description=_("The number of the organisation."), examples=[7])
    city_id: int | None = Field(description=_("The number of the city."), examples=[12])
    is_home: bool = Field(description=_("True when they are in the home town."), examples=[True])
    note: Text | None = Field(description=_("What they do."))


class ProjectRecord(Record):
    """A joint project."""

    title: Text | None = Field(description=_("The title."))
    summary: Text | None = Field(description=_("One or two sentences about it."))
    goal: Text | None = Field(description=_("What is to be different at the end."))
    story: Text | None = Field(description=_("The story of the project, as HTML."))
    audience: Text | None = Field(description=_("Who can take part."))
    rhythm: Text | None = Field(description=_("How often it comes back."))
    stage: Label = Field(description=_("How far it is: planned, running or finished."))
    starts_on: date = Field(
        description=_("The first day; of a month or a year, its first day."), examples=["2026-05-01"]
    )
    starts_precision: str = Field(description=_("How exactly the beginning is known: day, month or year."),
                                  examples=["month"])  # fmt: skip
    ends_on: date | None = Field(
        description=_("The last day; empty for an open end."), examples=["2027-04-01"]
    )
    ends_precision: str = Field(description=_("How exactly the end is known: day, month or year."),
                                examples=["month"])  # fmt: skip
    participants: list[Participant] = Field(description=_("Who takes part."))
    themes: list[Theme] = Field(description=_("The fields of exchange."))
    languages: list[str] = Field(
        description=_("Codes of the languages spoken in it."), examples=[["de", "ja"]]
    )
    is_sample: bool = Field(description=_("True for invented records, which show what the portal can do."),
                            examples=[False])  # fmt: skip


def projects() -> QuerySet[Project]:
    """Published projects with those who take part and their themes, in one query."""
    languages = chain(current())
    return Project.objects.published().annotate(
        shown_participations=folded_participations(languages), shown_themes=folded_themes(languages)
    )


def _participant(row: Any, reader: Reader) -> Participant | None:
    """An organisation with a public page, else its town; None when the public knows neither."""
    town = served(reader.home, "name") if row.is_home else served(row, "city__name") if row.is_named else None
    name = written(row.organisation__name, row.organisation__name_language) if row.is_open else town
    if not name:
        return None
    return Participant(
        role=Label(code=row.role, label=str(Participation.Role(row.role).label)),
        name=spoken(name),
        organisation_id=row.organisation_id if row.is_open else None,
        city_id=row.city_id if row.has_page else None,
        is_home=row.is_home,
        note=text_of(row, "note"),
    )


def _theme(row: Any) -> Theme:
    return Theme(key=row.theme__key, name=text_of(row, "theme__aim__title") or text_of(row, "theme__name"))


def write_project(project: Project, reader: Reader) -> ProjectRecord:
    """What the project's page tells, without pictures and papers."""
    people = [_participant(row, reader) for row in unfolded(project.shown_participations)]
    return ProjectRecord(
        **common("projects", project, reader),
        **{
            name: text_of(project, name)
            for name in ("title", "summary", "goal", "story", "audience", "rhythm")
        },
        stage=label(project, "stage"),
        starts_on=project.starts_on,
        starts_precision=project.starts_precision,
        ends_on=project.ends_on,
        ends_precision=project.ends_precision,
        participants=[person for person in people if person],
        themes=[_theme(row) for row in unfolded(project.shown_themes)],
        languages=project.languages,
        is_sample=project.is_sample,
    )


def period() -> Period:
    """From the first beginning to the last end (one query)."""
    found = Project.objects.published().aggregate(first=Min("starts_on"), last=Max("ends_on"))
    return found["first"], found["last"]


register(
    Resource(
        key="projects",
        title=_("Joint projects"),
        description=_("What people of several towns do together: aims, stage, dates, and who takes part."),
        record=ProjectRecord,
        queryset=projects,
        write=write_project,
        columns=(
            "id",
            "uri",
            "url",
            "changed_at",
            "title.text",
            "title.language",
            "stage.code",
            "stage.label",
            "starts_on",
            "starts_precision",
            "ends_on",
            "ends_precision",
            "participants.name.text",
            "participants.city_id",
            "themes.key",
            "languages",
            "summary.text",
            "summary.language",
            "is_sample",
        ),
        keywords=(_("project"), _("exchange"), _("town twinning")),
        themes=("EDUC", "SOCI"),
        period=period,
    )  # fmt: skip
)
