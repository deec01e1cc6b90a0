"""Pages about an applicant for its own people: data, members, invitations, handing over."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.grants.applicant import Applicant, ApplicantMember
from projects.grants.people import actions
from projects.grants.people.forms import DataForm, HandOverForm, InviteForm, RoleForm
from projects.grants.people.page import facts_of, page_context
from projects.grants.people.permissions import may_edit, may_manage, role_of
from projects.grants.workflow import Refused
from twinning import access
from twinning.sealed import SEALED_CONTEXT, sealed

POSSIBLE = ["GET", "HEAD", "POST"]


def _own(request: HttpRequest, pk: int) -> Applicant:
    """An applicant for which the reader acts; others are not there."""
    return get_object_or_404(Applicant.objects.of(request.user), pk=pk)


def _member(request: HttpRequest, pk: int, member: int) -> ApplicantMember:
    rows = ApplicantMember.objects.select_related("applicant", "user")
    return get_object_or_404(rows.filter(applicant=_own(request, pk)), pk=member)


def _to(applicant: Applicant) -> HttpResponse:
    return redirect("grants:applicant-detail", pk=applicant.pk)


def _refused(request: HttpRequest, applicant: Applicant, refusal: Refused) -> HttpResponse:
    """Back to the page, with every reason."""
    for reason in refusal.failures:
        messages.warning(request, reason)
    return _to(applicant)


def _page(request: HttpRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    context |= {"form": form}
    return render(request, f"grants/people/{template}", context, status=422 if form.errors else 200)


@access.signed_in
@never_cache
@require_safe
def applicant_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Data, people and invitations."""
    return render(request, "grants/people/detail.html", page_context(_own(request, pk), request.user))


@access.signed_in
@never_cache
@require_http_methods(POSSIBLE)
def applicant_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the data."""
    applicant = _own(request, pk)
    if not may_edit(role_of(request.user, applicant)):
        return _refused(request, applicant, Refused([_("Your role does not allow this.")]))
    form, theirs = DataForm(applicant, request.POST if request.method == "POST" else None), []
    if form.is_valid():
        told = {"version": form.cleaned_data["seen"], "values": form.values()}
        try:
            actions.update(applicant, by=request.user, store_lines=form.store_signatories, **told)
        except Refused as refusal:
            return _refused(request, applicant, refusal)
        except actions.Outdated:
            stored = Applicant.objects.get(pk=applicant.pk)
            form.renew(stored)
            theirs = facts_of(stored)
        else:
            messages.success(request, _("Saved. The new data count from the next application on."))
            return _to(applicant)
    status = 422 if form.is_bound else 200
    context = {"applicant": applicant, "form": form, "theirs": theirs}
    return render(request, "grants/people/update.html", context, status=status)


@access.signed_in
@never_cache
@require_POST
def applicant_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody; bad input shows the page again with what was typed."""
    applicant = _own(request, pk)
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            actions.invite(applicant, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            for reason in refusal.failures:
                form.add_error(None, reason)
        else:
            text = _("The invitation to %(email)s is on its way.") % {"email": form.cleaned_data["email"]}
            messages.success(request, text)
            return _to(applicant)
    context = page_context(applicant, request.user, form)
    return render(request, "grants/people/detail.html", context, status=422)


@access.signed_in
@never_cache
@require_POST
def invitation_delete(request: HttpRequest, pk: int, invitation: int) -> HttpResponse:
    """Take an open invitation back."""
    applicant = _own(request, pk)
    row = get_object_or_404(applicant.invitations.filter(accepted_at=None), pk=invitation)
    try:
        actions.take_back(row, by=request.user)
    except Refused as refusal:
        return _refused(request, applicant, refusal)
    messages.success(request, _("The invitation is taken back. Its link no longer works."))
    return _to(applicant)


@access.signed_in
@never_cache
@require_POST
def member_update(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Give a member another role."""
    row = _member(request, pk, member)
    form = RoleForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(form.errors["role"])
        actions.set_role(row, by=request.user, role=form.cleaned_data["role"])
    except Refused as refusal:
        return _refused(request, row.applicant, refusal)
    messages.success(request, _("The role is changed."))
    return _to(row.applicant)


@access.signed_in
@never_cache
@require_http_methods(POSSIBLE)
def member_delete(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Remove a member, or leave: opened, it asks; posted, it is done."""
    row = _member(request, pk, member)
    is_me = row.user_id == request.user.pk
    if request.method != "POST":
        if not is_me and not may_manage(role_of(request.user, row.applicant)):
            return _to(row.applicant)
        context = {"member": row, "applicant": row.applicant, "is_me": is_me}
        return render(request, "grants/people/remove.html", context)
    try:
        actions.remove(row, by=request.user)
    except Refused as refusal:
        return _refused(request, row.applicant, refusal)
    if is_me:
        messages.success(request, _("Done. You no longer act for this applicant."))
        return redirect("grants:application-list")
    messages.success(request, _("Done. This person no longer acts for the applicant."))
    return _to(row.applicant)


@access.signed_in
@never_cache
@require_http_methods(POSSIBLE)
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand everything over to another member."""
    applicant = _own(request, pk)
    if not may_manage(role_of(request.user, applicant)):
        return _to(applicant)
    others = applicant.members.select_related("user").exclude(user=request.user)
    form = HandOverForm(others, request.POST if request.method == "POST" else None)
    if form.is_valid():
        stays = form.cleaned_data["stays"] == "yes"
        try:
            actions.hand_over(applicant, by=request.user, to=form.cleaned_data["to"], stays=stays)
        except Refused as refusal:
            return _refused(request, applicant, refusal)
        messages.success(request, _("Handed over. We have written to the person."))
        return _to(applicant) if stays else redirect("grants:application-list")
    return _page(request, "hand_over.html", form, applicant=applicant, has_others=others.exists())


@access.signed_in
@never_cache
@require_http_methods(POSSIBLE)
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link of the mail: who invites to what; the button makes the reader a member."""
    invitation = actions.invitation_behind(token)
    problem = "" if invitation else "gone"
    if invitation and invitation.email != request.user.email.lower():
        problem = "other"
    elif invitation and (request.method == "POST" or invitation.accepted_at):
        try:
            actions.accept(invitation, user=request.user)
        except Refused:
            problem = "gone"
        else:
            if request.method == "POST":
                messages.success(request, _("Welcome. You now act for this applicant."))
            return _to(invitation.applicant)
    context = {"invitation": invitation, "problem": problem} | SEALED_CONTEXT
    status = {"gone": 410, "other": 403}.get(problem, 200)
    return sealed(render(request, "grants/people/invitation.html", context, status=status))
