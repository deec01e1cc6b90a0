"""Open Graph and Twitter tags: how a page looks where its address is shared.

Called by the tag `social_tags` in templates/base.html. Pages of the catalogue may have a picture of their own
(`Entry.card`); the others share the portal's card.
"""

from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from twinning import memory
from twinning.catalogue import entry_of
from twinning.discovery import card
from twinning.discovery.structured import base_of
from twinning.languages import current
from twinning.municipality.home import home_of

# Languages as Open Graph writes them: with a country, whether or not it says anything.
LOCALES = {
    "de": "de_DE", "de-simple": "de_DE", "en": "en_GB", "fr": "fr_FR", "pl": "pl_PL", "ja": "ja_JP", "ar": "ar_AR",
    "uk": "uk_UA", "tr": "tr_TR",
}  # fmt: skip


def tags(request: HttpRequest, obj: Model | None, *, title: str, description: str) -> dict[str, Any]:
    """What templates/discovery/social.html prints."""
    own = getattr(getattr(request, "translations", None), "own", settings.PUBLISHED_LANGUAGES)
    return {
        "title": title,
        "description": description,
        "kind": "article" if obj is not None else "website",
        "url": base_of(request) + request.path,
        "site": str(home_of(request)),
        "locale": LOCALES[current()],
        "image": memory.recall_for(request.user, _key(request, obj), lambda: _image(request, obj)),
        "others": [LOCALES[code] for code in own if code != current()],
    }


def _key(request: HttpRequest, obj: Model | None) -> tuple[object, ...]:
    """Pages without a card of their own share one."""
    entry = entry_of(obj) if obj is not None else None
    own = (entry.key, obj.pk) if entry and entry.card and obj is not None else ()
    return ("share card", current(), request.get_host(), *own)


def _image(request: HttpRequest, obj: Model | None) -> dict[str, Any]:
    """The picture's address, which changes with the picture, and what it shows in words."""
    home = home_of(request)
    entry = entry_of(obj) if obj is not None else None
    if entry and entry.card and obj is not None:
        path, shown = entry.card(obj)
    else:
        path, shown = reverse("portal-card"), card.portal_card(home)
    return {
        "url": f"{base_of(request)}{path}?v={card.mark(shown, home)[:12]}",
        "width": card.WIDTH,
        "height": card.HEIGHT,
        "alt": shown.alt,
    }
