"""Messages from visitors on the staff desk: read, take on, answer in time."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from twinning.admin import ReadOnlyAdmin, StaffAdmin, VersionedAdmin, VersionedForm, tag
from twinning.feedback.actions import answer_message
from twinning.feedback.models import BarrierReport, ContactMessage, LanguageWish, VisitorMessage
from twinning.languages import direction, own_name

ANSWERED = VisitorMessage.State.ANSWERED
SEND = "_answer"
SOON_DAYS = 3


class DueFilter(admin.SimpleListFilter):
    """What waits, and what has waited too long."""

    title = _("answer")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("open", _("not answered")), ("overdue", _("overdue")), ("answered", _("answered"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        choices = {"open": queryset.open, "overdue": queryset.overdue}
        if self.value() in choices:
            return choices[self.value()]()
        return queryset.filter(state=ANSWERED) if self.value() == "answered" else None


class AnswerForm(VersionedForm):
    """Work on a message; answering is a button of its own, so “answered” is no choice here."""

    class Meta:
        widgets = {"answer": forms.Textarea(attrs={"rows": 10})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "state" in self.fields:
            choices = [choice for choice in VisitorMessage.State.choices if choice[0] != ANSWERED]
            self.fields["state"].choices = choices
        if "answer" in self.fields:
            self.fields["answer"].widget.attrs |= {
                "lang": self.instance.language,
                "dir": direction(self.instance.language),
            }

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        if SEND not in self.data:
            return self.cleaned_data
        if "answer" not in self.fields:
            text = _("This message was answered meanwhile. What you wrote was not sent: %(text)s")
            params = {"text": self.data.get("answer", "")}
            self.add_error(None, forms.ValidationError(text, code="answered", params=params))
        elif not (self.cleaned_data.get("answer") or "").strip():
            self.add_error("answer", _("Write the answer first."))
        return self.cleaned_data


class VisitorMessageAdmin(StaffAdmin, VersionedAdmin):
    """What both kinds of message have in common."""

    form = AnswerForm
    change_form_template = "admin/feedback/change_form.html"
    list_display = ["reference_", "excerpt", "language_name", "state_tag", "due_tag", "handled_by"]
    list_display_links = ["reference_", "excerpt"]
    list_filter = [DueFilter, "state", "language"]
    list_select_related = ["handled_by"]
    search_fields = ["text", "answer", "name", "email"]
    folded_fields = ("text", "name")
    date_hierarchy = "created_at"
    autocomplete_fields = ["handled_by"]
    told = ["reference_", "sender", "language_name", "page", "created_at", "message_text"]
    work = [("state", "due_on"), "handled_by", "answer"]
    closed = ["state_tag", "handled_by", "answered_at", "answer_text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Personal data go through `visible_to` and nothing else."""
        return self.model.objects.visible_to(request.user).select_related("handled_by")

    def get_fieldsets(
        self, request: HttpRequest, obj: VisitorMessage | None = None
    ) -> list[tuple[Any, dict[str, Any]]]:
        """An answered message is closed: everything about it is only shown."""
        is_closed = obj is not None and obj.state == ANSWERED
        hint = "" if is_closed or obj is None else self._hint(obj)
        return [
            (_("What the visitor wrote"), {"fields": self.told}),
            (_("Answer"), {"fields": self.closed if is_closed else self.work, "description": hint}),
        ]

    def _hint(self, message: VisitorMessage) -> str:
        language = own_name(message.language)
        if not message.email:
            return _("The visitor left no e-mail address: the answer is kept here and nothing is sent.")
        return _("Please write in the visitor's language: %(language)s.") % {"language": language}

    def get_readonly_fields(self, request: HttpRequest, obj: VisitorMessage | None = None) -> list[str]:
        return [*self.told, *(self.closed if obj and obj.state == ANSWERED else [])]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: VisitorMessage, form: forms.ModelForm, change: bool
    ) -> None:
        """Sending the answer stores it as well; everything else is an ordinary save."""
        if SEND in request.POST:
            answer_message(obj, by=request.user, text=form.cleaned_data["answer"])
        else:
            super().save_model(request, obj, form, change)

    def response_change(self, request: HttpRequest, obj: VisitorMessage) -> HttpResponse:
        if SEND in request.POST:
            sent = (
                _("The answer is on its way.")
                if obj.email
                else _("The answer is kept, the message is closed.")
            )
            self.message_user(request, sent, messages.SUCCESS)
            return self.response_post_save_change(request, obj)
        return super().response_change(request, obj)

    @admin.display(description=_("number"), ordering="pk")
    def reference_(self, message: VisitorMessage) -> str:
        return message.reference

    @admin.display(description=_("message"))
    def excerpt(self, message: VisitorMessage) -> SafeString:
        text = Truncator(message.text).chars(80)
        return format_html('<span lang="{}" dir="auto">{}</span>', message.language, text)

    @admin.display(description=_("message"))
    def message_text(self, message: VisitorMessage) -> SafeString:
        return self._passage(message, message.text)

    @admin.display(description=_("answer"))
    def answer_text(self, message: VisitorMessage) -> SafeString:
        return self._passage(message, message.answer)

    def _passage(self, message: VisitorMessage, text: str) -> SafeString:
        html = '<div class="letter" lang="{}" dir="auto">{}</div>'
        return format_html(html, message.language, text)

    @admin.display(description=_("sender"))
    def sender(self, message: VisitorMessage) -> SafeString | str:
        if not message.email:
            return message.name or _("without a name")
        return format_html('{} <a href="mailto:{}">{}</a>', message.name, message.email, message.email)

    @admin.display(description=_("language"), ordering="language")
    def language_name(self, message: VisitorMessage) -> SafeString:
        return format_html('<span lang="{}">{}</span>', message.language, own_name(message.language))

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, message: VisitorMessage) -> SafeString:
        kinds = {ANSWERED: "ok", VisitorMessage.State.NEW: "warn"}
        return tag(kinds.get(message.state, ""), message.get_state_display())

    @admin.display(description=_("answer due"), ordering="due_on")
    def due_tag(self, message: VisitorMessage) -> SafeString | str:
        """The day, with a word about how near it is while the answer is open."""
        day = date_format(message.due_on, "SHORT_DATE_FORMAT")
        if message.state == ANSWERED:
            return day
        days = (message.due_on - timezone.localdate()).days
        if days < 0:
            return format_html('<span class="nb">{}</span> {}', day, tag("err", _("overdue")))
        text = ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
        return format_html(
            '<span class="nb">{}</span> {}', day, tag("warn" if days <= SOON_DAYS else "plain", text)
        )


