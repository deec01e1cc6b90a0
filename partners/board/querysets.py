"""QuerySet words of the exchange board: which slips hang there, and who may see what."""

from typing import Self

from django.db.models import Q, QuerySet
from django.utils import timezone


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

    def visible_to(self, user: object) -> Self:
        """Public ones for everybody; staff who may see slips see all of them."""
        allowed = getattr(user, "is_staff", False) and user.has_perm("board.view_slip")
        return self.all() if allowed else self.published()
