"""The description of the service (OpenAPI 3.1) in the reader's language. Called by the views and the page.

django-ninja writes it from the schemas; here its English texts are translated, and what it can't know is added: files
beside JSON, problems as problem+json, headers, and the languages that may stand in an address.
"""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from twinning.api import licence, problems, service
from twinning.api.gate import languages
from twinning.api.registry import Resource, get
from twinning.api.schemas import Problem
from twinning.languages import translated

ROOT = "/api/v1"
PROBLEMS = {
    404: _("There is no such record."),
    405: _("Method not allowed"),
    410: _("This record was public once and has been withdrawn. Please delete it."),
    422: _("Invalid parameters"),
    429: _("Too many requests"),
}
LIST_PROBLEMS, RECORD_PROBLEMS = (405, 422, 429), (404, 405, 410, 422, 429)
HEADERS = {
    "ETag": _("Send it back as If-None-Match: when nothing has changed, the answer is 304 and empty."),
    "Link": _("The licence, this description, and the next part of a list."),
    "Content-Language": _("The language of this answer."),
}
TEXTS = ("description", "summary")


@cache
def _english() -> dict[str, Any]:
    """The description as it is written, made once."""
    schema = dict(service.service().get_openapi_schema(path_prefix=""))
    schema["info"] |= {
        "license": {"name": licence.NAME, "url": licence.URL},
    }
    schema["servers"] = [
        {"url": ROOT, "description": _("In the language that your program asks for.")},
        {
            "url": ROOT + "/{language}",
            "description": _("In the language of the address."),
            "variables": {"language": {"enum": list(languages()), "default": languages()[0]}},
        },
    ]
    schema["components"]["schemas"]["Problem"] = _bare(Problem.model_json_schema())
    schema["paths"] = {path.removeprefix(ROOT): _bare(item) for path, item in schema["paths"].items()}
    schema["components"] = _bare(schema["components"])
    for operation in operations(schema):
        _complete(operation)
    return schema


def operations(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation, in the order of the lists."""
    return (item["get"] for item in schema["paths"].values())


def _bare(value: Any) -> Any:
    """Without the titles that pydantic makes of names: "Is Fallback" says nothing."""
    if isinstance(value, dict):
        return {
            key: _bare(inner)
            for key, inner in value.items()
            if not (key == "title" and isinstance(inner, str))
        }
    return [_bare(inner) for inner in value] if isinstance(value, list) else value


def _complete(operation: dict[str, Any]) -> None:
    """Files, problems and headers of one operation."""
    resource = get(operation["tags"][0])
    is_list = operation["operationId"].startswith("list_")
    answers = operation["responses"] = {str(code): value for code, value in operation["responses"].items()}
    answers["200"]["description"] = _("The records.") if is_list else _("The record.")
    answers["200"]["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }
    if is_list:
        answers["200"]["content"] |= _files(resource)
    answers["304"] = {"description": _("Nothing has changed.")}
    for status in LIST_PROBLEMS if is_list else RECORD_PROBLEMS:
        shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
        answers[str(status)] = {
            "description": PROBLEMS[status], "content": {problems.CONTENT_TYPE: shape},
        }  # fmt: skip


def _files(resource: Resource) -> dict[str, Any]:
    found = {"text/csv": {"schema": {"type": "string", "description": _("The whole list as a table.")}}}
    if resource.has_places:
        shape = {
            "type": "object",
            "description": _("The whole list as places for maps."),
            "required": ["type", "features"],
            "properties": {"type": {"const": "FeatureCollection"}, "features": {"type": "array"}},
        }
        found["application/geo+json"] = {"schema": shape}
    return found


def _translated(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: translated(inner)
            if key in TEXTS and isinstance(inner, str) and inner
            else _translated(inner)
            for key, inner in value.items()
        }
    return [_translated(inner) for inner in value] if isinstance(value, list) else value


def description() -> dict[str, Any]:
    """The description in the active language."""
    schema = _translated(deepcopy(_english()))
    schema["info"]["title"] = gettext("Open data")
    return schema
