"""The staff desk: Django's admin in our own frame, with the cards of all apps on its first page."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twinning import desk
from twinning.languages import own_name
from twinning.richtext import EXTENSIONS

EDITOR = "django_prose_editor/editor.js"


def script_words() -> dict[str, Any]:
    """Everything that our scripts say, and what the editor may make; they hold no words of their own."""
    return {
        "tabs": {
            "names": {code: own_name(code) for code in settings.MODELTRANSLATION_LANGUAGES},
            "group": _("Language of the texts"),
            "full": _("complete"),
            "part": _("in part"),
            "none": _("missing"),
            "error": _("with an error"),
        },
        "editor": {
            "module": static(EDITOR),
            "extensions": EXTENSIONS,
            "toolbar": _("Formatting: %(field)s"),
            "Heading2": _("Heading"),
            "Heading3": _("Subheading"),
            "Bold": _("Bold"),
            "Italic": _("Italic"),
            "BulletList": _("List"),
            "OrderedList": _("Numbers"),
            "Blockquote": _("Quotation"),
            "Link": _("Link"),
            "undo": _("Undo"),
            "redo": _("Redo"),
            "address": _("Address of the link"),
            "addressHelp": _("Begins with https://, mailto: or tel:, or with / for a page of this portal."),
            "apply": _("Apply"),
            "remove": _("Remove the link"),
            "cancel": _("Cancel"),
        },
    }


class StaffSite(AdminSite):
    """The admin of the portal. Its name stands in the header through the template, from the home town."""

    site_header = gettext_lazy("Town twinning")
    site_title = gettext_lazy("Staff desk")
    index_title = gettext_lazy("Good day. This is waiting.")
    enable_nav_sidebar = False

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "script_words": script_words()}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        cards = [
            {"card": card, "body": render_to_string(card.template, context)}
            for card, context in desk.cards_for(request)
        ]
        context = {
            "wide_cards": [entry for entry in cards if entry["card"].wide],
            "narrow_cards": [entry for entry in cards if not entry["card"].wide],
        }
        return super().index(request, {**context, **(extra_context or {})})
