"""Other portals for tests: rows, files, and an answer without a network."""

import json
from collections.abc import Callable
from typing import Any

from partners.portals.actions import read_portal
from partners.portals.models import Portal, PortalItem
from tests.factories import make_city
from twinning.fetching import Answer, Unfetched, Wanted

BRISTOL = {"latitude": 51.45523, "longitude": -2.59665}
HANNOVER = {"latitude": 52.37052, "longitude": 9.73322}
THERE = "https://bristol.example.org"


def make_portal(**fields: Any) -> Portal:
    """The portal of Bristol."""
    if "city" not in fields:
        fields["city"] = make_city(
            "bristol", country="GB", time_zone="Europe/London", languages=["en"], **BRISTOL
        )
    return Portal.objects.create(**{"title": "Bristol", "url": f"{THERE}/"} | fields)


def told(kind: str = "organisation", number: int = 1, **more: Any) -> dict[str, Any]:
    """A row of the file."""
    row = {
        "id": f"{kind}/{number}",
        "url": f"{THERE}/en/{kind}/{number}/",
        "title": {"en": f"Harbour Choir {number}", "de": f"Hafenchor {number}"},
        "summary": {"en": "We sing."},
        "updated": "2026-11-20T10:00:00+00:00",
    }
    return row | more


def file(**lists: Any) -> dict[str, Any]:
    """A whole file of Bristol’s portal, which lists its tie with us."""
    return {
        "version": "1.0",
        "portal": {"url": f"{THERE}/", "name": {"en": "Bristol and its twins"}, "languages": ["en"]},
        "city": {"name": {"en": "Bristol"}, "country": "GB", **BRISTOL},
        "licence": {
            "id": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/", "attribution": "Bristol",
        },
        "partnerships": [
            {
                "id": "partnership/1", "kind": "twin_town", "status": "active", "since": 1947,
                "city": {"name": {"en": "Hanover"}, "country": "DE", **HANNOVER},
            }
        ],
    } | lists  # fmt: skip


def answers(body: bytes | str | dict[str, Any], **values: Any) -> Callable[[str, Wanted], Answer]:
    """What a website sends; a text is the code of a failure."""

    def ask(url: str, wanted: Wanted) -> Answer:
        if isinstance(body, str):
            raise Unfetched(body, "for a test")
        sent = json.dumps(body).encode() if isinstance(body, dict) else body
        return Answer(body=sent, url=url, **values)

    return ask


def hear(portal: Portal, body: bytes | str | dict[str, Any], **values: Any) -> list[PortalItem]:
    """Let our portal read that; the rows that are known afterwards."""
    read_portal(portal.pk, fetch=answers(body, **values))
    portal.refresh_from_db()
    return list(portal.items.order_by("kind", "uid"))
