"""Who with whom: participants of a project, those at home beside those elsewhere. Called by `projects.projectpage`."""

from collections.abc import Iterable
from itertools import zip_longest
from types import SimpleNamespace
from typing import Any, TypeVar

from django.urls import NoReverseMatch, reverse

from projects.models import Participation
from twinning.languages import Served, current, direction, served

Role = Participation.Role
RANK = {Role.LEAD: 0, Role.PARTNER: 1, Role.HOST: 2, Role.ASSOCIATE: 3, Role.FUNDER: 4}

Side = TypeVar("Side")


def pair(home: list[Side], elsewhere: list[Side]) -> list[tuple[Side | None, Side | None]]:
    """The first at home with the first elsewhere and so on; what is left over stands alone."""
    return list(zip_longest(home, elsewhere))


def in_language(text: str, language: str) -> Served:
    """A name, which says in which language it is written."""
    return Served(text, language, direction(language), language.split("-")[0] != current().split("-")[0])


def address(name: str, slug: str) -> str:
    """The address of a page by its slug; "" where there is no such page."""
    try:
        return reverse(name, kwargs={"slug": slug})
    except NoReverseMatch:
        return ""


def participant(row: SimpleNamespace, home: Served) -> dict[str, Any] | None:
    """One who takes part, as far as the public may know: an organisation, else its town; None for neither."""
    town = served(row, "city__name") if row.is_named else None
    if row.is_home:
        town = home
    role = {"role": str(Role(row.role).label), "rank": RANK[Role(row.role)], "note": served(row, "note")}
    if row.is_open:
        return role | {
            "name": in_language(row.organisation__name, row.organisation__name_language),
            "url": address("organisations:organisation-detail", row.organisation__slug),
            "place": town or row.organisation__place,
            "slug": row.organisation__slug,
            "is_home": row.is_home,
        }
    if town is None:
        return None
    page = reverse("partners:city-detail", kwargs={"slug": row.city__slug}) if row.has_page else ""
    return role | {"name": town, "url": page, "place": "", "slug": "", "is_home": row.is_home}


def ties(rows: Iterable[SimpleNamespace], home: Served) -> list[dict[str, Any]]:
    """The rows of templates/components/tie.html. Where nobody at home is named, the home town itself stands there."""
    people = [person for person in (participant(row, home) for row in rows) if person]
    people.sort(key=lambda person: person["rank"])
    here = [person for person in people if person["is_home"]]
    there = [person for person in people if not person["is_home"]]
    if there and not here:
        here = [{"name": home, "url": "", "place": "", "role": "", "note": "", "slug": ""}]
    return [{"home": mine, "partner": yours} for mine, yours in pair(here, there)]
