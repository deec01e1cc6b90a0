"""The feed "What is new" as an answer: of the portal, or of a city (partners.sheet has that address)."""

from hashlib import sha256

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from twinning import memory
from twinning.discovery import kept, news
from twinning.discovery.structured import base_of
from twinning.languages import current
from twinning.municipality.home import home_of


def answer(request: HttpRequest, page: str, city: Model | None = None) -> HttpResponse:
    """The feed, or 304 while nothing new is there; `page` is the path of what shows the same to people."""
    base, home = base_of(request), home_of(request)
    key = ("news", current(), base, city.pk if city else 0)
    found = memory.recall(key, lambda: news.items(base, city))
    title, source = news.heading(home, city), base + request.path
    mark = sha256("\n".join([source, title, *map(repr, found)]).encode()).hexdigest()[:32]
    return kept.answer(
        request,
        mark,
        lambda: news.atom(found, home, title=title, page=base + page, source=source),
        content_type=news.ATOM_TYPE,
        name="news.atom",
    )
