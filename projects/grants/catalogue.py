"""Public things of this app."""

from django.utils.translation import gettext_lazy as _

from projects.grants.programme import Programme
from twinning.catalogue import Entry, register

register(
    Entry(
        key="programme",
        label=_("Funding"),
        queryset=lambda: Programme.objects.published(),
        title="title",
        summary="summary",
        search=("title", "summary", "funded", "requirements"),
        own=("title", "summary"),
        schema_type="MonetaryGrant",
        parent="grants:programme-list",
    )
)
