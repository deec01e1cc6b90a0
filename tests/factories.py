"""Rows for tests, one function per model; every keyword may be overridden."""

from itertools import count
from typing import Any

from partners.models import City, Partnership, Source
from twinning.accounts.models import User
from twinning.municipality.models import Municipality
from twinning.pages.models import Aim, Page

_numbers = count(1)


def make_home(**fields: Any) -> Municipality:
    """The home town: Hanover unless told otherwise."""
    values = {
        "name_de": "Hannover",
        "name_en": "Hanover",
        "tagline_de": "und seine Partnerstädte",
        "office_name_de": "Kulturbüro",
        "email": "office@example.org",
        "hero_title_de": "So weit reist man",
        "latitude": 52.3759,
        "longitude": 9.732,
    }
    home, _created = Municipality.objects.update_or_create(pk=1, defaults=values | fields)
    return home


def make_city(slug: str | None = None, **fields: Any) -> City:
    """A published city in Poland."""
    number = next(_numbers)
    values = {
        "slug": slug or f"city-{number}",
        "name_de": f"Stadt {number}",
        "name_en": f"Town {number}",
        "lede_de": "Ein Satz.",
        "story_de": "<p>Eine Geschichte.</p>",
        "country": "PL",
        "latitude": 52.40692,
        "longitude": 16.92993,
        "time_zone": "Europe/Warsaw",
        "languages": ["pl"],
        "state": "published",
        "distance_km": 489.8,
        "bearing": 86.7,
        "back_bearing": 272.4,
    }
    return City.objects.create(**values | fields)


def make_partnership(city: City | None = None, **fields: Any) -> Partnership:
    """An active twinning of the whole town."""
    values = {"kind": "twin_town", "level": "city", "status": "active", "since_year": 1979, "is_listed": True}
    return Partnership.objects.create(city=city or make_city(), **values | fields)


def make_source(**fields: Any) -> Source:
    """A source."""
    return Source.objects.create(**{"key": f"S{next(_numbers)}", "title": "A page"} | fields)


def make_page(key: str | None = None, **fields: Any) -> Page:
    """A published page in German."""
    name = key or f"page-{next(_numbers)}"
    values = {
        "key": name,
        "title_de": f"Seite {name}",
        "slug_de": name,
        "body_de": "<p>Text.</p>",
        "state": "published",
    }
    return Page.objects.create(**values | fields)


def make_aim(key: str | None = None, **fields: Any) -> Aim:
    """A published aim in German."""
    name = key or f"aim-{next(_numbers)}"
    values = {
        "key": name,
        "title_de": f"Ziel {name}",
        "slug_de": name,
        "summary_de": "Kurz.",
        "state": "published",
    }
    return Aim.objects.create(**values | fields)


def make_user(email: str | None = None, **fields: Any) -> User:
    """A person with an account; the password is "hannover-1947"."""
    return User.objects.create_user(email or f"person{next(_numbers)}@example.org", "hannover-1947", **fields)


def make_staff(**fields: Any) -> User:
    """Somebody who may do everything in the admin."""
    return make_user(is_staff=True, is_superuser=True, **fields)
