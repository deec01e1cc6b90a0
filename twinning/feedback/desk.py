"""Cards of the staff desk: messages that wait for an answer, and wishes for languages."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from twinning import desk
from twinning.feedback.models import BarrierReport, ContactMessage, LanguageWish, VisitorMessage
from twinning.languages import own_name

KINDS = ((BarrierReport, _("barrier reports")), (ContactMessage, _("contact messages")))
TASKS = 6
WISHES = 5

Kind = tuple[type[VisitorMessage], Any]


def _permission(model: type[VisitorMessage]) -> str:
    return f"feedback.view_{model._meta.model_name}"


def _kinds(request: HttpRequest) -> list[Kind]:
    """What this person may see: somebody may look after questions without looking after barriers."""
    return [kind for kind in KINDS if request.user.has_perm(_permission(kind[0]))]


def _tasks(request: HttpRequest, kinds: list[Kind]) -> list[desk.Task]:
    """The messages that must be answered first (one query per kind)."""
    today = timezone.localdate()
    found = []
    for model, _label in kinds:
        address = f"admin:feedback_{model._meta.model_name}_change"
        for message in model.objects.visible_to(request.user).open().order_by("due_on", "pk")[:TASKS]:
            found.append(
                desk.Task(
                    label=Truncator(getattr(message, "subject", "") or message.text).chars(70),
                    url=reverse(address, args=[message.pk]),
                    note=message.reference,
                    due=message.due_on,
                    overdue=message.due_on < today,
                    extra={"kind": model._meta.verbose_name, "days": (message.due_on - today).days,
                           "language": message.language},
                )
            )  # fmt: skip
    return sorted(found, key=lambda task: task.due)[:TASKS]


def inbox(request: HttpRequest) -> dict[str, Any]:
    """How many wait and how many wait too long, and the most urgent ones by name."""
    figures = []
    kinds = _kinds(request)
    for model, label in kinds:
        rows = model.objects.visible_to(request.user).open()
        late = Q(due_on__lt=timezone.localdate())
        counts = rows.aggregate(open=Count("pk"), overdue=Count("pk", filter=late))
        page = reverse(f"admin:feedback_{model._meta.model_name}_changelist")
        overdue = _("overdue: %(kind)s") % {"kind": label}
        figures += [
            desk.Figure(counts["open"], _("open: %(kind)s") % {"kind": label}, f"{page}?due=open"),
            desk.Figure(counts["overdue"], overdue, f"{page}?due=overdue", hot=counts["overdue"] > 0),
        ]
    return {
        "figures": figures,
        "tasks": _tasks(request, kinds),
        "table_label": _("Table of open messages, can be scrolled"),
    }


def wishes(request: HttpRequest) -> dict[str, Any]:
    """Pages that visitors would like in their language, most wanted first."""
    page = reverse("admin:feedback_languagewish_changelist")
    rows = LanguageWish.objects.order_by("-count", "path")[:WISHES]
    found = [
        {"path": row.path, "language": row.language, "name": own_name(row.language), "count": row.count}
        for row in rows
    ]
    return {"wishes": found, "url": page}


desk.register(
    desk.Card(
        key="inbox",
        title=_("Messages from visitors"),
        template="admin/desk/inbox.html",
        context=inbox,
        order=10,
        permission=tuple(_permission(model) for model, _label in KINDS),
        wide=True,
    )
)
desk.register(
    desk.Card(
        key="wishes",
        title=_("Language wishes"),
        template="admin/desk/wishes.html",
        context=wishes,
        order=60,
        permission="feedback.view_languagewish",
    )
)
