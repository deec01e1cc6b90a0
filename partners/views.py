"""Overview and page of the partner cities."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from partners import citypage, overview
from partners.city import City
from partners.mapdrawing import MapDrawing
from partners.maps import drawings_with_sheets
from partners.partnership import Partnership
from twinning import access, alternates
from twinning.addresses.actions import find
from twinning.languages import current
from twinning.municipality.home import home_of


@access.public
@require_safe
def city_list(request: HttpRequest) -> HttpResponse:
    """All relations of the home town; `?sort=` orders the table."""
    ties = list(Partnership.objects.visible_to(request.user).listed().for_overview())
    near, sheets = drawings_with_sheets(MapDrawing.Kind.HOME_NEAR, {tie.city_id for tie in ties})
    context = overview.context(request, home_of(request), ties, near, sheets)
    return render(request, "partners/overview.html", context)


@access.public
@require_safe
def city_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One city. An old address word leads to the present one."""
    cities = City.objects.visible_to(request.user).for_page()
    city = cities.filter(slug=slug).first()
    if city is None:
        known = find(kind="city", language="", slug=slug)
        city = cities.filter(pk=known).first() if known else None
        if city is None:
            raise Http404
        query = f"?{urlencode(request.GET, doseq=True)}" if request.GET else ""
        return redirect(city.get_absolute_url(current()) + query, permanent=True)
    alternates.describe(request, city, ("name", "story"))
    drawing, sheets = drawings_with_sheets(MapDrawing.Kind.HOME, [city.pk])
    context = citypage.context(city, home_of(request), drawing, sheets.get(city.pk))
    return render(request, "partners/city.html", context)
