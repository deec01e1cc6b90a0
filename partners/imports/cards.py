"""Lines of the review queue as cards: what the list says, what we have, what can be ticked. Called by the views."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from partners.imports import registry
from partners.imports.models import Candidate
from partners.imports.problems import sentence
from partners.imports.registry import Kind, Known
from partners.imports.workflow import token

OUTCOME_TAGS = {
    Candidate.Outcome.NEW: "",
    Candidate.Outcome.CONFLICT: "warn",
    Candidate.Outcome.SAME: "ok",
    Candidate.Outcome.DUPLICATE: "plain",
    Candidate.Outcome.ELSEWHERE: "plain",
    Candidate.Outcome.ERROR: "err",
}
STATE_TAGS = {
    Candidate.State.WAITING: "warn",
    Candidate.State.ACCEPTED: "ok",
    Candidate.State.REJECTED: "err",
    Candidate.State.CLOSED: "plain",
}
CONFIDENCE_TAGS = {"high": "ok", "medium": "", "low": "plain"}
# The table of differences says these better.
IN_TABLE = frozenset({"differs", "adds"})


def cards(rows: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Cards for lines with their lists; one query per kind of list in which something differs."""
    rows = list(rows)
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.known_id and row.state == Candidate.State.WAITING:
            wanted[row.batch.kind].add(row.known_id)
    known = {key: registry.get(key).look_up(pks) for key, pks in wanted.items()}
    return [card(row, known.get(row.batch.kind, {}).get(row.known_id or 0)) for row in rows]


def card(row: Candidate, known: Known | None) -> dict[str, Any]:
    """Everything that templates/admin/imports/card.html names."""
    kind = registry.get(row.batch.kind)
    names = kind.differences(row.values, known.so_far) if known else []
    hidden = IN_TABLE if known else frozenset()
    return {
        "row": row,
        "batch": row.batch,
        "kind": kind.label,
        "is_open": row.state == Candidate.State.WAITING,
        "outcome_tag": OUTCOME_TAGS[row.outcome],
        "confidence_tag": CONFIDENCE_TAGS.get(row.batch.confidence, ""),
        "notes": [sentence(found) for found in row.problems if found["code"] not in hidden],
        "differences": [difference(kind, row, known, name) for name in names],
        "is_the_same": known is not None and not names,
        "is_public": known is not None and known.is_public,
        "facts": facts(kind, row),
        "known_url": address(kind, row.known_id),
        "made_url": address(kind, row.made_id),
    }


def difference(kind: Kind, row: Candidate, known: Known, name: str) -> dict[str, Any]:
    """A column in which the list says something else; gaps are ticked, contradictions are not."""
    column, so_far = kind.columns[name], known.so_far.get(name)
    is_gap = kind.is_empty(name, so_far)
    return {
        "label": column.label,
        "so_far": column.say(so_far),
        "new": column.say(row.values[name]),
        "tick": f"{row.pk}|{name}|{token(so_far)}",
        "is_ticked": is_gap,
        "action": _("Take over “%(column)s”: %(title)s") % {"column": column.label, "title": row.title},
    }


def facts(kind: Kind, row: Candidate) -> list[dict[str, Any]]:
    """What we understood; of a line with an error, what it said."""
    if row.outcome == Candidate.Outcome.ERROR:
        return [{"label": name, "value": text} for name, text in row.raw.items() if text]
    understood = [
        {"label": column.label, "value": column.say(row.values.get(name))}
        for name, column in kind.columns.items()
    ]
    others = [{"label": name, "value": text} for name, text in row.raw.items() if name not in kind.columns]
    return [fact for fact in [*understood, *others] if fact["value"]]


def address(kind: Kind, key: int | None) -> str:
    """The page on the desk of what we have, or of what came of the line."""
    meta = kind.model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[key]) if key else ""
