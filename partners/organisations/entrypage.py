"""What stands on the page of an organisation, put together from rows that the view has fetched."""

from typing import Any

from django.utils.translation import gettext as _

from partners.organisations import permissions
from partners.organisations.directory import sits_at_home
from partners.organisations.organisation import Organisation
from partners.organisations.presenters import (
    city_tag,
    host_of,
    initials,
    kind_label,
    logo_url,
    name_of,
    theme_title,
)
from twinning.cldr import language_list, whole_number
from twinning.languages import served
from twinning.municipality.models import Municipality
from twinning.querysets import unfolded


def place(organisation: Organisation, home: Municipality) -> str:
    """Where it is: "Linden, Rouen", "Hannover-Linden", or the home town; "" for a network without a seat."""
    own = next((city for city in unfolded(organisation.shown_cities) if city.is_own), None)
    names = [organisation.place, served(own, "name").text if own else ""]
    town = ", ".join(name for name in names if name)
    at_home = sits_at_home(organisation.kind, organisation.city_id, organisation.place, home)
    return town or (served(home, "name").text if at_home else "")


def age(organisation: Organisation) -> str:
    """Of which age its people are: "10 to 22", "14 and over", "up to 25"; "" when nobody said."""
    first, last = organisation.age_from, organisation.age_to
    if first is not None and last is not None:
        return _("%(first)d to %(last)d") % {"first": first, "last": last}
    if first is not None:
        return _("%(first)d and over") % {"first": first}
    return _("up to %(last)d") % {"last": last} if last is not None else ""


def facts(organisation: Organisation, home: Municipality) -> list[dict[str, Any]]:
    """Terms over values; whatever is not known is left out."""
    members = whole_number(organisation.members) if organisation.members else ""
    spoken = language_list(organisation.languages) if organisation.languages else ""
    rows = [
        (_("Place"), place(organisation, home)),
        (_("Members"), members),
        (_("Age"), age(organisation)),
        (_("Languages"), spoken),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def themes(organisation: Organisation) -> list[dict[str, Any]]:
    """What it works on, each with the key that filters the directory."""
    return [{"key": row.key, "title": theme_title(row)} for row in unfolded(organisation.shown_themes)]


def context(organisation: Organisation, home: Municipality) -> dict[str, Any]:
    """Everything that templates/organisations/detail.html names, except people and the reader's own rights."""
    tags = [city_tag(city) for city in unfolded(organisation.shown_cities)]
    return {
        "organisation": organisation,
        "name": name_of(organisation),
        "initials": initials(organisation.name),
        "logo": logo_url(organisation.logo),
        "kind": kind_label(organisation.kind),
        "tags": tags,
        "place_class": tags[0]["place_class"] if tags else "",
        "facts": facts(organisation, home),
        "themes": themes(organisation),
        "description": served(organisation, "description"),
        "looks_for": served(organisation, "looks_for"),
        "website_host": host_of(organisation.website),
        "can_write": permissions.may_write_to(organisation)[0],
    }
