"""With `seed --samples`: an invented portal of a partner city with entries to decide on. The worker ignores it.

It confirms no partnership: whether two cities list each other is a fact, and facts are never invented.
"""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from partners.city import City
from partners.portals.actions import digest_of, title_of
from partners.portals.models import Portal, PortalItem
from twinning import seeding

HERE = Path(__file__).parent
SEEN_AGO = timedelta(hours=5)


def create() -> None:
    """Add what is missing; entries on which staff have decided stay decided."""
    told = seeding.read(HERE, "samples.json")
    city = City.objects.filter(slug=told["city"]).first()
    if city is None or Portal.objects.filter(city=city).exists():
        return
    seen_at = timezone.now() - SEEN_AGO
    portal = Portal.objects.create(
        title=told["title"],
        url=told["url"],
        city=city,
        is_sample=True,
        licence=told["licence"],
        fetched_at=seen_at,
        succeeded_at=seen_at,
    )
    PortalItem.objects.bulk_create(
        PortalItem(
            portal=portal,
            kind=kind,
            uid=row["id"],
            digest=digest_of(row),
            title=title_of(row),
            offered=row,
            seen_at=seen_at,
        )
        for kind, rows in told["lists"].items()
        for row in rows
    )


def remove() -> None:
    """The portal and its entries; drafts that were made of them are samples and go with those of their kind."""
    portals = Portal.objects.filter(is_sample=True)
    seeding.forget(PortalItem.objects.filter(portal__in=portals))
    seeding.forget(portals)


seeding.register_samples("portals", create, remove)
