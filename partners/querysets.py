"""QuerySet words of the partners app."""

from typing import Self

from django.db.models import Prefetch, Q, QuerySet

from twinning.languages import all_columns
from twinning.querysets import EditorialQuerySet, TranslatedQuerySet

LONG_TEXTS = (*all_columns("story"), *all_columns("travel_hint"))


class CityQuerySet(EditorialQuerySet):
    """Cities."""

    def twin_towns(self) -> Self:
        """Cities of an active twinning of the whole town: the plates of the signpost."""
        return self.filter(
            partnerships__kind="twin_town", partnerships__status="active", partnerships__home_district__isnull=True
        )

    def nearest_first(self) -> Self:
        """The order of the signpost; cities whose place is not confirmed come last."""
        return self.order_by("distance_km", "slug")

    def without_long_texts(self) -> Self:
        """For lists: stories in nine languages weigh more than all the rest."""
        return self.rewrite(False).defer("story", "travel_hint", *LONG_TEXTS)

    def for_page(self) -> Self:
        """Everything that a city's own page shows, in a fixed number of queries."""
        ties = self.model.partnerships.rel.related_model.objects
        whole_town = ties.filter(home_district=None).exclude(confidence="low").prefetch_related("events")
        return self.prefetch_related(
            Prefetch("partnerships", queryset=whole_town), "populations", "greetings", "photos", "drawings"
        )


class PartnershipQuerySet(TranslatedQuerySet):
    """Partnerships."""

    def listed(self) -> Self:
        """What the overview shows: chosen by staff, sourced, and not over."""
        return self.filter(is_listed=True).exclude(confidence="low").exclude(status__in=["ended", "unknown"])

    def for_overview(self) -> Self:
        """Cities with their first photo and map sheet, districts: a fixed number of queries."""
        cities: QuerySet = self.model._meta.get_field("city").related_model.objects
        short = cities.without_long_texts().prefetch_related("photos", "drawings")
        return self.select_related("home_district").prefetch_related(Prefetch("city", queryset=short))

    def visible_to(self, user: object) -> Self:
        """Staff see every relation; everybody else the listed ones, a twin town only with its page published."""
        if getattr(user, "is_staff", False):
            return self.all()
        return self.listed().filter(~Q(kind="twin_town") | Q(city__state="published"))
