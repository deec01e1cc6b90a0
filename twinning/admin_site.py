"""The staff desk: Django's admin in our own frame, with the cards of all apps on its first page."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
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

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Contents first, machinery last: the reverse of INSTALLED_APPS, where the ground stands first."""
        order = {config.label: number for number, config in enumerate(apps.get_app_configs())}
        found = super().get_app_list(request, app_label)
        return sorted(found, key=lambda entry: order[entry["app_label"]], reverse=True)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Back to the portal; the admin's own farewell page would stand outside its frame."""
        return LogoutView.as_view(next_page="home")(request)

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one page for this, the account's own."""
        return redirect("account_change_password")

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
