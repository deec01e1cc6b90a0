"""What pages still need before the portal opens."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from twinning import release
from twinning.languages import column
from twinning.pages.models import Page
from twinning.publishing import missing_for_publication


@release.check
def pages_are_finished() -> Iterator[str]:
    """Brackets, legal review, easy language: of published pages, because drafts are allowed to be unfinished."""
    for page in Page.objects.filter(state="published").order_by("position", "key"):
        where = {"page": page.key}
        if languages := page.open_points():
            text = _("Page “%(page)s”: square brackets in %(languages)s.")
            yield text % (where | {"languages": ", ".join(languages)})
        if page.needs_legal_review:
            yield _("Page “%(page)s”: needs a legal review.") % where
        if getattr(page, column("body", "de-simple")) and not page.easy_reviewed_by:
            yield _("Page “%(page)s”: its easy language was not checked by people who use it.") % where
        for gap in missing_for_publication(page):
            yield f"{page.key}: {gap}"
