"""The same page in other languages: switcher, hreflang, canonical address, and the notice about a missing language.

A view that shows one object calls `describe()`; pages made of interface words only need nothing: they exist in
every published language.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from twinning.languages import column, current, direction, own_languages, own_name, served


@dataclass(slots=True)
class Translations:
    """Where a page stands in each language, in which it is really written (`own`), and what it shows (`obj`)."""

    make_url: Callable[[str], str]
    own: tuple[str, ...]
    has_easy: bool = False
    shown_in: str = ""
    obj: Model | None = None
    has_notice: bool = True
    _urls: dict[str, str] = field(default_factory=dict)

    def url_in(self, code: str) -> str:
        """The page's address in a language; worked out once, asked for by switcher, hreflang and canonical."""
        if code not in self._urls:
            self._urls[code] = self.make_url(code)
        return self._urls[code]


@dataclass(frozen=True, slots=True)
class LanguageNotice:
    """Tells once per page that a text is not there in the reader's language."""

    language: str
    language_name: str
    shown_name: str
    path: str
    count: int


def describe(request: HttpRequest, obj: Model, fields: tuple[str, ...]) -> None:
    """Note on the request that this page shows `obj`, written in a language if all of `fields` are."""
    easy = any((getattr(obj, column(name, settings.EASY_LANGUAGE)) or "").strip() for name in fields)
    shown = next((text.language for text in (served(obj, name) for name in fields) if text.is_fallback), "")
    request.translations = Translations(obj.get_absolute_url, own_languages(obj, fields), easy, shown, obj)


def describe_untranslated(request: HttpRequest, obj: Model, language: str) -> None:
    """As `describe`, for what stays in the one language that it was written in: nobody can wish for others."""
    own = tuple({language} & set(settings.PUBLISHED_LANGUAGES))
    request.translations = Translations(obj.get_absolute_url, own, obj=obj, has_notice=False)


def translations_of(request: HttpRequest) -> Translations:
    """What `describe()` noted, or the page's own URL reversed per language."""
    noted = getattr(request, "translations", None)
    return noted or Translations(lambda code: _same_view(request, code), settings.PUBLISHED_LANGUAGES)


def _same_view(request: HttpRequest, code: str) -> str:
    """This view's address in another language; the front page when there is no such view (error pages)."""
    match = request.resolver_match
    with override(code):
        if match and match.view_name:
            try:
                return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                pass
        return reverse("home")


def choices(request: HttpRequest, translations: Translations) -> list[dict[str, object]]:
    """The language switcher: keeps page, query and slug; each language by its own name."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return [
        {
            "code": code,
            "name": own_name(code),
            "url": translations.url_in(code) + query,
            "current": code == current(),
            "direction": direction(code),
        }
        for code in settings.PUBLISHED_LANGUAGES
    ]


def hreflang(request: HttpRequest, translations: Translations) -> list[dict[str, str]]:
    """Absolute addresses of the real translations, and the default; easy language is no accepted hreflang.

    The site map lists the same ones.
    """
    links = [
        {"code": code, "url": request.build_absolute_uri(translations.url_in(code))}
        for code in translations.own
    ]
    if settings.LANGUAGE_CODE in translations.own:
        default = request.build_absolute_uri(translations.url_in(settings.LANGUAGE_CODE))
        links.append({"code": "x-default", "url": default})
    return links


def is_own(translations: Translations) -> bool:
    """True when the page is really written in the active language."""
    code = current()
    return translations.has_easy if code == settings.EASY_LANGUAGE else code in translations.own


def notice(
    request: HttpRequest, translations: Translations, count: Callable[[str, str], int]
) -> LanguageNotice | None:
    """The notice for this page, or None; `count(path, language)` tells how many asked for it already."""
    code = current()
    if not hasattr(request, "translations") or not translations.has_notice or is_own(translations):
        return None
    shown = translations.shown_in or settings.LANGUAGE_CODE
    return LanguageNotice(code, own_name(code), own_name(shown), request.path, count(request.path, code))
