"""Letters on the case page of the office: discard what was made and not sent, to make it anew.

Making and sending are acts about the decision (`projects.grants.panel`). Mounted by `projects.grants.office.admin`.
Whoever has a tie to the case finds nothing here.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from projects.grants.letters.actions import drop_decision_letters
from projects.grants.office.views import fetch
from projects.grants.workflow import Refused
from twinning import access


@access.staff
@require_POST
def application_discard(request: HttpRequest, number: int) -> HttpResponse:
    """Throw the unsent letter away and go back to the case; what stands in the way is said there."""
    case = fetch(request, number)
    try:
        drop_decision_letters(case, by=request.user)
    except Refused as error:
        for failure in error.failures:
            messages.error(request, str(failure))
    else:
        messages.success(request, _("The letter that was not sent is gone. You can make it again."))
    return redirect(reverse("admin:grants_application_change", args=[case.pk]) + "#case-letters")
