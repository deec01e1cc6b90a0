"""QuerySet words of the organisations app: what is public, and who may see personal data."""

from typing import Self

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Model, OuterRef, Q, QuerySet

from twinning import folds
from twinning.languages import all_columns
from twinning.querysets import EditorialQuerySet, TranslatedQuerySet, folded_rows, is_public

LONG_TEXTS = (*all_columns("description"), *all_columns("looks_for"))
CITY = ("pk", "slug", "has_page", "is_own", *all_columns("name"))
THEME = ("key", "aim_id", *all_columns("name"), *(f"aim__{name}" for name in all_columns("title")))
CARD = (
    "pk",
    "slug",
    "name",
    "name_language",
    "kind",
    "logo",
    "languages",
    "is_sample",
    *all_columns("summary"),
)


def _related(model: type[Model], name: str) -> QuerySet:
    """Rows of a reverse relation, without importing its model (which imports this module)."""
    return getattr(model, name).rel.related_model.objects.all()


def _others(model: type[Model], name: str) -> QuerySet:
    """Rows at the other end of a relation."""
    return model._meta.get_field(name).related_model.objects.all()


class OrganisationQuerySet(EditorialQuerySet):
    """Organisations."""

    def visible_to(self, user: object) -> Self:
        """Published entries for everybody; staff see all, and people the draft that they have put forward."""
        if getattr(user, "is_staff", False) or not getattr(user, "pk", None):
            return super().visible_to(user)
        own = _related(self.model, "memberships").filter(user=user, state__in=["pending", "active"])
        return self.filter(is_public() | Q(Exists(own.filter(organisation=OuterRef("pk")))))

    def without_long_texts(self) -> Self:
        """For lists: long texts in nine languages weigh more than all the rest."""
        return self.rewrite(False).defer("description", "looks_for", *LONG_TEXTS)

    def of_city(self, city: Model) -> Self:
        """Those that are in a city, and those elsewhere that work with it."""
        return self.filter(Q(city=city) | Q(partner_cities=city)).distinct()

    def maintained_by(self, user: object) -> Self:
        """Those whose entry this person may edit."""
        return self.filter(memberships__user=user, memberships__state="active") if user.pk else self.none()

    def for_index(self) -> Self:
        """What filters and counts of the directory look at, and nothing else (as dictionaries, one query)."""
        cities = ArrayAgg("partner_cities", filter=Q(partner_cities__isnull=False), distinct=True, default=[])
        themes = ArrayAgg("themes__key", filter=Q(themes__isnull=False), distinct=True, default=[])
        columns = (
            "pk",
            "kind",
            "name",
            "name_language",
            "other_names",
            "place",
            "city_id",
            "languages",
            "is_sample",
        )
        return self.rewrite(False).order_by("pk").values(*columns, city_ids=cities, theme_keys=themes)

    def for_page(self) -> Self:
        """An entry with its cities (its own one first), themes and the sections of other apps, in one query."""
        return self.annotate(
            shown_cities=self._cities(), shown_themes=self._themes(), **folds.annotations("organisation")
        )

    def for_records(self) -> Self:
        """Entries with cities and themes alone, in one query: what goes out as data."""
        return self.annotate(shown_cities=self._cities(), shown_themes=self._themes())

    def _cities(self) -> ArraySubquery:
        links = self.model.partner_cities.through.objects.filter(organisation=OuterRef(OuterRef("pk")))
        rows = _others(self.model, "city").named_in_public()
        rows = rows.filter(Q(pk=OuterRef("city_id")) | Q(pk__in=links.values("city")))
        marks = {"is_own": Q(pk=OuterRef("city_id")), "has_page": is_public()}
        wrapped = {name: ExpressionWrapper(mark, BooleanField()) for name, mark in marks.items()}
        # Without a city of its own, "is it the own one?" is neither yes nor no.
        order = (F("is_own").desc(nulls_last=True), "distance_km", "slug")
        return folded_rows(rows.annotate(**wrapped).order_by(*order), *CITY)

    def _themes(self) -> ArraySubquery:
        links = self.model.themes.through.objects.filter(organisation=OuterRef(OuterRef("pk")))
        rows = _others(self.model, "themes").published()
        return folded_rows(rows.filter(pk__in=links.values("theme")).order_by("position", "key"), *THEME)

    def folded_for_city(self) -> ArraySubquery:
        """Cards of the published entries of the city whose page is read: see twinning.folds."""
        links = self.model.partner_cities.through.objects.filter(city=OuterRef(OuterRef("pk")))
        rows = self.published().filter(Q(city=OuterRef("pk")) | Q(pk__in=links.values("organisation")))
        return folded_rows(rows.order_by("name", "pk"), *CARD)


class MembershipQuerySet(QuerySet):
    """Who speaks for which organisation."""

    def active(self) -> Self:
        """Confirmed by staff and not ended."""
        return self.filter(state="active")

    def waiting(self) -> Self:
        """Claims that staff have to decide, oldest first."""
        return self.filter(state="pending").order_by("created_at")

    def visible_to(self, user: object) -> Self:
        """Personal data: one's own, and all of them for staff who may."""
        if getattr(user, "is_staff", False) and user.has_perm("organisations.view_membership"):
            return self.all()
        return self.filter(user=user) if getattr(user, "pk", None) else self.none()


class ContactQuerySet(TranslatedQuerySet):
    """Contact persons."""

    def published(self) -> Self:
        """Those who have agreed to be named, now, and whose organisation (if any) is public."""
        consents = _related(self.model, "consents").in_force().filter(contact=OuterRef("pk"))
        organisations = self.model._meta.get_field("organisation").related_model.objects.published()
        return self.filter(Exists(consents), is_listed=True).filter(
            Q(organisation__isnull=True) | Q(organisation__in=organisations)
        )

    def for_cards(self) -> Self:
        """With what a card shows, and whether the person takes messages: one query. Never remember its rows."""
        consents = _related(self.model, "consents").in_force().filter(contact=OuterRef("pk"))
        takes = Exists(consents.filter(scope__contains=["messages"]))
        return self.annotate(takes_messages=takes).select_related("organisation")

    def for_desk(self) -> Self:
        """For the desk's list: whether a consent is in force, in one query."""
        consents = _related(self.model, "consents").in_force().filter(contact=OuterRef("pk"))
        return self.annotate(has_consent=Exists(consents)).select_related("organisation", "city")

    def without_consent(self) -> Self:
        """People whom staff have written down and who have not agreed, or not any more."""
        return self.exclude(
            Exists(_related(self.model, "consents").in_force().filter(contact=OuterRef("pk")))
        )

    def visible_to(self, user: object) -> Self:
        """Staff who may see all of them; everybody else those who agreed to be named."""
        allowed = getattr(user, "is_staff", False) and user.has_perm("organisations.view_contact")
        return self.all() if allowed else self.published()


class ConsentQuerySet(QuerySet):
    """Consents."""

    def in_force(self) -> Self:
        """Given and not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)
