"""Reviews, sessions, decisions and the budget on the staff desk: pages of the panel take the place of Django's own."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.urls import URLPattern, path

from projects.grants.decision import Decision
from projects.grants.panel import budget_views, decision_views, desk, review_views, session_views
from projects.grants.programme import BudgetLine
from projects.grants.review import Review, Session
from twinning.admin import ReadOnlyAdmin

__all__ = ["desk"]
View = Callable[..., HttpResponse]


class PanelAdmin(ReadOnlyAdmin):
    """Nothing of Django's own forms is left; `own` maps address and name to a view."""

    own: dict[tuple[str, str], View] = {}

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path(address, self.admin_site.admin_view(view), name=f"{name}_{suffix}")
            for (address, suffix), view in self.own.items()
        ]


@admin.register(Review)
class ReviewAdmin(PanelAdmin):
    """One's own reviews, and who reviews what."""

    own: dict[tuple[str, str], Any] = {
        ("", "changelist"): review_views.review_list,
        ("assign/", "assign"): review_views.review_assign,
        ("ask/<int:number>/", "ask"): review_views.review_ask,
        ("<int:number>/change/", "change"): review_views.review_detail,
        ("<int:number>/release/", "release"): review_views.review_release,
    }


@admin.register(Session)
class SessionAdmin(PanelAdmin):
    """Sessions of the panel."""

    own: dict[tuple[str, str], Any] = {
        ("", "changelist"): session_views.session_list,
        ("add/", "add"): session_views.session_create,
        ("<int:number>/change/", "change"): session_views.session_detail,
        ("<int:number>/update/", "update"): session_views.session_update,
        ("<int:number>/begin/", "begin"): session_views.session_begin,
        ("<int:number>/agenda/", "agenda"): session_views.session_agenda,
        ("<int:number>/attendance/", "attendance"): session_views.session_attendance,
        ("<int:number>/close/", "close"): session_views.session_close,
        ("<int:number>/minutes/", "minutes"): session_views.session_minutes,
        ("item/<int:number>/", "item"): session_views.session_item,
        ("item/<int:number>/remove/", "remove"): session_views.session_remove,
    }


@admin.register(Decision)
class DecisionAdmin(PanelAdmin):
    """Prepared and signed decisions with their letters."""

    own: dict[tuple[str, str], Any] = {
        ("", "changelist"): decision_views.decision_list,
        ("batch/", "batch"): decision_views.decision_batch,
        ("letters/", "letters"): decision_views.decision_letters,
        ("<int:number>/change/", "change"): decision_views.decision_detail,
        ("case/<int:number>/prepare/", "prepare"): decision_views.decision_prepare,
        ("case/<int:number>/letter/", "letter"): decision_views.decision_letter,
        ("case/<int:number>/send/", "send"): decision_views.decision_send,
    }


@admin.register(BudgetLine)
class BudgetLineAdmin(PanelAdmin):
    """The money of each year."""

    own: dict[tuple[str, str], Any] = {
        ("", "changelist"): budget_views.budget_list,
        ("<int:number>/change/", "change"): budget_views.budget_commitments,
    }
