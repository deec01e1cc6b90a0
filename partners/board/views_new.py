"""A new slip: the form, "please check your mail", and the link that confirms the address. No account, no cookie."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from partners.board.actions import confirm_slip, send_confirm_link, submit_slip
from partners.board.forms import SlipForm, choices_for, initial_of
from partners.board.links import CONFIRM, CONFIRM_DAYS
from partners.board.notice import NOTICE_VERSION, privacy_notice
from partners.board.places import ANY, HOME, cities_to_choose
from partners.board.slip import Slip
from partners.board.views_manage import by_link
from partners.board.workflow import Refused
from twinning.mailed_links import Receipt
from twinning.municipality.home import home_of
from twinning.public_forms import public_form
from twinning.sealed import SEALED_CONTEXT, sealed

SENT = Receipt("partners.board.sent")


# --- write ----------------------------------------------------------------------------------------
def _prefilled(request: HttpRequest) -> dict[str, Any]:
    """What we know already: the person, the city whose page led here, or a slip whose address was mistyped."""
    user, wanted = request.user, request.GET.get("city", "")
    known: dict[str, Any] = {"name": user.name, "email": user.email} if user.is_authenticated else {}
    if wanted in {HOME, ANY, *cities_to_choose(user)}:
        known["wanted"] = wanted
    slip = _just_sent(request.GET.get("again", ""))
    return known | initial_of(slip) | {"email": slip.email} if slip else known


def _submitted(form: SlipForm) -> Slip | None:
    """The stored slip; None when the form has to be shown again."""
    if not form.is_valid():
        return None
    cleaned = form.cleaned_data
    try:
        return submit_slip(
            key=cleaned["key"],
            language=cleaned["language"],
            values=form.values() | {"notice_version": NOTICE_VERSION},
            languages=cleaned["languages"],
            themes=cleaned["themes"],
        )
    except Refused as reason:
        form.add_error(None, str(reason))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def slip_create(request: HttpRequest) -> HttpResponse:
    """Write a slip."""
    posted = request.POST if request.method == "POST" else None
    form = SlipForm(posted, initial=_prefilled(request), **choices_for(request.user, home_of(request)))
    if slip := _submitted(form):
        return redirect("board:slip-sent", token=SENT.token(slip.pk))
    context = {"form": form, "privacy": privacy_notice()}
    return render(request, "board/new.html", context, status=422 if form.errors else 200)


# --- check your mail ------------------------------------------------------------------------------
def _just_sent(token: str) -> Slip | None:
    """The slip behind the page that its writer saw after sending, for a day and until its address is confirmed."""
    number = SENT.number(token)
    slips = Slip.objects.select_related("place", "wanted_city")
    return slips.filter(pk=number, state=Slip.State.UNCONFIRMED).first() if number else None


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def slip_sent(request: HttpRequest, token: str) -> HttpResponse:
    """Please check your mail. Posted, it sends the link once more."""
    SENT.check(token)
    slip = _just_sent(token)
    if slip and request.method == "POST":
        left = send_confirm_link(slip)
        return sealed(redirect(f"{request.path}?again={'sent' if left else 'enough'}"))
    context = {
        "email": slip.email if slip else "",
        "again_url": f"{reverse('board:slip-create')}?again={token}",
        "days": CONFIRM_DAYS,
        "again": request.GET.get("again", ""),
    }
    return sealed(render(request, "board/sent.html", context | SEALED_CONTEXT))


# --- confirm --------------------------------------------------------------------------------------
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
@by_link(CONFIRM)
def slip_confirm(request: HttpRequest, token: str, slip: Slip) -> HttpResponse:
    """Opened, it asks; posted, the address is confirmed and the office reads the slip."""
    problem = ""
    if request.method == "POST":
        try:
            confirm_slip(slip)
            return redirect(f"{request.path}?done=1")
        except Refused as reason:
            problem = str(reason)
    context = {"slip": slip, "problem": problem, "is_new": "done" in request.GET}
    return render(request, "board/confirm.html", context | SEALED_CONTEXT, status=422 if problem else 200)
