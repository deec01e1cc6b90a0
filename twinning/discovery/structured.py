"""What a page tells search engines about itself: schema.org as JSON-LD, printed by the tag `structured_data`.

Every public page is a WebPage of the portal's WebSite, published by the office, with its breadcrumb. A page that shows
something of the catalogue (`alternates.describe`) tells about that as well: the entry's `schema` makes it from the row
that the page has read anyway, so it costs no query. Events print theirs themselves.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from twinning import slots
from twinning.catalogue import Entry, entry_of
from twinning.languages import current, served
from twinning.municipality.home import home_of
from twinning.municipality.models import Municipality

Data = dict[str, Any]
SCHEMA = "https://schema.org"
LICENCES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC BY-SA 3.0": "https://creativecommons.org/licenses/by-sa/3.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
PAGE_TYPES = {
    "search:result-list": "SearchResultsPage",
    "feedback:contact-create": "ContactPage",
    "aims:aim-list": "AboutPage",
}
KIND_TYPES = {"page": "AboutPage", "aim": "AboutPage"}


def base_of(request: HttpRequest) -> str:
    """The portal's address without a slash at its end."""
    return request.build_absolute_uri("/").rstrip("/")


def language_tag() -> str:
    """The language of the page as other programs know it: easy German is German to them."""
    return "de" if current() == settings.EASY_LANGUAGE else current()


def filled(data: Data) -> Data:
    """`data` without what is not known."""
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def image(url: str, *, caption: str, credit: str, licence: str) -> Data:
    """A picture with whom to name and what one may do with it."""
    known = LICENCES.get(licence.strip())
    return filled(
        {
            "@type": "ImageObject",
            "contentUrl": url,
            "caption": caption,
            "creditText": credit,
            "license": known or ({"@type": "CreativeWork", "name": licence} if licence else None),
        }
    )


def office(home: Municipality, base: str) -> Data:
    """The office that runs the portal."""
    return filled(
        {
            "@type": "GovernmentOrganization",
            "@id": f"{base}/#office",
            "name": served(home, "office_name").text or str(home),
            "url": base + reverse("home"),
            "description": served(home, "office_summary").text,
            "email": home.email,
            "address": " ".join(home.postal_address.split()),
            "areaServed": {
                "@type": "City",
                "name": str(home),
                "geo": geo(home.latitude, home.longitude),
            },
        }
    )


def geo(latitude: float | None, longitude: float | None) -> Data:
    """Coordinates in degrees; empty when one is missing."""
    if latitude is None or longitude is None:
        return {}
    return {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}


def website(home: Municipality, base: str) -> Data:
    """The portal, and how to search it."""
    return {
        "@type": "WebSite",
        "@id": f"{base}/#website",
        "name": f"{home} {served(home, 'tagline').text}".strip(),
        "url": base + reverse("home"),
        "inLanguage": language_tag(),
        "publisher": {"@id": f"{base}/#office"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": base + reverse("search:result-list") + "?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def _crumbs(request: HttpRequest, entry: Entry | None, name: str, base: str) -> Data:
    """The way from the front page; empty there."""
    if _view_name(request) == "home":
        return {}
    steps = [(_("Home"), base + reverse("home"))]
    if entry and entry.parent:
        steps.append((str(entry.label), base + reverse(entry.parent)))
    steps.append((name, base + request.path))
    items = [
        {"@type": "ListItem", "position": number, "name": label, "item": url}
        for number, (label, url) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _page_type(request: HttpRequest, entry: Entry | None) -> str:
    if entry:
        return KIND_TYPES.get(entry.key, "WebPage")
    name = _view_name(request)
    lists = {item.url_name for item in slots.navigation()}
    return PAGE_TYPES.get(name, "CollectionPage" if name in lists else "WebPage")


def _thing(entry: Entry, obj: Model, base: str) -> Data:
    """The object of the page, or nothing when its kind has no words of its own."""
    if entry.schema is None:
        return {}
    url = base + obj.get_absolute_url()
    common = {
        "@type": entry.schema_type,
        "@id": f"{url}#this",
        "url": url,
        "name": entry.title_of(obj).text,
        "description": entry.summary_of(obj).text,
    }
    return filled(common | entry.schema(obj, base))


def structured(request: HttpRequest, obj: Model | None, *, title: str, description: str) -> Data:
    """Everything about one page as one graph."""
    base, home = base_of(request), home_of(request)
    entry = entry_of(obj) if obj is not None else None
    url = base + request.path
    thing = _thing(entry, obj, base) if entry and obj is not None else {}
    page = filled(
        {
            "@type": _page_type(request, entry),
            "@id": url,
            "url": url,
            "name": title,
            "description": description,
            "inLanguage": language_tag(),
            "isPartOf": {"@id": f"{base}/#website"},
            "publisher": {"@id": f"{base}/#office"},
            "breadcrumb": _crumbs(request, entry, title, base),
            "mainEntity": {"@id": thing["@id"]} if thing else {},
            "dateModified": obj.updated_at.isoformat(timespec="seconds") if obj is not None else "",
        }
    )
    return {"@context": SCHEMA, "@graph": [row for row in (page, thing, *_frame(request, home, base)) if row]}


def _frame(request: HttpRequest, home: Municipality, base: str) -> Iterable[Data]:
    """Portal and office: in full on the front page, by name elsewhere."""
    site, who = website(home, base), office(home, base)
    if _view_name(request) == "home":
        return site, who
    short = ("@type", "@id", "name", "url")
    return tuple({key: row[key] for key in short} for row in (site, who))
