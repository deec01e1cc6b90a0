"""Optimistic locking: whoever saves second is told, sees both texts, and overwrites nothing unknowingly.

The row stays locked from the comparison to the commit, so that of two editors who save in the same moment exactly
one comes first.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from twinning.admin.merging import Merge, Report, marks, read_marks
from twinning.models import Versioned

SEEN = "_seen"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody saved since this form was opened: the sentence about who and when, and what merging found."""

    message: str
    report: Report


def last_save(obj: Model) -> LogEntry | None:
    """The latest entry of the admin's log about `obj`."""
    entries = LogEntry.objects.filter(content_type=get_content_type_for_model(obj), object_id=str(obj.pk))
    return entries.select_related("user").order_by("-action_time").first()


def conflict_message(obj: Model, request: HttpRequest) -> str:
    """Who saved meanwhile, and when."""
    entry = last_save(obj)
    if entry is None:
        return _("This was changed while you were working on it. Nothing of yours is stored yet.")
    moment = timezone.localtime(entry.action_time)
    values = {
        "who": str(entry.user),
        "day": date_format(moment, "DATE_FORMAT"),
        "time": date_format(moment, "TIME_FORMAT"),
    }
    if entry.user_id == request.user.pk:
        text = _(
            "You saved this in another window on %(day)s at %(time)s. What you typed here is not stored yet."
        )
    else:
        text = _(
            "%(who)s saved this on %(day)s at %(time)s, while you were working on it. What you typed is not stored yet."
        )
    return text % values


class VersionedForm(forms.ModelForm):
    """Refuses to save as long as there is an unanswered conflict."""

    conflict: Conflict | None = None

    def clean(self) -> dict[str, Any] | None:
        if self.conflict is not None:
            self.add_error(None, forms.ValidationError(self.conflict.message, code="conflict"))
        return super().clean()


class VersionedAdmin(admin.ModelAdmin):
    """Base of every model with a version."""

    form = VersionedForm

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            request.conflict = self._conflict(request, object_id)
            context = {**(extra_context or {}), "conflict": request.conflict}
            return super().changeform_view(request, object_id, form_url, context)

    def lock(self, obj: Model) -> None:
        """Hold the row until the transaction ends; others who save it wait here."""
        list(self.model._base_manager.filter(pk=obj.pk).select_for_update().values_list("pk"))

    def _conflict(self, request: HttpRequest, object_id: str) -> Conflict | None:
        """None when the form shows what is stored. Otherwise the post is merged with what is stored now."""
        found = self.get_object(request, unquote(object_id))
        if found is None or not self.has_change_permission(request, found):
            return None
        self.lock(found)
        stored = self.get_object(request, unquote(object_id))
        version, seen = read_marks(request.POST.get(SEEN, ""))
        if stored is None or stored.version == version:
            return None
        merge = self._merge(request, stored, seen)
        if not merge.report:
            return None
        request.POST = merge.data
        # Chosen files can't be kept: their rows may have moved, and a browser never fills in a file again.
        request._files = MultiValueDict()
        return Conflict(conflict_message(stored, request), merge.report)

    def _merge(self, request: HttpRequest, stored: Model, seen: dict[str, str]) -> Merge:
        """Compare the post with unbound forms of the stored row."""
        merge = Merge(request.POST, seen)
        fields = flatten_fieldsets(self.get_fieldsets(request, stored))
        merge.form(self.get_form(request, stored, change=True, fields=fields)(instance=stored))
        for formset_class, inline in self.get_formsets_with_inlines(request, stored):
            prefix = formset_class.get_default_prefix()
            if inline.has_change_permission(request, stored) and f"{prefix}-TOTAL_FORMS" in request.POST:
                queryset = inline.get_queryset(request)
                merge.formset(formset_class(instance=stored, prefix=prefix, queryset=queryset))
        return merge

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        conflict = getattr(request, "conflict", None)
        return type(form)(form.__name__, (form,), {"conflict": conflict}) if conflict else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> HttpResponse:
        """Hand the marks of the stored row to the form that is shown."""
        obj = context["original"]
        if obj is not None:
            formsets = [entry.formset for entry in context["inline_admin_formsets"]]
            context |= {"seen_name": SEEN, "seen": marks(obj.version, context["adminform"].form, formsets)}
        return super().render_change_form(request, context, **kwargs)

    def save_model(self, request: HttpRequest, obj: Versioned, form: forms.ModelForm, change: bool) -> None:
        """Raise the version and store; subclasses override `store`."""
        if change:
            obj.version += 1
        self.store(request, obj, form, change)

    def store(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        """Store the row: where a model has an action for it, that action is called."""
        obj.save()

    def delete_model(self, request: HttpRequest, obj: Versioned) -> None:
        """Delete one row; subclasses override `remove`."""
        self.remove(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete the chosen rows one by one, so that each takes along what hangs on it."""
        for obj in queryset:
            self.remove(obj)

    def remove(self, obj: Any) -> None:
        """Delete the row: where a model has an action for it, that action is called."""
        obj.delete()
