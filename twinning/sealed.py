"""Answers that are one person's own although nobody has to log in: pages behind personal links, receipts."""

from django.http import HttpResponse


def sealed(response: HttpResponse) -> HttpResponse:
    """Keep the page and its address to its reader: no cache, no search engine, no Referer on the way out."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


# What templates of such pages need: the head names neither the page nor its address in other languages.
SEALED_CONTEXT = {"noindex": True, "alternates": []}
