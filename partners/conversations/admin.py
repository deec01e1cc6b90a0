"""Reports of abuse on the staff desk: read, let it be, or end the conversation.

A conversation has no list of its own: the office reads one only where a side has reported it, and only staff with
the right to view conversations do. Each reading is written into the admin's log.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partners.conversations.actions import block_conversation, dismiss_report, note_reading
from partners.conversations.models import Conversation, Report
from partners.conversations.registry import kind_of, label_of
from twinning.access import staff
from twinning.admin import ReadOnlyAdmin, tag

BLOCK = "_block"


class DecisionForm(forms.Form):
    """What the office thinks about a report."""

    note = forms.CharField(
        label=_("Note for staff"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "form": "decide"}),
        help_text=_("Neither side reads it."),
    )


class ConversationFilter(admin.SimpleListFilter):
    """Conversations between two people, or public entries."""

    title = _("about what")
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("conversation", _("conversation")), ("entry", _("public entry"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        if self.value() not in {"conversation", "entry"}:
            return None
        return queryset.filter(conversation__isnull=self.value() == "entry")


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Decisions need the right to change reports; they go through the actions only."""

    change_form_template = "admin/conversations/report_form.html"
    list_display = ["title", "what", "kind", "state_tag", "created_at", "handled_by"]
    list_filter = ["state", ConversationFilter]
    list_select_related = ["handled_by"]
    search_fields = ["subject", "text", "note"]
    show_full_result_count = False
    actions = ["dismiss", "block"]
    told = ["title", "what", "kind", "entry", "created_at", "words", "state_tag"]
    decided = ["handled_by", "handled_at", "note"]
    readonly_fields = [*told, *decided]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Personal data go through `visible_to` and nothing else."""
        return Report.objects.visible_to(request.user).select_related("handled_by")

    def get_fields(self, request: HttpRequest, obj: Report | None = None) -> list[str]:
        """Who decided what, once somebody has."""
        is_new = obj is None or obj.state == Report.State.NEW
        return self.told if is_new else [*self.told, *self.decided]

    def has_handle_permission(self, request: HttpRequest) -> bool:
        """Who may decide about reports."""
        return request.user.has_perm("conversations.change_report")

    def get_urls(self) -> list[URLPattern]:
        decide = staff(self.admin_site.admin_view(self.decide))
        return [
            path("<int:pk>/decide/", decide, name="conversations_report_decide"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The report, with the conversation for those who may read it."""
        report = self.get_object(request, object_id)
        context: dict[str, Any] = {"title": capfirst(str(self.opts.verbose_name))}
        if report is not None:
            may_decide = report.state == Report.State.NEW and self.has_handle_permission(request)
            context["conversation"] = self._read(request, report)
            context["decision"] = DecisionForm() if may_decide else None
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def _read(self, request: HttpRequest, report: Report) -> Conversation | None:
        """The reported conversation with its messages; reading it is noted."""
        rows = Conversation.objects.visible_to(request.user).filter(pk=report.conversation_id)
        conversation = rows.prefetch_related("participants", "messages__author").first()
        if conversation is not None:
            note_reading(report, by=request.user)
        return conversation

    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the decision that was posted, and go back to the list."""
        report = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method != "POST" or not self.has_handle_permission(request):
            raise PermissionDenied
        form = DecisionForm(request.POST)
        if not form.is_valid():
            self.message_user(request, _("The note is too long."), messages.ERROR)
            return redirect("admin:conversations_report_change", pk)
        act = block_conversation if BLOCK in request.POST and report.conversation_id else dismiss_report
        settled = act(report, by=request.user, note=form.cleaned_data["note"])
        self._tell(request, settled)
        return redirect("admin:conversations_report_changelist")

    def _tell(self, request: HttpRequest, settled: Report) -> None:
        if settled.handled_by == request.user:
            self.message_user(request, _("The report is settled."), messages.SUCCESS)
        else:
            text = _("%(who)s has decided meanwhile.") % {"who": settled.handled_by or _("Somebody")}
            self.message_user(request, text, messages.WARNING)

    @admin.action(description=_("Let it be: settle these reports"), permissions=["handle"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Settled ones are left alone."""
        waiting = list(queryset.waiting())
        for report in waiting:
            dismiss_report(report, by=request.user)
        self._count(request, len(waiting))

    @admin.action(description=_("End the reported conversations"), permissions=["handle"])
    def block(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Reports about public entries and settled ones are left alone."""
        waiting = list(queryset.waiting().exclude(conversation=None))
        for report in waiting:
            block_conversation(report, by=request.user)
        self._count(request, len(waiting))

    def _count(self, request: HttpRequest, count: int) -> None:
        text = ngettext("%(count)d report settled.", "%(count)d reports settled.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    @admin.display(description=_("subject"))
    def title(self, report: Report) -> str:
        return str(report)

    @admin.display(description=_("about what"))
    def what(self, report: Report) -> str:
        return _("conversation") if report.conversation_id else _("public entry")

    @admin.display(description=_("kind"), ordering="about")
    def kind(self, report: Report) -> str:
        return str(label_of(report.about))

    @admin.display(description=_("entry"))
    def entry(self, report: Report) -> SafeString | str:
        """A link to the public row, while there is one."""
        kind = kind_of(report.about)
        row = kind.find(report.about_id) if kind else None
        if row is None:
            return _("no longer public")
        title, url = kind.title(row), kind.url(row)
        return format_html('<a href="{}">{}</a>', url, title) if url else str(title)

    @admin.display(description=_("what is wrong"))
    def words(self, report: Report) -> SafeString:
        return format_html('<div class="letter" lang="" dir="auto">{}</div>', report.text)

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, report: Report) -> SafeString:
        return tag("warn" if report.state == Report.State.NEW else "ok", report.get_state_display())
