"""Access and languages of a date in words, for templates/events/components/access.html and languages.html.

"Not known" is an answer of its own: a missing row is never "no". Called by the page of an event, by registrations
and by staff's previews; nothing here queries.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.occurrence import OccurrenceLanguage
from events.venue import VenueAccess
from twinning.cldr import language_label, language_list, listed
from twinning.languages import Served, served

# value -> (CSS class, sign); the word stands beside it.
SIGNS = {"yes": ("y", "✓"), "partly": ("p", "~"), "no": ("n", "×"), "unknown": ("u", "?")}
# CLDR has no names for most sign languages.
SIGN_LANGUAGES = {
    "gsg": gettext_lazy("German Sign Language"),
    "jsl": gettext_lazy("Japanese Sign Language"),
    "bfi": gettext_lazy("British Sign Language"),
    "fsl": gettext_lazy("French Sign Language"),
    "pso": gettext_lazy("Polish Sign Language"),
    "ils": gettext_lazy("International Sign"),
}
Role = OccurrenceLanguage.Role


def spoken_label(code: str) -> str:
    """The name of a language, sign languages included."""
    return str(SIGN_LANGUAGES[code]) if code in SIGN_LANGUAGES else language_label(code)


def access_rows(answers: Iterable[Any]) -> list[dict[str, Any]]:
    """Every question about access with its answer: rows with feature, value and note; missing ones are not known."""
    known = {answer.feature: answer for answer in answers}
    return [_answer(feature, known.get(feature)) for feature in VenueAccess.Feature]


def _answer(feature: VenueAccess.Feature, answer: Any) -> dict[str, Any]:
    value = VenueAccess.Value(answer.value if answer else VenueAccess.Value.UNKNOWN)
    css, sign = SIGNS[value]
    words = {"what": capfirst(str(feature.label)), "answer": value.label}
    return {
        "css": css,
        "sign": sign,
        "text": _("%(what)s: %(answer)s") % words,
        "note": served(answer, "note") if answer else "",
    }


def language_rows(languages: Iterable[Any]) -> list[dict[str, Any]]:
    """What is spoken, interpreted, signed, captioned: one row for each way, with its remarks."""
    ways: dict[tuple[str, bool], list[Any]] = {}
    for row in languages:
        ways.setdefault((row.role, bool(row.on_request)), []).append(row)
    order = list(Role)
    return [
        _way(Role(role), rows, on_request)
        for (role, on_request), rows in sorted(
            ways.items(), key=lambda way: (order.index(way[0][0]), way[0][1])
        )
    ]


def _way(role: OccurrenceLanguage.Role, rows: list[Any], on_request: bool) -> dict[str, Any]:
    if len(rows) == 1 or role == Role.SIGN:
        names = listed(spoken_label(row.language) for row in rows)
    else:
        names = language_list(row.language for row in rows)
    text = _heading(role) % {"languages": names}
    css, sign = SIGNS["partly" if on_request else "yes"]
    notes = [note for note in (served(row, "note") for row in rows) if note]
    return {
        "css": css,
        "sign": sign,
        "text": _("%(what)s: on request") % {"what": text} if on_request else text,
        "note": _remark(role),
        "notes": _once(notes),
    }


def _once(notes: list[Served]) -> list[Served]:
    return list({note.text: note for note in notes}.values())


def _heading(role: OccurrenceLanguage.Role) -> str:
    return {
        Role.SIMULTANEOUS: _("Interpretation: %(languages)s"),
        Role.CONSECUTIVE: _("Interpretation: %(languages)s"),
        Role.CAPTIONS: _("Captions: %(languages)s"),
        Role.EASY: _("Easy language: %(languages)s"),
    }.get(role, "%(languages)s")


def _remark(role: OccurrenceLanguage.Role) -> str:
    return {
        Role.SPOKEN: _("is spoken"),
        Role.SIMULTANEOUS: _("at the same time as the speech"),
        Role.CONSECUTIVE: _("after each part of the speech"),
        Role.SIGN: _("in sign language"),
        Role.CAPTIONS: _("to read along"),
    }.get(role, "")
