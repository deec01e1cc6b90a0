"""What published cities still need before the portal opens."""

from collections.abc import Iterator

from partners.models import City
from twinning import release
from twinning.publishing import missing_for_publication


@release.check
def cities_are_complete() -> Iterator[str]:
    """Texts and pictures that publishing needs."""
    for city in City.objects.filter(state="published").prefetch_related("photos"):
        for gap in missing_for_publication(city):
            yield f"{city.slug}: {gap}"
