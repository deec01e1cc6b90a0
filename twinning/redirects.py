"""Leading a reader from an old address to the present one, query included."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

# Permanent for search engines, but browsers ask again after an hour: a word may move back.
REMEMBER_SECONDS = 3600


def moved(request: HttpRequest, address: str) -> HttpResponse:
    """A permanent redirect to `address` that keeps the query string."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    response = redirect(address + query, permanent=True)
    response.headers["Cache-Control"] = f"max-age={REMEMBER_SECONDS}"
    return response
