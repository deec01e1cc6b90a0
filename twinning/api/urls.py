"""Addresses of the interface: machine addresses in plain English, outside the languages of pages.

Every list answers at /api/v1/cities, /api/v1/de/cities and, as a file, /api/v1/cities.csv.
"""

from typing import Any

from django.urls import URLPattern, include, path, register_converter
from django.urls.converters import StringConverter

from twinning.api import service, views
from twinning.api.gate import View, languages, open_to_all
from twinning.api.registry import resources

app_name = "api"


class LanguageConverter(StringConverter):
    """A language that the portal speaks."""

    regex = "|".join(sorted(languages(), key=len, reverse=True))


register_converter(LanguageConverter, "api_language")


def _as_file(view: View, kind: str) -> View:
    """The list's own view, asked for a file by the ending of its address."""

    def with_format(request: Any, *args: Any, **kwargs: Any) -> Any:
        request.GET = request.GET.copy()
        request.GET["format"] = kind
        return view(request, *args, **kwargs)

    return with_format


def _lists() -> list[URLPattern]:
    """The service's own addresses behind the gate, and those of its files."""
    found, (patterns, _name, _namespace) = [], service.service().urls
    endings = {
        resource.key: ["csv", *(["geojson"] if resource.has_places else [])] for resource in resources()
    }
    for pattern in patterns:
        route = str(pattern.pattern)
        if not route:
            continue
        found.append(path(route, open_to_all(pattern.callback), name=pattern.name))
        for kind in endings.get(route, ()):
            view = open_to_all(_as_file(pattern.callback, kind))
            found.append(path(f"{route}.{kind}", view, name=f"{route}-{kind}"))
    return found


lists = [
    *_lists(),
    path("openapi.json", views.openapi_json, name="openapi"),
    path("docs", views.docs, name="docs"),
]

urlpatterns = [
    path("v1/", include(lists)),
    path("v1/<api_language:language>/", include((lists, "spoken"))),
    path("v1/<api_language:language>/<path:rest>", views.unknown),
    path("catalogue.ttl", views.catalogue_ttl, name="catalogue-ttl"),
    path("catalogue.jsonld", views.catalogue_jsonld, name="catalogue-jsonld"),
    path("", views.unknown),
    path("<path:rest>", views.unknown),
]
