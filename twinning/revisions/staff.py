"""Versions on the desk: kept with every save in a form or a list, shown with the history, compared, restored.

`WithVersions` is a base of `EditorialAdmin` (twinning.admin.editorial), so it builds on Django's classes alone.
"""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from twinning.models import Editorial
from twinning.revisions.actions import Refused, record, record_found, restore
from twinning.revisions.compare import changes
from twinning.revisions.models import Revision

# How many versions the page of the history lists.
LISTED = 50


class WithVersions(admin.ModelAdmin):
    """Mixin of ModelAdmin for `Editorial` models."""

    def get_urls(self) -> list[URLPattern]:
        """Ours, then Django's."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        found = []
        for word, page in (("versions", self.versions_view), ("restore", self.restore_view)):
            view = self.admin_site.admin_view(page)
            view.model_admin = self
            found.append(path(f"<path:object_id>/{word}/", view, name=f"{name}_{word}"))
        return [*found, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What a seed, an import or a script wrote is kept before it is overwritten."""
        if change:
            record_found(obj)
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Django calls this after every save, when all parts of the form are stored, in the same transaction."""
        record(obj, by=request.user)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """As `log_addition`; acts on a list log their changes through this, too."""
        record(obj, by=request.user)
        return super().log_change(request, obj, message)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the list of versions above the log."""
        obj = self.get_object(request, unquote(object_id))
        context = self._list(request, obj) if obj else {}
        return super().history_view(request, object_id, {**context, **(extra_context or {})})

    def _list(self, request: HttpRequest, obj: Model) -> dict[str, Any]:
        rows = list(Revision.objects.of(obj).select_related("by").defer("data")[:LISTED])
        return {
            "versions": rows,
            "compare_url": self._url(obj, "versions"),
            "default_old": rows[1].number if len(rows) > 1 else 0,
            "default_new": rows[0].number if rows else 0,
        }

    def _url(self, obj: Model, page: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[obj.pk])

    def _fetch(self, request: HttpRequest, object_id: str) -> Editorial:
        """The row, for those who may see it in this list; 404 for everybody else who got so far."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return obj

    def _version(self, obj: Editorial, number: str | None) -> Revision:
        found = None
        if number and number.isascii() and number.isdigit() and len(number) < 9:
            found = (
                Revision.objects.of(obj).select_related("by", "content_type").filter(number=number).first()
            )
        if found is None:
            raise Http404
        return found

    def versions_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Two versions compared: `?old=` and `?new=` name them; both are in the list of the history."""
        return require_safe(self._versions)(request, object_id)

    def _versions(self, request: HttpRequest, object_id: str) -> HttpResponse:
        obj = self._fetch(request, object_id)
        chosen = [self._version(obj, request.GET.get(name)) for name in ("old", "new")]
        old, new = sorted(chosen, key=lambda version: version.number)
        return self._page(request, obj, old, new)

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Bring an older version back, as a new one."""
        return require_POST(self._restore)(request, object_id)

    def _restore(self, request: HttpRequest, object_id: str) -> HttpResponse:
        obj = self._fetch(request, object_id)
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        version, seen = self._version(obj, request.POST.get("number")), request.POST.get("seen", "")
        try:
            self.put_back(request, version, int(seen) if seen.isdigit() and len(seen) < 9 else 0)
        except Refused as refusal:
            newest = Revision.objects.of(obj).select_related("by", "content_type")[0]
            return self._page(request, obj, version, newest, refused=refusal.reasons, status=422)
        words = _("Version %(number)d is back, as a new version. The one before it is kept.")
        self.message_user(request, words % {"number": version.number}, messages.SUCCESS)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", obj.pk)

    @transaction.atomic
    def put_back(self, request: HttpRequest, version: Revision, seen: int) -> None:
        """Restore and write the log; subclasses may do more in the same breath."""
        obj, changed = restore(version, by=request.user, seen_version=seen)
        # Read by twinning.translations.staff: translations that came back are stamped, others may be outdated now.
        request.written_columns = sorted(changed)
        words = _("Brought back version %(number)d.") % {"number": version.number}
        self.log_change(request, obj, words)

    def _page(
        self,
        request: HttpRequest,
        obj: Editorial,
        old: Revision,
        new: Revision,
        refused: tuple[str, ...] = (),
        status: int = 200,
    ) -> HttpResponse:
        title = _("Versions %(old)d and %(new)d compared") % {"old": old.number, "new": new.number}
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "old": old,
            "new": new,
            "changes": changes(old, new),
            "may_restore": self.has_change_permission(request, obj),
            "restore_url": self._url(obj, "restore"),
            "history_url": self._url(obj, "history"),
            "refused": refused,
        }
        return TemplateResponse(request, "admin/revisions/compare.html", context, status=status)
