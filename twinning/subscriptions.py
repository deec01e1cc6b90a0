"""What calendars and portals of others have in common: when they are read, and how the last reading went.

An address that staff typed is read by the worker, at intervals that grow while it fails. Used by `events.feeds` and
`partners.portals`, whose actions alone write these columns.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _


class Subscription(models.Model):
    """Something at an https address that we read now and then. Needs `created_at` (twinning.models.TimeStamped)."""

    INTERVAL: ClassVar[timedelta]
    # After the first, second, … failure in a row; the last one stays.
    PAUSES: ClassVar[tuple[timedelta, ...]]

    is_active = models.BooleanField(_("read regularly"), default=True)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    etag = models.CharField(max_length=200, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    fetched_at = models.DateTimeField(_("last tried"), null=True, blank=True, editable=False)
    succeeded_at = models.DateTimeField(_("last read"), null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    problem = models.CharField(_("code of the problem"), max_length=40, blank=True, editable=False)
    problem_detail = models.CharField(_("details"), max_length=300, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def next_try(self) -> datetime | None:
        """When it is due; None when it is not read regularly. One never tried is due at once."""
        if not self.is_active:
            return None
        if self.fetched_at is None:
            return self.created_at
        pause = self.PAUSES[min(self.failures, len(self.PAUSES)) - 1] if self.failures else self.INTERVAL
        return self.fetched_at + pause

    @classmethod
    def due(cls, now: datetime) -> list[Self]:
        """Those whose time has come. Samples lead to no real website and are never asked."""
        rows = cls.objects.filter(is_active=True, is_sample=False).order_by("pk")
        return [row for row in rows if (moment := row.next_try) is not None and moment <= now]

    @classmethod
    def locked(cls, pk: int) -> Self | None:
        """The row, held until the transaction ends; None when it was deleted meanwhile."""
        return cls.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()

    def note(self, **values: object) -> None:
        """Write what a reading found, and nothing that staff may be changing at the same time."""
        type(self).objects.filter(pk=self.pk).update(**values)

    def note_failure(self, code: str, detail: str, now: datetime) -> None:
        """One more failure in a row; what was read before stays as it is. The row must be locked."""
        self.note(failures=self.failures + 1, fetched_at=now, problem=code, problem_detail=detail[:300])

    @classmethod
    def in_trouble(cls) -> QuerySet[Self]:
        """What is read regularly and could not be read (whole) last time, the worst first."""
        return cls.objects.filter(is_active=True).exclude(problem="").order_by("-failures", "title")
