"""Editorial pages and aims, found by the address word of the reader's language."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from twinning import access, alternates, folds, memory
from twinning.addresses.actions import find
from twinning.languages import chain, column, current
from twinning.pages.models import Addressed, Aim, Page
from twinning.redirects import moved


def _by_slug(model: type[Addressed], user: object, slug: str) -> Addressed:
    """The object with this word along the reader's fallback chain, else the one that has or had it anywhere."""
    rows = model.objects.visible_to(user).annotate(**folds.annotations(model.SLUG_KIND))
    languages = chain(current())
    wanted = Q(key=slug)
    for code in languages:
        wanted |= Q(**{column("slug", code): slug})
    own = column("slug", current())
    fitting = sorted(
        rows.filter(wanted),
        key=lambda obj: (getattr(obj, own) != slug, obj.slug_in(current()) != slug, obj.pk),
    )
    if fitting:
        return fitting[0]
    known = find(kind=model.SLUG_KIND, language=current(), slug=slug)
    obj = rows.filter(pk=known).first() if known else None
    if obj is None:
        raise Http404
    return obj


def _moved(request: HttpRequest, obj: Addressed) -> HttpResponse | None:
    """A redirect when the word is an old one, belongs to another language, or another view shows the page."""
    address = obj.get_absolute_url()
    return None if address == request.path else moved(request, address)


def _page(user: object, slug: str) -> tuple[Page, list[Page]]:
    """A page and what it refers to."""
    page = _by_slug(Page, user, slug)
    return page, list(page.related.visible_to(user))


def _aim(user: object, slug: str) -> tuple[Aim, list[Aim]]:
    """An aim and the others beside it."""
    aim = _by_slug(Aim, user, slug)
    return aim, list(Aim.objects.visible_to(user).exclude(pk=aim.pk))


def _aims(user: object) -> tuple[Page | None, list[Aim]]:
    """The page that opens the list of aims, and the aims."""
    return Page.objects.visible_to(user).filter(key="aims").first(), list(Aim.objects.visible_to(user))


@access.public
@require_safe
def page_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One editorial page."""
    user = request.user
    page, related = memory.recall_for(user, ("page", current(), slug), lambda: _page(user, slug))
    if redirection := _moved(request, page):
        return redirection
    alternates.describe(request, page, ("title", "body"))
    return render(request, "pages/page.html", {"page": page, "related": related})


@access.public
@require_safe
def aim_list(request: HttpRequest) -> HttpResponse:
    """What the town does all this for."""
    user = request.user
    page, aims = memory.recall_for(user, "aim_list", lambda: _aims(user))
    return render(request, "pages/aims.html", {"page": page, "aims": aims})


@access.public
@require_safe
def aim_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One aim, and the others beside it."""
    user = request.user
    aim, others = memory.recall_for(user, ("aim", current(), slug), lambda: _aim(user, slug))
    if redirection := _moved(request, aim):
        return redirection
    alternates.describe(request, aim, ("title", "summary"))
    return render(request, "pages/aim.html", {"aim": aim, "others": others})
