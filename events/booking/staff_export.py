"""The list of a date as a file for spreadsheet programs. Called by the desk, which keeps in its log who took it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from events.booking.questions import answer_text
from events.booking.registration import Registration
from events.booking.staff import moment
from events.booking.staff_rights import Rights
from events.models import Occurrence
from partners.imports import exports
from twinning.accounts.models import User
from twinning.cldr import language_label
from twinning.desk_log import note
from twinning.languages import served

FORMATS = ("xlsx", "csv")


def export(
    occurrence: Occurrence, rows: QuerySet[Registration], *, file_format: str, by: User
) -> HttpResponseBase:
    """The download, and the entry in the log of the date."""
    words = _("Took the list of registrations away as a file (%(kind)s).") % {"kind": file_format}
    note(occurrence, by=by, words=words)
    name = f"{occurrence.event.slug}-{occurrence.pk}"
    lines = list(lines_of(occurrence, rows, Rights.of(by)))
    return exports.answer(name, file_format, lines)


def lines_of(occurrence: Occurrence, rows: QuerySet[Registration], rights: Rights) -> Iterator[list[Any]]:
    """Heading and rows: texts are text, places are numbers; access needs only for those who may see them."""
    questions = list(occurrence.event.questions.all())
    heading = [
        _("number"), _("name"), _("e-mail address"), _("language"),
        pgettext("registration", "places"), _("takes part"), _("status"), _("registered on"),
        _("checked in on"), *(served(question, "label").text for question in questions),
    ]  # fmt: skip
    yield [*heading, *([_("access needs")] if rights.sees_needs else [])]
    for row in rows:
        answers = {answer.question_id: answer_text(answer) for answer in row.answers.all()}
        yield [
            *_about(row, occurrence),
            *(answers.get(question.pk, "") for question in questions),
            *([row.access_needs] if rights.sees_needs else []),
        ]


def _about(row: Registration, occurrence: Occurrence) -> list[Any]:
    return [
        row.number,
        row.name,
        row.email,
        language_label(row.language),
        row.places,
        row.get_attendance_display(),
        row.get_status_display(),
        moment(row.created_at, occurrence),
        moment(row.checked_in_at, occurrence) if row.checked_in_at else "",
    ]
