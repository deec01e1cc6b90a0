"""What published projects still need before the portal opens."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from projects.models import Project, ProjectDocument
from twinning import release
from twinning.publishing import missing_for_publication


@release.check
def projects_are_complete() -> Iterator[str]:
    """Texts and pictures that publishing needs."""
    for project in Project.objects.filter(state="published").prefetch_related("photos"):
        for gap in missing_for_publication(project):
            yield f"{project.slug}: {gap}"


@release.check
def documents_are_for_everybody() -> Iterator[str]:
    """A PDF that only some can read needs a web page that says the same."""
    rows = ProjectDocument.objects.filter(project__state="published").select_related("project")
    for document in rows:
        if document.needs_alternative:
            values = {"project": document.project.slug, "document": document.title}
            yield (
                _("%(project)s: the PDF “%(document)s” is not accessible and has no web page in its place")
                % values
            )
