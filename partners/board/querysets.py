"""QuerySet words of the exchange board: which slips hang there, and who may see what."""

from typing import Self

from allauth.account.models import EmailAddress
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from twinning.languages import all_columns
from twinning.querysets import folded_rows

# What a card shows of a slip and of its cities; never name and address of the owner.
CARD = (
    "kind", "title", "text", "language", "group", "activity", "size_from", "size_to", "age_from", "age_to", "months",
    "wanted", "reply_by", "expires_on", "released_at", "state", "is_sample", "place_id", "wanted_city_id",
)  # fmt: skip
CITY = ("slug", "hue_override", "bearing", *all_columns("name"))
CITY_LONG = tuple(name for text in ("lede", "story", "travel_hint") for name in (text, *all_columns(text)))
ORGANISATION_LONG = tuple(
    name for text in ("summary", "description", "looks_for") for name in (text, *all_columns(text))
)
THEME = (*all_columns("name"), *all_columns("aim__title"))


def _related(model: type[Model], name: str) -> QuerySet:
    """Rows of a reverse relation, without importing its model (which imports this module)."""
    return getattr(model, name).rel.related_model.objects.all()


class SlipQuerySet(QuerySet):
    """Slips."""

    def published(self) -> Self:
        """Hanging on the board now: released and not expired (the day itself still counts)."""
        return self.filter(state="published", expires_on__gte=timezone.localdate())

    def waiting(self) -> Self:
        """Confirmed by their owners, waiting for a release: oldest first."""
        return self.filter(state="submitted").order_by("confirmed_at", "pk")

    def newest_first(self) -> Self:
        """The order of the board."""
        return self.order_by("-released_at", "-pk")

    def of_city(self, city: object) -> Self:
        """Those from a city and those that look for somebody there."""
        return self.filter(Q(place=city) | Q(wanted_city=city))

    def for_cards(self) -> Self:
        """What cards show, in one query: cities by their names, spoken languages folded into `spoken`."""
        cities = [f"{relation}__{name}" for relation in ("place", "wanted_city") for name in CITY]
        return self.select_related("place", "wanted_city").only(*CARD, *cities).with_spoken()

    def with_spoken(self) -> Self:
        """Languages of the owner's group folded into the row: `spoken`, read with `presenters.spoken_by`."""
        languages = _related(self.model, "languages").filter(slip=OuterRef("pk")).order_by("pk")
        return self.annotate(spoken=folded_rows(languages, "language", "level"))

    def for_page(self, user: object) -> Self:
        """Everything that a slip's own page shows, and whether `user` may see it (`is_visible`): one query."""
        theme = self.model._meta.get_field("themes").related_model
        themes = theme.objects.filter(slips=OuterRef("pk")).order_by("position", "key")
        visible = self.model.objects.visible_to(user).filter(pk=OuterRef("pk"))
        return (
            self.select_related("place", "wanted_city", "organisation")
            .defer(*(f"{relation}__{name}" for relation in ("place", "wanted_city") for name in CITY_LONG))
            .defer(*(f"organisation__{name}" for name in ORGANISATION_LONG))
            .with_spoken()
            .annotate(shown_themes=folded_rows(themes, "aim", *THEME), is_visible=Exists(visible))
        )

    def owned_by(self, user: object) -> Self:
        """Slips that were written with the verified address of this person's account."""
        addresses = EmailAddress.objects.filter(user=getattr(user, "pk", None), verified=True)
        return self.filter(Exists(addresses.filter(email__iexact=OuterRef("email"))), erased_at__isnull=True)

    def visible_to(self, user: object) -> Self:
        """Public ones for everybody; staff who may see slips see all of them."""
        allowed = getattr(user, "is_staff", False) and user.has_perm("board.view_slip")
        return self.all() if allowed else self.published()
