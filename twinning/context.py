"""Variables that every page needs: home town, navigation, languages, footer.

All values are lazy: the admin and plain answers never pay for them.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import override

from twinning import alternates, memory, slots
from twinning.feedback.wishes import wish_count
from twinning.languages import current, direction
from twinning.municipality.home import home_of
from twinning.pages.menus import footer_groups
from twinning.stylesheet import stylesheet_url


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    namespace = getattr(request.resolver_match, "namespace", "")
    return [
        {"label": item.label, "url": reverse(item.url_name), "current": namespace == item.prefix}
        for item in slots.navigation()
    ]


def _easy_url(translations: alternates.Translations) -> str:
    if translations.has_easy:
        return translations.url_in(settings.EASY_LANGUAGE)
    with override(settings.EASY_LANGUAGE):
        return reverse("home")


def _canonical(request: HttpRequest, translations: alternates.Translations) -> str:
    return request.build_absolute_uri(request.path) if alternates.is_own(translations) else ""


def _choices(request: HttpRequest, translations: alternates.Translations) -> list[dict[str, Any]]:
    """The languages to choose from; a link to a preview opens one."""
    found = alternates.choices(request, translations)
    return [choice for choice in found if choice["current"] or not hasattr(request, "preview")]


def portal(request: HttpRequest) -> dict[str, Any]:
    """Context of every page; see each name's use in templates/base.html."""
    code, user = current(), getattr(request, "user", None)
    is_preview = hasattr(request, "preview")
    translations = SimpleLazyObject(lambda: alternates.translations_of(request))
    return {
        "home": SimpleLazyObject(lambda: home_of(request)),
        "navigation": SimpleLazyObject(lambda: _navigation(request)),
        "footer": SimpleLazyObject(lambda: memory.recall_for(user, ("footer", code), footer_groups)),
        "language": code,
        # How long (seconds) pieces of templates are kept: not at all for staff, who must see what they saved.
        "keep_for": 0 if memory.sees_more(user) else memory.LIFETIME,
        "direction": direction(code),
        "is_easy": code == settings.EASY_LANGUAGE,
        "language_choices": SimpleLazyObject(lambda: _choices(request, translations)),
        "alternates": SimpleLazyObject(
            lambda: [] if is_preview else alternates.hreflang(request, translations)
        ),
        "canonical": SimpleLazyObject(lambda: _canonical(request, translations)),
        "noindex": SimpleLazyObject(lambda: is_preview or not alternates.is_own(translations)),
        "plain_url": SimpleLazyObject(lambda: _easy_url(translations)),
        "language_notice": SimpleLazyObject(lambda: alternates.notice(request, translations, wish_count)),
        "stylesheet_url": SimpleLazyObject(stylesheet_url),
    }
