"""What goes out to translators and what comes back, whatever the format of the file. Knows no database.

Called by the writers and readers of XLIFF and XLSX, and by `outgoing` and `checking`, which know the database.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# app.model.pk.field
UNIT_ID = re.compile(
    r"([a-z][a-z0-9_]{0,99})\.([a-z][a-z0-9_]{0,99})\.([1-9]\d{0,17})\.([a-z][a-z0-9_]{0,99})"
)
MOST_BYTES = 10 * 1024 * 1024
MOST_UNITS = 5000
# Of one text; the longest one that we have is a tenth of it.
LONGEST_TEXT = 200_000

REASONS: dict[str, Promise] = {
    "empty": _("The file is empty."),
    "too_big": _("The file is too big: at most 10 MB can be taken. Export less at once."),
    "too_many": _("The file holds more than 5,000 texts. Export less at once."),
    "unknown_kind": _("This is no file that we can read: it must be XLIFF 2.0 (.xlf) or an Excel workbook (.xlsx)."),
    "not_xml": _("This file is damaged: it is no well-formed XML. Save it again with your translation program."),
    "forbidden_xml": _("This file holds definitions of its own (DTD or entities). Such files are refused."),
    "too_deep": _("In this file elements are nested deeper than any text needs."),
    "version": _("This is XLIFF of another version. We read XLIFF 2.0."),
    "encoding": _("The letters of this file can't be read. Save it in UTF-8."),
    "source_language": _("The source language of this file is not German."),
    "no_language": _("The file does not say in which language its translations are."),
    "unknown_language": _("The portal has no language of this code: %(language)s."),
    "foreign_language": _("You may not translate into this language: %(language)s."),
    "no_units": _("There is not one text in this file."),
    "broken_workbook": _("This workbook is damaged. Open it in your spreadsheet program and save it again as .xlsx."),
    "workbook_too_big": _("This workbook is too big once it is unpacked. Export less at once."),
    "columns": _("The columns of this workbook are not those of an export. Please keep the first line as it was."),
}  # fmt: skip


class Refused(Exception):
    """The whole file can't be taken; `code` is a key of REASONS."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def __str__(self) -> str:
        return str(REASONS[self.code] % self.params if self.params else REASONS[self.code])


@dataclass(frozen=True, slots=True)
class Unit:
    """One field of an object. `target` is "" where nothing is written yet; `limit`: characters that fit."""

    id: str
    label: str
    source: str
    target: str
    is_html: bool
    limit: int | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bundle:
    """An object with its fields. `source_hash` covers all its German texts; `url` leads to its place on the desk."""

    id: str
    title: str
    kind: str
    url: str
    source_hash: str
    state: str
    state_label: str
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A unit of a file. `source` is the German text as it was exported; `problem`: a code of `checking.SENTENCES`."""

    id: str
    source: str
    target: str
    source_hash: str
    language: str = ""
    problem: str = ""


def split_id(unit_id: str) -> tuple[str, str, int, str] | None:
    """App, model, key and field of a unit; None for something else."""
    found = UNIT_ID.fullmatch(unit_id)
    return (found[1], found[2], int(found[3]), found[4]) if found else None
