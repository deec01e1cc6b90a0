"""Organisations and people as the templates want them: cards, tags, initials. Nothing here queries."""

import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.core.files.storage import default_storage
from django.urls import reverse

from partners.organisations.contact import Contact
from partners.organisations.organisation import Organisation
from twinning.cldr import language_list
from twinning.languages import Served, direction, served, written
from twinning.querysets import unfolded

# Words that say which kind of society it is, and nothing about its name.
_LEGAL = re.compile(r"\b(?:e\.\s?V\.|gGmbH|GmbH|Ltd\.?|CIO|ASBL)(?=\W|$)", re.IGNORECASE)
_WORD = re.compile(r"\w+")
MOST_INITIALS = 3
KINDS = dict(Organisation.Kind.choices)


def initials(name: str) -> str:
    """Up to three letters for a name without a logo: "Junges Theater Linden" gives "JTL", "Jacaranda" gives "Ja"."""
    words = _WORD.findall(_LEGAL.sub("", name))
    capital = [word for word in words if not word[0].islower()] or words
    if len(capital) < 2:
        return "".join(capital)[:2]
    return "".join(word[0] for word in capital[:MOST_INITIALS])


def name_of(row: Any) -> Served:
    """A name in the language it is written in; names are not translated."""
    return written(row.name, row.name_language)


def kind_label(kind: str) -> str:
    """What the kind is called."""
    text = str(KINDS.get(kind, kind))
    return text[:1].upper() + text[1:]


def logo_url(logo: Any) -> str:
    """Address of a logo, given as a file or as its path; "" without one."""
    path = getattr(logo, "name", logo)
    return default_storage.url(path) if path else ""


def city_tag(city: Any) -> dict[str, Any]:
    """A city as a tag in its colour; `url` only when it has a page."""
    has_page = getattr(city, "has_page", True)
    url = reverse("partners:city-detail", kwargs={"slug": city.slug}) if has_page else ""
    return {"name": served(city, "name"), "place_class": f"place-{city.slug}", "url": url}


def theme_title(row: SimpleNamespace) -> Served:
    """The title of a theme out of an annotation `shown_themes`: an aim's own, or the name of the field."""
    if row.aim_id is None:
        return served(row, "name")
    titles = {
        name.removeprefix("aim__"): value for name, value in vars(row).items() if name.startswith("aim__")
    }
    return served(SimpleNamespace(**titles), "title")


def card(row: Any, tags: list[dict[str, Any]], themes: list[Served] = ()) -> dict[str, Any]:
    """An organisation for organisations/card.html; `row` is a model or a folded row, `tags` its cities."""
    return {
        "url": reverse("organisations:organisation-detail", kwargs={"slug": row.slug}),
        "name": name_of(row),
        "initials": initials(row.name),
        "logo": logo_url(row.logo),
        "kind": kind_label(row.kind),
        "tags": tags,
        "place_class": tags[0]["place_class"] if tags else "",
        "summary": served(row, "summary"),
        "themes": list(themes),
        "languages": language_list(row.languages) if row.languages else "",
        "is_sample": row.is_sample,
    }


def folded_cards(rows: list[dict[str, Any]] | None, place_class: str) -> list[dict[str, Any]]:
    """Cards on the page of a city, whose colour they all carry."""
    return [{**card(row, []), "place_class": place_class} for row in unfolded(rows)]


def person(contact: Contact) -> dict[str, Any]:
    """A contact person for organisations/person.html, from `ContactQuerySet.for_cards`. Never remember it."""
    place = contact.organisation
    can_write = contact.email and contact.takes_messages
    return {
        "name": written(contact.name, contact.name_language),
        "initials": initials(contact.name),
        "role": served(contact, "role"),
        "helps_with": served(contact, "helps_with"),
        "languages": language_list(contact.languages) if contact.languages else "",
        "organisation": name_of(place) if place else None,
        "organisation_url": place.get_absolute_url() if place else "",
        "url": reverse("organisations:contact-message-create", args=[contact.pk]) if can_write else "",
        "is_sample": contact.is_sample,
    }


def host_of(website: str) -> str:
    """The part of a web address that people recognise."""
    return urlsplit(website).netloc.removeprefix("www.")


def text_direction(language: str) -> dict[str, str]:
    """lang and dir for a control that holds a text of `language`."""
    return {"lang": language, "dir": direction(language)}
