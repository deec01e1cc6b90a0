"""Address words in the forms of the desk: refused while another row has or had them, or where a page of ours stands."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from twinning.addresses.actions import taken
from twinning.admin.editorial import EditorialForm

OCCUPIED = _("A page of the portal stands at the address word “%(slug)s”.")


def leads_to(view_name: str, slug: str) -> bool:
    """True when the address of a row with this word leads to the row in every language, and not to a fixed page."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            try:
                address = reverse(view_name, kwargs={"slug": slug})
            except NoReverseMatch:
                return False
            if resolve(address).view_name != view_name:
                return False
    return True


class AddressWordForm(EditorialForm):
    """Base of forms with a `slug`: `kind` of the addresses, `view_name` of the row's page, what to say when taken."""

    kind: str
    view_name: str
    taken_text: str | Promise

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        slug = self.cleaned_data.get("slug") or ""
        if taken(kind=self.kind, object_id=self.instance.pk, words={"": slug}):
            self.add_error("slug", ValidationError(self.taken_text, params={"slug": slug}, code="taken"))
        elif slug and not leads_to(self.view_name, slug):
            self.add_error("slug", ValidationError(OCCUPIED, params={"slug": slug}, code="occupied"))
        return self.cleaned_data
