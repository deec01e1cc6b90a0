"""Where a short link may lead: to public pages of this portal and nowhere else.

Called by the form of the desk and again on every visit, so that a row that got past the form leads nowhere either.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve, translate_url
from django.utils.translation import get_language_from_path, override
from django.utils.translation import gettext_lazy as _

# A browser reads a backslash as a slash; spaces and signs below them are cut out of an address.
FORBIDDEN = frozenset("\\") | {chr(number) for number in range(33)} | {chr(127)}


def _spoken(path: str) -> override:
    """The language of the path: its words are only known in that one."""
    return override(get_language_from_path(path) or settings.LANGUAGE_CODE)


def is_within(path: str) -> bool:
    """True for the path of a public page of ours, with nothing else about it: no host, no query, no marks."""
    if not path.startswith("/") or path.startswith("//") or FORBIDDEN & set(path):
        return False
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or parts.query or parts.fragment or ".." in path.split("/"):
        return False
    try:
        with _spoken(path):
            match = resolve(path)
    except Resolver404:
        return False
    return getattr(match.func, "access", "") == "public" and match.url_name != "shortlink"


def in_language(path: str, language: str) -> str:
    """The same page's path in another language; the path itself where it has none."""
    with _spoken(path):
        return translate_url(path, language)


def validate_target(path: str) -> None:
    """Refuse what is no public page of this portal."""
    if not is_within(path):
        raise ValidationError(
            _("This is not the address of a public page here. It begins with a slash, for example /de/."),
            code="outside",
        )
