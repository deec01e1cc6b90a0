"""CSS rules with each city's colour and plate length, served in /style/places.css.

The Content-Security-Policy forbids style attributes, so what comes from the database comes as a stylesheet.
"""

from collections.abc import Iterator

from django.db.models import Max

from partners.city import City
from partners.distance import plate_share
from twinning.stylesheet import place_rule


def place_rules() -> Iterator[str]:
    """One rule per city: hue, and the share of the longest plate that its own plate takes."""
    longest = City.objects.published().twin_towns().aggregate(km=Max("distance_km"))["km"] or 1.0
    for city in City.objects.order_by("slug"):
        yield place_rule(city.slug, hue=city.hue, reach=plate_share(city.distance_km or 0.0, longest))
