"""Short links from the form of a page: shown with their codes, made on a click.

`WithShortLinks` is a base of `EditorialAdmin` (twinning.admin.editorial), so it builds on Django's classes alone.
"""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from twinning.languages import own_name
from twinning.previews.links import is_public
from twinning.shortlinks.actions import link_for, links_of

ADD = "shortlinks.add_shortlink"
SEE = "shortlinks.view_shortlink"


def language_choices() -> list[tuple[str, str]]:
    """The visitor's language, or one of those in which the portal is published."""
    fixed = [(code, own_name(code)) for code, _name in settings.LANGUAGES]
    return [("", _("each visitor's own language")), *fixed]


class WithShortLinks(admin.ModelAdmin):
    """Mixin of ModelAdmin for `Editorial` models."""

    def get_urls(self) -> list[URLPattern]:
        """Ours, then Django's."""
        view = self.admin_site.admin_view(self.short_links_view)
        view.model_admin = self
        name = f"{self.opts.app_label}_{self.opts.model_name}_short_links"
        return [path("<path:object_id>/short-links/", view, name=name), *super().get_urls()]

    def short_links_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The links to this page; posting makes the one for a language, or shows the one that there is."""
        return require_http_methods(["GET", "HEAD", "POST"])(self._short_links)(request, object_id)

    def _short_links(self, request: HttpRequest, object_id: str) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        is_post = request.method == "POST"
        may_see = self.has_view_or_change_permission(request, obj) and request.user.has_perm(SEE)
        if not may_see or (is_post and not request.user.has_perm(ADD)):
            raise PermissionDenied
        language = request.POST.get("language", "")
        if is_post and language in dict(language_choices()):
            link = link_for(obj, language, by=request.user)
            return redirect("admin:shortlinks_shortlink_change", link.pk)
        return self._links_page(request, obj, status=422 if is_post else 200)

    def _links_page(self, request: HttpRequest, obj: Any, status: int) -> HttpResponse:
        names = dict(language_choices())
        links = [(link, names.get(link.language, link.language)) for link in links_of(obj)]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Short link and QR code for posters"),
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "links": links,
            "choices": language_choices(),
            "may_add": request.user.has_perm(ADD),
            "is_public": is_public(obj),
            "refused": status == 422,
        }
        return TemplateResponse(request, "admin/shortlinks/page.html", context, status=status)
