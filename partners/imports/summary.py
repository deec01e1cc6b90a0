"""What the page of one list says: how it was read, what its lines came to, and the first problems. Called by views."""

from datetime import timedelta
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.imports import registry
from partners.imports.cards import CONFIDENCE_TAGS, OUTCOME_TAGS
from partners.imports.models import Batch, Candidate, CandidateQuerySet
from partners.imports.problems import is_error, name_of, sentence

# How many lines the dry run shows; the rest is in the download.
SHOWN = 50
# A check that has not moved for so long has probably died.
STILL = timedelta(minutes=5)
ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
STATE_TAGS = {
    Batch.State.CHECKING: "warn",
    Batch.State.REFUSED: "err",
    Batch.State.CHECKED: "warn",
    Batch.State.QUEUED: "",
    Batch.State.REVIEWED: "ok",
    Batch.State.DISCARDED: "plain",
}
Outcome = Candidate.Outcome


def summary(batch: Batch, asked: QueryDict, user: Any) -> dict[str, Any]:
    """Everything that templates/admin/imports/batch.html names."""
    twin = Batch.objects.like(batch).select_related("uploaded_by").order_by("-pk").first()
    context = {
        "kind": registry.get(batch.kind),
        "state_tag": STATE_TAGS[batch.state],
        "confidence_tag": CONFIDENCE_TAGS[batch.confidence],
        "reading": how_read(batch),
        "twin": twin,
        "refusal": sentence(batch.refusal) if batch.refusal else "",
        "is_stuck": batch.state == Batch.State.CHECKING and timezone.now() - batch.updated_at > STILL,
        "may_change": user.has_perm("imports.change_batch"),
        "may_review": user.has_perm("imports.change_candidate"),
    }
    if batch.counts:
        context |= outcomes(batch, asked)
    if batch.state == Batch.State.QUEUED:
        context["waiting"] = batch.candidates.filter(state=Candidate.State.WAITING).count()
    return context


def how_read(batch: Batch) -> str:
    """ "CSV, UTF-8, semicolons" and the like."""
    delimiters = {",": _("commas"), ";": _("semicolons"), "\t": _("tabs")}
    if batch.format == "xlsx":
        return _("Excel workbook, sheet “%(sheet)s”") % {"sheet": batch.sheets[0]}
    encoding = ENCODINGS.get(batch.encoding, batch.encoding.upper())
    parts = [batch.format.upper(), encoding, delimiters.get(batch.delimiter, "")]
    return ", ".join(part for part in parts if part)


def outcomes(batch: Batch, asked: QueryDict) -> dict[str, Any]:
    """Numbers that lead to the lines behind them, and the lines themselves."""
    outcome = asked.get("outcome", "") if asked.get("outcome") in Outcome.values else ""
    code = asked.get("problem", "") if asked.get("problem") in batch.problem_counts else ""
    rows, total = chosen(batch, outcome, code)
    return {
        "lanes": lanes(batch),
        "sorts": sorts(batch),
        "outcome": outcome,
        "code": code,
        "heading": Outcome(outcome).label if outcome else name_of(code) if code else "",
        "lines": [
            {"row": row, "tag": OUTCOME_TAGS[row.outcome], "sentences": row.sentences} for row in rows[:SHOWN]
        ],
        "shown": min(SHOWN, total),
        "total": total,
        "open": sum(batch.counts.get(value, 0) for value in Candidate.OPEN),
        "problems_url": reverse("admin:imports_batch_problems", args=[batch.pk]),
    }


def lanes(batch: Batch) -> list[dict[str, Any]]:
    """Lines by outcome, each number with the lines behind it."""
    return [
        {
            "label": label,
            "number": batch.counts.get(value, 0),
            "url": f"?outcome={value}#lines",
            "is_hot": value == Outcome.ERROR and batch.counts.get(value, 0) > 0,
        }
        for value, label in Outcome.choices
    ]


def chosen(batch: Batch, outcome: str, code: str) -> tuple[CandidateQuerySet, int]:
    """The lines that are asked for, and how many there are: those of an outcome, with a problem, or with any."""
    rows = batch.candidates.order_by("line")
    if outcome:
        return rows.filter(outcome=outcome), batch.counts.get(outcome, 0)
    if code:
        return rows.filter(problems__contains=[{"code": code}]), batch.problem_counts[code]
    found = batch.candidates.with_problems()
    return found, found.count()


def sorts(batch: Batch) -> list[dict[str, Any]]:
    """Problems by sort, errors first, then the most frequent."""
    found = [
        {
            "name": name_of(code),
            "number": number,
            "url": f"?problem={code}#lines",
            "is_error": is_error({"code": code}),
        }
        for code, number in batch.problem_counts.items()
    ]
    return sorted(found, key=lambda entry: (not entry["is_error"], -entry["number"], entry["name"]))
