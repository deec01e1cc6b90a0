"""QuerySet words of the organisations app: what is public, and who may see personal data."""

from typing import Self

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from twinning.languages import all_columns
from twinning.querysets import EditorialQuerySet, TranslatedQuerySet

LONG_TEXTS = (*all_columns("description"), *all_columns("looks_for"))


def _related(model: type[Model], name: str) -> QuerySet:
    """Rows of a reverse relation, without importing its model (which imports this module)."""
    return getattr(model, name).rel.related_model.objects.all()


class OrganisationQuerySet(EditorialQuerySet):
    """Organisations."""

    def without_long_texts(self) -> Self:
        """For lists: long texts in nine languages weigh more than all the rest."""
        return self.rewrite(False).defer("description", "looks_for", *LONG_TEXTS)

    def of_city(self, city: Model) -> Self:
        """Those that are in a city, and those elsewhere that work with it."""
        return self.filter(Q(city=city) | Q(partner_cities=city)).distinct()

    def maintained_by(self, user: object) -> Self:
        """Those whose entry this person may edit."""
        return self.filter(memberships__user=user, memberships__state="active") if user.pk else self.none()


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

    def visible_to(self, user: object) -> Self:
        """Staff who may see all of them; everybody else those who agreed to be named."""
        allowed = getattr(user, "is_staff", False) and user.has_perm("organisations.view_contact")
        return self.all() if allowed else self.published()


class ConsentQuerySet(QuerySet):
    """Consents."""

    def in_force(self) -> Self:
        """Given and not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)
