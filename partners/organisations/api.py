"""Open data of this app: public entries of the directory, without anybody who works there.

No person, no e-mail address and no logo leaves here: people agreed to stand on a page, not in a file.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _
from pydantic import Field

from partners.organisations.entrypage import place
from partners.organisations.organisation import Organisation
from partners.organisations.presenters import kind_label, name_of, theme_title
from twinning.api.registry import Reader, Resource, common, register
from twinning.api.schemas import Label, Record, Reference, Text, Theme, spoken, text_of
from twinning.querysets import unfolded


class OrganisationRecord(Record):
    """An organisation that takes part in exchange."""

    name: Text | None = Field(description=_("Its name, in the language in which it is written."))
    kind: Label = Field(description=_("The kind of organisation."))
    place: str = Field(description=_("Where it is, in words."), examples=["Hannover-Linden"])
    city: Reference | None = Field(description=_("The partner city where it is; empty in the home town."))
    partner_cities: list[Reference] = Field(description=_("The cities that it works with."))
    themes: list[Theme] = Field(description=_("The fields of exchange."))
    languages: list[str] = Field(description=_("Codes of the languages it speaks."), examples=[["de", "fr"]])
    website: str | None = Field(description=_("The website."), examples=["https://example.org/"])
    members: int | None = Field(description=_("How many members it has."), examples=[120])
    age_from: int | None = Field(description=_("Of which age its people are at least."), examples=[14])
    age_to: int | None = Field(description=_("Of which age its people are at most."), examples=[27])
    summary: Text | None = Field(description=_("One sentence about it."))
    description: Text | None = Field(description=_("What it says about itself."))
    looks_for: Text | None = Field(description=_("What it looks for."))
    is_sample: bool = Field(description=_("True for invented records, which show what the portal can do."),
                            examples=[False])  # fmt: skip


def organisations() -> QuerySet[Organisation]:
    """Published entries with the cities and themes that their pages name."""
    return Organisation.objects.published().for_records()


def _city(row: Any) -> Reference:
    return Reference(id=row.pk if row.has_page else None, name=text_of(row, "name"))


def write_organisation(row: Organisation, reader: Reader) -> OrganisationRecord:
    """What the entry's page tells."""
    cities = unfolded(row.shown_cities)
    return OrganisationRecord(
        **common("organisations", row, reader),
        name=spoken(name_of(row)),
        kind=Label(code=row.kind, label=kind_label(row.kind)),
        place=place(row, reader.home),
        city=next((_city(city) for city in cities if city.is_own), None),
        partner_cities=[_city(city) for city in cities if not city.is_own],
        themes=[
            Theme(key=theme.key, name=spoken(theme_title(theme))) for theme in unfolded(row.shown_themes)
        ],
        languages=row.languages,
        website=row.website or None,
        members=row.members,
        age_from=row.age_from,
        age_to=row.age_to,
        summary=text_of(row, "summary"),
        description=text_of(row, "description"),
        looks_for=text_of(row, "looks_for"),
        is_sample=row.is_sample,
    )


register(
    Resource(
        key="organisations",
        title=_("Organisations"),
        description=_(
            "Associations, schools, choirs and others that take part in exchange. No people are named."
        ),
        record=OrganisationRecord,
        queryset=organisations,
        write=write_organisation,
        columns=(
            "id",
            "uri",
            "url",
            "changed_at",
            "name.text",
            "name.language",
            "kind.code",
            "kind.label",
            "place",
            "city.id",
            "city.name.text",
            "partner_cities.name.text",
            "themes.key",
            "languages",
            "website",
            "members",
            "age_from",
            "age_to",
            "summary.text",
            "summary.language",
            "is_sample",
        ),
        keywords=(_("association"), _("school"), _("exchange")),
        themes=("SOCI", "EDUC"),
    )  # fmt: skip
)
