"""A funding programme for search engines: schema.org's FundingScheme with the grant that it gives."""

from typing import Any

from projects.grants.programme import Programme
from twinning.languages import served


def programme_data(programme: Programme, base: str) -> dict[str, Any]:
    """Who gives, on what legal basis, and how much in words: sums in figures would promise more than the text."""
    office = {"@id": f"{base}/#office"}
    grant = {
        "@type": "MonetaryGrant",
        "name": served(programme, "title").text,
        "description": served(programme, "amounts").text,
    }
    return {
        "parentOrganization": office,
        "funder": office,
        # The grant is what points to its funder: here it is told from the other end.
        "@reverse": {"funder": {key: value for key, value in grant.items() if value}},
    }
