"""Pages for people with an account: enter and claim organisations, maintain entries, propose changes, leave."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from partners.organisations import actions, entries, permissions
from partners.organisations.forms import (
    ClaimForm,
    EntryForm,
    MemberForm,
    NewEntryForm,
    PressForm,
    ProposalForm,
)
from partners.organisations.membership import EntryChange, Membership
from partners.organisations.organisation import Organisation
from partners.organisations.presenters import name_of
from partners.organisations.workflow import Refused
from twinning.access import signed_in
from twinning.languages import current, has_language, own_name

POSSIBLE = ["GET", "HEAD", "POST"]


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _organisation(request: HttpRequest, slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)


def _page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    context |= {"form": form}
    return render(request, f"organisations/{template}", context, status=422 if form.errors else 200)


def _asked_language(request: HttpRequest) -> str:
    """The language of the texts that `?language=` asks for, else the page's own if it is published."""
    asked = request.GET.get("language", current())
    return asked if asked in settings.PUBLISHED_LANGUAGES else settings.LANGUAGE_CODE


def _languages(request: HttpRequest, organisation: Organisation) -> list[dict[str, Any]]:
    """Tabs: each language with its address, and whether its sentence is written."""
    chosen = _asked_language(request)
    return [
        {
            "code": code,
            "name": own_name(code),
            "url": f"?language={code}",
            "current": code == chosen,
            "written": has_language(organisation, ("summary",), code),
        }
        for code in settings.PUBLISHED_LANGUAGES
    ]


# --- my organisations -----------------------------------------------------------------------------
@signed_in
@never_cache
@require_safe
def membership_list(request: HttpRequest) -> HttpResponse:
    """What the person speaks for, has asked for, and has proposed."""
    rows = Membership.objects.filter(user=request.user).select_related("organisation", "user")
    proposed = EntryChange.objects.filter(submitted_by=request.user).exclude(decided_by=request.user)
    context = {
        "memberships": [{"row": row, "name": name_of(row.organisation)} for row in rows],
        "changes": [
            {"row": row, "name": name_of(row.organisation)} for row in proposed.select_related("organisation")
        ],
    }
    return render(request, "organisations/mine.html", context)


@signed_in
@never_cache
@require_http_methods(POSSIBLE)
def membership_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave, or take a claim back: opened, it asks; posted, it ends."""
    membership = get_object_or_404(Membership.objects.filter(user=request.user), pk=pk)
    form = PressForm(_posted(request))
    if form.is_valid():
        actions.leave(membership, by=request.user)
        messages.success(request, _("Done. You no longer speak for this organisation here."))
        return redirect("organisations:membership-list")
    return _page(request, "leave.html", form, membership=membership, name=name_of(membership.organisation))


# --- enter and claim ------------------------------------------------------------------------------
@signed_in
@never_cache
@require_http_methods(POSSIBLE)
def organisation_create(request: HttpRequest) -> HttpResponse:
    """Put a new organisation forward."""
    language = _asked_language(request)
    form = NewEntryForm(_posted(request), language=language)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("key", "role", "text")}
        try:
            actions.enter_organisation(by=request.user, language=language, values=form.values(), **told)
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Thank you. We check your entry and write to you."))
            return redirect("organisations:membership-list")
    return _page(request, "create.html", form, known=form.known)


@signed_in
@never_cache
@require_http_methods(POSSIBLE)
def claim_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to take over an entry."""
    organisation = _organisation(request, slug)
    form = ClaimForm(_posted(request))
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("key", "role", "text")}
        try:
            actions.claim(organisation, by=request.user, **told)
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Thank you. We check it and write to you."))
            return redirect("organisations:membership-list")
    refused = permissions.may_claim(request.user, organisation)[1]
    return _page(
        request, "claim.html", form, organisation=organisation, name=name_of(organisation), refused=refused
    )


# --- maintain and propose -------------------------------------------------------------------------
def _theirs(form: EntryForm, organisation: Organisation) -> list[dict[str, Any]]:
    """What stands in the entry now where it differs from what was typed."""
    before, after = entries.differences(organisation, form.values())
    return [
        {
            "label": entries.label(name),
            "language": entries.language_of(name),
            "theirs": entries.readable(name, before[name]),
            "mine": entries.readable(name, after[name]),
        }
        for name in after
    ]


def _save(request: HttpRequest, organisation: Organisation, form: MemberForm) -> list[dict[str, Any]] | None:
    """Store what the member typed; None when it is done, else the fields in which somebody was faster."""
    told = {name: form.cleaned_data[name] for name in ("key", "version")}
    try:
        actions.update_entry(
            organisation,
            by=request.user,
            language=form.language,
            values=form.values(),
            logo=form.logo_change(),
            **told,
        )
    except Refused as reason:
        form.add_error(None, str(reason))
    except actions.Outdated as conflict:
        form.renew(str(conflict), version=str(conflict.organisation.version))
        return _theirs(form, conflict.organisation)
    return [] if form.errors else None


@signed_in
@never_cache
@require_http_methods(POSSIBLE)
def organisation_update(request: HttpRequest, slug: str) -> HttpResponse:
    """A member maintains the entry, its texts in one language at a time."""
    organisation = _organisation(request, slug)
    if not permissions.may_edit(request.user, organisation)[0]:
        raise PermissionDenied
    language = _asked_language(request)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MemberForm(*sent, organisation=organisation, language=language)
    theirs = _save(request, organisation, form) if form.is_valid() else []
    if theirs is None:
        messages.success(request, _("Saved. Everybody can see it now."))
        return redirect(f"{request.path}?language={language}")
    return _page(
        request, "update.html", form,
        organisation=organisation, name=name_of(organisation), tabs=_languages(request, organisation), theirs=theirs,
    )  # fmt: skip


@signed_in
@never_cache
@require_http_methods(POSSIBLE)
def change_create(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody who is no member proposes a change; members are led to the entry itself."""
    organisation = get_object_or_404(Organisation.objects.published(), slug=slug)
    if permissions.is_member(request.user, organisation):
        return redirect("organisations:organisation-update", slug=slug)
    form = ProposalForm(_posted(request), organisation=organisation, language=_asked_language(request))
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("key", "note")}
        try:
            actions.propose_change(
                organisation, by=request.user, language=form.language, values=form.values(), **told
            )
        except Refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Thank you. We look at your proposal and write to you."))
            return redirect(organisation.get_absolute_url())
    return _page(
        request, "change.html", form,
        organisation=organisation, name=name_of(organisation), tabs=_languages(request, organisation),
    )  # fmt: skip
