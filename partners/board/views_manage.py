"""What a slip's owner does through a personal link: look, change, renew, withdraw, tell what became of it.

Opening a link shows, only sending a form acts: mail programs open links by themselves. A link that is wrong or old
leads to a page that sends a new one.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from partners.board import actions, presenters
from partners.board.forms import ChangeForm, LinkForm, OutcomeForm, RenewForm, choices_for, initial_of
from partners.board.links import MANAGE, OUTCOME, RENEW
from partners.board.notice import link_notice
from partners.board.relink import send_links
from partners.board.slip import Slip
from partners.board.wishes import best_matches
from partners.board.workflow import Overtaken, Refused, Step, can
from twinning.mailed_links import METHODS, Door
from twinning.municipality.home import home_of
from twinning.public_forms import public_form
from twinning.sealed import SEALED_CONTEXT
from twinning.tokens.actions import find

# What a page may say after a post has led back to it.
DONE = frozenset({"changed", "unchanged", "renewed", "withdrawn", "suggestions", "outcome"})
MATCHES = 5


DOOR = Door(
    rows=lambda: (
        Slip.objects.select_related("place", "wanted_city", "organisation")
        .with_spoken()
        .filter(erased_at=None)
    ),
    url_name="board:link-create",
    form=LinkForm,
    notice=link_notice,
    send=send_links,
    title=_("A new link to your slip"),
    ask=_("Tell us your address and we send you new links to all your slips."),
    sent=_("If there is a slip with this address, new links to it are on their way."),
    section=(_("Find a partner"), "board:slip-list"),
    way=_("To the board"),
)
by_link = DOOR.by_link


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, template: str, token: str, slip: Slip, **context: Any) -> HttpResponse:
    form = context.get("form")
    context |= SEALED_CONTEXT | {"slip": slip, "token": token, "manage_url": _manage_url(token)}
    return render(
        request, f"board/{template}", context, status=422 if form is not None and form.errors else 200
    )


def _manage_url(token: str) -> str:
    """The owner's page, as long as the token opens it (links to renew and to answer do not)."""
    return reverse("board:slip-manage", args=[token]) if find(token, MANAGE) else ""


def _back(request: HttpRequest, token: str, done: str) -> HttpResponse:
    """To the owner's page, or to this one when the link opens no more than it."""
    return redirect(f"{_manage_url(token) or request.path}?done={done}")


# --- a new link -----------------------------------------------------------------------------------
@public_form
@require_http_methods(METHODS)
def link_create(request: HttpRequest) -> HttpResponse:
    """Send new links to an address; the answer is the same whether we know it or not."""
    return DOOR.new_link(request)


# --- the owner's page -----------------------------------------------------------------------------
def steps_of(slip: Slip) -> dict[str, bool]:
    """What the owner may do now, for the buttons."""
    return {
        "change": can(slip, Step.CHANGE_WORDS),
        "renew": can(slip, Step.RENEW),
        "withdraw": can(slip, Step.WITHDRAW),
        "outcome": slip.released_at is not None,
    }


@public_form
@require_http_methods(METHODS)
@by_link(MANAGE)
def slip_manage(request: HttpRequest, token: str, slip: Slip) -> HttpResponse:
    """State, preview, everything the owner can do, and who fits. Posted, it switches the suggestions on or off."""
    home, done = home_of(request), request.GET.get("done", "")
    if request.method == "POST":
        _switch_suggestions(slip, wanted=request.POST.get("wants_suggestions") == "yes")
        return _back(request, token, "suggestions")
    pairs = best_matches(slip, MATCHES) if slip.is_public else []
    return _page(
        request, "manage.html", token, slip,
        card=presenters.card(slip, home),
        can=steps_of(slip),
        done=done if done in DONE else "",
        matches=presenters.compared(pairs, home),
        reply_day=presenters.reply_day(slip),
    )  # fmt: skip


def _switch_suggestions(slip: Slip, *, wanted: bool) -> None:
    """Nothing else is touched; a slip that can't be changed any more gets no suggestions anyway."""
    if can(slip, Step.CHANGE_FACTS):
        actions.change_slip(
            slip,
            values={"wants_suggestions": wanted},
            languages=dict(presenters.spoken_by(slip)),
            themes=list(slip.themes.all()),
            version=slip.version,
        )


# --- change ---------------------------------------------------------------------------------------
def _change(form: ChangeForm, slip: Slip) -> bool:
    """Store it; False when the form has to be shown again."""
    if not form.is_valid():
        return False
    cleaned = form.cleaned_data
    chosen = {name: cleaned[name] for name in ("languages", "themes", "version")}
    try:
        actions.change_slip(slip, values=form.values(), **chosen)
    except Overtaken as reason:
        form.show_version(Slip.objects.get(pk=slip.pk).version)
        form.add_error(None, str(reason))
    except Refused as reason:
        form.add_error(None, str(reason))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return not form.errors


@public_form
@require_http_methods(METHODS)
@by_link(MANAGE)
def slip_update(request: HttpRequest, token: str, slip: Slip) -> HttpResponse:
    """Change facts and words."""
    if not can(slip, Step.CHANGE_WORDS):
        return _back(request, token, "")
    initial = initial_of(slip) | {"version": slip.version}
    form = ChangeForm(_posted(request), initial=initial, **choices_for(request.user, home_of(request), slip))
    if form.is_bound and _change(form, slip):
        return _back(request, token, "changed")
    return _page(request, "change.html", token, slip, form=form)


# --- renew, withdraw, outcome ---------------------------------------------------------------------
def _renew(request: HttpRequest, token: str, slip: Slip) -> HttpResponse:
    form = RenewForm(_posted(request))
    if form.is_valid():
        try:
            actions.renew_slip(slip, reply_by=form.cleaned_data["reply_by"])
            return _back(request, token, "renewed")
        except Refused as reason:
            form.add_error(None, str(reason))
    done = request.GET.get("done") == "renewed"
    return _page(request, "renew.html", token, slip, form=form, can=steps_of(slip), done=done)


def _outcome(request: HttpRequest, token: str, slip: Slip) -> HttpResponse:
    form = OutcomeForm(_posted(request), initial={"outcome": slip.outcome})
    if form.is_valid():
        try:
            actions.record_outcome(slip, form.cleaned_data["outcome"])
            return _back(request, token, "outcome")
        except Refused as reason:
            form.add_error(None, str(reason))
    return _page(request, "outcome.html", token, slip, form=form, done=request.GET.get("done") == "outcome")


@public_form
@require_http_methods(METHODS)
@by_link(MANAGE)
def slip_withdraw(request: HttpRequest, token: str, slip: Slip) -> HttpResponse:
    """Opened, it asks; posted, the slip leaves the board at once."""
    if not can(slip, Step.WITHDRAW):
        return _back(request, token, "")
    if request.method != "POST":
        return _page(request, "withdraw.html", token, slip)
    try:
        actions.withdraw_slip(slip)
    except Refused:
        # Somebody was faster; the owner's page says how the slip stands.
        return _back(request, token, "")
    return _back(request, token, "withdrawn")


# The same pages behind the link of a mail that asks for one thing, and behind the owner's own link.
slip_renew = public_form(require_http_methods(METHODS)(by_link(RENEW)(_renew)))
slip_outcome = public_form(require_http_methods(METHODS)(by_link(OUTCOME)(_outcome)))
slip_renew_managed = public_form(require_http_methods(METHODS)(by_link(MANAGE)(_renew)))
slip_outcome_managed = public_form(require_http_methods(METHODS)(by_link(MANAGE)(_outcome)))
