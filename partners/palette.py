"""CSS rules with each city's colour and plate length, served in /style/places.css.

The Content-Security-Policy forbids style attributes, so what comes from the database comes as a stylesheet.
"""

from collections.abc import Iterator

from django.db.models import Max

from partners.city import City
from partners.distance import plate_share
from twinning.stylesheet import place_rule

DRAFT_HUE = 200


def place_rules() -> Iterator[str]:
    """One rule per public city: hue, and the share of the longest plate that its own plate takes.

    The sheet is public, so it must not name what is still a draft; on previews drafts wear DRAFT_HUE.
    """
    yield f":root{{--h:{DRAFT_HUE};--d:.5}}"
    longest = City.objects.published().twin_towns().aggregate(km=Max("distance_km"))["km"] or 1.0
    for city in City.objects.named_in_public().without_long_texts().order_by("slug"):
        yield place_rule(city.slug, hue=city.hue, reach=plate_share(city.distance_km or 0.0, longest))
