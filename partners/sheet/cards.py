"""A city's picture for those who share its page: its plate with name, distance and direction.

Called by the views of this package and, through `Entry.card`, by the tags in the head of the page.
"""

from django.urls import reverse
from django.utils.translation import gettext as _

from partners import citypage
from partners.city import City
from partners.distance import compass_point, side
from partners.words import compass, kilometres
from twinning.discovery.card import Card
from twinning.languages import served, written


def city_card(city: City) -> Card:
    """The card in the active language; the city's own name stands beside it where it is another one."""
    name = served(city, "name")
    names = (name,)
    if city.local_name and city.local_name != name.text:
        names = (name, written(city.local_name, city.local_name_language or "en"))
    return Card(
        names=names,
        line=_line(city),
        foot=citypage.kicker(city, citypage.main_tie(city)),
        hue=city.hue,
        bearing=city.bearing,
        is_east=side(city.bearing or 0) == "e",
    )


def card_of(city: City) -> tuple[str, Card]:
    """The picture's address and what stands on it."""
    return reverse("partners:city-card", kwargs={"slug": city.slug}), city_card(city)


def _line(city: City) -> str:
    if not city.distance_km or city.bearing is None:
        return ""
    far = _("%(km)s km") % {"km": kilometres(city.distance_km)}
    return f"{far} · {compass(compass_point(city.bearing))}"
