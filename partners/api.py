"""Open data of this app: partner cities, and how they are tied to the home town."""

from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop as _
from pydantic import Field

from partners.city import City
from partners.facts import Population
from partners.partnership import Partnership, PartnershipEvent
from partners.portals.models import Portal
from partners.querysets import LONG_TEXTS
from partners.words import event_date
from twinning.api.licence import GEONAMES
from twinning.api.registry import Reader, Resource, common, register
from twinning.api.schemas import Label, Record, Reference, Shape, Text, label, spoken, text_of
from twinning.cldr import country_name
from twinning.languages import all_columns, written
from twinning.querysets import folded_rows, is_public, unfolded


class Inhabitants(Shape):
    """How many people live there."""

    value: int = Field(description=_("The number of inhabitants."), examples=[1_190_000])
    as_of: date = Field(description=_("The day for which the number holds."), examples=["2024-12-31"])


class CityRecord(Record):
    """A partner city."""

    name: Text | None = Field(description=_("The city’s name."))
    local_name: Text | None = Field(description=_("Its name in its own language, where that is another one."))
    country: Label = Field(description=_("The country, by its ISO 3166 code."))
    latitude: float | None = Field(description=_("Degrees north (WGS 84)."), examples=[34.3963])
    longitude: float | None = Field(description=_("Degrees east (WGS 84)."), examples=[132.4594])
    time_zone: str = Field(description=_("The time zone, by its IANA name."), examples=["Asia/Tokyo"])
    languages: list[str] = Field(description=_("Codes of the languages spoken there."), examples=[["ja"]])
    website: str | None = Field(
        description=_("The official website."), examples=["https://www.city.hiroshima.lg.jp/"]
    )
    distance_km: float | None = Field(
        description=_("Kilometres from the home town as the crow flies."), examples=[8884.2]
    )
    inhabitants: Inhabitants | None = Field(description=_("How many people live there."))
    lede: Text | None = Field(description=_("One sentence about it."))
    story: Text | None = Field(description=_("What ties the two towns together, as HTML."))
    travel_hint: Text | None = Field(description=_("How to get there."))


def cities() -> QuerySet[City]:
    """Published cities with the number of inhabitants that their pages show."""
    people = Population.objects.shown().filter(city=OuterRef("pk"), is_preferred=True)
    return City.objects.published().annotate(shown_population=folded_rows(people, "value", "as_of"))


def write_city(city: City, reader: Reader) -> CityRecord:
    """What the city's page tells."""
    people = next(iter(unfolded(city.shown_population)), None)
    local = (
        written(city.local_name, city.local_name_language or city.languages[0]) if _has_local(city) else None
    )
    return CityRecord(
        **common("cities", city, reader),
        name=text_of(city, "name"),
        local_name=spoken(local) if local else None,
        country=Label(code=city.country.code, label=country_name(city.country.code)),
        latitude=city.latitude,
        longitude=city.longitude,
        time_zone=city.time_zone,
        languages=city.languages,
        website=city.official_site or None,
        distance_km=round(city.distance_km, 1) if city.distance_km is not None else None,
        inhabitants=Inhabitants(value=people.value, as_of=people.as_of) if people else None,
        lede=text_of(city, "lede"),
        story=text_of(city, "story"),
        travel_hint=text_of(city, "travel_hint"),
    )


def _has_local(city: City) -> bool:
    return bool(city.local_name and (city.local_name_language or city.languages))


register(
    Resource(
        key="cities",
        title=_("Partner cities"),
        description=_(
            "Cities with a page of their own: where they are, what they are called, what ties us to them."
        ),
        record=CityRecord,
        queryset=cities,
        write=write_city,
        columns=(
            "id",
            "uri",
            "url",
            "changed_at",
            "name.text",
            "name.language",
            "local_name.text",
            "country.code",
            "country.label",
            "latitude",
            "longitude",
            "time_zone",
            "languages",
            "website",
            "distance_km",
            "inhabitants.value",
            "inhabitants.as_of",
            "lede.text",
            "lede.language",
        ),
        keywords=(_("partner city"), _("town twinning"), _("distance")),
        themes=("REGI", "INTR"),
        credits=(GEONAMES,),
        has_places=True,
    )  # fmt: skip
)


