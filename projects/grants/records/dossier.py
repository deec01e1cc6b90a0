"""A whole case as one ZIP file that opens offline: index.html, letters, files, messages, trail and checksums.

There are two versions. The office's holds everything; the applicant's holds what applicants may know: no notes, no
reviews, no names of staff in the trail, and no decision before its letter. Called by the case page of the office and
by the applicant's download.
"""

from pathlib import Path
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse
from django.template.loader import render_to_string

from projects.grants.application import Application
from projects.grants.files.reading import MESSAGE, files_for
from projects.grants.letters.reading import visible_letters
from projects.grants.parts import Attachment
from projects.grants.records import dossier_pages
from projects.grants.records.archive import Archive, safe
from projects.grants.records.dossier_pages import Enclosure
from twinning.stylesheet import read_sheet

STYLE = Path(__file__).parents[1] / "static" / "grants" / "css" / "dossier.css"


def is_office(application: Application, user: Any) -> bool:
    """True for staff who may read cases and have no tie to this one."""
    if not getattr(user, "is_staff", False) or not user.has_perm("grants.view_application"):
        return False
    return Application.objects.sent().without_conflict(user).filter(pk=application.pk).exists()


def dossier(application: Application, user: Any) -> IO[bytes]:
    """The case as this person may know it, in the active language; raises PermissionDenied for everybody else."""
    for_office = is_office(application, user)
    if not for_office and not Application.objects.of(user).filter(pk=application.pk).exists():
        raise PermissionDenied
    archive = Archive()
    letters = _letters(archive, application, user)
    files = _files(archive, application, user)
    context = dossier_pages.context(application, for_office=for_office, user=user)
    page = render_to_string(
        "grants/records/dossier.html",
        context | {"letters": letters, "files": files, "by_message": _by_message(files)},
    )
    archive.add("index.html", page.strip().encode())
    archive.add("style.css", f"{read_sheet('tokens.css')}\n{STYLE.read_text()}".encode())
    if application.snapshot:
        text = DjangoJSONEncoder(ensure_ascii=False, indent=2, sort_keys=True).encode(application.snapshot)
        archive.add("application.json", text.encode())
    return archive.finish()


def answer(application: Application, user: Any) -> FileResponse:
    """The file as a download that nobody on the way keeps."""
    name = safe(f"{application.number or application.uuid}.zip")
    response = FileResponse(
        dossier(application, user), as_attachment=True, filename=name, content_type="application/zip"
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _letters(archive: Archive, application: Application, user: Any) -> list[Enclosure]:
    found = []
    rows = visible_letters(user).filter(application=application).order_by("created_at", "-is_original", "pk")
    for number, row in enumerate(rows, 1):
        path = safe(f"{number:02d}-{row.kind}-{row.language}.pdf")
        found.append(_enclose(archive, row, f"letters/{path}"))
    return found


def _files(archive: Archive, application: Application, user: Any) -> list[Enclosure]:
    """Checked files go along; what is still being checked, or was refused, is only named."""
    found = []
    rows = files_for(user).filter(application=application).prefetch_related("messages").order_by("pk")
    for number, row in enumerate(rows, 1):
        folder = "messages" if row.paper == MESSAGE else "files"
        path = f"{folder}/{number:02d}-{safe(row.name)}"
        is_clean = row.state == Attachment.State.CLEAN
        found.append(_enclose(archive, row, path) if is_clean else Enclosure(row))
    return found


def _enclose(archive: Archive, row: Any, path: str) -> Enclosure:
    try:
        with row.file.open("rb") as source:
            packed = archive.copy(path, source)
    except (OSError, ValueError):
        return Enclosure(row, is_lost=True)
    return Enclosure(row, packed, is_changed=packed.digest != row.digest)


def _by_message(files: list[Enclosure]) -> dict[int, list[Enclosure]]:
    found: dict[int, list[Enclosure]] = {}
    for enclosure in files:
        for message in enclosure.row.messages.all():
            found.setdefault(message.pk, []).append(enclosure)
    return found
