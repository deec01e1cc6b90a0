"""The page of results as plain values: hits, filters with counts, what helps when nothing was found.

Called by the views; templates/search/ show it. Everything that asks the database lies in `twinning.search.query` and
`twinning.search.facets`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from twinning.catalogue import Entry, entries
from twinning.cldr import day_words, language_label, span_words, whole_number
from twinning.languages import Served, current, direction, own_name
from twinning.search.answers import Found, Hit
from twinning.search.facets import Choice, choices
from twinning.search.forms import SearchForm
from twinning.search.query import find, spelling

# A filter with more choices than this would be longer than the results; the most frequent ones are shown.
MOST_CHOICES = 12
# So many hits of the likeliest spelling are shown at once, when what was typed finds nothing.
INSTEAD = 5
Pairs = Iterable[tuple[str, str]]


def address(query: str, pairs: Pairs = (), after: str = "") -> str:
    """The search page for these words and filters."""
    items = [("q", query), *pairs, ("after", after)]
    return f"{reverse('search:result-list')}?{urlencode([item for item in items if item[1]])}"


def context(data: QueryDict) -> dict[str, Any]:
    """What templates/search/results.html and its parts name; `is_miss`: a search without a hit, to be counted."""
    form, after = SearchForm(data), data.get("after", "")
    is_right = form.is_valid()
    query, pairs = form.cleaned_data["q"], form.pairs()
    found = find(form.wanted(), after) if is_right and query else Found()
    is_in_vain = is_right and bool(query) and not found.total and not found.is_late
    corrections = _corrections(query) if is_in_vain else []
    instead = find(replace(form.wanted(), text=corrections[0]["text"])) if corrections else Found()
    return {
        "form": form,
        "query": query,
        "found": found,
        "number": whole_number(found.total),
        "results": found.hits,
        "rows": [row(hit) for hit in found.hits],
        "groups": _groups(form, found) if query else [],
        "period": (form["since"], form["until"]),
        "active": _active(query, pairs),
        "reset_url": address(query),
        "is_later_page": bool(after),
        "first_url": address(query, pairs),
        "more_url": address(query, pairs, found.after) if found.after else "",
        "corrections": corrections,
        "instead": [row(hit) for hit in instead.hits[:INSTEAD]],
        "ask_url": ask_url(query),
        "languages": [(code, own_name(code), direction(code)) for code in settings.PUBLISHED_LANGUAGES],
        "is_miss": is_in_vain and not pairs and not instead.total,
    }


def ask_url(query: str) -> str:
    """The form to the office, with what somebody looked for as its subject."""
    page = reverse("feedback:contact-create")
    subject = _("Search for “%(query)s”") % {"query": query[:100]}
    return f"{page}?{urlencode({'subject': subject})}" if query else page


def _corrections(query: str) -> list[dict[str, str]]:
    """The query spelt as words that occur, each with its address."""
    return [{"text": text, "url": address(text)} for text in spelling(query, current())]


def _entries() -> dict[str, Entry]:
    return {entry.key: entry for entry in entries()}


def row(hit: Hit) -> dict[str, Any]:
    """A hit as a row shows it."""
    by_pk = {choice.pk: choice for choice in choices("city").values()}
    return {
        "hit": hit,
        "places": [by_pk[pk] for pk in hit.cities[:3] if pk in by_pk],
        "when": when(*hit.when),
        "written_in": _written_in(hit),
    }


def _written_in(hit: Hit) -> dict[str, Any] | None:
    """The language of what is not written in the reader's: the only one, or that of the text that is shown instead.

    A name says nothing about the language of what is written about it.
    """
    entry = _entries().get(hit.kind)
    has_name, is_translated = bool(entry and entry.title_language), bool(entry and entry.own)
    if not hit.title.is_fallback or (has_name and is_translated):
        return None
    return {"name": language_label(hit.title.language), "is_only": not is_translated}


def when(first: date | None, last: date | None) -> str:
    """A day, or from when to when, no more exactly than somebody has said it."""
    if first and last and first != last:
        return span_words(first, last, _exactness(first, last))
    if first and not last:
        return _since(first)
    day = first or last
    return date_format(day) if day else ""


def _since(first: date) -> str:
    """The first of January stands for a year, the first of another month for the month."""
    if first.day != 1:
        return _("since %(day)s") % {"day": date_format(first)}
    if first.month == 1:
        return _("since %(year)s") % {"year": first.year}
    return _("since %(moment)s") % {"moment": day_words(first, "yMMMM")}


def _exactness(first: date, last: date) -> str:
    """The skeleton for a span: whole years and whole months are said as such."""
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return "yMMMd"
    return "y" if first.month == 1 and last.month == 12 else "yMMM"


def _groups(form: SearchForm, found: Found) -> list[dict[str, Any]]:
    """The filters with what each choice would leave; one that offers nothing is left out."""
    kinds = {
        entry.key: Choice(0, entry.key, Served(str(entry.label), current(), "", False)) for entry in entries()
    }
    groups = [
        _group(form, "kind", kinds, found.kinds),
        _group(form, "city", choices("city"), _by_key(choices("city"), found.cities)),
        _group(form, "theme", choices("theme"), _by_key(choices("theme"), found.themes)),
    ]
    return [group for group in groups if group["options"]]


def _by_key(known: Mapping[str, Choice], counts: Mapping[int, int]) -> dict[str, int]:
    return {key: counts[choice.pk] for key, choice in known.items() if choice.pk in counts}


def _group(
    form: SearchForm, name: str, known: Mapping[str, Choice], counts: Mapping[str, int]
) -> dict[str, Any]:
    chosen = set(form.data.getlist(name))
    order = {key: place for place, key in enumerate(known)}
    shown = [key for key in known if counts.get(key) or key in chosen]
    # What is chosen keeps its place: a field that jumps away takes the focus along.
    shown.sort(key=lambda key: (-counts.get(key, 0), order[key]))
    shown = [key for place, key in enumerate(shown) if place < MOST_CHOICES or key in chosen]
    return {
        "name": name,
        "label": form.fields[name].label,
        "is_several": name == "kind",
        "is_all": not chosen & known.keys(),
        "errors": form.errors.get(name, ()),
        "options": [
            {"choice": known[key], "count": counts.get(key, 0), "chosen": key in chosen} for key in shown
        ],
    }


def _active(query: str, pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The filters that apply, each with the address without it."""
    return [
        {
            "label": _label(name, value),
            "url": address(query, [other for other in pairs if other != (name, value)]),
            "place": choices("city")[value].place if name == "city" else "",
        }
        for name, value in pairs
    ]


def _label(name: str, value: str) -> Served | str:
    if name == "kind":
        return str(_entries()[value].label)
    if name in {"city", "theme"}:
        return choices(name)[value].label
    day = date_format(date.fromisoformat(value))
    return _("from %(day)s") % {"day": day} if name == "since" else _("until %(day)s") % {"day": day}
