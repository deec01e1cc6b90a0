"""Who may see which application: the one layer that lists, search, files, exports and mails go through."""

from typing import Self

from django.db.models import Exists, OuterRef, Q, QuerySet


class ApplicationQuerySet(QuerySet):
    """Applications."""

    def sent(self) -> Self:
        """Everything but drafts that never left the applicant."""
        return self.exclude(state__in=["draft", "expired"])

    def of(self, user: object) -> Self:
        """Those whose applicant a person acts for, and those that they began and that belong to no applicant yet."""
        if not getattr(user, "pk", None):
            return self.none()
        begun = Q(created_by=user, applicant=None)
        return self.filter(begun | Q(applicant__members__user=user)).distinct()

    def without_conflict(self, user: object) -> Self:
        """Those in which the person has no tie: neither declared nor known from the applicant's own people."""
        conflicts = self.model._meta.get_field("conflicts").related_model.objects
        tied = conflicts.filter(application=OuterRef("pk"), user=user, is_tied=True)
        members = (
            self.model._meta.get_field("applicant").related_model._meta.get_field("members").related_model
        )
        own = members.objects.filter(applicant=OuterRef("applicant"), user=user)
        return self.exclude(created_by=user).filter(~Exists(tied), ~Exists(own))

    def for_review_by(self, user: object) -> Self:
        """Assigned to a reviewer who has declared to be free of ties: only then the text opens."""
        reviews = self.model._meta.get_field("reviews").related_model.objects
        conflicts = self.model._meta.get_field("conflicts").related_model.objects
        assigned = reviews.filter(application=OuterRef("pk"), reviewer=user)
        free = conflicts.filter(application=OuterRef("pk"), user=user, is_tied=False)
        return self.without_conflict(user).filter(Exists(assigned), Exists(free))

    def visible_to(self, user: object) -> Self:
        """One's own; sent ones for staff of the office without a tie; assigned ones for reviewers."""
        if not getattr(user, "pk", None):
            return self.none()
        if not user.is_staff:
            return self.of(user)
        if user.has_perm("grants.view_application"):
            return self.sent().without_conflict(user)
        return self.for_review_by(user)
