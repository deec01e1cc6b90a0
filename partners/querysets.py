"""QuerySet words of the partners app."""

from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Prefetch, Q, QuerySet

from twinning import folds
from twinning.languages import all_columns
from twinning.querysets import EditorialQuerySet, TranslatedQuerySet, folded_rows, is_public

LONG_TEXTS = (*all_columns("story"), *all_columns("travel_hint"))

EVENT = (
    "date", "precision", "is_public", "confidence", "counts_as_start", *all_columns("text"), *all_columns("display"),
)  # fmt: skip
PHOTO = (
    "image", "width", "height", "is_decorative", "credit", "licence", "focal_x", "focal_y",
    *all_columns("alt"), *all_columns("caption"),
)  # fmt: skip


def _related(model: type[Model], name: str) -> QuerySet:
    """Rows of a reverse relation, without importing its model (which imports this module)."""
    return getattr(model, name).rel.related_model.objects.all()


def folded_photos(city: type[Model], key: OuterRef) -> ArraySubquery:
    """The opening photo of the city whose key is `key`, read with `unfolded`."""
    photos = _related(city, "photos").filter(city=key).order_by("position", "pk")
    return folded_rows(photos[:1], *PHOTO)


class CityQuerySet(EditorialQuerySet):
    """Cities."""

    def twin_towns(self) -> Self:
        """Cities of an active, listed and sourced twinning of the whole town: the plates of the signpost."""
        return self.filter(
            partnerships__kind="twin_town",
            partnerships__status="active",
            partnerships__home_district__isnull=True,
            partnerships__is_listed=True,
            partnerships__confidence__in=["high", "medium"],
        )

    def named_in_public(self) -> Self:
        """Published cities, and those that the overview names without a page of their own."""
        listed = _related(self.model, "partnerships").visible_to(None).values("city")
        return self.filter(Q(pk__in=self.model.objects.published().values("pk")) | Q(pk__in=listed))

    def nearest_first(self) -> Self:
        """The order of the signpost; cities whose place is not confirmed come last."""
        return self.order_by("distance_km", "slug")

    def without_long_texts(self) -> Self:
        """For lists: stories in nine languages weigh more than all the rest."""
        return self.rewrite(False).defer("story", "travel_hint", *LONG_TEXTS)

    def for_page(self) -> Self:
        """Everything that a city's own page shows, sections of other apps included: two queries in all."""
        ties = _related(self.model, "partnerships")
        events = _related(ties.model, "events").filter(partnership=OuterRef("pk")).order_by("sort_date", "pk")
        whole_town = ties.filter(home_district=None).exclude(confidence="low")
        whole_town = whole_town.annotate(shown_events=folded_rows(events, *EVENT))
        populations = _related(self.model, "populations").filter(city=OuterRef("pk"), is_preferred=True)
        greetings = _related(self.model, "greetings").filter(city=OuterRef("pk")).order_by("position", "pk")
        return self.annotate(
            shown_population=folded_rows(populations.exclude(confidence="low"), "value", "as_of"),
            shown_greetings=folded_rows(
                greetings, "text", "language", "transliteration", *all_columns("meaning")
            ),
            shown_photos=folded_photos(self.model, OuterRef("pk")),
            **folds.annotations("city"),
        ).prefetch_related(Prefetch("partnerships", queryset=whole_town))


class PartnershipQuerySet(TranslatedQuerySet):
    """Partnerships."""

    def listed(self) -> Self:
        """What the overview shows: chosen by staff, sourced, and not over."""
        return self.filter(is_listed=True).exclude(confidence="low").exclude(status__in=["ended", "unknown"])

    def for_overview(self) -> Self:
        """Ties with city, district and the city's opening photo, in one query and without long texts."""
        city = self.model._meta.get_field("city").related_model
        long = [f"city__{name}" for name in ("story", "travel_hint", *LONG_TEXTS)]
        ties = self.select_related("city", "home_district").defer(*long)
        return ties.annotate(shown_photos=folded_photos(city, OuterRef("city_id")))

    def visible_to(self, user: object) -> Self:
        """Staff see every relation; everybody else the listed ones, a twin town only with its page published."""
        if getattr(user, "is_staff", False):
            return self.all()
        return self.listed().filter(~Q(kind="twin_town") | is_public("city__"))
