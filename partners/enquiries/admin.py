"""Enquiries on the staff desk: the inbox takes the place of Django's list and form."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partners.enquiries import desk_views as views
from partners.enquiries.actions import delete_enquiry
from partners.enquiries.models import Enquiry, FaqEntry
from twinning.admin import OwnPages, StaffAdmin, tag
from twinning.models import Editorial


@admin.register(Enquiry)
class EnquiryAdmin(OwnPages, StaffAdmin):
    """Only deleting is left to Django: for people who ask that everything about them goes."""

    own_pages = {
        ("", "changelist"): views.enquiry_list,
        ("<int:number>/change/", "change"): views.enquiry_detail,
        ("<int:number>/take/", "take"): views.enquiry_take,
        ("<int:number>/hand-over/", "hand_over"): views.enquiry_hand_over,
        ("<int:number>/note/", "note"): views.enquiry_note,
        ("<int:number>/answer/", "answer"): views.enquiry_answer,
        ("<int:number>/close/", "close"): views.enquiry_close,
        ("<int:number>/faq/", "faq"): views.enquiry_faq,
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enquiry]:
        """Personal data go through `visible_to` and nothing else."""
        return Enquiry.objects.visible_to(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Enquiry) -> None:
        delete_enquiry(obj)


@admin.register(FaqEntry)
class FaqEntryAdmin(StaffAdmin):
    """Which pages are frequent questions, and in which order."""

    list_display = ["question", "state_tag", "position", "made_from"]
    list_display_links = ["question"]
    list_select_related = ["page", "enquiry"]
    search_fields = ["page__key", "page__title_de", "page__title_en"]
    autocomplete_fields = ["page"]
    fields = ["page", "position"]

    @admin.display(description=_("question"))
    def question(self, entry: FaqEntry) -> str:
        return str(entry.page)

    @admin.display(description=_("state"), ordering="page__state")
    def state_tag(self, entry: FaqEntry) -> SafeString:
        kind = "ok" if entry.page.state == Editorial.State.PUBLISHED else "plain"
        return tag(kind, entry.page.get_state_display())

    @admin.display(description=_("made from"))
    def made_from(self, entry: FaqEntry) -> SafeString | str:
        if entry.enquiry is None:
            return "–"
        address = reverse("admin:enquiries_enquiry_change", args=[entry.enquiry_id])
        return format_html('<a href="{}">{}</a>', address, entry.enquiry.reference)

    def get_readonly_fields(self, request: HttpRequest, obj: FaqEntry | None = None) -> list[str]:
        """Which page an entry is about never changes."""
        return ["page"] if obj else []
