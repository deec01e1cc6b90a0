"""Public things of this app."""

from django.utils.translation import gettext_lazy as _

from projects.grants.programme import Programme
from projects.grants.structured import programme_data
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
        schema_type="FundingScheme",
        cities=lambda programme: (city.pk for city in programme.cities.all()),
        importance=60,
        prefetch=("cities",),
        parent="grants:programme-list",
        schema=programme_data,
    )
)
