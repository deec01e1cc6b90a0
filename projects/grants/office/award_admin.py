"""Awards on the staff desk, to read: what finance works with, without the texts and notes of the cases."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from projects.grants.application import Application
from projects.grants.decision import Award
from projects.grants.sentences import euros
from twinning.admin import ReadOnlyAdmin


@admin.register(Award)
class AwardAdmin(ReadOnlyAdmin):
    """One row per grant. Somebody with a tie to the application doesn't find it here either."""

    list_display = ["number", "project", "recipient", "sum", "state", "budget", "final_since"]
    list_display_links = ["number"]
    list_filter = ["state", "decision__budget__year", "application__programme"]
    search_fields = ["application__number", "application__title", "application__applicant__name"]
    list_select_related = ["application__applicant", "decision__budget__programme"]
    ordering = ["-pk"]
    fields = [
        "number", "project", "recipient", "sum", "state", "budget", "period", "revision", "needs_new_plan",
        "accepted_at",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Award]:
        """Without the reader's own ties, as everywhere."""
        free = Application.objects.sent().without_conflict(request.user)
        related = super().get_queryset(request).select_related(*self.list_select_related)
        return related.filter(application__in=free.values("pk"))

    @admin.display(description=_("file number"), ordering="application__number")
    def number(self, award: Award) -> str:
        return award.application.number or ""

    @admin.display(description=_("project"), ordering="application__title")
    def project(self, award: Award) -> str:
        return award.application.title

    @admin.display(description=_("recipient"), ordering="application__applicant__name")
    def recipient(self, award: Award) -> str:
        applicant = award.application.applicant
        return f"{applicant}, {applicant.street}, {applicant.postcode} {applicant.town}" if applicant else ""

    @admin.display(description=_("amount"), ordering="amount")
    def sum(self, award: Award) -> str:
        # Figures and sign stay on one line of the narrow column.
        return euros(award.amount).replace(" ", "\xa0")

    @admin.display(description=_("budget line"), ordering="decision__budget__year")
    def budget(self, award: Award) -> str:
        return str(award.decision.budget or "")

    @admin.display(description=_("final since"), ordering="accepted_at")
    def final_since(self, award: Award) -> str:
        return date_format(localtime(award.accepted_at), "SHORT_DATE_FORMAT") if award.accepted_at else ""

    @admin.display(description=_("period"))
    def period(self, award: Award) -> str:
        start, end = award.decision.period_from, award.decision.period_to
        if not start or not end:
            return ""
        return f"{date_format(start, 'SHORT_DATE_FORMAT')} – {date_format(end, 'SHORT_DATE_FORMAT')}"
