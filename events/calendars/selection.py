"""Which dates a calendar, a news feed or a frame holds: what the address asks for, made into one tidy form.

A value that nobody knows is an error (404), not "everything": somebody's calendar must not fill up with all events
because a town was renamed. Called by the views of this package.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext as _

from events.models import Occurrence, OccurrenceLanguage
from events.querysets import OccurrenceQuerySet
from partners.models import City, Theme
from projects.directory import named_cities, public_themes
from twinning import memory
from twinning.cldr import language_label, listed
from twinning.languages import current, served

KEYS = ("city", "theme", "language", "free", "online")
# A language code as OccurrenceLanguage holds it: de, gsg, pt-br.
CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")


@dataclass(frozen=True, slots=True)
class Names:
    """Towns and themes that may be named in public, by key."""

    cities: dict[int, City]
    themes: dict[int, Theme]


@dataclass(frozen=True, slots=True)
class Selection:
    """The filters of one calendar; empty means that they don't matter."""

    city: City | None = None
    theme: Theme | None = None
    language: str = ""
    free: bool = False
    online: bool = False

    @property
    def pairs(self) -> dict[str, str]:
        """The filters as they stand in an address, always in the same order."""
        values = {
            "city": self.city.slug if self.city else "",
            "theme": self.theme.key if self.theme else "",
            "language": self.language,
            "free": "yes" if self.free else "",
            "online": "yes" if self.online else "",
        }
        return {key: value for key, value in values.items() if value}

    @property
    def query(self) -> str:
        """The same behind a path: "?city=rouen", or nothing."""
        return f"?{urlencode(self.pairs)}" if self.pairs else ""

    def apply(self, dates: OccurrenceQuerySet) -> OccurrenceQuerySet:
        """Those of `dates` that fit."""
        if self.city:
            dates = dates.filter(event__in=_linked("cities", city=self.city))
        if self.theme:
            dates = dates.filter(event__in=_linked("themes", theme=self.theme))
        if self.language:
            spoken = OccurrenceLanguage.objects.filter(language=self.language)
            dates = dates.filter(pk__in=spoken.values("occurrence"))
        if self.free:
            dates = dates.filter(event__is_free=True)
        if self.online:
            dates = dates.exclude(attendance=Occurrence.Attendance.ONSITE)
        return dates

    def words(self) -> list[str]:
        """What the filters are called in the reader's language."""
        found = [served(self.city, "name").text] if self.city else []
        found += [self.theme.title().text] if self.theme else []
        found += [language_label(self.language)] if self.language else []
        found += [_("free admission")] if self.free else []
        found += [_("online")] if self.online else []
        return found

    def title(self) -> str:
        """The name that the calendar has in people's programs; the home town's name is put before it."""
        if not self.pairs:
            return _("Events")
        return _("Events: %(filters)s") % {"filters": listed(self.words())}


def _linked(field: str, **which: object) -> object:
    """Keys of the events that are linked to a town or a theme."""
    event = Occurrence._meta.get_field("event").related_model
    return getattr(event, field).through.objects.filter(**which).values("event")


def names() -> Names:
    """Towns and themes, remembered for ten seconds like other public rows (two queries)."""
    return memory.recall(
        ("calendar names", current()),
        lambda: Names(
            {city.pk: city for city in named_cities(None)}, {theme.pk: theme for theme in public_themes()}
        ),
    )


def parse(values: Mapping[str, str], known: Names) -> Selection:
    """The filters of an address. Empty fields of a form mean nothing; unknown values raise Http404."""
    asked = {key: values.get(key, "").strip() for key in KEYS}
    cities = {city.slug: city for city in known.cities.values()}
    themes = {theme.key: theme for theme in known.themes.values()}
    language = asked["language"].lower()
    if language and not CODE.fullmatch(language):
        raise Http404
    if any(asked[key] not in {"", "yes"} for key in ("free", "online")):
        raise Http404
    return Selection(
        city=_one(cities, asked["city"]),
        theme=_one(themes, asked["theme"]),
        language=language,
        free=bool(asked["free"]),
        online=bool(asked["online"]),
    )


def _one(known: Mapping[str, City | Theme], asked: str) -> City | Theme | None:
    if asked and asked not in known:
        raise Http404
    return known.get(asked)
