"""Rows of other portals on the staff desk. Mounted by `partners.portals.admin`."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partners.portals import actions, registry, review
from partners.portals.models import Portal, PortalItem
from partners.portals.tasks import fetch_portal
from partners.portals.workflow import Refused
from twinning.access import staff
from twinning.deciding import Deciding, demand

VIEW, DECIDE, READ = "portals.view_portalitem", "portals.change_portalitem", "portals.change_portal"


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    frame = {**admin.site.each_context(request), "opts": PortalItem._meta}
    return render(request, f"admin/portals/{name}.html", {**frame, **context}, status=status)


@staff
@require_safe
def item_review(request: HttpRequest) -> HttpResponse:
    """What waits for a decision."""
    demand(request, VIEW)
    return _page(request, "queue", review.queue(request))


def _fetch(pk: int) -> PortalItem:
    rows = PortalItem.objects.select_related("portal__city", "content_type")
    return get_object_or_404(rows, pk=pk)


def _again(request: HttpRequest, pk: int, status: int) -> HttpResponse:
    """The entry as it stands now, with why nothing was stored."""
    found = review.card(_fetch(pk), request.user)
    return _page(request, "case", {"title": _("Entry of another portal"), "card": found}, status)


_decide = Deciding("admin:portals_portalitem_review", (Refused,), _again).decide


@staff
@require_POST
def item_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a draft of a new entry, and open it."""
    kind = registry.find(_fetch(pk).kind)
    demand(request, VIEW, DECIDE, *([kind.permission] if kind and kind.permission else []))
    said = _("Here is the draft: complete it, then publish it.")
    made = {}

    def act(seen: int) -> None:
        made["row"] = actions.accept_item(pk, by=request.user, seen=seen)

    response = _decide(request, pk, act, said)
    page = review.own_page(_fetch(pk)) if made else ""
    return redirect(page) if page else response


@staff
@require_POST
def item_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not wanted."""
    demand(request, VIEW, DECIDE)
    _fetch(pk)
    said = _("Put aside as not wanted. It does not come back by itself.")
    return _decide(request, pk, lambda seen: actions.decline_item(pk, seen=seen), said)


@staff
@require_POST
def item_reconsider(request: HttpRequest, pk: int) -> HttpResponse:
    """It waits for a decision again."""
    demand(request, VIEW, DECIDE)
    _fetch(pk)
    said = _("The entry waits for a decision again.")
    return _decide(request, pk, lambda seen: actions.reconsider_item(pk, seen=seen), said)


@staff
@require_POST
def item_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff have seen a change, or that something vanished."""
    demand(request, VIEW, DECIDE)
    _fetch(pk)
    said = _("Noted. The portal does not ask about it again.")
    return _decide(request, pk, lambda seen: actions.note_item(pk, seen=seen), said)


@staff
@require_POST
def portal_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the worker read a portal now."""
    demand(request, READ)
    portal = get_object_or_404(Portal, pk=pk)
    fetch_portal.enqueue(portal.pk)
    messages.success(request, _("The portal is being read. Look here again in a minute."))
    return redirect("admin:portals_portal_changelist")
