"""Who enters the staff desk, and in which language; named in MIDDLEWARE."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

Handler = Callable[[HttpRequest], HttpResponse]
STAFF_LANGUAGES = frozenset(code for code, _name in settings.STAFF_LANGUAGES)


def is_desk(request: HttpRequest) -> bool:
    """True for the admin and the pages of staff below it."""
    return request.path.startswith(reverse("admin:index"))


def staff_language(get_response: Handler) -> Handler:
    """The desk speaks German and English: as the account prefers, else as the browser does."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_desk(request):
            code = language_for_staff(request)
            translation.activate(code)
            request.LANGUAGE_CODE = code
        return get_response(request)

    return middleware


def language_for_staff(request: HttpRequest) -> str:
    """The first choice that the desk has; German when nothing asked for is there."""
    browser = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    wanted = [getattr(request.user, "preferred_language", ""), *(code for code, _quality in browser)]
    known = (code.split("-")[0] for code in wanted)
    return next((code for code in known if code in STAFF_LANGUAGES), settings.LANGUAGE_CODE)


def staff_second_factor(get_response: Handler) -> Handler:
    """Log-in through the portal's own page, a second factor, and 403 for people who are no staff."""

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = turned_away(request) if is_desk(request) else None
        return answer or get_response(request)

    return middleware


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """Where somebody has to go first; None for those who may enter. Raises PermissionDenied."""
    is_login = request.path == reverse("admin:login")
    goal = request.GET.get("next", reverse("admin:index")) if is_login else request.get_full_path()
    if not request.user.is_authenticated:
        return redirect_to_login(goal)
    if not request.user.is_staff:
        raise PermissionDenied
    if is_login:
        return redirect("admin:index")
    if request.path == reverse("admin:password_change"):
        return redirect("account_change_password")
    if settings.STAFF_SECOND_FACTOR and request.path != reverse("admin:logout"):
        return second_factor_missing(request, goal)
    return None


def second_factor_missing(request: HttpRequest, goal: str) -> HttpResponse | None:
    """To the set-up when there is no authenticator app, to the code when this session has not seen one."""
    if not is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return redirect("mfa_activate_totp")
    if any(record["method"] == "mfa" for record in get_authentication_records(request, request.user)):
        return None
    return redirect_to_login(goal, reverse("mfa_reauthenticate"))
