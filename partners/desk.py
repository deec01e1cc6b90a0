"""Card of the staff desk about partner cities; their texts join the table of translations."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import City, CityFact, Greeting
from twinning import coverage, desk
from twinning.languages import all_columns
from twinning.translations.exchange import names


def cities(request: HttpRequest) -> dict[str, Any]:
    """Drafts, greetings nobody checked, cities about which sources disagree (three queries)."""
    page = reverse("admin:partners_city_changelist")
    drafts = City.objects.filter(state="draft").count()
    greetings = Greeting.objects.filter(native_check_done=False).count()
    Standing = CityFact.Standing
    facts = CityFact.objects.aggregate(
        conflict=Count("city", distinct=True, filter=Q(standing=Standing.CONFLICT)),
        open=Count("city", distinct=True, filter=Q(standing=Standing.OPEN)),
    )
    return {
        "figures": [
            desk.Figure(drafts, _("drafts of cities"), f"{page}?state__exact=draft"),
            desk.Figure(
                greetings, _("greetings not checked by a native speaker"), f"{page}?greetings=unchecked"
            ),
            desk.Figure(
                facts["conflict"],
                _("cities about which sources disagree"),
                f"{page}?facts={Standing.CONFLICT}",
            ),
            desk.Figure(facts["open"], _("cities with facts not confirmed"), f"{page}?facts={Standing.OPEN}"),
        ]
    }


# Cities without a published page need no translations: most of them are there for their facts only.
coverage.register(
    City,
    ("name", "lede", "story", "travel_hint"),
    name="name",
    rows=lambda: City.objects.filter(
        ~Q(story_de="") | Q(state="published"), story_de__isnull=False
    ).nearest_first(),
)


def city_names() -> Iterator[dict[str, str]]:
    """Cities that we write about keep their names in translations."""
    for row in City.objects.rewrite(False).filter(state="published").values(*all_columns("name")):
        yield names.forms_of(row, "name")


names.register("cities", city_names)
desk.register(
    desk.Card(
        key="cities",
        title=_("Partner cities"),
        template="admin/desk/figures.html",
        context=cities,
        order=40,
        permission="partners.view_city",
    )
)
