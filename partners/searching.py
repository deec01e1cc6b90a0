"""What search may be narrowed to that only this app knows: cities and themes. Registered in partners.slots."""

from collections.abc import Iterator

from partners.city import City
from partners.theme import Theme
from twinning.languages import served
from twinning.search.facets import Choice


def city_choices() -> Iterator[Choice]:
    """Public cities, the nearest first."""
    for city in City.objects.published().nearest_first().without_long_texts():
        yield Choice(city.pk, city.slug, served(city, "name"), city.place_class)


def theme_choices() -> Iterator[Choice]:
    """Public aims and fields in the order of the desk."""
    for theme in Theme.objects.published().with_titles():
        yield Choice(theme.pk, theme.key, theme.title())
