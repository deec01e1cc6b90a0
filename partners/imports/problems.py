"""What can be wrong with a list, or with a line of it: each case has a code and a sentence in plain words.

Stored are code and values, never the sentence, so that everybody reads it in their own language. Called by the
readers, which find problems, and by the pages, which print them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from twinning.cldr import country_name

Problem = dict[str, Any]


class Unusable(ValueError):
    """A cell without which its line can't be taken."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.problem = problem(code, **params)


class Refused(Exception):
    """The whole file can't be taken."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.problem = problem(code, **params)


def problem(code: str, **params: Any) -> Problem:
    """A problem as it is stored; raises KeyError for a code without a sentence."""
    return {"code": SORTS[code].code, "params": params}


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of problem: its name in lists of counts, and the sentence about one case.

    `is_error`: the line can't be taken. Everything else is told, and the line is kept.
    """

    code: str
    name: str | Promise
    text: Any
    is_error: bool = False


def sentence(found: Problem) -> str:
    """The problem in the reader's language."""
    params = {name: _spoken(name, value) for name, value in found["params"].items()}
    return str(SORTS[found["code"]].text % params)


def is_error(found: Problem) -> bool:
    """True when the line of this problem can't be taken."""
    return SORTS[found["code"]].is_error


def name_of(code: str) -> str:
    """What lists of counts call this sort of problem."""
    return str(SORTS[code].name) if code in SORTS else code


def _spoken(name: str, value: Any) -> Any:
    """Countries are kept as codes and read as names; words that a kind registered are read as it calls them."""
    if name == "country":
        return country_name(value)
    if isinstance(value, list):
        return ", ".join(_spoken(name, part) for part in value)
    return str(_WORDS.get(name, {}).get(value, value)) if isinstance(value, str) else value


def register_words(name: str, words: Mapping[str, str | Promise]) -> None:
    """Let values of the parameter `name` be read as `words` says."""
    _WORDS.setdefault(name, {}).update(words)


def register_sorts(*sorts: Sort) -> None:
    """Add the problems that only one kind of list knows."""
    SORTS.update({sort.code: sort for sort in sorts})


_WORDS: dict[str, dict[str, str | Promise]] = {}
SORTS: dict[str, Sort] = {}

# --- the whole file -------------------------------------------------------------------------------
register_sorts(
    Sort("empty_file", _("empty file"), _("The file is empty.")),
    Sort("no_rows", _("no lines"), _("Below the names of the columns there is no line.")),
    Sort(
        "no_table",
        _("no table"),
        _("This is no table that we can read. Save it as CSV or as an Excel workbook (.xlsx)."),
    ),
    Sort(
        "old_workbook",
        _("old or locked workbook"),
        _("This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password."),
    ),
    Sort(
        "broken_workbook",
        _("damaged workbook"),
        _("This workbook is damaged. Open it in your spreadsheet program and save it again as .xlsx."),
    ),
    Sort(
        "workbook_too_big",
        _("workbook too big"),
        _("This workbook is too big once it is unpacked. Split it, or save the sheet as CSV."),
    ),
    Sort(
        "file_too_big",
        _("file too big"),
        _("The file has %(size)d MB; at most %(limit)d MB can be taken. Split the list."),
    ),
    Sort(
        "too_many_rows",
        _("too many lines"),
        _("The list has more than %(limit)d lines. Split it."),
    ),
    Sort(
        "encoding",
        _("unreadable letters"),
        _("The letters of this file can't be read. Save it as CSV in UTF-8."),
    ),
    Sort(
        "open_quote",
        _("open quotation mark"),
        _("Around line %(line)d a cell does not end. Is a quotation mark missing?"),
    ),
    Sort(
        "missing_columns",
        _("missing columns"),
        _("These columns are missing: %(missing)s. The file has: %(found)s."),
    ),
    Sort(
        "double_column",
        _("double column"),
        _("“%(text)s” and another column mean the same: %(column)s. Remove one of the two."),
    ),
    Sort(
        "too_many_columns",
        _("too many columns"),
        _("The list has more than %(limit)d columns."),
    ),
)

