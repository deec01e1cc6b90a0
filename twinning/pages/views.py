"""Editorial pages and aims, found by the address word of the reader's language."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from twinning import access, alternates
from twinning.addresses.actions import find
from twinning.languages import column, current
from twinning.pages.models import Addressed, Aim, Page


def _by_slug(model: type[Addressed], request: HttpRequest, slug: str) -> Addressed:
    """The object with this word in the reader's language, else the one that has or had it in any language."""
    rows = model.objects.visible_to(request.user)
    obj = rows.filter(**{column("slug", current()): slug}).first()
    if obj is None:
        known = find(kind=model.SLUG_KIND, language=current(), slug=slug)
        obj = rows.filter(pk=known).first() if known else rows.filter(key=slug).first()
    if obj is None:
        raise Http404
    return obj


def _moved(request: HttpRequest, obj: Addressed, slug: str) -> HttpResponse | None:
    """A permanent redirect when the word is an old one or belongs to another language."""
    if obj.slug_in(current()) == slug:
        return None
    query = f"?{urlencode(request.GET, doseq=True)}" if request.GET else ""
    return redirect(obj.get_absolute_url() + query, permanent=True)


@access.public
@require_safe
def page_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One editorial page."""
    page = _by_slug(Page, request, slug)
    moved = _moved(request, page, slug)
    if moved:
        return moved
    alternates.describe(request, page, ("title", "body"))
    return render(request, "pages/page.html", {"page": page, "related": page.related.visible_to(request.user)})


@access.public
@require_safe
def aim_list(request: HttpRequest) -> HttpResponse:
    """What the town does all this for."""
    page = Page.objects.published().filter(key="aims").first()
    return render(request, "pages/aims.html", {"page": page, "aims": Aim.objects.visible_to(request.user)})


@access.public
@require_safe
def aim_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One aim, and the others beside it."""
    aim = _by_slug(Aim, request, slug)
    moved = _moved(request, aim, slug)
    if moved:
        return moved
    alternates.describe(request, aim, ("title", "summary"))
    others = Aim.objects.visible_to(request.user).exclude(pk=aim.pk)
    return render(request, "pages/aim.html", {"aim": aim, "others": others})
