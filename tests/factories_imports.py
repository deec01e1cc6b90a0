"""Lists for tests: as files, as uploads, and as rows."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from partners.imports.actions import check, queue, take_upload
from partners.imports.models import Batch, Candidate
from tests.factories import make_staff
from twinning.accounts.models import User

HEADER = (
    "home_city", "home_country", "partner_city", "partner_country", "kind", "since_year", "until_year", "lat", "lon",
    "source", "note",
)  # fmt: skip

_numbers = count(1)


def row(partner_city: str = "Rouen", partner_country: str = "FR", **cells: Any) -> list[str]:
    """A line of the format for twin relations; a plain one unless told otherwise."""
    values = {"home_city": "Hannover", "home_country": "DE", "kind": "p", "since_year": "1966"}
    values |= {"partner_city": partner_city, "partner_country": partner_country} | cells
    return [str(values.get(name, "")) for name in HEADER]


def as_csv(
    rows: Iterable[Sequence[str]],
    header: Sequence[str] = HEADER,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> bytes:
    """A CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Iterable[Sequence[Any]], header: Sequence[str] = HEADER) -> bytes:
    """An Excel workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Liste")
    for cells in [header, *rows]:
        sheet.append(list(cells))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def upload(content: bytes, **fields: Any) -> Batch:
    """An uploaded list that was not checked yet."""
    values = {"kind": "relations", "source": "A list", "confidence": "low", "key": uuid4()} | fields
    name = values.pop("name", "list.csv")
    by = values.pop("by", None) or uploader()
    batch, _is_new = take_upload(file=SimpleUploadedFile(name, content), by=by, **values)
    return batch


def uploader() -> User:
    """Somebody of the office who uploads lists."""
    found = User.objects.filter(email="uploads@example.org").first()
    return found or make_staff(email="uploads@example.org", name="Uta")


def checked(*rows: Sequence[str], header: Sequence[str] = HEADER, **fields: Any) -> Batch:
    """A list that went through the dry run."""
    batch = upload(as_csv(rows, header), **fields)
    check(batch.pk)
    batch.refresh_from_db()
    return batch


def queued(*rows: Sequence[str], **fields: Any) -> Batch:
    """A list that was put into the review queue."""
    batch = checked(*rows, **fields)
    return queue(batch, by=uploader())


def make_candidate(batch: Batch | None = None, **fields: Any) -> Candidate:
    """A new line that waits."""
    number = next(_numbers)
    batch = batch or make_batch()
    values = {
        "line": 100 + number,
        "title": f"Hannover – Ort {number}",
        "outcome": "new",
        "state": "waiting",
        "values": {
            "home_city": "Hannover", "home_country": "DE", "partner_city": f"Ort {number}", "partner_country": "FR",
            "kind": "twin_town", "since_year": 1980, "until_year": None, "lat": None, "lon": None, "source": "",
            "note": "",
        },
    }  # fmt: skip
    return Candidate.objects.create(batch=batch, **values | fields)


def make_batch(**fields: Any) -> Batch:
    """A list in the review queue, without lines."""
    values = {
        "key": uuid4(),
        "kind": "relations",
        "file_name": "list.csv",
        "digest": "0" * 64,
        "source": "A list",
        "state": "queued",
        "decided_at": timezone.now(),
    }
    return Batch.objects.create(**values | fields)
