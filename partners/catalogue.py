"""Public things of this app."""

from django.utils.translation import gettext_lazy as _

from partners.models import City
from twinning.catalogue import Entry, register

register(
    Entry(
        key="city",
        label=_("Partner cities"),
        queryset=lambda: City.objects.published().nearest_first(),
        title="name",
        summary="lede",
        search=("name", "lede", "story"),
        own=("name", "story"),
        plain=("local_name", "other_names__name"),
        schema_type="City",
        parent="partners:city-list",
    )
)
