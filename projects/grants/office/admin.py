"""Applications and applicants on the staff desk: the queue and the case page take the place of Django's own."""

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from projects.grants.applicant import Applicant, ApplicantMember, Signatory
from projects.grants.application import Application
from projects.grants.dialogue import staff_views as message_views
from projects.grants.letters import staff_views as letter_views
from projects.grants.office import bulk_views, ties_views, views
from projects.grants.records import staff_views
from twinning.admin import ReadOnlyAdmin, RowsInline

OWN = {
    ("", "changelist"): views.application_list,
    ("<int:number>/change/", "change"): views.application_detail,
    ("<int:number>/ties/", "ties"): ties_views.application_ties,
    ("<int:number>/act/<slug:act>/", "act"): views.application_act,
    ("<int:number>/discard/", "discard"): letter_views.application_discard,
    ("<int:number>/messages/", "messages"): message_views.application_messages,
    ("<int:number>/compare/<int:other>/", "compare"): views.application_compare,
    ("bulk/", "bulk"): bulk_views.application_bulk,
    ("<int:number>/dossier/", "dossier"): staff_views.application_dossier,
    ("export/<slug:file_format>/", "export"): staff_views.application_export,
    ("statistics/", "statistics"): staff_views.application_statistics,
    ("statistics/<slug:file_format>/", "statistics_file"): staff_views.application_statistics_file,
}


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Nothing of Django's own forms is left: cases change through the acts of the office alone."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        """Personal data go through `visible_to` and nothing else."""
        return Application.objects.visible_to(request.user)

    def get_urls(self) -> list[URLPattern]:
        return [
            path(address, self.admin_site.admin_view(view), name=f"grants_application_{name}")
            for (address, name), view in OWN.items()
        ]


class SignatoryInline(RowsInline):
    model = Signatory
    fields = ["name", "function", "is_joint"]


class MemberInline(RowsInline):
    model = ApplicantMember
    fields = ["user", "role"]


@admin.register(Applicant)
class ApplicantAdmin(ReadOnlyAdmin):
    """Who applies. The applicants keep their data themselves; the office reads them."""

    list_display = ["name", "form", "town", "register_number", "cases"]
    list_filter = ["form", "is_twinning_association"]
    search_fields = ["name", "register_number", "town"]
    inlines = [SignatoryInline, MemberInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Applicant]:
        """Personal data go through `visible_to` and nothing else; with the number of cases that one may see."""
        rows = Applicant.objects.visible_to(request.user)
        seen = Application.objects.visible_to(request.user).filter(applicant=OuterRef("pk")).order_by()
        number = seen.values("applicant").annotate(number=Count("pk")).values("number")
        return rows.annotate(case_count=Coalesce(Subquery(number), 0))

    @admin.display(description=_("applications"), ordering="case_count")
    def cases(self, applicant: Applicant) -> SafeString:
        page = reverse("admin:grants_application_changelist")
        query = urlencode({"state": "all", "q": applicant.name})
        return format_html('<a href="{}?{}">{}</a>', page, query, applicant.case_count)
