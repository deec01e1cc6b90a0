"""Writes what our portal tells others: /.well-known/twinning.json. Called by the views of this app."""

from typing import Any

from django.conf import settings

from partners.partnership import Partnership
from partners.portals import registry
from partners.portals.rows import texts
from partners.portals.schema import MOST_ROWS, VERSION
from twinning.api import licence
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality


def document(base: str) -> dict[str, Any]:
    """The whole file for a portal at the address `base` (without a slash at its end)."""
    home = current_home()
    return {
        "$schema": f"{base}/schema/twinning-{VERSION}.json",
        "version": VERSION,
        "portal": {
            "url": f"{base}/",
            "name": texts(home, "office_name") or texts(home, "name"),
            "languages": list(settings.PUBLISHED_LANGUAGES),
        },
        "city": _home(home, base),
        "licence": {
            "id": "CC-BY-4.0", "url": licence.URL,
            "attribution": licence.attribution(home, settings.LANGUAGE_CODE),
        },
        "partnerships": _partnerships(),
        **{kind.key: kind.share(base)[:MOST_ROWS] for kind in registry.kinds()},
    }  # fmt: skip


def _home(home: Municipality, base: str) -> dict[str, Any]:
    return {
        "name": texts(home, "name"),
        "country": home.country,
        "latitude": home.latitude,
        "longitude": home.longitude,
        "portal": f"{base}/",
    }


def _partnerships() -> list[dict[str, Any]]:
    """Ties of the whole town that the overview lists: what a district does is not the other town's partnership."""
    ties = Partnership.objects.visible_to(None).filter(home_district=None).exclude(kind="unknown")
    return [_partnership(tie) for tie in ties.select_related("city").order_by("pk")[:MOST_ROWS]]


def _partnership(tie: Partnership) -> dict[str, Any]:
    city = tie.city
    place = {
        "name": texts(city, "name") or {city.local_name_language or "en": city.local_name},
        "country": city.country.code,
    }
    if city.latitude is not None:
        place |= {"latitude": city.latitude, "longitude": city.longitude}
    told = {"id": f"partnership/{tie.pk}", "city": place, "kind": tie.kind, "status": tie.status}
    return told | ({"since": tie.since_year} if tie.since_year else {})
