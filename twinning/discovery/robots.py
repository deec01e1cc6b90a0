"""robots.txt: everything public may be read; desk, accounts and search results are kept out.

Pages that must not be found say so themselves as well (`noindex`); this file only spares crawlers the way. Called by
the views of this package.
"""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

# Addresses outside the languages, and the accounts, which have the same word in all of them.
CLOSED = ("/verwaltung/", "/*/accounts/")
SEARCH = "search:result-list"


def lines(base: str, languages: Iterable[str]) -> list[str]:
    """The file, line by line."""
    return [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed(languages)),
        "",
        f"Sitemap: {base}{_map()}",
    ]


def closed(languages: Iterable[str]) -> list[str]:
    """Beginnings of the addresses that crawlers leave alone."""
    found = list(CLOSED)
    for code in (*languages, settings.EASY_LANGUAGE):
        with override(code):
            found.append(reverse(SEARCH))
    return found


def _map() -> str:
    return reverse("sitemap")
