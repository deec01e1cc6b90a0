"""Makes links to previews on the desk: a page beside the form, one link for each language.

`WithPreviews` is a base of `EditorialAdmin` (twinning.admin.editorial), so it builds on Django's classes alone.
"""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from twinning.languages import direction, has_language, own_name
from twinning.models import Editorial
from twinning.previews.links import ends_at, is_public, preview_url
from twinning.publishing import missing_for_publication, translated_fields


def _languages(obj: Editorial) -> list[str]:
    """All published languages, and easy language where the page is written in it."""
    known = translated_fields(type(obj))
    needed = tuple(name for name in obj.PUBLISH_FIELDS if name in known)[:1]
    easy = settings.EASY_LANGUAGE
    return [*settings.PUBLISHED_LANGUAGES, *([easy] if has_language(obj, needed, easy) else [])]


class WithPreviews(admin.ModelAdmin):
    """Mixin of ModelAdmin for `Editorial` models."""

    def get_urls(self) -> list[URLPattern]:
        """Ours, then Django's."""
        view = self.admin_site.admin_view(self.previews_view)
        view.model_admin = self
        name = f"{self.opts.app_label}_{self.opts.model_name}_previews"
        return [path("<path:object_id>/previews/", view, name=name), *super().get_urls()]

    def previews_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The links, made anew each time the page is opened."""
        return require_safe(self._previews)(request, object_id)

    def _previews(self, request: HttpRequest, object_id: str) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        links = [
            {
                "language": code,
                "name": own_name(code),
                "direction": direction(code),
                "url": request.build_absolute_uri(preview_url(obj, code, request.user)),
            }
            for code in _languages(obj)
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Links to the preview"),
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "links": links,
            "ends_at": ends_at(),
            "is_public": is_public(obj),
            "missing": missing_for_publication(obj),
        }
        response = TemplateResponse(request, "admin/previews/links.html", context)
        response.headers["Cache-Control"] = "private, no-store"
        return response
