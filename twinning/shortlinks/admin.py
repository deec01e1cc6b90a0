"""Short links on the staff desk, each with its QR code to print."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from twinning.admin import StaffAdmin, tag
from twinning.shortlinks import qr
from twinning.shortlinks.actions import Gone, address_of, make
from twinning.shortlinks.models import ShortLink
from twinning.shortlinks.staff import language_choices

KINDS = {"svg": ("image/svg+xml", qr.svg), "png": ("image/png", qr.png)}
SIZES = _(
    "Print it at least 2 cm wide on a flyer, and 10 cm wide for every metre from which a poster is read. Keep the "
    "white edge, keep it black on white, and print the address below it for people without a camera."
)


class ShortLinkForm(forms.ModelForm):
    """The languages are a list to choose from."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "language" in self.fields:
            text = self.fields["language"].help_text
            self.fields["language"] = forms.ChoiceField(
                choices=language_choices(), required=False, label=_("language"), help_text=text
            )
        if "path" in self.fields:
            self.fields["path"].required = True


@admin.register(ShortLink)
class ShortLinkAdmin(StaffAdmin):
    """A link is made once and stays; only what it is called and whether it works can be changed."""

    form = ShortLinkForm
    list_display = ["short", "label", "leads_to", "opens_in", "state_tag", "visits", "created_at"]
    list_filter = ["is_off", "language"]
    list_select_related = ["content_type"]
    search_fields = ["code", "label", "path"]

    def get_fields(self, request: HttpRequest, obj: ShortLink | None = None) -> list[str]:
        """A new one needs a target; later, its code stands above everything."""
        if obj is None:
            return ["label", "path", "language"]
        return ["poster", "short", "label", "leads_to", "opens_in", "visits", "is_off"]

    def get_readonly_fields(self, request: HttpRequest, obj: ShortLink | None = None) -> list[str]:
        """What stands on posters can't be turned to another page."""
        return ["poster", "short", "leads_to", "opens_in", "visits"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: ShortLink | None = None) -> bool:
        """Never: the code would be free for another page. Links are switched off instead."""
        return False

    def save_model(self, request: HttpRequest, obj: ShortLink, form: forms.ModelForm, change: bool) -> None:
        if change:
            obj.save()
        else:
            make(obj, by=request.user)

    def get_urls(self) -> list[URLPattern]:
        """The code as a file, before Django's own addresses."""
        view = self.admin_site.admin_view(self.qr_view)
        view.model_admin = self
        return [path("<int:number>/qr.<str:kind>", view, name="shortlinks_shortlink_qr"), *super().get_urls()]

    def qr_view(self, request: HttpRequest, number: int, kind: str) -> HttpResponse:
        """The QR code as SVG or PNG; with `?download` under a name of its own."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        link = ShortLink.objects.filter(pk=number).first()
        if link is None or kind not in KINDS:
            raise Http404
        content_type, draw = KINDS[kind]
        response = HttpResponse(draw(link.get_short_url()), content_type=content_type)
        if "download" in request.GET:
            response.headers["Content-Disposition"] = f'attachment; filename="qr-{link.code}.{kind}"'
        return response

    @admin.display(description=_("short address"), ordering="code")
    def short(self, link: ShortLink) -> SafeString:
        return format_html('<span class="nb" dir="ltr">{}</span>', link.get_short_url())

    @admin.display(description=_("leads to"))
    def leads_to(self, link: ShortLink) -> SafeString | str:
        """The page's form on the desk, or the path."""
        if link.path:
            return format_html('<a href="{0}" dir="ltr">{0}</a>', link.path)
        opts: Any = link.content_type.model_class()._meta
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[link.object_id])
        return format_html('<a href="{}">{}</a>', address, f"{opts.verbose_name} {link.object_id}")

    @admin.display(description=_("language"), ordering="language")
    def opens_in(self, link: ShortLink) -> str:
        return str(dict(language_choices()).get(link.language, link.language))

    @admin.display(description=_("state"), ordering="is_off")
    def state_tag(self, link: ShortLink) -> SafeString:
        return tag("plain", _("switched off")) if link.is_off else tag("ok", _("works"))

    @admin.display(description=_("QR code"))
    def poster(self, link: ShortLink) -> SafeString:
        """The code, files to load, and how large it has to be printed."""
        files = {kind: reverse("admin:shortlinks_shortlink_qr", args=[link.pk, kind]) for kind in KINDS}
        text = (
            '<img class="qr" src="{svg}" alt="{alt}" width="240" height="240"><br>'
            '<a href="{svg}?download">{svg_text}</a> · <a href="{png}?download">{png_text}</a><br>{sizes}{warning}'
        )
        return format_html(
            text,
            **files,
            alt=_("QR code of the address %(address)s") % {"address": link.get_short_url()},
            svg_text=_("Load as SVG, for printers"),
            png_text=_("Load as PNG, for word processors"),
            sizes=SIZES,
            warning=self._warning(link),
        )

    def _warning(self, link: ShortLink) -> SafeString | str:
        """Says so when visitors would find nothing behind the link."""
        try:
            address_of(link, user=None, language="de")
        except Gone:
            text = _("Nobody finds a page behind this link at the moment: it is not public, or switched off.")
            return format_html('<br><span class="tag warn">!</span> {}', text)
        return ""
