"""Public things of this app. People are none of them: who takes a consent back must be in no index."""

from django.utils.translation import gettext_lazy as _

from partners.organisations.organisation import Organisation
from partners.organisations.structured import organisation_data
from twinning.catalogue import Entry, register


def cities_of(organisation: Organisation) -> set[int]:
    """Where it is, and the cities it works with."""
    return {organisation.city_id, *(city.pk for city in organisation.partner_cities.all())} - {None}


register(
    Entry(
        key="organisation",
        label=_("People and groups"),
        queryset=lambda: Organisation.objects.published(),
        title="name",
        title_language="name_language",
        summary="summary",
        search=("summary", "description"),
        own=("summary",),
        plain=("name",),
        schema_type="Organization",
        names=lambda organisation: (organisation.other_names,),
        cities=cities_of,
        themes=lambda organisation: (theme.pk for theme in organisation.themes.all()),
        importance=40,
        prefetch=("partner_cities", "themes"),
        parent="organisations:organisation-list",
        schema=organisation_data,
    )
)
