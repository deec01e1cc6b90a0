"""The session was over while somebody wrote: what was typed waits in the visitor's session until they are back.

`keeps_text` guards every step. Signing in keeps the session's content, so the step shows the text again, not saved yet.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from projects.grants.application import Application
from twinning import access

View = Callable[..., HttpResponse]
# Longer texts stay in the browser's own copy and on the page that says so.
LONGEST = 60_000
NAME = "kept-steps"
# Nobody needs more than the steps of one application.
MOST = 6


def _key(uuid: UUID, step: str) -> str:
    return f"{uuid}.{step}"


def typed(data: QueryDict) -> list[str]:
    """What a person typed, to be copied out of the page: texts without the form's own fields."""
    own = {"csrfmiddlewaretoken", "version", "go", "tab"}
    return [
        value
        for name in data
        if name not in own and not name.endswith(("_FORMS", "-id"))
        for value in data.getlist(name)
        # Codes of boxes and lists, such as "on", are no text.
        if len(value) > 3
    ]


def keep(request: HttpRequest, uuid: UUID, step: str) -> bool:
    """Keep a post in the visitor's session; False when it is too long or there is no such draft."""
    text = request.POST.urlencode()
    if len(text) > LONGEST or not Application.objects.filter(uuid=uuid).exists():
        return False
    kept: dict[str, str] = request.session.get(NAME, {})
    kept.pop(_key(uuid, step), None)
    kept[_key(uuid, step)] = text
    request.session[NAME] = dict(list(kept.items())[-MOST:])
    return True


def kept(request: HttpRequest, application: Application, step: str) -> QueryDict | None:
    """What was kept of a step."""
    text = request.session.get(NAME, {}).get(_key(application.uuid, step))
    return QueryDict(text) if text else None


def forget(request: HttpRequest, application: Application, step: str) -> None:
    """The text is saved now."""
    kept = request.session.get(NAME, {})
    if kept.pop(_key(application.uuid, step), None) is not None:
        request.session[NAME] = kept


def _signed_out(request: HttpRequest, uuid: UUID, step: str) -> HttpResponse:
    back = reverse(f"grants:step-{step}", kwargs={"uuid": uuid})
    way = reverse("account_login") + "?" + urlencode({"next": back})
    is_kept = keep(request, uuid, step)
    if "X-Autosave" in request.headers:
        text = _("Not saved: you are signed out. Your text is still here. Sign in and come back to it.")
        return JsonResponse({"state": "signed_out", "text": text, "url": way}, status=401)
    context: dict[str, Any] = {"login_url": way, "is_kept": is_kept, "typed": typed(request.POST)}
    return render(request, "grants/apply/signed_out.html", context, status=401)


def keeps_text(step: str) -> Callable[[View], View]:
    """A view for people with an account that loses no text of somebody whose session is over."""

    def decorate(view: View) -> View:
        guarded = access.signed_in(view)

        @wraps(view)
        def outer(request: HttpRequest, uuid: UUID) -> HttpResponse:
            if request.method == "POST" and not request.user.is_authenticated:
                return _signed_out(request, uuid, step)
            return guarded(request, uuid)

        answer = never_cache(outer)
        answer.access = guarded.access
        return answer

    return decorate