# --- cells and lines ------------------------------------------------------------------------------
register_sorts(
    Sort(
        "missing_cell",
        _("missing cell"),
        _("“%(column)s” is empty."),
        is_error=True,
    ),
    Sort(
        "no_letters",
        _("no name"),
        _("“%(text)s” in “%(column)s” is no name."),
        is_error=True,
    ),
    Sort(
        "too_long",
        _("too long"),
        _("“%(column)s” has %(count)d characters; at most %(limit)d fit."),
        is_error=True,
    ),
    Sort(
        "cut",
        _("cut off"),
        _("“%(column)s” has %(count)d characters; it was cut after %(limit)d."),
    ),
    Sort(
        "html",
        _("HTML removed"),
        _("“%(column)s” held HTML; only its text was kept."),
    ),
    Sort(
        "formula",
        _("formula"),
        _("“%(column)s” begins like a formula; it is kept as text: %(text)s"),
    ),
    Sort(
        "extra_cells",
        _("cells without a column"),
        ngettext_lazy(
            "%(count)d cell stands outside the columns and was not read.",
            "%(count)d cells stand outside the columns and were not read.",
            "count",
        ),
    ),
    Sort(
        "unreadable_year",
        _("no year"),
        _("“%(text)s” in “%(column)s” is no year; it was left out."),
    ),
    Sort(
        "year_range",
        _("impossible year"),
        _("%(text)s in “%(column)s” is no year from %(first)s to %(last)s; it was left out."),
    ),
    Sort(
        "years_turned",
        _("ends before it begins"),
        _("The last year (%(until)s) lies before the first (%(since)s); both were left out."),
    ),
    Sort(
        "unreadable_day",
        _("no date"),
        _("“%(text)s” in “%(column)s” is no date; it was left out."),
    ),
    Sort(
        "unknown_word",
        _("unknown word"),
        _("“%(text)s” in “%(column)s” is no word that we know; it was left out."),
    ),
    Sort(
        "bad_address",
        _("no web address"),
        _("“%(text)s” in “%(column)s” is no web address; it was left out."),
    ),
)

# --- countries and places -------------------------------------------------------------------------
register_sorts(
    Sort(
        "no_country",
        _("no country"),
        _("The country is missing, and we know no city called “%(city)s”."),
        is_error=True,
    ),
    Sort(
        "several_countries",
        _("no country"),
        _("The country is missing, and we know several cities called “%(city)s”."),
        is_error=True,
    ),
    Sort(
        "country_by_city",
        _("country found by the city"),
        _("The country is missing; we know one city called “%(city)s”, in this country: %(country)s."),
    ),
    Sort(
        "unknown_country",
        _("unknown country name"),
        _("“%(text)s” is no country that we know."),
        is_error=True,
    ),
    Sort(
        "unknown_country_like",
        _("unknown country name"),
        _("“%(text)s” is no country that we know. Did you mean %(country)s?"),
        is_error=True,
    ),
    Sort(
        "unreadable_degrees",
        _("no coordinates"),
        _("“%(text)s” in “%(column)s” is no coordinate; it was left out."),
    ),
    Sort(
        "half_place",
        _("half of the coordinates"),
        _("Only one of the two coordinates is there; it was left out."),
    ),
    Sort(
        "off_globe",
        _("impossible coordinates"),
        _("The coordinates %(lat)s, %(lon)s do not exist; they were left out."),
    ),
    Sort(
        "turned_degrees",
        _("coordinates exchanged"),
        _("Latitude and longitude seem to be exchanged (%(lat)s, %(lon)s); they were left out."),
    ),
    Sort(
        "other_place",
        _("coordinates of another place"),
        _("The coordinates %(lat)s, %(lon)s lie %(km)d km from %(city)s; they were left out."),
    ),
    Sort(
        "other_country",
        _("coordinates of another place"),
        _(
            "The coordinates %(lat)s, %(lon)s lie far away from the country (%(country)s); they were left out."
        ),
    ),
    Sort(
        "shared_spot",
        _("coordinates of another place"),
        _("%(count)d different cities of this list share the coordinates %(lat)s, %(lon)s; left out."),
    ),
)

# --- lines against each other and against what we have --------------------------------------------
register_sorts(
    Sort(
        "duplicate_of",
        _("the same again"),
        _("Line %(line)d says the same."),
    ),
    Sort(
        "other_values",
        _("lines contradict each other"),
        _("Line %(line)d is about the same, but “%(column)s” differs: there %(theirs)s, here %(ours)s."),
    ),
    Sort(
        "says_more",
        _("lines complete each other"),
        _("Line %(line)d is about the same; this one says more: %(columns)s."),
    ),
    Sort(
        "differs",
        _("differs from what we have"),
        _("“%(column)s” differs from what we have: so far %(ours)s, in the list %(theirs)s."),
    ),
    Sort(
        "adds",
        _("completes what we have"),
        _("“%(column)s” is empty here so far; the list says %(theirs)s."),
    ),
)
