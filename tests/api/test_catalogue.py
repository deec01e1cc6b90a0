"""The catalogue for data portals, read back by somebody else's parser: what DCAT-AP.de demands is there."""

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from tests.factories import make_home
from tests.factories_api import make_rows
from twinning import memory
from twinning.api import rdf
from twinning.api.registry import resources

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
DCATDE = Namespace("http://dcat-ap.de/def/dcatde/")
LICENCE = URIRef("http://dcat-ap.de/def/licenses/cc-by/4.0")
MUST = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset, DCAT.service),
    DCAT.Dataset: (
        DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.distribution, DCAT.keyword, DCAT.theme,
        DCAT.contactPoint, DCTERMS.spatial,
    ),
    DCAT.Distribution: (
        DCAT.accessURL, DCTERMS.license, DCATDE.licenseAttributionByText, DCTERMS.format, DCAT.mediaType,
    ),
    DCAT.DataService: (DCAT.endpointURL, DCTERMS.title, DCTERMS.publisher),
    FOAF.Agent: (FOAF.name,),
    VCARD.Organization: (VCARD.fn, VCARD.hasEmail),
}  # fmt: skip


# The parser's own use of its older class.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")


@pytest.fixture(autouse=True)
def no_limits() -> None:
    caches["api_limits"].clear()


def read(client: Client, ending: str, parser: str) -> Graph:
    response = client.get(f"/api/catalogue.{ending}")
    assert response.status_code == 200
    return Graph().parse(data=response.content.decode(), format=parser)


@pytest.mark.django_db
def test_catalogue_holds_what_it_must_in_both_syntaxes(client: Client, settings: Any) -> None:
    make_home(name_fr="Hanovre", office_name_en='Office "Culture"\n& Co')
    make_rows()
    graph = read(client, "ttl", "turtle")
    assert isomorphic(graph, read(client, "jsonld", "json-ld"))
    for kind, predicates in MUST.items():
        subjects = list(graph.subjects(RDF.type, kind))
        assert subjects, kind
        missing = [(one, name) for one in subjects for name in predicates if (one, name, None) not in graph]
        assert missing == []
    assert len(list(graph.subjects(RDF.type, DCAT.Dataset))) == len(list(resources())) == 6
    assert set(graph.objects(None, DCTERMS.license)) == {LICENCE}
    assert all(text.language for text in graph.objects(None, DCTERMS.title))
    assert Literal('Office "Culture"\n& Co', lang="en") in set(graph.objects(None, FOAF.name))
    assert {str(text).rpartition("/")[2] for text in graph.objects(None, DCTERMS.format)} == {
        "JSON", "CSV", "GEOJSON", "ICS", "ATOM",
    }  # fmt: skip
    assert len(list(graph.objects(None, DCTERMS.temporal))) == 2
    for address in graph.objects(None, DCAT.accessURL):
        assert client.get(str(address).removeprefix(settings.SITE_URL)).status_code == 200
    assert (None, DCATDE.politicalGeocodingURI, None) not in graph
    settings.MUNICIPALITY_KEY = "03241001"
    memory.forget()
    place = URIRef("http://dcat-ap.de/def/politicalGeocoding/municipalityKey/03241001")
    assert (None, DCATDE.politicalGeocodingURI, place) in read(client, "ttl", "turtle")


def test_hostile_texts_and_addresses_come_back_as_they_were() -> None:
    graph = rdf.Graph({"ex": "https://example.org/ns#", "xsd": "http://www.w3.org/2001/XMLSchema#"})
    node = graph.node("https://example.org/1", "ex:Thing")
    texts = ['"""', "\\", "a\nb\r\tc", "\x07", "</script>", "日本語 \U0001f600", "@de", "' ."]
    graph.add(node, "ex:text", [rdf.Literal(text, "de") for text in texts])
    graph.add(node, "ex:link", rdf.Iri('https://example.org/> <evil> "x" {}'))
    first = Graph().parse(data=rdf.turtle(graph), format="turtle")
    assert isomorphic(first, Graph().parse(data=rdf.json_ld(graph), format="json-ld"))
    assert {str(text) for text in first.objects(None, URIRef("https://example.org/ns#text"))} == set(texts)
    assert len(first) == 1 + len(texts) + 1
