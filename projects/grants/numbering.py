"""File numbers without gaps: HF-2026-0147. Called by `actions.submit` inside its transaction."""

from django.conf import settings
from django.db import connection

from projects.grants.application import FileNumber


def next_number(year: int) -> str:
    """The next file number of `year`. The year's row stays locked until the transaction ends, so a rollback gives
    the number back and nobody gets the same one.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A file number is only given inside a transaction.")
    prefix = settings.FILE_NUMBER_PREFIX
    FileNumber.objects.get_or_create(prefix=prefix, year=year)
    counter = FileNumber.objects.select_for_update().get(prefix=prefix, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{prefix}-{year}-{counter.last:04d}"
