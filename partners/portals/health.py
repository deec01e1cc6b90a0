"""When a portal is read again: for the worker and the list of portals."""

from datetime import datetime, timedelta

from partners.portals.models import Portal

INTERVAL = timedelta(hours=12)
# After the first, second, … failure in a row; the last one stays.
PAUSES = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 48))


def next_try(portal: Portal) -> datetime | None:
    """When it is due; None when it is not read regularly. One never tried is due at once."""
    if not portal.is_active:
        return None
    if portal.fetched_at is None:
        return portal.created_at
    pause = PAUSES[min(portal.failures, len(PAUSES)) - 1] if portal.failures else INTERVAL
    return portal.fetched_at + pause


def due_portals(now: datetime) -> list[Portal]:
    """Portals whose time has come. Samples lead to no real website and are never asked."""
    rows = Portal.objects.filter(is_active=True, is_sample=False).order_by("pk")
    return [portal for portal in rows if (moment := next_try(portal)) is not None and moment <= now]
