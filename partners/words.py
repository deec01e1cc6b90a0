"""Facts about a city put into words of the active language: clocks, dates, directions, numbers.

Called by the presenters of the pages. Times are given as a difference, which stays true in a cached page.
"""

import datetime
from types import SimpleNamespace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from partners.partnership import PartnershipEvent
from twinning.cldr import whole_number
from twinning.languages import served
from twinning.zones import difference

_POINTS = {
    "N": pgettext_lazy("compass", "north"),
    "NNE": pgettext_lazy("compass", "north-north-east"),
    "NE": pgettext_lazy("compass", "north-east"),
    "ENE": pgettext_lazy("compass", "east-north-east"),
    "E": pgettext_lazy("compass", "east"),
    "ESE": pgettext_lazy("compass", "east-south-east"),
    "SE": pgettext_lazy("compass", "south-east"),
    "SSE": pgettext_lazy("compass", "south-south-east"),
    "S": pgettext_lazy("compass", "south"),
    "SSW": pgettext_lazy("compass", "south-south-west"),
    "SW": pgettext_lazy("compass", "south-west"),
    "WSW": pgettext_lazy("compass", "west-south-west"),
    "W": pgettext_lazy("compass", "west"),
    "WNW": pgettext_lazy("compass", "west-north-west"),
    "NW": pgettext_lazy("compass", "north-west"),
    "NNW": pgettext_lazy("compass", "north-north-west"),
}


def kilometres(km: float | None) -> str:
    """Whole kilometres with the language's separators; sources differ by up to a kilometre, so never more."""
    return "" if km is None else whole_number(km)


def people(value: int) -> str:
    """A number of inhabitants with the language's separators."""
    return whole_number(value)


def clock_difference(home_zone: str, zone: str, at: datetime.datetime) -> str:
    """ "same time", "8 hours later", "1 hour earlier": clocks of `zone` against those at home at `at`."""
    minutes = round(difference(home_zone, zone, at).total_seconds() / 60)
    if minutes == 0:
        return _("same time")
    hours, rest = divmod(abs(minutes), 60)
    if rest:
        span = _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
        return (_("%(span)s later") if minutes > 0 else _("%(span)s earlier")) % {"span": span}
    if minutes > 0:
        return ngettext("%(count)d hour later", "%(count)d hours later", hours) % {"count": hours}
    return ngettext("%(count)d hour earlier", "%(count)d hours earlier", hours) % {"count": hours}


def event_date(event: PartnershipEvent | SimpleNamespace) -> str:
    """The date as exactly as it is known: a day, a month, a year or the words that stand for it."""
    if event.date is None:
        return served(event, "display").text
    if event.precision == "year":
        return pgettext("date", "%(year)s") % {"year": event.date.year}
    formats = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT"}
    return date_format(event.date, formats[event.precision])


def compass(point: str) -> str:
    """The name of a compass point in the active language: "NE" gives "Nordost" in German."""
    return str(_POINTS[point])
