"""Public things of this app."""

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import QuerySet, Value
from django.utils.translation import gettext_lazy as _

from partners.organisations.organisation import Organisation
from projects.models import Participation, Project
from projects.projectpage import written_fields
from projects.structured import project_data
from twinning.catalogue import Entry, register
from twinning.querysets import is_public


def searchable_projects() -> QuerySet[Project]:
    """Public projects with the names of the public organisations in them, in one query."""
    partners = StringAgg(
        "participations__organisation__name",
        delimiter=Value(" · "),
        filter=is_public("participations__organisation__"),
        default=Value(""),
    )
    return Project.objects.published().newest_first().annotate(partner_names=partners)


def cities_of(project: Project) -> set[int]:
    """The cities that take part, by themselves or through an organisation."""
    return {part.city_id for part in project.participations.all()} - {None}


def projects_of(organisation: Organisation) -> QuerySet:
    """The projects that show an organisation's name."""
    return Participation.objects.filter(organisation=organisation).values_list("project_id", flat=True)


register(
    Entry(
        key="project",
        label=_("Joint projects"),
        queryset=searchable_projects,
        title="title",
        summary="summary",
        search=("title", "summary", "story"),
        own=("title", "summary"),
        plain=("partner_names",),
        schema_type="Project",
        cities=cities_of,
        themes=lambda project: (theme.pk for theme in project.themes.all()),
        period=lambda project: (project.starts_on, project.ends_on),
        importance=50,
        prefetch=("participations", "themes"),
        parts={
            "projects.Participation": lambda part: (part.project_id,),
            "organisations.Organisation": projects_of,
        },
        parent="projects:project-list",
        written=written_fields,
        schema=project_data,
    )
)
