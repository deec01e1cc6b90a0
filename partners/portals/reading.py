"""Reads the file of another portal: sound JSON of our schema, about the city that it should be about, or a reason.

Pure but for the town that it compares with. Called by `partners.portals.actions`. What a stranger sends may be built to
harm: the number of brackets inside one another, of digits in a number and of rows in a list is bounded before anything
is looked at.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.city import City
from partners.distance import measure
from partners.portals import registry
from partners.portals.schema import first_problem
from twinning.fetching import REASONS
from twinning.municipality.models import Municipality
from twinning.sorting import fold

DEEPEST = 12
NEAR_KM = 25.0
# A string that never ends reaches to the end of the text: so every sign is looked at once.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
PROBLEMS: dict[str, Promise] = REASONS | {
    "no_json": _("What came is no file of a portal."),
    "nested": _("The file is built of too many parts inside one another."),
    "version": _("The portal speaks a newer language than ours. Update this portal first."),
    "schema": _("The file does not keep to the agreed form."),
    "other_city": _("The file belongs to a portal of another city."),
    "ourselves": _("This is our own portal."),
}


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was understood, or the code of a problem with a detail for people who look into it."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    licence: dict[str, str] = field(default_factory=dict)
    confirms_us: bool = False
    problem: str = ""
    detail: str = ""


class _Refused(ValueError):
    """A number that is none, or too long to be one."""


def _number(text: str) -> float:
    if len(text) > 40:
        raise _Refused(text[:40])
    return float(text)


def _whole(text: str) -> int:
    if len(text) > 18:
        raise _Refused(text[:40])
    return int(text)


def _no_constant(text: str) -> None:
    raise _Refused(text)


def _depth(text: str) -> int:
    """How many brackets stand inside one another, those in strings left aside."""
    depth = deepest = 0
    for match in _BRACKETS.finditer(text):
        sign = match[0]
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _parse(body: bytes) -> tuple[Any, str]:
    """The document, or a code."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, "no_json"
    if "\x00" in text or "\\u0000" in text:
        return None, "no_json"
    if _depth(text) > DEEPEST:
        return None, "nested"
    try:
        found = json.loads(text, parse_float=_number, parse_int=_whole, parse_constant=_no_constant)
    except ValueError:
        return None, "no_json"
    return (found, "") if isinstance(found, dict) else (None, "no_json")


def read(body: bytes, *, city: City, home: Municipality, base: str) -> Read:
    """What the portal of `city` tells us, the portal of `home` at the address `base`."""
    found, problem = _parse(body)
    if problem:
        return Read(problem=problem)
    version = found.get("version")
    if (
        isinstance(version, str)
        and re.fullmatch(r"\d{1,4}\.\d{1,4}", version)
        and not version.startswith("1.")
    ):
        return Read(problem="version", detail=version)
    if where := first_problem(found):
        return Read(problem="schema", detail=where)
    if _same_address(found["portal"]["url"], base):
        return Read(problem="ourselves")
    if not _is_place(found["city"], city.country.code, city.latitude, city.longitude, _names(city)):
        return Read(problem="other_city", detail=next(iter(found["city"]["name"].values())))
    return Read(
        rows={kind.key: _rows(found, kind.key) for kind in registry.kinds()},
        licence=found["licence"],
        confirms_us=any(_is_ours(tie, home, base) for tie in found["partnerships"]),
    )


def _rows(document: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The rows of a list, each identity once: the first counts."""
    return list({row["id"]: row for row in reversed(document.get(key, []))}.values())[::-1]


def _is_ours(tie: dict[str, Any], home: Municipality, base: str) -> bool:
    """An active tie with our town."""
    place = tie["city"]
    if tie["status"] != "active":
        return False
    if _same_address(place.get("portal", ""), base):
        return True
    return _is_place(place, home.country, home.latitude, home.longitude, _names(home))


def _same_address(one: str, other: str) -> bool:
    return bool(one) and one.rstrip("/").casefold() == other.rstrip("/").casefold()


def _names(town: City | Municipality) -> set[str]:
    """All names that we know, folded."""
    own = [value for name, value in vars(town).items() if name == "name" or name.startswith("name_")]
    local = [getattr(town, "local_name", "")]
    return {fold(name) for name in (*own, *local) if name}


def _is_place(
    place: dict[str, Any], country: str, latitude: float | None, longitude: float | None, names: set[str]
) -> bool:
    """The same country, and near enough; where one of the two has no coordinates, the same name."""
    if place["country"] != country:
        return False
    if latitude is None or longitude is None or "latitude" not in place or "longitude" not in place:
        return bool(names & {fold(name) for name in place["name"].values()})
    return measure(latitude, longitude, place["latitude"], place["longitude"]).km <= NEAR_KM
