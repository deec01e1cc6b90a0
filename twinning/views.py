"""The front page, error pages, and the few answers that belong to no app."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone
from django.views.decorators.http import require_safe

from twinning import access
from twinning.style_guide import samples


@access.public
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """`/` leads to the visitor's language; the middleware has chosen it and says so in Vary."""
    return redirect("home")


@access.public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: a frame that every app fills. Easy language has a start page of its own."""
    easy = request.LANGUAGE_CODE == settings.EASY_LANGUAGE
    return render(request, "pages/easy_home.html" if easy else "home.html")


@access.staff
@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for people who work on the portal."""
    return render(request, "style_guide.html", samples())


@access.public
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116). The date of expiry is a year from now, to the day."""
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=365)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.isoformat()}",
        f"Preferred-Languages: {', '.join(settings.PUBLISHED_LANGUAGES)}",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _error_page(request: HttpRequest, status: int, template: str | None = None) -> HttpResponse:
    """The portal's page for `status`; if even that fails, the static page that needs nothing."""
    request.is_error_page = True
    try:
        response = render(request, template or f"{status}.html", status=status)
    except Exception:
        response = static_error_page(status)
    response.is_portal_page = True
    return response


def static_error_page(status: int) -> HttpResponse:
    """The page in all languages that needs no database, no session and no context."""
    try:
        return HttpResponse(get_template("500.html").render(), status=status)
    except TemplateDoesNotExist:
        return HttpResponse("Error", status=status, content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be understood."""
    return _error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not allowed."""
    return _error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that came without its protection, mostly because cookies are off."""
    return _error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the thread ends here. Shows search and signpost."""
    return _error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """500: static, in every language."""
    return static_error_page(500)
