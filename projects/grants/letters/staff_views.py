"""Letters on the case page of the office: make, make anew, send.

Mounted by `projects.grants.office.admin`. Whoever has a tie to the case finds nothing here.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from projects.grants.letters.actions import drop_decision_letters, send_decision, store_decision_letters
from projects.grants.office.views import fetch
from projects.grants.workflow import Refused
from twinning import access

# Word in the address -> what is done, and what is said then.
ACTS: dict[str, tuple[Callable[..., Any], Promise]] = {
    "make": (store_decision_letters, _("The letter is stored. Look at it before you send it.")),
    "drop": (drop_decision_letters, _("The letter that was not sent is gone. You can make it again.")),
    "send": (send_decision, _("The letter is sent.")),
}


@access.staff
@require_POST
def application_letters(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Do it and go back to the case; what stands in the way is said there."""
    case = fetch(request, number)
    if act not in ACTS:
        raise Http404
    perform, said = ACTS[act]
    try:
        perform(case, by=request.user)
    except Refused as error:
        for failure in error.failures:
            messages.error(request, str(failure))
    else:
        messages.success(request, str(said))
    return redirect(reverse("admin:grants_application_change", args=[case.pk]) + "#case-letters")
