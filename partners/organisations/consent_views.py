"""The page of a contact person behind the link of a mail: what is stored, what is shown, agree, withdraw, erase.

No account and no cookie: the secret address is what lets its reader in. Opening it changes nothing, a button acts.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from partners.organisations import consents
from partners.organisations.contact import Contact
from partners.organisations.forms import ConsentForm
from partners.organisations.mails import CONSENT
from twinning.cldr import language_list
from twinning.public_forms import public_form
from twinning.sealed import SEALED_CONTEXT, sealed
from twinning.tokens.actions import find, issued_on

DONE = frozenset({"given", "withdrawn"})


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return sealed(render(request, f"organisations/{template}", context | SEALED_CONTEXT, status=status))


def _act(request: HttpRequest, token: str, contact: Contact) -> HttpResponse:
    """Do what the pressed button says."""
    act = request.POST.get("act", "")
    if act == "erase":
        consents.erase_contact(contact)
        return _page(request, "consent_erased.html")
    if act == "withdraw":
        consents.withdraw_consent(contact)
    elif act == "give":
        form = ConsentForm(request.POST)
        form.full_clean()
        asked_on = issued_on(token, CONSENT)
        consents.give_consent(contact, messages=form.cleaned_data["messages"], asked_on=asked_on)
    done = {"withdraw": "withdrawn", "give": "given"}.get(act, "")
    response = redirect("organisations:consent-detail", token=token)
    response.headers["Location"] += f"?done={done}" if done else ""
    return sealed(response)


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def consent_detail(request: HttpRequest, token: str) -> HttpResponse:
    """What we keep about the person, and the three things that they can do about it."""
    number = find(token, CONSENT)
    contact = (
        Contact.objects.select_related("organisation", "city").filter(pk=number).first() if number else None
    )
    if contact is None:
        return _page(request, "consent_gone.html", status=410)
    if request.method == "POST":
        return _act(request, token, contact)
    done = request.GET.get("done", "")
    return _page(
        request,
        "consent.html",
        contact=contact,
        consent=consents.in_force(contact),
        languages=language_list(contact.languages) if contact.languages else "",
        past=contact.consents.filter(withdrawn_at__isnull=False),
        form=ConsentForm(initial={"messages": True}),
        done=done if done in DONE else "",
    )