# --- partnerships ---------------------------------------------------------------------------------
class Milestone(Shape):
    """Something that happened in a partnership."""

    day: date | None = Field(
        description=_("The day; of a month or a year, its first day."), examples=["1983-05-27"]
    )
    precision: str = Field(description=_("How exactly the date is known: day, month, year or text."),
                           examples=["day"])  # fmt: skip
    when: str = Field(description=_("The date in words."), examples=["27. Mai 1983"])
    text: Text | None = Field(description=_("What happened."))


class PartnershipRecord(Record):
    """How a city is tied to the home town."""

    city: Reference = Field(description=_("The city. Its number is empty when it has no page of its own."))
    country: Label = Field(description=_("The country, by its ISO 3166 code."))
    kind: Label = Field(description=_("The kind of tie."))
    level: Label = Field(description=_("Who is tied: city, district or region."))
    status: Label = Field(description=_("Whether it is alive."))
    since_year: int | None = Field(description=_("The year in which it began."), examples=[1983])
    until_year: int | None = Field(description=_("The year in which it ended."), examples=[None])
    home_district: Text | None = Field(
        description=_("The district of the home town; empty for the whole town.")
    )
    is_confirmed: bool = Field(
        description=_("True when the portal of the other city lists this partnership, too."), examples=[True]
    )
    milestones: list[Milestone] = Field(description=_("What happened, in order."))


def partnerships() -> QuerySet[Partnership]:
    """What the overview of relations shows, with the history that cities' pages tell."""
    events = PartnershipEvent.objects.shown().filter(
        partnership=OuterRef("pk"), partnership__home_district=None, is_public=True
    )
    names = ("date", "precision", *all_columns("text"), *all_columns("display"))
    has_page = ExpressionWrapper(is_public("city__"), BooleanField())
    long = [f"city__{name}" for name in ("story", "travel_hint", *LONG_TEXTS, *all_columns("lede"))]
    rows = Partnership.objects.visible_to(None).select_related("city", "home_district").defer(*long)
    theirs = Portal.objects.filter(city=OuterRef("city"), confirms_us=True, is_sample=False)
    confirmed = Exists(theirs) & Q(status=Partnership.Status.ACTIVE, home_district=None)
    return rows.annotate(
        has_page=has_page,
        confirmed=confirmed,
        shown_events=folded_rows(events.order_by("sort_date", "pk"), *names),
    )


def _milestone(event: Any) -> Milestone:
    event.date = date.fromisoformat(event.date) if event.date else None
    return Milestone(
        day=event.date, precision=event.precision, when=str(event_date(event)), text=text_of(event, "text")
    )


def write_partnership(tie: Partnership, reader: Reader) -> PartnershipRecord:
    """What the overview tells, and the milestones of the city's page."""
    city = tie.city
    name = text_of(city, "name") or spoken(written(city.local_name, city.local_name_language))
    events = [_milestone(event) for event in unfolded(tie.shown_events)]
    page = reader.base + city.get_absolute_url() if tie.has_page else None
    return PartnershipRecord(
        **common("partnerships", tie, reader, page=page),
        city=Reference(id=city.pk if tie.has_page else None, name=name),
        country=Label(code=city.country.code, label=country_name(city.country.code)),
        kind=label(tie, "kind"),
        level=label(tie, "level"),
        status=label(tie, "status"),
        since_year=tie.since_year,
        until_year=tie.until_year,
        home_district=text_of(tie.home_district, "name") if tie.home_district else None,
        is_confirmed=tie.confirmed,
        milestones=[event for event in events if event.text],
    )


register(
    Resource(
        key="partnerships",
        title=_("Partnerships"),
        description=_(
            "How places are tied to the town and its districts: kind, beginning, and what happened since."
        ),
        record=PartnershipRecord,
        queryset=partnerships,
        write=write_partnership,
        columns=(
            "id",
            "uri",
            "url",
            "changed_at",
            "city.id",
            "city.name.text",
            "city.name.language",
            "country.code",
            "country.label",
            "kind.code",
            "kind.label",
            "level.code",
            "status.code",
            "status.label",
            "since_year",
            "until_year",
            "home_district.text",
            "is_confirmed",
        ),
        keywords=(_("town twinning"), _("friendship"), _("history")),
        themes=("REGI", "INTR"),
        ends=False,
    )  # fmt: skip
)
