"""What the page about open data says: made of the registered lists and the description of the service, so it is never
behind them. Called by the template tag of this app.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from twinning import memory
from twinning.api import answers, licence, openapi
from twinning.api.registry import Resource, resources
from twinning.languages import current, translated
from twinning.pages.models import Page

KEY = "open-data"
# Shapes that stand inside records, in the order in which they are explained.
SHARED = ("Text", "Label", "Reference", "Theme", "Licence", "Problem")
LIST = "/api/v1/{language}/{key}"


def page_address() -> str:
    """The editorial page on which our part stands; the front page while there is none."""
    page = Page.objects.published().filter(key=KEY).first()
    return page.get_absolute_url() if page else reverse("home")


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything that templates/api/open_data.html names, remembered for some seconds."""
    base = request.build_absolute_uri("/").rstrip("/")
    return memory.recall(("open data", current(), base), lambda: _context(base))


def _context(base: str) -> dict[str, Any]:
    schemas = openapi.description()["components"]["schemas"]
    home = answers.home()
    return {
        "lists": [_list(resource, schemas) for resource in resources()],
        "shared": [_shape(name, schemas) for name in SHARED],
        "examples": _examples(base),
        "licence_name": licence.NAME,
        "licence_url": licence.URL,
        "attribution": licence.attribution(home),
        "credits": list(dict.fromkeys(text for resource in resources() for text in resource.credits)),
        "per_minute": settings.API_REQUESTS_PER_MINUTE,
    }


def _list(resource: Resource, schemas: dict[str, Any]) -> dict[str, Any]:
    """One list: what it holds, as what it comes, and the fields of a record."""
    address = LIST.format(language=current(), key=resource.key)
    return {
        "key": resource.key,
        "title": translated(resource.title),
        "text": translated(resource.description),
        "files": [
            {"label": "CSV", "url": f"{address}.csv"},
            *([{"label": "GeoJSON", "url": f"{address}.geojson"}] if resource.has_places else []),
            {"label": "JSON", "url": address},
            *_feeds(resource),
        ],
        "fields": _fields(resource.record.__name__, schemas),
        "parts": [_shape(name, schemas) for name in _inner(resource.record.__name__, schemas)],
    }


def _feeds(resource: Resource) -> list[dict[str, str]]:
    labels = {"ICS": "iCalendar", "ATOM": "Atom"}
    with override(current()):
        return [
            {"label": labels.get(feed.kind, feed.kind), "url": reverse(feed.view)} for feed in resource.feeds
        ]


def _refs(value: Any) -> list[str]:
    """Names of the shapes to which a part of the description points."""
    if isinstance(value, dict):
        own = [value["$ref"].rpartition("/")[2]] if "$ref" in value else []
        return own + [name for inner in value.values() for name in _refs(inner)]
    return [name for inner in value for name in _refs(inner)] if isinstance(value, list) else []


def _inner(name: str, schemas: dict[str, Any]) -> list[str]:
    """Shapes that only this record has, at any depth."""
    found: list[str] = []
    for inner in _refs(schemas[name]["properties"]):
        if inner not in SHARED and inner not in found:
            found += [inner, *_inner(inner, schemas)]
    return list(dict.fromkeys(found))


def _shape(name: str, schemas: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "fields": _fields(name, schemas)}


def _fields(name: str, schemas: dict[str, Any]) -> list[dict[str, str]]:
    """Name, meaning and example of every field; where another shape stands in it, that shape's name."""
    return [
        {
            "name": field,
            "text": about.get("description", ""),
            "example": _example(about),
            "shape": next(iter(_refs(about)), ""),
        }
        for field, about in schemas[name]["properties"].items()
    ]


def _example(about: dict[str, Any]) -> str:
    value = next(iter(about.get("examples", [])), None)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _examples(base: str) -> list[dict[str, str]]:
    """What one types to try it."""
    address = f"{base}/api/v1"
    code = current()
    return [
        {
            "title": _("The first ten cities"),
            "text": _("The answer says under “next” where the following part begins; there are at most 100 in one."),
            "code": f'curl "{address}/{code}/cities?limit=10"',
        },
        {
            "title": _("In another language"),
            "text": _(
                "Write the language into the address, or let your program ask for it. Each text says in which language "
                "it is written, because not everything is translated."
            ),
            "code": f'curl -H "Accept-Language: ja" "{address}/projects"',
        },
        {
            "title": _("Only what is new"),
            "text": _("Give the day of your last visit. What is gone answers with 404 or 410: please delete it, too."),
            "code": f'curl "{address}/{code}/events?updated_since=2026-05-03"',
        },
        {
            "title": _("Nothing new"),
            "text": _("Send back the ETag of the last answer. If nothing has changed, you get a short 304."),
            "code": f'curl -H \'If-None-Match: "5f2b…"\' "{address}/{code}/cities"',
        },
    ]  # fmt: skip
