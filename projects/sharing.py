"""What portals tell each other about joint projects (partners.portals)."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.imports.slugs import free_slug
from partners.portals.registry import Kind, Offer, Row, register
from partners.portals.rows import columns, in_words, row, texts
from partners.portals.schema import MOST_ROWS
from projects.actions import save_participation, save_project
from projects.models import Participation, Project


def projects(base: str) -> list[Row]:
    """Public projects with the cities in them, the newest first."""
    rows = Project.objects.published().filter(is_sample=False).prefetch_related("participations__city")
    return [_row(project, base) for project in rows.newest_first()[:MOST_ROWS]]


def _row(project: Project, base: str) -> Row:
    cities = [place.city for place in project.participations.all() if place.city]
    return row(
        "project",
        project,
        base,
        texts(project, "title"),
        summary=texts(project, "summary"),
        starts=project.starts_on.isoformat(),
        ends=project.ends_on.isoformat() if project.ends_on else "",
        cities=[name for name in (texts(city, "name") for city in dict.fromkeys(cities)) if name],
    )


def adopt_project(offer: Offer) -> Project:
    """A draft in which both towns take part; what they do and who it is are for staff to fill in."""
    title, language = in_words(offer.texts("title"), offer.language)
    starts = date.fromisoformat(offer.row["starts"])
    ends = date.fromisoformat(offer.row["ends"]) if offer.row.get("ends") else None
    project = Project(
        slug=free_slug(Project, title, offer.city.slug),
        stage=_stage(starts, ends),
        starts_on=starts,
        ends_on=ends if ends and ends >= starts else None,
        languages=[language],
        is_sample=offer.is_sample,
        staff_note=offer.row["url"],
        **columns("title", offer.texts("title"), 150),
        **columns("summary", offer.texts("summary"), 300),
    )
    save_project(project)
    save_participation(Participation(project=project, is_home=True, position=10))
    save_participation(Participation(project=project, city=offer.city, position=20))
    return project


def _stage(starts: date, ends: date | None) -> str:
    today = timezone.localdate()
    if ends and ends < today:
        return Project.Stage.FINISHED
    return Project.Stage.PLANNED if starts > today else Project.Stage.RUNNING


register(Kind("projects", _("Joint projects"), projects, adopt_project, "projects.add_project"))
