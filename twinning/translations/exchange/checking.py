"""A file that came back, held against what we have: what would be taken, and why the rest would not.

Called by `actions` when a file arrives and when it is confirmed. Nothing is changed here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinning import coverage
from twinning.richtext import clean_html
from twinning.translations import sources
from twinning.translations.checks_of_text import check, has_errors
from twinning.translations.exchange import sheets, xliff_reader
from twinning.translations.exchange.models import UploadedText
from twinning.translations.exchange.outgoing import limit_of, present_texts, states_of
from twinning.translations.exchange.units import Incoming, Refused, split_id

Outcome = UploadedText.Outcome
TITLE_LENGTH = 300

SENTENCES: dict[str, Promise] = {
    "codes": _("An inline code of this text leads nowhere: the file has lost its original markup."),
    "too_long": _("This text is much longer than any text of ours."),
    "elsewhere": _("This text did not fit into the spreadsheet."),
    "unknown": _("We have no such text."),
    "language": _("This translation is in another language than the rest of the file."),
    "twice": _("The same text stands in the file twice; only the first one counts."),
    "checks": _("What has to stay the same was changed:"),
    "stale": _("The German text has changed since the export. Please export it again."),
    "stale_elsewhere": _(
        "Another German text of the same content has changed since the export. Please export it again."
    ),
    "moved": _("Somebody has changed this translation since the file was checked."),
    "busy": _("The translation can't be changed now:"),
    "empty": _("No translation stands in the file."),
}


@dataclass(frozen=True, slots=True)
class Known:
    """An object as it is now."""

    obj: Model
    kind: ContentType
    german: Mapping[str, str]
    hash: str
    present: Mapping[str, str]


def is_html(unit_id: str) -> bool:
    """True for a unit that holds rich text; False for one that we don't know."""
    found = split_id(unit_id)
    model = _models().get(f"{found[0]}.{found[1]}") if found else None
    return bool(model and found and found[3] in sources.fields_of(model) and sources.is_html(model, found[3]))


def read(file: BinaryIO) -> tuple[str, str, Iterator[Incoming]]:
    """Format, language and units of a file, told apart by its content. Raises Refused, also while iterating."""
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if not head:
        raise Refused("empty")
    if head.startswith(b"PK"):
        return "xlsx", *sheets.read(file)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<" or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "xliff", *xliff_reader.read(file, is_html)
    raise Refused("unknown_kind")


def _models() -> dict[str, type[Model]]:
    return {content.model._meta.label_lower: content.model for content in coverage.contents()}


def judged(units: Iterable[Incoming], language: str) -> list[UploadedText]:
    """Rows to be stored, in the order of the file (two queries for each model)."""
    found = list(units)
    known, seen, rows = known_objects([unit.id for unit in found], language), set(), []
    for position, unit in enumerate(found, start=1):
        row = UploadedText(position=position, unit=_kept(unit.id)[:300], source=_kept(unit.source))
        row.text, row.source_hash = _kept(unit.target), _kept(unit.source_hash)
        problem = unit.problem or ("language" if unit.language not in ("", language) else "")
        problem = problem or ("twice" if unit.id in seen else "")
        seen.add(unit.id)
        _judge(row, known, problem)
        rows.append(row)
    return rows


def _kept(text: str) -> str:
    """PostgreSQL keeps no NUL."""
    return text.replace("\x00", "")


def known_objects(unit_ids: Iterable[str], language: str) -> dict[tuple[str, int], Known]:
    """The objects that units name, by model and key (two queries for each model)."""
    keys: defaultdict[str, set[int]] = defaultdict(set)
    for parts in filter(None, map(split_id, unit_ids)):
        keys[f"{parts[0]}.{parts[1]}"].add(parts[2])
    found = {}
    for content in coverage.contents():
        label = content.model._meta.label_lower
        wanted = sorted(keys.get(label, ()))
        if not wanted:
            continue
        kind = ContentType.objects.get_for_model(content.model)
        states = states_of(kind, wanted, language)
        for obj in content.rows().filter(pk__in=wanted):
            german = sources.source_texts(obj)
            present = present_texts(obj, language, states.get(obj.pk))
            found[label, obj.pk] = Known(obj, kind, german, sources.hash_of(german), present)
    return found


def _judge(row: UploadedText, known: Mapping[tuple[str, int], Known], problem: str) -> None:
    """Fill in what we know of the text, and what is to become of it."""
    parts = split_id(row.unit)
    there = known.get((f"{parts[0]}.{parts[1]}", parts[2])) if parts else None
    if problem == "elsewhere":
        row.outcome, row.problems = Outcome.UNCHANGED, [problem]
    elif there is None or parts is None or parts[3] not in sources.fields_of(type(there.obj)):
        row.outcome, row.problems = Outcome.REFUSED, ["unknown"]
    else:
        _describe(row, there, parts[3])
        row.outcome, row.problems = (Outcome.REFUSED, [problem]) if problem else outcome_of(row, there)


def _describe(row: UploadedText, there: Known, field: str) -> None:
    model = type(there.obj)
    row.title, row.field = str(there.obj)[:TITLE_LENGTH], field
    row.field_label = sources.label_of(model, field)[:120]
    row.content_type, row.object_id = there.kind, there.obj.pk
    row.before, row.current = there.present.get(field, ""), there.german.get(field, "")


def outcome_of(row: UploadedText, there: Known) -> tuple[str, list[str]]:
    """What becomes of a text of an object that we know, and the codes of what is to be said."""
    model, field = type(there.obj), row.field
    rich = sources.is_html(model, field)
    cleaned = clean_html(row.text) if rich else row.text
    if not row.text.strip():
        return Outcome.UNCHANGED, ["empty"] if row.before else []
    if row.before in (row.text, cleaned):
        return Outcome.UNCHANGED, []
    if row.source_hash != there.hash:
        same = sources.normalised(row.source) == sources.normalised(row.current)
        return Outcome.STALE, ["stale_elsewhere" if same else "stale"]
    if has_errors(findings(row, model)):
        return Outcome.REFUSED, ["checks"]
    row.text = cleaned
    return Outcome.TAKEN, []


def findings(row: UploadedText, model: type[Model]) -> list[Any]:
    """What is to be said about a translation beside its source."""
    return check(
        row.current, row.text, is_html=sources.is_html(model, row.field), limit=limit_of(model, row.field)
    )
