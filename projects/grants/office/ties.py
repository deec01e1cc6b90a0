"""Is somebody tied to a case? Asked with the names only, before the text opens. Used by officers and reviewers.

Reviewers are led here by their own pages: `ties_url(application, back)` comes back to `back` once they are free.
"""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.review import Conflict
from twinning.languages import served
from twinning.public_forms import CleanCharField

FREE, TIED, UNSURE = "free", "tied", "unsure"


class TiesForm(forms.Form):
    """One of three answers; a tie and a doubt say which one in a sentence."""

    answer = forms.ChoiceField(
        label=_("Your declaration"),
        choices=[
            (FREE, _("I am not tied")),
            (TIED, _("I am tied")),
            (UNSURE, _("I am not sure")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three answers.")},
    )
    reason = CleanCharField(
        label=_("Reason"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="ties_%s")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("answer") in {TIED, UNSURE} and not cleaned.get("reason"):
            self.add_error("reason", _("Say in one sentence what it is about."))
        return cleaned


def ties_url(application: Application, back: str = "") -> str:
    """The page that asks, and where it leads afterwards."""
    page = reverse("admin:grants_application_ties", args=[application.pk])
    return f"{page}?{urlencode({'next': back})}" if back else page


def way_back(request: HttpRequest) -> str:
    """Where the asker wanted to go; "" when that is not an address of this portal."""
    back = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return back if is_ours else ""


def names(application: Application) -> dict[str, Any]:
    """Only what one needs to answer: title, organisation, people, partners. Nothing of the text."""
    applicant = application.applicant
    people = [person.name for person in applicant.signatories.all()]
    people += [str(member.user) for member in applicant.members.all()]
    return {
        "title": application.title,
        "applicant": applicant.name,
        "people": list(dict.fromkeys(people)),
        "partners": [
            {
                "name": partner.name,
                "contact": partner.contact_name,
                "city": served(partner.city, "name").text if partner.city else "",
            }
            for partner in application.partners.select_related("city")
        ],
    }


def declaration_of(user: Any, application: Application) -> Conflict | None:
    """What this person has declared about the case."""
    return Conflict.objects.filter(application=application, user=user).first()
