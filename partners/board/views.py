"""The board and the page of one slip. Anybody reads; replies go through the portal, no address is shown."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from partners.board import presenters
from partners.board.actions import reply_to_slip
from partners.board.filters import BoardFilter, Counts
from partners.board.matching import compare
from partners.board.places import cities_to_choose
from partners.board.slip import Slip
from partners.board.wishes import Found, best_matches, wish_of, with_wishes
from partners.board.words import lines
from partners.board.workflow import Refused
from partners.conversations import notice, receipts
from partners.conversations.forms import MessageForm
from twinning import access, alternates, memory
from twinning.municipality.home import home_of
from twinning.public_forms import public_form

# So many own slips are compared for a signed-in person.
OWN_SLIPS = 3
SIMILAR = 3


def own_slips(user: Any) -> list[Slip]:
    """Published slips of a signed-in person, newest first; none for everybody else."""
    if not user.is_authenticated:
        return []
    return list(with_wishes(Slip.objects.published().owned_by(user)).newest_first()[:OWN_SLIPS])


# --- the board ------------------------------------------------------------------------------------
def _fit(user: Any, home: Any) -> dict[str, Any] | None:
    """The slip that fits one of the person's own best."""
    for mine in own_slips(user):
        if pairs := best_matches(mine, 1):
            return presenters.compared(pairs, home)[0] | {"mine": presenters.head(mine, home)}
    return None


def _counts(user: Any, board: BoardFilter) -> Counts:
    """How many slips each choice would give. For the whole board and for single filters it is remembered; cards never
    are, so that a slip comes and leaves at once.
    """
    if len(board.chosen) > 1:
        return board.count(Slip.objects.published())
    key = ("board counts", *board.chosen.items())
    return memory.recall_for(user, key, lambda: board.count(Slip.objects.published()))


@access.public
@require_safe
def slip_list(request: HttpRequest) -> HttpResponse:
    """All slips on the board, narrowed by the filters in the address."""
    home = home_of(request)
    board = BoardFilter(request.GET, cities_to_choose(request.user), home)
    page = board.page(Slip.objects.published(), request.GET.get("page"))
    context = {
        "selects": board.selects(_counts(request.user, board)),
        "active": board.active(),
        "prefix": board.prefix,
        "page": page,
        "cards": [presenters.card(slip, home) for slip in page],
        "fit": _fit(request.user, home),
    }
    return render(request, "board/list.html", context)


# --- one slip -------------------------------------------------------------------------------------
def _pass_on(form: MessageForm, slip: Slip, language: str) -> HttpResponse | None:
    """To the receipt; None when the form has to be shown again."""
    if not form.is_valid():
        return None
    values = {name: form.cleaned_data[name] for name in ("key", "name", "email", "text")}
    try:
        talk = reply_to_slip(slip, language=language, notice_version=notice.NOTICE_VERSION, **values)
    except Refused as reason:
        form.add_error(None, str(reason))
        return None
    return redirect("conversations:message-done", token=receipts.sign(talk))


def _own_fit(slip: Slip, user: Any) -> dict[str, Any] | None:
    """How well this slip fits the best of the person's own."""
    mine = own_slips(user)
    matches = [compare(wish_of(own), wish_of(slip)) for own in mine if own.pk != slip.pk]
    best = max(
        (match for match in matches if match.is_possible), key=lambda match: match.points, default=None
    )
    return best and {"score": presenters.score(best), "lines": lines(best)}


def _is_own(slip: Slip, user: Any) -> bool:
    return user.is_authenticated and Slip.objects.filter(pk=slip.pk).owned_by(user).exists()


def _gone(request: HttpRequest, slip: Slip | None) -> HttpResponse:
    """Was on the board and is no longer: the way to similar ones. What was never public is not found."""
    if slip is None or not slip.has_left:
        raise Http404
    home = home_of(request)
    context = {"similar": presenters.similar(_similar(slip, request.user), home), "noindex": True}
    return render(request, "board/gone.html", context, status=410)


def _similar(slip: Slip, user: Any) -> Found:
    return memory.recall_for(user, ("similar slips", slip.pk), lambda: best_matches(slip, SIMILAR))


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def slip_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A slip with its facts in the reader's language, and the form to reply."""
    slip = Slip.objects.for_page(request.user).filter(pk=pk).first()
    if slip is None or not slip.is_visible:
        return _gone(request, slip)
    form = MessageForm(request.POST if request.method == "POST" else None, user=request.user)
    if response := _pass_on(form, slip, request.LANGUAGE_CODE):
        return response
    return _slip_page(request, slip, form)


def _slip_page(request: HttpRequest, slip: Slip, form: MessageForm) -> HttpResponse:
    home = home_of(request)
    alternates.describe_untranslated(request, slip, slip.language)
    context = {
        "slip": presenters.page(slip, home),
        "is_public": slip.is_public,
        "is_own": _is_own(slip, request.user),
        "fit": _own_fit(slip, request.user),
        "similar": presenters.similar(_similar(slip, request.user), home),
        "form": form,
        "privacy": notice.privacy_notice(),
        "state": slip.get_state_display(),
    }
    if not slip.is_public:
        context["noindex"] = True
    return render(request, "board/slip.html", context, status=422 if form.errors else 200)
