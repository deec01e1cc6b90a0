"""The public side of a short link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from twinning import access
from twinning.shortlinks.actions import Gone, address_of, count
from twinning.shortlinks.models import ShortLink


@access.public
@require_safe
@never_cache
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """To the page, in the link's language or else the visitor's. Typed in capitals, it works as well."""
    link = ShortLink.objects.select_related("content_type").filter(code=code.lower()).first()
    if link is None:
        raise Http404
    try:
        address = address_of(link, user=request.user, language=request.LANGUAGE_CODE)
    except Gone:
        return render(request, "shortlinks/gone.html", status=410)
    if request.method == "GET":
        count(link)
    return redirect(address)
