"""What programs read to find their way: site map, robots.txt, news and the picture for sharing.

No accounts, no cookies, no page frame.
"""

from collections.abc import Iterator
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from twinning import access
from twinning.catalogue import find
from twinning.discovery import card, feeds, robots, sitemap
from twinning.discovery.structured import base_of
from twinning.municipality.home import home_of

BRIEFLY = "public, max-age=3600"


def _xml(lines: Iterator[str]) -> HttpResponseBase:
    response = StreamingHttpResponse(lines, content_type="application/xml; charset=utf-8")
    response.headers["Cache-Control"] = BRIEFLY
    return response


@access.public
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    """All files of the site map."""
    return _xml(sitemap.index(base_of(request), sitemap.parts()))


@access.public
@require_safe
def sitemap_part(request: HttpRequest, kind: str, page: int) -> HttpResponseBase:
    """One file: the lists, or up to 5,000 addresses of one kind."""
    if kind == sitemap.LISTS and page == 1:
        return _xml(sitemap.lists(base_of(request)))
    entry = find(kind)
    part = sitemap.part_of(entry) if entry else None
    if entry is None or part is None or not 1 <= page <= part.pages:
        raise Http404
    base = base_of(request)
    etag = quote_etag(sha256(f"{base} {page} {part}".encode()).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag) or _xml(sitemap.things(entry, page, base))
    response.headers["ETag"] = etag
    return response


@access.public
@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What search engines may read, and where the site map is."""
    lines = robots.lines(base_of(request), settings.PUBLISHED_LANGUAGES)
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@access.public
@require_safe
def portal_card(request: HttpRequest) -> HttpResponse:
    """The picture of all pages without one of their own."""
    home = home_of(request)
    return card.answer(request, card.portal_card(home), home)


@access.public
@require_safe
def news_atom(request: HttpRequest) -> HttpResponse:
    """What is new on the portal, for feed readers."""
    return feeds.answer(request, reverse("home"))
