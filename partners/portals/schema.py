"""What one portal for town twinning tells another: the published JSON Schema, and the check against it.

Version 1.0. Unknown members are allowed everywhere, so that a later 1.x may add some; a new first number means that
old readers would misunderstand. Called by the view that publishes it, by the writer's tests and by the reader.
"""

from datetime import date, datetime
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

VERSION = "1.0"
# A name, not an address: every portal hands the same text out under its own address.
IDENTITY = "urn:twinning-portal:schema:1.0"
MOST_ROWS = 500
LANGUAGE = "^[a-z]{2,3}(-[a-z0-9]{2,8})*$"


def _text(longest: int, **more: Any) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": longest, **more}


def _object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _list(items: dict[str, Any], most: int = MOST_ROWS, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, "maxItems": most, **more}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def _item(required: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """What all rows that can be taken over have in common."""
    common = {
        "id": _ref("id"),
        "url": _ref("address"),
        "title": _ref("texts"),
        "summary": _ref("texts"),
        "updated": _ref("moment"),
    }
    return _object(("id", "url", "title", *required), **common, **more)


DEFINITIONS: dict[str, Any] = {
    "address": _text(500, pattern="^https?://", description="An absolute address of the web."),
    "day": _text(10, pattern=r"^\d{4}-\d{2}-\d{2}$", format="date", description="A day."),
    "id": _text(
        120, pattern=r"^[A-Za-z0-9._:/-]+$", description="Stays the same as long as the row is there."
    ),
    "language": _text(20, pattern=LANGUAGE, description="A language by its BCP 47 code, in small letters."),
    "moment": _text(
        40,
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$",
        format="date-time",
        description="A moment with its distance from UTC.",
    ),
    "texts": {
        "type": "object",
        "description": "Plain text by language: no markup.",
        "minProperties": 1,
        "maxProperties": 30,
        "propertyNames": {"pattern": LANGUAGE},
        "additionalProperties": _text(1000),
    },
    "place": _object(
        ("name", "country"),
        name=_ref("texts"),
        country=_text(2, pattern="^[A-Z]{2}$", description="ISO 3166-1, two letters."),
        latitude={"type": "number", "minimum": -90, "maximum": 90},
        longitude={"type": "number", "minimum": -180, "maximum": 180},
        portal=_ref("address"),
    ),
    "licence": _object(
        ("id", "url", "attribution"), id=_text(60), url=_ref("address"), attribution=_text(300)
    ),
    "partnership": _object(
        ("id", "city", "kind", "status"),
        id=_ref("id"),
        city=_ref("place"),
        kind={"enum": ["twin_town", "friendship", "solidarity", "district_twinning", "network", "contact"]},
        status={"enum": ["active", "dormant", "ended", "unknown"]},
        since={"type": "integer", "minimum": 800, "maximum": 2200},
    ),
    "organisation": _item(place=_text(200), website=_ref("address")),
    "project": _item(("starts",), starts=_ref("day"), ends=_ref("day"), cities=_list(_ref("texts"), 100)),
    "date": _object(
        ("start", "timezone"),
        start=_ref("moment"),
        end=_ref("moment"),
        timezone=_text(64),
        status={"enum": ["scheduled", "cancelled", "postponed"]},
    ),
    "event": _item(("dates",), dates=_list(_ref("date"), 50, minItems=1), place=_text(300)),
    "slip": _item(("until",), until=_ref("day"), kind={"enum": ["seeks", "offers"]}),
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": IDENTITY,
    "title": "What a portal for town twinning tells another one",
    **_object(
        ("version", "portal", "city", "licence", "partnerships"),
        version={"type": "string", "pattern": r"^1\.\d{1,3}$"},
        portal=_object(
            ("url", "name", "languages"),
            url=_ref("address"),
            name=_ref("texts"),
            languages=_list(_ref("language"), 60, minItems=1),
            updated=_ref("moment"),
        ),
        city=_ref("place"),
        licence=_ref("licence"),
        partnerships=_list(_ref("partnership")),
        organisations=_list(_ref("organisation")),
        projects=_list(_ref("project")),
        events=_list(_ref("event")),
        slips=_list(_ref("slip")),
    ),
    "$defs": DEFINITIONS,
}
# A pattern alone lets the 31st of February pass.
_FORMATS = FormatChecker(formats=())
_FORMATS.checks("date", raises=ValueError)(lambda text: bool(date.fromisoformat(text)))
_FORMATS.checks("date-time", raises=ValueError)(lambda text: bool(datetime.fromisoformat(text)))
_VALIDATOR = Draft202012Validator(SCHEMA, format_checker=_FORMATS)


def first_problem(document: Any) -> str:
    """Where a document breaks the schema first, as a path like "events/3/title"; empty when it is sound."""
    error = next(_VALIDATOR.iter_errors(document), None)
    if error is None:
        return ""
    return "/".join(str(step) for step in error.absolute_path) or str(error.validator)
