"""Slips on other apps' pages. Home and city pages read them along with their own row (twinning.folds), so that these
sections cost no query of their own.
"""

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from partners.board.querysets import CARD, CITY
from partners.board.slip import Slip
from partners.city import City
from twinning.querysets import folded_rows

NEWEST = 3
CITIES = ("place", "wanted_city")
COLUMNS = (*CARD, *(f"{relation}__{name}" for relation in CITIES for name in CITY))


def _fold(slips: Any) -> ArraySubquery:
    return folded_rows(slips.with_spoken().newest_first()[:NEWEST], "pk", "spoken", *COLUMNS)


def home_rows() -> ArraySubquery:
    """The newest slips of the board."""
    return _fold(Slip.objects.published())


def city_rows() -> ArraySubquery:
    """The newest slips from a city and of those that look for somebody there."""
    here = Q(place=OuterRef("pk")) | Q(wanted_city=OuterRef("pk"))
    return _fold(Slip.objects.published().filter(here))


def unfolded_slips(rows: list[dict[str, Any]] | None) -> list[Slip]:
    """Slips as `for_cards()` gives them, out of folded rows."""
    return [_slip(row) for row in rows or []]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _city(row: dict[str, Any], relation: str) -> City | None:
    if row[f"{relation}__slug"] is None:
        return None
    return City(pk=row[f"{relation}_id"], **{name: row[f"{relation}__{name}"] for name in CITY})


def _slip(row: dict[str, Any]) -> Slip:
    values = {name: row[name] for name in CARD if name != "released_at"}
    days = {"reply_by": _day(row["reply_by"]), "expires_on": _day(row["expires_on"])}
    slip = Slip(pk=row["pk"], **values | days | {"months": [_day(month) for month in row["months"]]})
    slip.place, slip.wanted_city = (_city(row, relation) for relation in CITIES)
    slip.spoken = row["spoken"]
    return slip
