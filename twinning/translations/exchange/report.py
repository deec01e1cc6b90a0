"""What came of a file, text by text, for the page on which somebody confirms it. Called by `views`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from twinning.languages import direction
from twinning.revisions.words import Piece, pieces, readable
from twinning.translations import sources
from twinning.translations.exchange import names
from twinning.translations.exchange.checking import SENTENCES, findings
from twinning.translations.exchange.models import Upload, UploadedText

PAGE = 30
SHOWN = 5000
# A text that is so much longer than what we have is shown as it is: comparing it would take long.
COMPARED, COMPARED_MORE = 3, 2000
Outcome = UploadedText.Outcome
# What wants to be looked at stands first.
ORDER = (Outcome.TAKEN, Outcome.STALE, Outcome.REFUSED, Outcome.UNCHANGED)
TAGS = {Outcome.TAKEN: "ok", Outcome.UNCHANGED: "plain", Outcome.STALE: "warn", Outcome.REFUSED: "err"}


@dataclass(frozen=True, slots=True)
class Card:
    """One text. `german`: how the German text changed since the export; `words`: how the translation would change.

    `text`: the translation in the file where there is nothing to compare; what was refused shows its markup.
    """

    row: UploadedText
    tag: str
    url: str = ""
    german: tuple[Piece, ...] = ()
    words: tuple[Piece, ...] = ()
    text: str = ""
    notes: tuple[str, ...] = ()


def report(upload: Upload, asked: Mapping[str, str]) -> dict[str, Any]:
    """Tabs with numbers, and a page of cards (three queries)."""
    counts = dict(upload.texts.order_by().values_list("outcome").annotate(Count("pk")))
    tab = asked.get("show", "")
    tab = tab if tab in ORDER else next((key for key in ORDER if counts.get(key)), Outcome.TAKEN)
    rows = upload.texts.filter(outcome=tab).select_related("content_type")
    shown = Paginator(rows, PAGE).get_page(asked.get("page"))
    return {
        "counts": {key.value: counts.get(key, 0) for key in ORDER},
        "tabs": [_tab(key, counts.get(key, 0), tab, upload.state) for key in ORDER],
        "cards": cards(shown, upload.language),
        "shown": shown,
        "prefix": f"?show={tab}&",
        "direction": direction(upload.language),
        "total": sum(counts.values()),
    }


def _tab(key: str, number: int, current: str, state: str) -> dict[str, Any]:
    label = Outcome(key).label
    if key == Outcome.TAKEN and state == Upload.State.TAKEN:
        label = _("taken over")
    return {"key": key, "label": label, "number": number, "is_current": key == current}


def cards(rows: Page, language: str) -> list[Card]:
    """What is to be seen of each text."""
    return [_card(row, language) for row in rows]


def _card(row: UploadedText, language: str) -> Card:
    model = row.content_type.model_class() if row.content_type else None
    refused = row.text[:SHOWN] if row.outcome == Outcome.REFUSED else ""
    if model is None:
        return Card(row, TAGS[row.outcome], text=refused, notes=tuple(_sentences(row)))
    rich = sources.is_html(model, row.field)
    is_stale, is_taken = row.outcome == Outcome.STALE, row.outcome == Outcome.TAKEN
    return Card(
        row,
        TAGS[row.outcome],
        url=reverse("admin:translations_edit", args=[row.content_type_id, row.object_id, language]),
        german=_compared(row.source, row.current, rich) if "stale" in row.problems else (),
        words=_compared(row.before, row.text, rich) if is_taken else (),
        text=(readable(row.text) if rich else row.text)[:SHOWN] if is_stale else refused,
        notes=(*_sentences(row), *_remarks(row, model, language)),
    )


def _compared(before: str, after: str, rich: bool) -> tuple[Piece, ...]:
    if max(len(before), len(after)) > COMPARED * min(len(before), len(after)) + COMPARED_MORE:
        return (Piece("removed", before[:COMPARED_MORE]), Piece("added", after[:COMPARED_MORE]))
    old, new = (readable(before), readable(after)) if rich else (before, after)
    if old == new:
        # Only markup or links differ: show them.
        old, new = before, after
    return tuple(pieces(old, new))


def _sentences(row: UploadedText) -> list[str]:
    """Problems are codes; what no code names is a sentence that was said when the file was confirmed."""
    return [str(SENTENCES.get(code, code)) for code in row.problems]


def _remarks(row: UploadedText, model: Any, language: str) -> list[str]:
    """What a second look at the text says: always for what is taken, for others when that is why they are refused."""
    if row.outcome != Outcome.TAKEN and "checks" not in row.problems:
        return []
    found = [one.text for one in findings(row, model)]
    lost = names.missing(row.current, row.text, language)
    text = _("The name “%(name)s” is “%(form)s” in this language; it does not stand in the translation.")
    return found + [text % {"name": hit.name, "form": hit.form} for hit in lost]
