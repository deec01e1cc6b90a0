"""QuerySet words of enquiries: what waits for whom, who may read it, which questions anybody may read."""

import re
from typing import Self

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from twinning.querysets import is_public

# States in which the office must act; in the others nothing waits for it.
OPEN = ("new", "in_progress", "reopened")
REFERENCE = re.compile(r"\s*a-\d{4}-0*(\d{1,9})\s*", re.IGNORECASE)


class EnquiryQuerySet(models.QuerySet):
    """Enquiries."""

    def visible_to(self, user: object) -> Self:
        """Personal data: staff with the right to see enquiries, nobody else."""
        allowed = getattr(user, "is_staff", False) and user.has_perm("enquiries.view_enquiry")
        return self.all() if allowed else self.none()

    def open(self) -> Self:
        """The office must act."""
        return self.filter(state__in=OPEN)

    def overdue(self) -> Self:
        """Open although the promised day has passed."""
        return self.open().filter(due_on__lt=timezone.localdate())

    def waiting(self) -> Self:
        """The office has asked back."""
        return self.filter(state="waiting")

    def done(self) -> Self:
        """Answered or closed, the latest first."""
        return self.filter(state="answered").order_by("-answered_at", "-pk")

    def mine(self, user: models.Model) -> Self:
        """What this person has taken on and not finished."""
        return self.filter(assigned_to=user).exclude(state="answered")

    def counts(self, user: models.Model) -> dict[str, int]:
        """How many are open, overdue, mine, and waiting for the enquirer; one query."""
        is_open = Q(state__in=OPEN)
        return self.aggregate(
            open=Count("pk", filter=is_open),
            overdue=Count("pk", filter=is_open & Q(due_on__lt=timezone.localdate())),
            mine=Count("pk", filter=Q(assigned_to=user) & ~Q(state="answered")),
            waiting=Count("pk", filter=Q(state="waiting")),
        )

    def with_question(self) -> Self:
        """Each row with the words of its first letter (`question`) and the city, in one query."""
        first = self.model._meta.get_field("messages").related_model.objects.filter(enquiry=OuterRef("pk"))
        words = Subquery(first.order_by("pk").values("text")[:1])
        return self.annotate(question=words).select_related("assigned_to")

    def search(self, text: str) -> Self:
        """Rows with this number, or with the words in name, address or thread."""
        if match := REFERENCE.fullmatch(text):
            return self.filter(pk=int(match[1]))
        found = Q(name__icontains=text) | Q(email__icontains=text)
        letters = self.model._meta.get_field("messages").related_model.objects.filter(text__icontains=text)
        return self.filter(found | Q(pk__in=letters.values("enquiry")))


class FaqEntryQuerySet(models.QuerySet):
    """Frequent questions."""

    def published(self) -> Self:
        """Those whose page anybody may read, in order."""
        return self.filter(is_public("page__")).order_by("position", "pk")
