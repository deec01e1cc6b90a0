"""Public things of this app."""

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import QuerySet, Value
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from projects.projectpage import written_fields
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
        parent="projects:project-list",
        written=written_fields,
    )
)
