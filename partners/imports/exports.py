"""Lists that go out: the review queue, the problems of a list, and what we have, as CSV and as XLSX.

Called by the views. Rows are read and written one by one; CSV leaves while it is being made, a workbook is written to
a temporary file first, because its format needs that.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, gettext, override
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from partners.imports import registry
from partners.imports.models import Candidate, CandidateQuerySet
from partners.imports.registry import Kind
from twinning.spreadsheets import Echo, inert

Rows = Iterable[list[Any]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 500
# With this mark, Excel reads UTF-8 as such.
MARK = "\ufeff"


def answer(name: str, file_format: str, rows: Rows) -> HttpResponseBase:
    """A download of `rows`, the first of which is the heading; `file_format` is "csv" or "xlsx"."""
    spoken = _in_language(rows, get_language())
    return {"csv": as_csv, "xlsx": as_xlsx}[file_format](f"{name}.{file_format}", spoken)


def _in_language(rows: Rows, language: str | None) -> Iterator[list[Any]]:
    """Rows are made when the answer is already on its way: in the language of the request all the same."""
    found = iter(rows)
    while True:
        with override(language):
            row = next(found, None)
        if row is None:
            return
        yield [inert(value) for value in row]


def as_csv(name: str, rows: Rows) -> StreamingHttpResponse:
    """CSV in UTF-8, line by line."""
    writer = csv.writer(Echo())

    def lines() -> Iterator[str]:
        yield MARK
        for row in rows:
            yield writer.writerow(row)

    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)


def as_xlsx(name: str, rows: Rows) -> FileResponse:
    """A workbook with one sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(
            [ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value for value in row]
        )
    file = TemporaryFile()
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


# --- what goes out --------------------------------------------------------------------------------
def problem_rows(candidates: CandidateQuerySet) -> Iterator[list[Any]]:
    """One line for each problem, in words."""
    yield [gettext("line"), gettext("what it is about"), gettext("outcome"), gettext("what is to be said")]
    for row in candidates.with_problems().iterator(chunk_size=CHUNK):
        for text in row.sentences:
            yield [row.line, row.title, row.get_outcome_display(), text]


def queue_rows(candidates: CandidateQuerySet) -> Iterator[list[Any]]:
    """The review queue: where each line comes from, what is to be said, and what we understood."""
    columns = list(dict.fromkeys(name for kind in registry.kinds().values() for name in kind.columns))
    labels = [
        gettext("list"), gettext("kind of list"), gettext("line"), gettext("where it comes from"),
        gettext("confidence"), gettext("outcome"), gettext("state"), gettext("what is to be said"),
    ]  # fmt: skip
    yield [*labels, *columns]
    for row in candidates.select_related("batch").order_by("pk").iterator(chunk_size=CHUNK):
        kind = registry.get(row.batch.kind)
        yield [*_about(row, kind), *(_cell(row.values.get(name)) for name in columns)]


def _about(row: Candidate, kind: Kind) -> list[Any]:
    batch = row.batch
    return [
        batch.file_name, str(kind.label), row.line, batch.source, batch.get_confidence_display(),
        row.get_outcome_display(), row.get_state_display(), " ".join(row.sentences),
    ]  # fmt: skip


def _cell(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else value


def known_rows(kind: Kind) -> Iterator[list[Any]]:
    """What we have, in the very columns of the import: such a file can be imported again."""
    resource = kind.resource()
    resource.before_export(None)
    yield list(kind.columns)
    export: Callable[[Any], list[Any]] = resource.export_resource
    for row in kind.rows():
        yield export(row)
