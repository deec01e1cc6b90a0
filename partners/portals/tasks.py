"""Reading of portals by the background worker. `manage.py fetch_portals` enqueues those that are due, a button one."""

from django.utils import timezone
from django_tasks import task

from partners.portals.actions import read_portal
from partners.portals.models import Portal


@task()
def fetch_portal(portal_id: int, only_if_due: bool = False) -> None:
    """Read one portal; with `only_if_due` not again when the timer handed it over several times."""
    if only_if_due and portal_id not in {portal.pk for portal in Portal.due(timezone.now())}:
        return
    read_portal(portal_id)


def enqueue_due() -> int:
    """Hand every portal that is due to the worker."""
    portals = Portal.due(timezone.now())
    for portal in portals:
        fetch_portal.enqueue(portal.pk, only_if_due=True)
    return len(portals)
