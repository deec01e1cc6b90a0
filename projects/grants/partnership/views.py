"""Confirmations by partners abroad: the button that asks, and the page behind the link.

The page needs no account and sets no cookie: its secret address is what lets its reader in. Opening it changes nothing.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from projects.grants.application import Application
from projects.grants.partnership import actions
from projects.grants.partnership.forms import CONFIRM, AnswerForm
from projects.grants.workflow import Refused
from twinning import access
from twinning.public_forms import public_form
from twinning.sealed import SEALED_CONTEXT, sealed


def _back(request: HttpRequest, application: Application) -> str:
    page = request.POST.get("next", "")
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return f"{page if is_ours else application.get_absolute_url()}#confirmations"


@access.signed_in
@require_POST
def partner_ask(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Ask a partner, for the first time or again."""
    application = get_object_or_404(Application.objects.of(request.user), uuid=uuid)
    partner = get_object_or_404(application.partners, pk=pk)
    try:
        actions.ask(application, partner, by=request.user)
    except Refused as refusal:
        for failure in refusal.failures:
            messages.warning(request, failure)
    else:
        messages.success(request, _("We have written to %(name)s.") % {"name": partner.name})
    return redirect(_back(request, application))


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    page = render(request, f"grants/partnership/{template}", context | SEALED_CONTEXT, status=status)
    return sealed(page)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def partner_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What the project is about, and two buttons; afterwards what was answered."""
    partner = actions.behind(token)
    if partner is None:
        return _page(request, "gone.html", status=410)
    initial = {"name": partner.contact_name}
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    if not form.is_valid():
        return _page(request, "confirm.html", 422 if form.is_bound else 200, partner=partner, form=form)
    values = form.cleaned_data
    agrees = request.POST.get("act") == CONFIRM
    try:
        actions.answer(partner, name=values["name"], comment=values["comment"], agrees=agrees)
    except Refused:
        return _page(request, "gone.html", status=410)
    return sealed(redirect("grants:partner-confirm", token=token))
