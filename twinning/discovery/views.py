"""What programs read to find their way: site map and robots.txt. No accounts, no cookies, no page frame."""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from twinning import access
from twinning.catalogue import find
from twinning.discovery import robots, sitemap

BRIEFLY = "public, max-age=3600"


def _xml(lines: Iterator[str]) -> HttpResponseBase:
    response = StreamingHttpResponse(lines, content_type="application/xml; charset=utf-8")
    response.headers["Cache-Control"] = BRIEFLY
    return response


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@access.public
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    """All files of the site map."""
    return _xml(sitemap.index(_base(request), sitemap.parts()))


@access.public
@require_safe
def sitemap_part(request: HttpRequest, kind: str, page: int) -> HttpResponseBase:
    """One file: the lists, or up to 5,000 addresses of one kind."""
    if kind == sitemap.LISTS and page == 1:
        return _xml(sitemap.lists(_base(request)))
    entry = find(kind)
    if entry is None or not 1 <= page <= sitemap.part_of(entry).pages:
        raise Http404
    return _xml(sitemap.things(entry, page, _base(request)))


@access.public
@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What search engines may read, and where the site map is."""
    lines = robots.lines(_base(request), settings.PUBLISHED_LANGUAGES)
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
