"""Stored letters as downloads, each checked against its digest, and the empty form of a call."""

import logging
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from projects.grants.decision import Letter
from projects.grants.letters.compose import compose, digest
from projects.grants.letters.empty_form import build
from projects.grants.letters.reading import visible_letters
from projects.grants.letters.storing import intact
from projects.grants.programme import Programme
from projects.grants.ruleset import Ruleset
from twinning import access
from twinning.languages import current

logger = logging.getLogger(__name__)
FORM_SECONDS = 24 * 60 * 60  # a form whose texts change has another digest


def pdf(content: bytes, name: str, *, language: str = "") -> HttpResponse:
    """A PDF to read in the browser; nobody on the way keeps it."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    if language:
        response["Content-Language"] = language
    return response


def answer_with(letter: Letter) -> HttpResponse:
    """The stored bytes, if they are what was stored; else a log entry and Http404."""
    content = intact(letter)
    if content is None:
        logger.error("Letter %s is missing or is not what was stored.", letter.pk)
        raise Http404
    number = letter.application.number if letter.application else f"{letter.session_id}"
    return pdf(content, f"{number}-{letter.kind}-{letter.language}", language=letter.language)


@access.signed_in
@require_safe
def letter_detail(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """One letter of an application, for the applicant once it is sent and for staff without a tie."""
    mine = visible_letters(request.user).filter(application__uuid=uuid).select_related("application")
    return answer_with(get_object_or_404(mine, pk=pk))


@access.public
@require_safe
def empty_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The form of a call to print, in the visitor's language; the same bytes until something of it changes."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    rules = get_object_or_404(Ruleset, programme=programme, state=Ruleset.State.IN_FORCE)
    data = build(programme, rules)
    content = cache.get_or_set(f"grants-form-{digest(data)}", lambda: compose(data), FORM_SECONDS)
    return pdf(content, f"{slug}-{current()}", language=current())
