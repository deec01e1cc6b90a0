"""Associations, schools, choirs and other groups as lists give them: a name, what they are, where they are.

Registered in apps.py. Addresses of people are not among the columns: nobody has agreed to be in a list.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from import_export.resources import Resource

from partners.imports.cells import LanguagesWidget, LanguageWidget, NumberWidget, PartsWidget
from partners.imports.columns import (
    AddressWidget,
    Column,
    CountryWidget,
    NameWidget,
    TextWidget,
    WordWidget,
    plain_text,
)
from partners.imports.countries import squeeze
from partners.imports.places import Place, Places
from partners.imports.problems import Sort, problem, register_sorts, register_words
from partners.imports.registry import Evidence, Kind, Known, Reading, Values, register
from partners.organisations.actions import save_organisation
from partners.organisations.addresses import free_word
from partners.organisations.models import Organisation
from twinning.languages import column, served
from twinning.models import Editorial

OTHER = Organisation.Kind.OTHER
WORDS = {
    Organisation.Kind.TWINNING_ASSOCIATION: (
        "partnerschaftsverein", "freundschaftsgesellschaft", "städtepartnerschaftsverein", "comité de jumelage",
        "twinning association", "twinning society", "friendship society", "stowarzyszenie partnerskie",
    ),
    Organisation.Kind.ASSOCIATION: ("verein", "e.v.", "association", "club", "society", "stowarzyszenie"),
    Organisation.Kind.SCHOOL: ("schule", "gymnasium", "école", "lycée", "collège", "szkoła", "gesamtschule"),
    Organisation.Kind.UNIVERSITY: ("universität", "hochschule", "université", "uniwersytet", "college"),
    Organisation.Kind.CULTURAL_CENTRE: ("kulturzentrum", "centre culturel", "cultural centre", "cultural center"),
    Organisation.Kind.ENSEMBLE: ("chor", "orchester", "theater", "choir", "orchestra", "theatre", "chœur", "orchestre"),
    Organisation.Kind.SPORTS_CLUB: ("sportverein", "sports club", "club sportif", "klub sportowy"),
    Organisation.Kind.YOUTH: ("jugendverband", "jugendgruppe", "jugend", "youth", "jeunesse", "youth organisation"),
    Organisation.Kind.INITIATIVE: ("initiative", "projekt", "inicjatywa"),
    Organisation.Kind.NETWORK: ("netzwerk", "network", "réseau", "sieć"),
    Organisation.Kind.FAITH: ("kirche", "gemeinde", "kirchengemeinde", "church", "parish", "église", "moschee"),
    Organisation.Kind.PUBLIC_BODY: ("behörde", "amt", "stadtverwaltung", "public body", "authority", "administration"),
    Organisation.Kind.BUSINESS: ("unternehmen", "firma", "company", "business", "entreprise"),
    OTHER: ("sonstige", "andere", "other", "autre", "inne"),
}  # fmt: skip


def kind_names() -> Mapping[str, Any]:
    return dict(Organisation.Kind.choices)


register_sorts(
    Sort(
        "unknown_city",
        _("unknown city"),
        _("“%(text)s” in “%(column)s” is no city of this portal; it was left out."),
    ),
    Sort(
        "city_as_place",
        _("city kept as a place"),
        _("“%(text)s” is no city of this portal; it is kept as the place."),
    ),
)
register_words("ours", dict(Organisation.Kind.choices))
register_words("theirs", dict(Organisation.Kind.choices))


class OrganisationResource(Resource):
    """The columns of the format, in its order."""

    name = Column(
        "name", NameWidget(150), _("name"), is_required=True, attribute="name",
        aliases=("organisation", "verein", "association", "nom"),
    )  # fmt: skip
    kind = Column(
        "kind", WordWidget(WORDS, kind_names, OTHER), _("kind"), attribute="kind", is_compared=True,
        nothing=(OTHER,), aliases=("art", "typ", "type", "genre"),
    )  # fmt: skip
    city = Column("city", NameWidget(is_optional=True), _("city"), aliases=("stadt", "ort", "ville", "town"))
    country = Column("country", CountryWidget(), _("country"), aliases=("land", "pays"))
    website = Column(
        "website", AddressWidget(), _("website"), attribute="website", is_compared=True,
        aliases=("web", "url", "internet", "homepage", "site"),
    )  # fmt: skip
    languages = Column(
        "languages", LanguagesWidget(), _("languages"), attribute="languages", aliases=("sprachen", "langues"),
    )  # fmt: skip
    members = Column(
        "members", NumberWidget(), _("members"), attribute="members", is_compared=True,
        aliases=("mitglieder", "membres"),
    )  # fmt: skip
    partner_cities = Column(
        "partner_cities", PartsWidget(), _("works with these cities"),
        aliases=("partnerstädte", "partnerstadt", "villes partenaires"),
    )  # fmt: skip
    other_names = Column(
        "other_names", TextWidget(300), _("other names"), attribute="other_names", aliases=("abkürzung", "sigle"),
    )  # fmt: skip
    summary = Column(
        "summary", TextWidget(300), _("in one sentence"), aliases=("beschreibung", "description")
    )
    language = Column(
        "language", LanguageWidget(settings.MODELTRANSLATION_LANGUAGES), _("language of name and sentence"),
        attribute="name_language", aliases=("sprache", "langue"),
    )  # fmt: skip
    source = Column("source", TextWidget(500), _("source"), aliases=("quelle",))
    note = Column(
        "note", TextWidget(2000), _("note"), aliases=("bemerkung", "anmerkung", "notiz", "remarque")
    )

    def dehydrate_city(self, row: Organisation) -> str:
        return str(row.city) if row.city else row.place

    def dehydrate_country(self, row: Organisation) -> str:
        return row.city.country.code if row.city else ""

    def dehydrate_partner_cities(self, row: Organisation) -> str:
        return "; ".join(str(city) for city in row.partner_cities.all())

    def dehydrate_summary(self, row: Organisation) -> str:
        return served(row, "summary", row.name_language).text

    def dehydrate_source(self, row: Organisation) -> str:
        return "; ".join(source.url or source.title for source in row.sources.all())

    def dehydrate_note(self, row: Organisation) -> str:
        return row.staff_note


class Knowledge(Places):
    """Cities, and the organisations in them by their names."""

    def __init__(self) -> None:
        super().__init__()
        self.organisations: dict[tuple[str, str], Known] = {}
        rows = Organisation.objects.rewrite(False).order_by("-pk")
        fields = (
            "pk",
            "name",
            "other_names",
            "city_id",
            "place",
            "kind",
            "website",
            "members",
            "state",
            "version",
        )
        for row in rows.only(*fields).iterator(chunk_size=2000):
            self.remember(row)

    def remember(self, row: Organisation) -> None:
        """An organisation under each of its names, at its place."""
        where = f"#{row.city_id}" if row.city_id else squeeze(row.place)
        for name in (row.name, *row.other_names.replace(";", ",").split(",")):
            if squeeze(name):
                self.organisations[squeeze(name), where] = as_known(row)

    def place_of(self, values: Values) -> tuple[Place | None, str]:
        """The known city, or the place in words; both empty in the home town."""
        name = values["city"] or ""
        if not name or self.is_home(name, values["country"]):
            return None, ""
        found = self.named(name)
        if values["country"]:
            found = [place for place in found if place.country == values["country"]]
        return (found[0], "") if len(found) == 1 else (None, name)


def as_known(row: Organisation) -> Known:
    """What an organisation says in the columns that are compared."""
    so_far = {"kind": row.kind, "website": row.website, "members": row.members}
    return Known(row.pk, so_far, is_public=row.state == Editorial.State.PUBLISHED, version=row.version)


# --- reading --------------------------------------------------------------------------------------
def clean_row(reading: Reading, knowledge: Knowledge) -> None:
    """Where the organisation is, and which of its partner cities we know."""
    values = reading.values
    place, words = knowledge.place_of(values)
    if words:
        reading.problems.append(problem("city_as_place", text=words))
    where = f"#{place.pk}" if place else squeeze(words)
    reading.identity = f"{squeeze(values['name']) or values['name']}@{where}"
    for name in values["partner_cities"]:
        if not knowledge.is_home(name, None) and not knowledge.named(name):
            reading.problems.append(problem("unknown_city", column="partner_cities", text=name[:60]))


def title(values: Mapping[str, Any]) -> str:
    """Its name, as the list gives it."""
    return Truncator(plain_text(values.get("name") or "", "", []) or "–").chars(200)


def find_known(values: Values, knowledge: Knowledge) -> Known | None:
    """The organisation of that name at that place."""
    place, words = knowledge.place_of(values)
    where = f"#{place.pk}" if place else squeeze(words)
    return knowledge.organisations.get((squeeze(values["name"]), where))


def look_up(keys: Iterable[int]) -> dict[int, Known]:
    """Organisations by key, as they are now (one query)."""
    return {
        row.pk: as_known(row) for row in Organisation.objects.without_long_texts().filter(pk__in=list(keys))
    }


def rows() -> Iterator[Organisation]:
    """All organisations for an export, in pieces; samples are no data."""
    found = Organisation.objects.filter(is_sample=False).select_related("city")
    return found.prefetch_related("sources", "partner_cities").order_by("pk").iterator(chunk_size=500)


# --- taking over ----------------------------------------------------------------------------------
def create(values: Values, evidence: Evidence, knowledge: Knowledge) -> Organisation:
    """A draft of an entry."""
    place, words = knowledge.place_of(values)
    row = Organisation(
        slug=free_word(values["name"], values["language"]),
        name=values["name"],
        name_language=values["language"],
        other_names=values["other_names"],
        kind=values["kind"],
        city_id=place.pk if place else None,
        place=words,
        languages=values["languages"],
        website=values["website"],
        members=values["members"],
        staff_note=remark(values, evidence),
    )
    setattr(row, column("summary", values["language"]), values["summary"])
    save_organisation(row)
    row.sources.add(evidence.source)
    cities = {place.pk for name in values["partner_cities"] for place in knowledge.named(name)[:1]}
    row.partner_cities.add(*cities)
    knowledge.remember(row)
    return row


@transaction.atomic
def update(pk: int, values: Values, evidence: Evidence, knowledge: Knowledge) -> Organisation:
    """Take some values over into an entry."""
    row = Organisation.objects.select_for_update().get(pk=pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.staff_note = "\n".join(part for part in (row.staff_note, evidence.remark) if part)
    save_organisation(row)
    row.sources.add(evidence.source)
    knowledge.remember(row)
    return row


def remark(values: Values, evidence: Evidence) -> str:
    """For staff: the line, and what it gives as its own source and note."""
    return "\n".join(part for part in (evidence.remark, values["source"], values["note"]) if part)


register(
    Kind(
        key="organisations",
        label=_("organisations"),
        model=Organisation,
        resource=OrganisationResource,
        prepare=Knowledge,
        clean_row=clean_row,
        find_known=find_known,
        look_up=look_up,
        create=create,
        update=update,
        title=title,
        rows=rows,
    )
)
