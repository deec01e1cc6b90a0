"""Public things of this app."""

from django.utils.translation import gettext_lazy as _

from projects.models import Project
from twinning.catalogue import Entry, register

register(
    Entry(
        key="project",
        label=_("Joint projects"),
        queryset=lambda: Project.objects.published().newest_first(),
        title="title",
        summary="summary",
        search=("title", "summary", "story"),
        own=("title", "summary"),
        plain=("participations__organisation__name",),
        schema_type="Project",
    )
)
