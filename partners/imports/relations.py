"""Twin relations as lists give them: two towns, a kind, years, a place, a source.

A list may be about many towns: lines about others than the home town are told and not taken. Registered in apps.py.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from import_export.resources import Resource

from partners.actions import save_city
from partners.city import City
from partners.imports.columns import (
    Column,
    CountryWidget,
    DegreesWidget,
    NameWidget,
    TextWidget,
    WordWidget,
    YearWidget,
    plain_text,
)
from partners.imports.countries import squeeze
from partners.imports.places import Places, identity_of, judge_coordinates
from partners.imports.problems import Sort, problem, register_sorts, register_words
from partners.imports.registry import Evidence, Kind, Known, Reading, Values, register
from partners.imports.slugs import free_slug
from partners.imports.whereabouts import zone_of
from partners.partnership import HomeDistrict, Partnership
from twinning.languages import all_columns, column, served
from twinning.municipality.home import current_home

UNKNOWN = Partnership.Kind.UNKNOWN
# What lists call the kinds; p, f and k is how the German association of the CEMR marks them.
WORDS = {
    Partnership.Kind.TWIN_TOWN: (
        "p", "partnerschaft", "städtepartnerschaft", "stadtpartnerschaft", "partnerstadt", "gemeindepartnerschaft",
        "kreispartnerschaft", "twin town", "twinning", "town twinning", "twin city", "twinned", "sister city",
        "sister cities", "partner city", "partnership", "jumelage", "ville jumelée", "jumelée", "partenariat",
        "partnerstwo", "partnerstwo miast", "miasto partnerskie", "姉妹都市", "姉妹都市提携", "توأمة", "توأمة مدن",
        "побратимство", "місто побратим", "kardeş şehir",
    ),
    Partnership.Kind.FRIENDSHIP: (
        "f", "freundschaft", "städtefreundschaft", "befreundete stadt", "friendship", "friendship city",
        "friendship between cities", "amitié", "amitié entre villes", "ville amie", "przyjaźń", "przyjaźń miast",
        "友好都市", "友好都市関係", "صداقة", "صداقة بين المدن", "дружба", "dost şehir",
    ),
    Partnership.Kind.CONTACT: (
        "k", "kontakt", "kontakte", "städtekontakt", "contact", "contacts", "relation", "relations", "kontakty",
        "交流", "تواصل", "контакт",
    ),
    Partnership.Kind.SOLIDARITY: (
        "solidarität", "solidaritätspartnerschaft", "solidarity", "solidarity partnership", "solidarité",
        "partenariat de solidarité", "partnerstwo solidarnościowe",
    ),
    Partnership.Kind.NETWORK: ("netzwerk", "network", "réseau", "sieć"),
    Partnership.Kind.DISTRICT: (
        "bezirkspartnerschaft", "stadtbezirkspartnerschaft", "ortspartnerschaft", "district twinning",
        "jumelage d’arrondissement", "partnerstwo dzielnic",
    ),
    UNKNOWN: ("unbekannt", "inconnu", "nieznany", "?"),
}  # fmt: skip


def kind_names() -> Mapping[str, Any]:
    return dict(Partnership.Kind.choices)


register_sorts(
    Sort(
        "no_kind", _("no kind"), _("The kind of relation is missing; the line is kept with an unknown kind.")
    ),
    Sort(
        "unknown_kind",
        _("unknown kind"),
        _("“%(text)s” is no kind of relation that we know; the line is kept with an unknown kind."),
    ),
    Sort("same_town", _("the same town twice"), _("Both sides are the same town."), is_error=True),
    Sort(
        "turned_sides",
        _("sides exchanged"),
        _("The home town stood on the side of the partner; the sides were exchanged."),
    ),
    Sort(
        "other_home",
        _("relations of other towns"),
        _("This is a relation of %(city)s, not of our town."),
    ),
    Sort(
        "no_district",
        _("district not named"),
        _("A district twinning needs the district of the home town; the line is kept with an unknown kind."),
    ),
)
register_words("ours", dict(Partnership.Kind.choices))
register_words("theirs", dict(Partnership.Kind.choices))


class RelationResource(Resource):
    """The columns of the format, in its order."""

    home_city = Column(
        "home_city", NameWidget(), _("home town"), is_required=True,
        aliases=("heimatstadt", "stadt", "kommune", "ville", "home", "home town"),
    )  # fmt: skip
    home_country = Column(
        "home_country", CountryWidget(), _("country of the home town"), aliases=("heimatland", "pays"),
    )  # fmt: skip
    partner_city = Column(
        "partner_city", NameWidget(), _("partner city"), is_required=True, attribute="city__name",
        aliases=("partnerstadt", "partnerkommune", "ville partenaire", "partner", "twin town"),
    )  # fmt: skip
    partner_country = Column(
        "partner_country", CountryWidget(), _("country of the partner city"), is_required=True,
        attribute="city__country__code", aliases=("partnerland", "land der partnerstadt", "pays partenaire"),
    )  # fmt: skip
    kind = Column(
        "kind", WordWidget(WORDS, kind_names, UNKNOWN, missing="no_kind", unknown="unknown_kind"), _("kind"),
        attribute="kind", is_compared=True, nothing=(UNKNOWN,), aliases=("art", "typ", "type", "genre"),
    )  # fmt: skip
    since_year = Column(
        "since_year", YearWidget(), _("since (year)"), attribute="since_year", is_compared=True,
        aliases=("seit", "since", "depuis", "beginn", "jahr", "year", "année"),
    )  # fmt: skip
    until_year = Column(
        "until_year", YearWidget(), _("until (year)"), attribute="until_year", is_compared=True,
        aliases=("bis", "until", "jusqu'à", "ende"),
    )  # fmt: skip
    lat = Column(
        "lat", DegreesWidget(), _("latitude"), attribute="city__latitude", aliases=("latitude", "breite"),
    )  # fmt: skip
    lon = Column(
        "lon", DegreesWidget(), _("longitude"), attribute="city__longitude",
        aliases=("lng", "long", "longitude", "länge"),
    )  # fmt: skip
    source = Column("source", TextWidget(500), _("source"), aliases=("quelle",))
    note = Column(
        "note", TextWidget(2000), _("note"), aliases=("bemerkung", "anmerkung", "notiz", "remarque")
    )

    def dehydrate_home_city(self, tie: Partnership) -> str:
        return served(tie.home_district or self.home, "name").text

    def dehydrate_home_country(self, tie: Partnership) -> str:
        return self.home.country

    def dehydrate_partner_city(self, tie: Partnership) -> str:
        return str(tie.city)

    def dehydrate_source(self, tie: Partnership) -> str:
        return "; ".join(source.url or source.title for source in tie.sources.all())

    def dehydrate_note(self, tie: Partnership) -> str:
        return tie.staff_note

    def before_export(self, queryset: QuerySet, **kwargs: Any) -> None:
        """The home town stands in every line; it is read once."""
        self.home = current_home()


class Knowledge(Places):
    """Cities, and how the home town and its districts are tied to them."""

    def __init__(self) -> None:
        super().__init__()
        self.districts: dict[str, int] = {}
        for pk, *names in HomeDistrict.objects.rewrite(False).values_list("pk", *all_columns("name")):
            self.districts |= {squeeze(name): pk for name in names if name}
        self.ties: dict[tuple[int, int | None], list[Known]] = {}
        for tie in Partnership.objects.order_by("pk").iterator(chunk_size=2000):
            self.remember(tie)

    def remember(self, tie: Partnership) -> None:
        """A tie as it is now."""
        key = (tie.city_id, tie.home_district_id)
        others = [known for known in self.ties.get(key, []) if known.pk != tie.pk]
        self.ties[key] = [*others, as_known(tie)]

    def district(self, name: str) -> int | None:
        """The district of the home town with that name."""
        return self.districts.get(squeeze(name))

    def is_ours(self, name: str, country: str | None) -> bool:
        """True for the home town and its districts."""
        in_country = not country or country == self.home.country
        return self.is_home(name, country) or (in_country and self.district(name) is not None)


def as_known(tie: Partnership) -> Known:
    """What a tie says in the columns that are compared."""
    so_far = {"kind": tie.kind, "since_year": tie.since_year, "until_year": tie.until_year}
    return Known(pk=tie.pk, so_far=so_far, is_public=tie.is_listed, version=tie.version)


# --- reading --------------------------------------------------------------------------------------
def clean_row(reading: Reading, knowledge: Knowledge) -> None:
    """Whose relation it is, in which country the partner lies, whether years and coordinates can be right."""
    values = reading.values
    _order_years(reading)
    if not _turn_sides(reading, knowledge):
        return
    name = values["partner_city"]
    country = values["partner_country"] or knowledge.settle_country(reading, name, "partner_country")
    if not country:
        return
    place = knowledge.find(name, country)
    judge_coordinates(reading, place, name, country)
    _fit_kind(reading, knowledge)
    district = knowledge.district(values["home_city"])
    reading.identity = f"{district or ''}>{identity_of(place, name, country)}"


def _order_years(reading: Reading) -> None:
    since, until = reading.values["since_year"], reading.values["until_year"]
    if since and until and until < since:
        reading.problems.append(problem("years_turned", since=str(since), until=str(until)))
        reading.values["since_year"] = reading.values["until_year"] = None


def _turn_sides(reading: Reading, knowledge: Knowledge) -> bool:
    """Put the home town on its side; False when the line is not about it."""
    values = reading.values
    left = knowledge.is_ours(values["home_city"], values["home_country"])
    right = knowledge.is_ours(values["partner_city"], values["partner_country"])
    if left and right:
        reading.problems.append(problem("same_town"))
        return False
    if not left and not right:
        reading.problems.append(problem("other_home", city=values["home_city"]))
        reading.is_elsewhere = True
        return False
    if right:
        reading.problems.append(problem("turned_sides"))
        for part in ("city", "country"):
            home, partner = f"home_{part}", f"partner_{part}"
            values[home], values[partner] = values[partner], values[home]
        # The coordinates of the format are those of the partner's column: here, our own.
        values["lat"] = values["lon"] = None
    values["home_country"] = knowledge.home.country
    return True


def _fit_kind(reading: Reading, knowledge: Knowledge) -> None:
    """Ties of a district are district twinnings, and only those."""
    values = reading.values
    has_district = knowledge.district(values["home_city"]) is not None
    if has_district and values["kind"] == Partnership.Kind.TWIN_TOWN:
        values["kind"] = Partnership.Kind.DISTRICT.value
    elif not has_district and values["kind"] == Partnership.Kind.DISTRICT:
        values["kind"] = UNKNOWN.value
        reading.problems.append(problem("no_district"))


def title(values: Mapping[str, Any]) -> str:
    """Both towns, as the list names them."""
    towns = (plain_text(values.get(name) or "", "", []) or "–" for name in ("home_city", "partner_city"))
    return " – ".join(Truncator(town).chars(100) for town in towns)


# --- what we have ---------------------------------------------------------------------------------
def find_known(values: Values, knowledge: Knowledge) -> Known | None:
    """The tie with that city: of the same kind if there is one, else the first."""
    place = knowledge.find(values["partner_city"], values["partner_country"])
    if place is None:
        return None
    ties = knowledge.ties.get((place.pk, knowledge.district(values["home_city"])), [])
    return next(
        (known for known in ties if known.so_far["kind"] == values["kind"]), ties[0] if ties else None
    )


def look_up(keys: Iterable[int]) -> dict[int, Known]:
    """Ties by key, as they are now (one query)."""
    return {tie.pk: as_known(tie) for tie in Partnership.objects.filter(pk__in=list(keys))}


def rows() -> Iterator[Partnership]:
    """All ties for an export, in pieces."""
    ties = Partnership.objects.select_related("city", "home_district").prefetch_related("sources")
    return ties.order_by("pk").iterator(chunk_size=500)


# --- taking over ----------------------------------------------------------------------------------
def create(values: Values, evidence: Evidence, knowledge: Knowledge) -> Partnership:
    """A tie that is not listed, with its city as a draft when we did not have it."""
    place = knowledge.find(values["partner_city"], values["partner_country"])
    city_id = place.pk if place else _draft_city(values, evidence, knowledge).pk
    district = knowledge.district(values["home_city"])
    tie = Partnership.objects.create(
        city_id=city_id,
        home_district_id=district,
        kind=values["kind"],
        level=Partnership.Level.DISTRICT if district else Partnership.Level.CITY,
        status=Partnership.Status.ENDED if values["until_year"] else Partnership.Status.UNKNOWN,
        since_year=values["since_year"],
        until_year=values["until_year"],
        confidence=evidence.confidence,
        is_listed=False,
        staff_note=remark(values, evidence),
    )
    tie.sources.add(evidence.source)
    knowledge.remember(tie)
    return tie


def _draft_city(values: Values, evidence: Evidence, knowledge: Knowledge) -> City:
    name, country = values["partner_city"], values["partner_country"]
    latitude, longitude = values.get("lat"), values.get("lon")
    city = City(
        slug=free_slug(City, name, country),
        country=country,
        latitude=latitude,
        longitude=longitude,
        coordinate_source=None if latitude is None else evidence.source,
        time_zone=zone_of(country, latitude, longitude),
        staff_note=evidence.remark,
    )
    setattr(city, column("name", "de"), name)
    save_city(city, draw=False)
    city.sources.add(evidence.source)
    knowledge.learn(city, name)
    return city


@transaction.atomic
def update(pk: int, values: Values, evidence: Evidence, knowledge: Knowledge) -> Partnership:
    """Take some values over; a last year ends the tie. Raises IntegrityError when a constraint forbids it."""
    tie = Partnership.objects.select_for_update().get(pk=pk)
    for name, value in values.items():
        setattr(tie, name, value)
    if values.get("until_year") and tie.status == Partnership.Status.ACTIVE:
        tie.status = Partnership.Status.ENDED
    tie.version += 1
    tie.staff_note = "\n".join(part for part in (tie.staff_note, evidence.remark) if part)
    tie.save()
    tie.sources.add(evidence.source)
    knowledge.remember(tie)
    return tie


def remark(values: Values, evidence: Evidence) -> str:
    """For staff: the line, and what it gives as its own source and note."""
    return "\n".join(part for part in (evidence.remark, values["source"], values["note"]) if part)


register(
    Kind(
        key="relations",
        label=_("twin relations"),
        model=Partnership,
        resource=RelationResource,
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
