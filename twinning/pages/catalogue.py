"""Public things of this app."""

from django.utils.translation import gettext_lazy as _

from twinning.catalogue import Entry, register
from twinning.pages.models import Aim, Page

register(
    Entry(
        key="page",
        label=_("Pages"),
        queryset=lambda: Page.objects.published(),
        title="title",
        summary="lede",
        search=("title", "lede", "body"),
        own=("title", "body"),
        importance=20,
    )
)
register(
    Entry(
        key="aim",
        label=_("Aims"),
        queryset=lambda: Aim.objects.published(),
        title="title",
        summary="summary",
        search=("title", "summary", "body"),
        own=("title", "summary"),
        themes=lambda aim: filter(None, (getattr(getattr(aim, "theme", None), "pk", None),)),
        importance=70,
        prefetch=("theme",),
        parent="aims:aim-list",
    )
)
