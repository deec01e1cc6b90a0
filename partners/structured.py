"""A partner city for search engines: schema.org's City. Called by `twinning.discovery` for the city's page."""

from typing import Any

from partners.city import City
from partners.presenters import photo
from twinning.cldr import country_name
from twinning.discovery.structured import geo, image


def city_data(city: City, base: str) -> dict[str, Any]:
    """Where it lies, what it is called at home, its website and its opening photo."""
    return {
        "alternateName": city.local_name,
        "geo": geo(city.latitude, city.longitude),
        "containedInPlace": {
            "@type": "Country",
            "name": country_name(city.country.code),
            "identifier": city.country.code,
        },
        "sameAs": [city.official_site] if city.official_site else [],
        "image": photo_data(getattr(city, "shown_photos", None), base),
    }


def photo_data(rows: list[dict[str, Any]] | None, base: str) -> dict[str, Any]:
    """The opening photo out of an annotation `shown_photos` with credit and licence; empty when there is none."""
    picture = photo(rows or [])
    if picture is None:
        return {}
    return image(
        base + picture["src"],
        caption=picture["caption"] or picture["alt"],
        credit=picture["credit"],
        licence=picture["licence"],
    )
