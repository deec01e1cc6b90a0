"""QuerySet words of the partners app."""

from typing import Self

from django.db.models import Q

from twinning.querysets import EditorialQuerySet, TranslatedQuerySet


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


class PartnershipQuerySet(TranslatedQuerySet):
    """Partnerships."""

    def listed(self) -> Self:
        """What the overview shows: chosen by staff, sourced, and not over."""
        return self.filter(is_listed=True).exclude(confidence="low").exclude(status__in=["ended", "unknown"])

    def with_city(self) -> Self:
        """Cities and districts fetched in the same query."""
        return self.select_related("city", "home_district")

    def visible_to(self, user: object) -> Self:
        """Staff see every relation; everybody else the listed ones with a published or plain city."""
        if getattr(user, "is_staff", False):
            return self.all()
        return self.listed().filter(~Q(kind="twin_town") | Q(city__state="published"))
