"""What this floor tells other portals: organisations and slips of the exchange board, and how an organisation becomes
a draft of ours.
"""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.board.slip import Slip
from partners.organisations.actions import save_organisation
from partners.organisations.addresses import free_word
from partners.organisations.models import Organisation
from partners.portals.registry import Kind, Offer, Row, register
from partners.portals.rows import columns, row, texts
from partners.portals.schema import MOST_ROWS


def organisations(base: str) -> list[Row]:
    """Public entries of the directory that have their seat in the home town; without people and addresses."""
    rows = Organisation.objects.published().filter(is_sample=False, city=None).order_by("pk")[:MOST_ROWS]
    return [
        row(
            "organisation",
            found,
            base,
            {found.name_language: found.name},
            summary=texts(found, "summary"),
            place=found.place,
            website=found.website,
        )
        for found in rows
    ]


def adopt_organisation(offer: Offer) -> Organisation:
    """A draft in the directory, seated in the other portal's city."""
    names = offer.texts("title")
    language = offer.language if offer.language in names else next(iter(names))
    found = Organisation(
        name=names[language][:150],
        name_language=language,
        city=offer.city,
        place=offer.row.get("place", "")[:100],
        website=offer.row.get("website", "")[:200],
        is_sample=offer.is_sample,
        **columns("summary", offer.texts("summary"), 300),
    )
    found.slug = free_word(found.name, language)
    return save_organisation(found)


def slips(base: str) -> list[Row]:
    """What hangs on the exchange board, without the people behind it."""
    rows = Slip.objects.published().filter(is_sample=False, expires_on__gte=timezone.localdate())
    return [
        row(
            "slip",
            found,
            base,
            {found.language: found.title},
            summary={found.language: found.text},
            until=found.expires_on.isoformat(),
            kind=found.kind,
        )
        for found in rows.order_by("pk")[:MOST_ROWS]
    ]


register(
    Kind(
        "organisations",
        _("Organisations"),
        organisations,
        adopt_organisation,
        "organisations.add_organisation",
    )
)
register(Kind("slips", _("Exchange board"), slips))
