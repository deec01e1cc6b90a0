"""Language by path, headers of every answer, fresh pages after a save, friendly error pages while developing."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import get_language_from_path, parse_accept_lang_header

from twinning import memory
from twinning.views import not_found

Handler = Callable[[HttpRequest], HttpResponse]


def preferred_language(request: HttpRequest) -> str:
    """The first published language that the browser asks for; German when it asks for none of ours."""
    for wanted, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        base = wanted.split("-")[0]
        if base in settings.PUBLISHED_LANGUAGES:
            return base
    return settings.LANGUAGE_CODE


def portal_language(get_response: Handler) -> Handler:
    """Activate the language of the path; without one, the browser's. Never a cookie, never a query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        from_path = get_language_from_path(request.path_info)
        code = from_path or preferred_language(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = get_response(request)
        if not from_path and response.headers.get("Content-Type", "text/html").startswith("text/html"):
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or code)
        return response

    return middleware


def response_headers(get_response: Handler) -> Handler:
    """Headers that Django and the CSP package do not set."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"
        )
        return response

    return middleware


def forget_after_staff_saves(get_response: Handler) -> Handler:
    """What staff save is seen at once: this process forgets what it remembers of every page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and request.path.startswith("/verwaltung/"):
            memory.forget()
        return response

    return middleware


def friendly_not_found(get_response: Handler) -> Handler:
    """With DEBUG on, Django shows a technical page for a missing address; visitors of a demo get the real one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if (
            settings.DEBUG
            and response.status_code == 404
            and is_page
            and not hasattr(response, "is_portal_page")
        ):
            return not_found(request, None)
        return response

    return middleware
