"""Open Graph and Twitter tags: how a page looks where its address is shared.

Called by the tag `social_tags` in templates/base.html. Pages of the catalogue may have a picture of their own
(`Entry.picture`); the others share the portal's card.
"""

from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest

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
        "others": [LOCALES[code] for code in own if code != current()],
    }
