"""What this app puts into shared places: the word on a city's page that both cities list their partnership."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from partners.portals.models import Portal
from twinning.folds import fold
from twinning.querysets import folded_rows
from twinning.slots import fill


def confirmed() -> ArraySubquery:
    """The portal of a city that lists the partnership with us, where we list it too."""
    ours = {"city__partnerships__status": "active", "city__partnerships__is_listed": True}
    whole = {"city__partnerships__home_district": None}
    return folded_rows(
        Portal.objects.filter(city=OuterRef("pk"), confirms_us=True, is_sample=False, **ours, **whole)[:1],
        "url",
    )


fold("city", "portal_confirmations", confirmed)
fill("city.tie", "portals/confirmed.html")