@admin.register(BarrierReport)
class BarrierReportAdmin(VisitorMessageAdmin):
    """Barriers: the accessibility statement promises an answer."""

    search_fields = [*VisitorMessageAdmin.search_fields, "wanted"]
    told = [*VisitorMessageAdmin.told, "wanted_text"]

    @admin.display(description=_("what would help"))
    def wanted_text(self, report: BarrierReport) -> SafeString | str:
        return self._passage(report, report.wanted) if report.wanted else "–"


@admin.register(ContactMessage)
class ContactMessageAdmin(VisitorMessageAdmin):
    """Questions to the office."""

    list_display = ["reference_", "subject", "language_name", "state_tag", "due_tag", "handled_by"]
    list_display_links = ["reference_", "subject"]
    search_fields = [*VisitorMessageAdmin.search_fields, "subject"]
    folded_fields = ("subject", "text", "name")
    told = ["reference_", "sender", "language_name", "created_at", "subject", "message_text"]


@admin.register(LanguageWish)
class LanguageWishAdmin(ReadOnlyAdmin):
    """Counted by the button on pages that fell back to another language."""

    list_display = ["path", "wished_language", "count", "last_at"]
    list_filter = ["language"]
    search_fields = ["path"]

    @admin.display(description=_("language"), ordering="language")
    def wished_language(self, wish: LanguageWish) -> SafeString:
        return format_html('<span lang="{}">{}</span>', wish.language, own_name(wish.language))
