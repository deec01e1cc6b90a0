"""The catalogue for data portals (DCAT-AP.de 3.0): which data there are, from whom, and in which formats.

Made of the registered lists, so a new list stands in the catalogue by itself. What is not known is left out: the key
of the municipality comes from the settings. Called by the views.
"""

import re
from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from django.utils.translation import override
from django_countries import countries

from twinning.api import licence
from twinning.api.rdf import Graph, Iri, Literal
from twinning.api.registry import Resource, resources
from twinning.languages import served, translated
from twinning.municipality.models import Municipality

EU = "http://publications.europa.eu/resource/authority"
IANA = "https://www.iana.org/assignments/media-types"
GEOCODING = "http://dcat-ap.de/def/politicalGeocoding"
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dcatap": "http://data.europa.eu/r5r/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LANGUAGES = {
    "de": "DEU", "en": "ENG", "fr": "FRA", "pl": "POL", "ja": "JPN", "ar": "ARA", "uk": "UKR", "tr": "TUR",
}  # fmt: skip
KEY = re.compile(r"\d{8}")
DESCRIPTION = _("Everything public on the twinning portal as data: cities, projects, events and more.")


class Catalogue:
    """The graph of one portal at `base`."""

    def __init__(self, home: Municipality, base: str) -> None:
        self.home, self.base = home, base
        self.graph = Graph(PREFIXES)
        self.root = f"{base}/api/catalogue"

    def about(self, name: str) -> str:
        """The address of one thing in the catalogue."""
        return f"{self.root}#{name}"

    def build(self) -> Graph:
        """Catalogue, publisher, contact, service, and every list with its files."""
        graph, root = self.graph, self.graph.node(self.root, "dcat:Catalog")
        self._describe(root, _("Open data"), DESCRIPTION)
        graph.add(root, "foaf:homepage", Iri(f"{self.base}/{settings.LANGUAGE_CODE}/"))
        graph.add(root, "dct:license", Iri(licence.DCAT_URI))
        self._publisher()
        self._contact()
        self._service()
        for resource in resources():
            self._dataset(resource)
        return graph

    def _describe(self, subject: str, title: str, description: str) -> None:
        """What catalogue, service and data have in common."""
        self.graph.add(subject, "dct:title", in_languages(title))
        self.graph.add(subject, "dct:description", in_languages(description))
        self.graph.add(subject, "dct:publisher", Iri(self.about("publisher")))
        self.graph.add(
            subject, "dct:language", [Iri(f"{EU}/language/{LANGUAGES[code]}") for code in _languages()]
        )

    def _publisher(self) -> None:
        publisher = self.graph.node(self.about("publisher"), "foaf:Agent")
        self.graph.add(publisher, "foaf:name", self._named("office_name") or self._named("name"))
        self.graph.add(publisher, "foaf:homepage", Iri(f"{self.base}/{settings.LANGUAGE_CODE}/"))

    def _contact(self) -> None:
        contact = self.graph.node(self.about("contact"), "vcard:Organization")
        self.graph.add(contact, "vcard:fn", self._named("office_name") or self._named("name"))
        with override(settings.LANGUAGE_CODE):
            page = self.base + reverse("feedback:contact-create")
        self.graph.add(contact, "vcard:hasURL", Iri(page))
        if self.home.email:
            self.graph.add(contact, "vcard:hasEmail", Iri(f"mailto:{self.home.email}"))

    def _named(self, field: str) -> list[Literal]:
        """A text of the home town in every published language in which it is written."""
        texts = [(code, served(self.home, field, code)) for code in settings.PUBLISHED_LANGUAGES]
        return [Literal(text.text, code) for code, text in texts if text and text.language == code]

    def _service(self) -> None:
        graph, service = self.graph, self.graph.node(self.about("service"), "dcat:DataService")
        self._describe(service, _("Interface for open data"), DESCRIPTION)
        graph.add(self.root, "dcat:service", Iri(service))
        graph.add(service, "dcat:endpointURL", Iri(f"{self.base}/api/v1"))
        graph.add(service, "dcat:endpointDescription", Iri(self.base + reverse("api:openapi")))
        graph.add(service, "dcat:contactPoint", Iri(self.about("contact")))
        graph.add(service, "dct:license", Iri(licence.DCAT_URI))
        for resource in resources():
            graph.add(service, "dcat:servesDataset", Iri(self.about(resource.key)))

    def _dataset(self, resource: Resource) -> None:
        graph, dataset = self.graph, self.graph.node(self.about(resource.key), "dcat:Dataset")
        graph.add(self.root, "dcat:dataset", Iri(dataset))
        self._describe(dataset, resource.title, resource.description)
        graph.add(dataset, "dct:identifier", Literal(dataset))
        graph.add(dataset, "dcat:contactPoint", Iri(self.about("contact")))
        graph.add(
            dataset, "dcat:keyword", [word for text in resource.keywords for word in in_languages(text)]
        )
        graph.add(dataset, "dcat:theme", [Iri(f"{EU}/data-theme/{code}") for code in resource.themes])
        graph.add(dataset, "dct:accrualPeriodicity", Iri(f"{EU}/frequency/CONT"))
        self._place(dataset)
        self._period(dataset, resource)
        for kind, address, file_type, media_type in self._files(resource):
            self._distribution(resource, kind, address, file_type, media_type)

    def _place(self, dataset: str) -> None:
        """The home town's country, and its key where the settings name one."""
        country = countries.alpha3(self.home.country)
        if country:
            self.graph.add(dataset, "dct:spatial", Iri(f"{EU}/country/{country}"))
        if KEY.fullmatch(settings.MUNICIPALITY_KEY):
            address = f"{GEOCODING}/municipalityKey/{settings.MUNICIPALITY_KEY}"
            self.graph.add(dataset, "dcatde:politicalGeocodingURI", Iri(address))
            self.graph.add(
                dataset, "dcatde:politicalGeocodingLevelURI", Iri(f"{GEOCODING}/Level/municipality")
            )

    def _period(self, dataset: str, resource: Resource) -> None:
        first, last = resource.period() if resource.period else (None, None)
        if first is None and last is None:
            return
        period = self.graph.node(f"{dataset}-period", "dct:PeriodOfTime")
        self.graph.add(dataset, "dct:temporal", Iri(period))
        self.graph.add(period, "dcat:startDate", _day(first))
        self.graph.add(period, "dcat:endDate", _day(last))

    def _files(self, resource: Resource) -> list[tuple[str, str, str, str]]:
        """Kind, address, the EU's file type and the media type of everything that a list comes as."""
        lists = f"{self.base}/api/v1/{resource.key}"
        found = [("json", lists, "JSON", "application/json"), ("csv", f"{lists}.csv", "CSV", "text/csv")]
        if resource.has_places:
            found.append(("geojson", f"{lists}.geojson", "GEOJSON", "application/geo+json"))
        with override(settings.LANGUAGE_CODE):
            feeds = [
                (feed.kind.lower(), self.base + reverse(feed.view), feed.kind, feed.media_type)
                for feed in resource.feeds
            ]
        return found + feeds

    def _distribution(
        self, resource: Resource, kind: str, address: str, file_type: str, media_type: str
    ) -> None:
        graph = self.graph
        distribution = graph.node(self.about(f"{resource.key}-{kind}"), "dcat:Distribution")
        graph.add(self.about(resource.key), "dcat:distribution", Iri(distribution))
        graph.add(
            distribution, "dct:title", in_languages(resource.title, lambda text: f"{text} ({file_type})")
        )
        graph.add(distribution, "dcat:accessURL", Iri(address))
        graph.add(distribution, "dct:format", Iri(f"{EU}/file-type/{file_type}"))
        graph.add(distribution, "dcat:mediaType", Iri(f"{IANA}/{media_type}"))
        graph.add(distribution, "dct:license", Iri(licence.DCAT_URI))
        graph.add(distribution, "dcatap:availability", Iri(f"{EU}/planned-availability/STABLE"))
        by = [licence.attribution(self.home, settings.LANGUAGE_CODE), *resource.credits]
        graph.add(distribution, "dcatde:licenseAttributionByText", Literal("; ".join(by)))
        if kind == "json":
            graph.add(distribution, "dcat:accessService", Iri(self.about("service")))
        else:
            graph.add(distribution, "dcat:downloadURL", Iri(address))


def _languages() -> list[str]:
    return [code for code in settings.PUBLISHED_LANGUAGES if code in LANGUAGES]


def _day(day: date | None) -> Literal | None:
    return Literal(day.isoformat(), datatype=f"{PREFIXES['xsd']}date") if day else None


def in_languages(text: str, put: Callable[[str], str] = str) -> list[Literal]:
    """An English msgid in all published languages into which it is translated, German first as portals expect it."""
    found = []
    for code in settings.PUBLISHED_LANGUAGES:
        with override(code):
            words = translated(text)
        if code == "en" or words != text:
            found.append(Literal(put(words), code))
    return found or [Literal(put(text), "en")]
