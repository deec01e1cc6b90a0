"""Places that a slip can name: the home town and the partner cities. Used by the filters, the form and the sections."""

from partners.city import City
from twinning import memory
from twinning.languages import current, served
from twinning.municipality.models import Municipality
from twinning.sorting import sort_key

# Stands for the home town in addresses and forms; no city may be called so, because "any" and "home" are ours.
HOME, ANY = "home", "any"

Choices = list[tuple[str, str]]


def cities_to_choose(user: object) -> dict[str, City]:
    """Published partner cities by their address word; one query, remembered for a moment. Nobody may change them."""
    return memory.recall_for(
        user,
        "board cities",
        lambda: {city.slug: city for city in City.objects.published().order_by().without_long_texts()},
    )


def city_choices(cities: dict[str, City]) -> Choices:
    """(address word, name) in the order of the reader's language."""
    named = [(slug, served(city, "name").text) for slug, city in cities.items()]
    return sorted(named, key=lambda choice: sort_key(choice[1], current()))


def home_choice(home: Municipality) -> tuple[str, str]:
    """The home town as a choice."""
    return HOME, served(home, "name").text
