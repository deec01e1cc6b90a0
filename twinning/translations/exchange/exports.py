"""Downloads for translators: XLIFF leaves while it is being made, a workbook is written to a temporary file first.

Called by the views.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from tempfile import TemporaryFile

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, override

from twinning.languages import own_name
from twinning.translations.exchange import sheets, xliff_writer
from twinning.translations.exchange.outgoing import Selection, bundles
from twinning.translations.exchange.units import Bundle

XLIFF, XLSX = "xliff", "xlsx"
TYPES = {
    XLIFF: "application/xliff+xml",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ENDINGS = {XLIFF: "xlf", XLSX: "xlsx"}


class Nothing(Exception):
    """The selection holds no text: a file without one would be no valid XLIFF."""


def answer(chosen: Selection, file_format: str) -> HttpResponseBase:
    """The texts of a selection as a file; `file_format` is "xliff" or "xlsx". Raises Nothing."""
    kind = ContentType.objects.get_for_id(chosen.kind).model if chosen.kind else ""
    parts = [kind, str(chosen.pk or ""), chosen.state.replace("_", "-")]
    name = "-".join(filter(None, ["de", chosen.language, *parts])) + f".{ENDINGS[file_format]}"
    rows = _in_language(bundles(chosen), get_language())
    first = next(rows, None)
    if first is None:
        raise Nothing
    found = chain([first], rows)
    if file_format == XLIFF:
        return _streamed(name, found, chosen.language)
    file = TemporaryFile()
    sheets.write(found, file, language=chosen.language, language_name=own_name(chosen.language))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[XLSX])


def _streamed(name: str, rows: Iterable[Bundle], language: str) -> StreamingHttpResponse:
    pieces = xliff_writer.document(rows, source=settings.LANGUAGE_CODE, target=language)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(pieces, content_type=TYPES[XLIFF], headers=headers)


def _in_language(rows: Iterator[Bundle], language: str | None) -> Iterator[Bundle]:
    """Objects are read when the answer is already on its way: their labels in the reader's language all the same."""
    while True:
        with override(language):
            row = next(rows, None)
        if row is None:
            return
        yield row
