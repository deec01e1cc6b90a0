"""Under which licence our data stand, and whom to name. Called by every answer, the catalogue and the page.

The licence is the one that the city has to confirm; photographs and logos have rights of their own and are no part of
the data.
"""

from collections.abc import Iterable

from twinning.api.schemas import Licence
from twinning.languages import served
from twinning.municipality.models import Municipality

NAME = "CC BY 4.0"
URL = "https://creativecommons.org/licenses/by/4.0/"
# The same licence in the list that German data portals use.
DCAT_URI = "http://dcat-ap.de/def/licenses/cc-by/4.0"
GEONAMES = "GeoNames (https://www.geonames.org/), CC BY 4.0"


def attribution(home: Municipality, language: str | None = None) -> str:
    """Whom to name: the office in charge, else the town."""
    return served(home, "office_name", language).text or served(home, "name", language).text


def licence(home: Municipality, credits: Iterable[str]) -> Licence:
    """What stands in every answer."""
    return Licence(name=NAME, url=URL, attribution=attribution(home), credits=list(credits))
