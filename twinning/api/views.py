"""Answers of the interface beside its lists: its description, the way to the page about it, and wrong addresses."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from twinning.api import answers, openapi, problems
from twinning.api.gate import open_to_all
from twinning.api.reference import page_address


@open_to_all
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The description of the service for programs, in the reader's language."""
    content = json.dumps(openapi.description(), ensure_ascii=False).encode()
    link = answers.links(answers.reader(request))
    return answers.answer(request, content, content_type="application/json", link=link)


@open_to_all
def docs(request: HttpRequest) -> HttpResponse:
    """The page for people."""
    return redirect(page_address())


@open_to_all
def unknown(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every other address under /api/."""
    return problems.not_found()
