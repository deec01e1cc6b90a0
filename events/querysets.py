"""QuerySet words of the events app: what is public, what comes, with whom; whose registrations one may see."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Model, Q
from django.utils import timezone

from twinning.languages import all_columns
from twinning.querysets import EditorialQuerySet, TranslatedQuerySet, is_public

LONG_TEXTS = (*all_columns("text"), *all_columns("report"), *all_columns("bring"))


class EventQuerySet(EditorialQuerySet):
    """Events."""

    def without_long_texts(self) -> Self:
        """For lists: texts in nine languages weigh more than all the rest."""
        return self.rewrite(False).defer("text", "report", "bring", *LONG_TEXTS)

    def of_city(self, city: Model) -> Self:
        """Those that have to do with a city."""
        links = self.model.cities.through.objects.filter(city=city)
        return self.filter(pk__in=links.values("event"))

    def of_organisation(self, organisation: Model) -> Self:
        """Those to which an organisation invites."""
        links = self.model.organisations.through.objects.filter(organisation=organisation)
        return self.filter(pk__in=links.values("event"))

    def with_dates_from(self, moment: datetime) -> Self:
        """Those with a date that has not ended by `moment`."""
        dates = self.model._meta.get_field("occurrences").related_model.objects
        return self.filter(pk__in=dates.filter(ends_at__gt=moment).values("event"))


class OccurrenceQuerySet(TranslatedQuerySet):
    """Dates of events."""

    def published(self) -> Self:
        """Dates of events that anybody may read about."""
        return self.filter(is_public("event__"))

    def visible_to(self, user: object) -> Self:
        """Published dates; staff see those of drafts, too."""
        return self.all() if getattr(user, "is_staff", False) else self.published()

    def upcoming(self, moment: datetime | None = None) -> Self:
        """Not over yet, the next one first. Postponed dates are no dates, but stay until their old day has passed."""
        return self.filter(ends_at__gt=moment or timezone.now()).order_by("starts_at", "pk")

    def past(self, moment: datetime | None = None) -> Self:
        """Over, the latest first."""
        return self.filter(ends_at__lte=moment or timezone.now()).order_by("-starts_at", "-pk")

    def between(self, start: datetime, end: datetime) -> Self:
        """Dates that touch the time from `start` to `end` (exclusive), in order."""
        return self.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "pk")


class RegistrationQuerySet(models.QuerySet):
    """Registrations: personal data, for staff with the right and through the person's own link only."""

    def visible_to(self, user: object) -> Self:
        """All for staff who may see registrations, none for anybody else."""
        may = getattr(user, "is_staff", False) and user.has_perm("events.view_registration")
        return self.all() if may else self.none()

    def holding(self) -> Self:
        """Those that take places away from others."""
        return self.filter(status__in=HOLDING)

    def waiting(self) -> Self:
        """The queue, first come first."""
        return self.filter(status="waiting").order_by("position")

    def living(self) -> Self:
        """Neither cancelled nor expired."""
        return self.exclude(status__in=("cancelled", "expired"))

    def due(self, moment: datetime) -> Self:
        """Holds and offers whose time has run out, and turns in the queue that nobody confirmed in time."""
        return self.filter(status__in=("pending", "offered", "waiting"), hold_until__lte=moment)


class ProposalQuerySet(models.QuerySet):
    """Proposals of events."""

    def submitted(self) -> Self:
        """Staff have to look at them, oldest first."""
        return self.filter(state="submitted").order_by("submitted_at", "pk")

    def visible_to(self, user: object) -> Self:
        """One's own, and all of them for staff who may."""
        if getattr(user, "is_staff", False) and user.has_perm("events.view_proposal"):
            return self.all()
        return self.filter(account=user) if getattr(user, "pk", None) else self.none()


# Statuses that take places: `Occurrence.taken` is the sum of their places.
HOLDING = ("pending", "offered", "confirmed", "attended", "no_show")
TAKES_PLACES = Q(status__in=HOLDING)
