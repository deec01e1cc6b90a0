"""An entry of the directory for search engines: the public part of an organisation, never an address or a person."""

from typing import Any

from partners.organisations.organisation import Organisation
from partners.organisations.presenters import logo_url
from twinning.languages import served
from twinning.querysets import unfolded

Kind = Organisation.Kind
TYPES = {
    Kind.SCHOOL: "School",
    Kind.UNIVERSITY: "CollegeOrUniversity",
    Kind.ENSEMBLE: "PerformingGroup",
    Kind.SPORTS_CLUB: "SportsOrganization",
    Kind.PUBLIC_BODY: "GovernmentOrganization",
    Kind.BUSINESS: "LocalBusiness",
}


def organisation_data(organisation: Organisation, base: str) -> dict[str, Any]:
    """Kind, other names, languages, town and website."""
    towns = unfolded(getattr(organisation, "shown_cities", None))
    town = next((served(city, "name").text for city in towns if city.is_own), "")
    logo = logo_url(organisation.logo)
    return {
        "@type": TYPES.get(organisation.kind, "Organization"),
        "alternateName": organisation.other_names,
        "knowsLanguage": list(organisation.languages),
        "location": {"@type": "Place", "name": organisation.place or town}
        if organisation.place or town
        else {},
        "sameAs": [organisation.website] if organisation.website else [],
        "logo": base + logo if logo else "",
    }
