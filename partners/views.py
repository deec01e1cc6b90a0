"""Overview and page of the partner cities."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners import citypage, overview
from partners.city import City
from partners.mapdrawing import MapDrawing
from partners.maps import drawings_with_sheets
from partners.partnership import Partnership
from twinning import access, alternates, memory
from twinning.addresses.actions import find
from twinning.languages import current
from twinning.municipality.home import home_of
from twinning.redirects import moved


def _ties(user: object) -> tuple[list[Partnership], MapDrawing | None, dict[int, MapDrawing]]:
    """What the overview shows: ties, the map of the neighbourhood, map sheets by city."""
    ties = list(Partnership.objects.visible_to(user).listed().for_overview())
    return ties, *drawings_with_sheets(MapDrawing.Kind.HOME_NEAR, {tie.city_id for tie in ties})


def read_city(user: object, slug: str) -> tuple[City, MapDrawing | None, MapDrawing | None]:
    """A city with the home map and its map sheet, found by its present or a former address word; raises Http404."""
    cities = City.objects.visible_to(user).for_page()
    city = cities.filter(slug=slug).first()
    if city is None:
        known = find(kind="city", language="", slug=slug)
        city = cities.filter(pk=known).first() if known else None
    if city is None:
        raise Http404
    drawing, sheets = drawings_with_sheets(MapDrawing.Kind.HOME, [city.pk])
    return city, drawing, sheets.get(city.pk)


@access.public
@require_safe
def city_list(request: HttpRequest) -> HttpResponse:
    """All relations of the home town; `?sort=` orders the table."""
    ties, near, sheets = memory.recall_for(request.user, "ties", lambda: _ties(request.user))
    context = overview.context(request, home_of(request), ties, near, sheets)
    return render(request, "partners/overview.html", context)


@access.public
@require_safe
def city_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One city. An old address word leads to the present one."""
    user = request.user
    city, drawing, drawn = memory.recall_for(user, ("city", slug), lambda: read_city(user, slug))
    if city.slug != slug:
        return moved(request, city.get_absolute_url())
    alternates.describe(request, city, ("name", "story"))
    context = memory.recall_for(
        user, ("city page", slug, current()), lambda: citypage.context(city, home_of(request), drawing, drawn)
    )
    return render(request, "partners/city.html", context)
