"""The city sheet as PDF, the picture for those who share a city's page, and its news. Anybody may fetch them."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from partners.city import City
from partners.mapdrawing import MapDrawing
from partners.sheet.cards import city_card
from partners.sheet.content import build
from partners.views import read_city
from twinning import access, memory
from twinning.discovery import card, feeds, kept
from twinning.discovery.structured import base_of
from twinning.languages import current
from twinning.municipality.home import home_of
from twinning.redirects import moved
from twinning.typesetting import compose

DOCUMENT = Path(__file__).parent / "typst" / "sheet.typ"


def _read(request: HttpRequest, slug: str) -> tuple[City, MapDrawing | None]:
    """The city as its page reads it, with its map sheet; raises Http404."""
    city, _disc, drawn = memory.recall_for(
        request.user, ("city", slug), lambda: read_city(request.user, slug)
    )
    return city, drawn


def _languages(asked: str) -> tuple[str, ...]:
    """The reader's language and the one that was asked for beside it; what is no language of ours is left out."""
    known = asked in {*settings.PUBLISHED_LANGUAGES, settings.EASY_LANGUAGE}
    return (current(), asked) if known and asked != current() else (current(),)


def _moved(request: HttpRequest, city: City, name: str) -> HttpResponse:
    return moved(request, reverse(f"partners:{name}", kwargs={"slug": city.slug}))


@access.public
@require_safe
def city_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Facts, map, phrases, story and projects to print; `?with=ja` sets a second language beside the first."""
    city, drawn = _read(request, slug)
    if city.slug != slug:
        return _moved(request, city, "city-sheet")
    languages = _languages(request.GET.get("with", ""))
    data = build(city, home_of(request), drawn, languages, base_of(request))
    response = kept.answer(
        request,
        compose.mark(DOCUMENT, data),
        lambda: compose.pdf(DOCUMENT, data),
        content_type="application/pdf",
        name=f"{slug}-{'-'.join(languages)}.pdf",
    )
    response.headers["Content-Language"] = ", ".join(dict.fromkeys(code.split("-")[0] for code in languages))
    return response


@access.public
@require_safe
def city_card_png(request: HttpRequest, slug: str) -> HttpResponse:
    """The city's plate as a picture."""
    city, _drawn = _read(request, slug)
    if city.slug != slug:
        return _moved(request, city, "city-card")
    return card.answer(request, city_card(city), home_of(request))


@access.public
@require_safe
def city_news(request: HttpRequest, slug: str) -> HttpResponse:
    """What is new about a city and with it, for feed readers."""
    city, _drawn = _read(request, slug)
    if city.slug != slug:
        return _moved(request, city, "city-news")
    return feeds.answer(request, city.get_absolute_url(), city)
