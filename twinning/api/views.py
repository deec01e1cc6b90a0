"""Answers of the interface beside its lists: its description, the way to the page about it, and wrong addresses."""

import json
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from twinning.api import answers, openapi, problems, rdf
from twinning.api.dcat import Catalogue
from twinning.api.gate import open_to_all
from twinning.api.reference import page_address


@open_to_all
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The description of the service for programs, in the reader's language."""
    content, _end = answers.kept(
        request,
        ("openapi",),
        lambda: (json.dumps(openapi.description(), ensure_ascii=False).encode(), None),
    )
    link = answers.links(answers.reader(request))
    return answers.answer(request, content, content_type="application/json", link=link)


@open_to_all
def catalogue_ttl(request: HttpRequest) -> HttpResponse:
    """The catalogue for data portals as Turtle."""
    return _catalogue(request, rdf.turtle, rdf.TURTLE_TYPE)


@open_to_all
def catalogue_jsonld(request: HttpRequest) -> HttpResponse:
    """The catalogue for data portals as JSON-LD."""
    return _catalogue(request, rdf.json_ld, rdf.JSON_LD_TYPE)


def _catalogue(request: HttpRequest, write: Callable[[rdf.Graph], str], content_type: str) -> HttpResponse:
    """In all languages at once, whoever asks; the portal's own address stands in it, not the one it was asked at."""
    reader = answers.reader(request)

    def written() -> answers.Written:
        return write(Catalogue(reader.home, settings.SITE_URL).build()).encode(), None

    content, _end = answers.kept(request, (content_type,), written)
    return answers.answer(request, content, content_type=content_type, link=answers.links(reader))


@open_to_all
def docs(request: HttpRequest) -> HttpResponse:
    """The page for people."""
    return redirect(page_address())


@open_to_all
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every other address under /api/."""
    return problems.not_found()
