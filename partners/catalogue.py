"""Public things of this app."""

from django.utils.translation import gettext_lazy as _

from partners.models import City
from partners.sheet.cards import card_of
from partners.structured import city_data
from twinning.catalogue import Entry, register


def city_names(city: City) -> list[str]:
    """What else a city is called, anywhere."""
    return [city.local_name, *(other.name for other in city.other_names.all())]


register(
    Entry(
        key="city",
        label=_("Partner cities"),
        queryset=lambda: City.objects.published().nearest_first(),
        title="name",
        summary="lede",
        search=("name", "lede", "story"),
        own=("name", "story"),
        schema_type="City",
        names=city_names,
        cities=lambda city: (city.pk,),
        importance=90,
        prefetch=("other_names",),
        parts={"partners.CityName": lambda name: (name.city_id,)},
        is_place=True,
        parent="partners:city-list",
        schema=city_data,
        card=card_of,
    )
)
