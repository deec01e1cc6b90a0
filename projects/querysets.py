"""QuerySet words of the projects app: what is public, what is on, with whom."""

from typing import Self

from django.db.models import Model, Q
from django.utils import timezone

from twinning.languages import all_columns
from twinning.querysets import EditorialQuerySet

LONG_TEXTS = (*all_columns("story"), *all_columns("goal"))


class ProjectQuerySet(EditorialQuerySet):
    """Joint projects."""

    def newest_first(self) -> Self:
        """The latest start comes first."""
        return self.order_by("-starts_on", "slug")

    def without_long_texts(self) -> Self:
        """For lists: stories in nine languages weigh more than all the rest."""
        return self.rewrite(False).defer("story", "goal", *LONG_TEXTS)

    def of_city(self, city: Model) -> Self:
        """Those in which a city, or an organisation from there, takes part."""
        return self._taken_part_in(city=city)

    def of_organisation(self, organisation: Model) -> Self:
        """Those in which an organisation takes part."""
        return self._taken_part_in(organisation=organisation)

    def _taken_part_in(self, **who: Model) -> Self:
        """Without a join, so that a project of several organisations of a city is still one row."""
        participations = self.model._meta.get_field("participations").related_model.objects
        return self.filter(pk__in=participations.filter(**who).values("project"))

    def on_in(self, year: int) -> Self:
        """Those that were, are or will be on in a year."""
        return self.filter(starts_on__year__lte=year).filter(
            Q(ends_on__isnull=True) | Q(ends_on__year__gte=year)
        )

    def planned(self) -> Self:
        """Not begun yet."""
        return self.exclude(stage="finished").filter(starts_on__gt=timezone.localdate())

    def overdue(self) -> Self:
        """Their end has passed, and nobody has marked them as finished."""
        return self.exclude(stage="finished").filter(ends_on__lt=timezone.localdate())
