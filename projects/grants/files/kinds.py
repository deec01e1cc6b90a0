"""Which files are taken: judged by their content, never by what a browser says about them.

`judge()` is asked before a file is stored, `names` are cleaned here too. What a file may be: paper that people read
(PDF, office documents, plain text) and pictures. Nothing that a browser or an office program would run.
"""

import re
import unicodedata
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

import puremagic
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from twinning.archives import BROKEN, in_memory

MAX_BYTES = 10 * 1024 * 1024
NAME_LENGTH = 150
HEAD = 64 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
# Ending -> type under which the file is stored and handed out.
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
    "odt": f"{OPEN}text",
    "ods": f"{OPEN}spreadsheet",
    "odp": f"{OPEN}presentation",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "txt": "text/plain",
}
ACCEPT = ",".join(f".{ending}" for ending in TYPES)
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
# An ending in the middle of a name that makes it look like something else: "offer.exe.pdf".
RUNS = frozenset(
    "app bat cmd com cpl dll docm exe hta htm html jar js jse lnk mjs msi php pif ps1 scr sh svg vbe vbs wsf xhtml "
    "xlsm xml".split()
)
NOT_TEXT = {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml"}
MARKUP = re.compile(rb"^\s*(?:<[!?a-z]|#!)", re.IGNORECASE)
FORBIDDEN = re.compile(r'[\\/:*?"<>|]+')
JOINERS = "\u200c\u200d"  # some scripts are not spelt right without them


class Unsuitable(Exception):
    """A file that is not taken; its text is a whole sentence for whoever sent it."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = str(reason)


def clean_name(raw: str) -> str:
    """The name as it is shown and handed out: one line, no path, nothing invisible, with its ending."""
    normal = unicodedata.normalize("NFC", raw)
    kept = "".join(sign for sign in normal if sign in JOINERS or unicodedata.category(sign)[0] != "C")
    flat = " ".join(FORBIDDEN.sub("_", kept).split()).strip(". ")
    stem, dot, ending = flat.rpartition(".")
    if not dot:
        return flat[:NAME_LENGTH] or "file"
    return f"{stem[: NAME_LENGTH - len(ending) - 1].rstrip()}.{ending}"


def ending_of(name: str) -> str:
    """The ending in small letters, or ""."""
    return PurePosixPath(name.lower()).suffix[1:]


def judge(name: str, file: BinaryIO, size: int) -> str:
    """The type of a file whose name, size and content fit together; raises Unsuitable with what is wrong."""
    if size == 0:
        raise Unsuitable(_("The file is empty."))
    if size > MAX_BYTES:
        raise Unsuitable(
            _("The file is too big: at most %(limit)d megabytes.") % {"limit": MAX_BYTES // 1024**2}
        )
    ending = ending_of(name)
    if ending not in TYPES or RUNS & set(name.lower().split(".")[1:-1]):
        raise Unsuitable(
            _(
                "Files of this kind are not taken. You can send PDF, Word, Excel, OpenDocument, text or photos."
            )
        )
    file.seek(0)
    head = file.read(HEAD)
    if not _fits(ending, head, file):
        raise Unsuitable(
            _("The content is not what the name says. Save the file anew as PDF, then choose it again.")
        )
    file.seek(0)
    return TYPES[ending]


def _fits(ending: str, head: bytes, file: BinaryIO) -> bool:
    if ending == "txt":
        return _is_text(head)
    if head.startswith(b"PK\x03\x04"):
        return _in_archive(ending, file)
    if ending in PARTS or TYPES[ending].startswith(OPEN):
        return False
    return TYPES[ending] in _types(head)


def _types(head: bytes) -> set[str]:
    """What the first bytes may be."""
    try:
        return {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _is_text(head: bytes) -> bool:
    """Plain words: readable, no markup, no script."""
    if MARKUP.match(head) or NOT_TEXT & _types(head):
        return False
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The last character may be cut by the end of what was read.
        if error.start < len(head) - 3:
            text = head.decode("cp1252", "replace")
        else:
            text = head[: error.start].decode("utf-8-sig")
    return not any(unicodedata.category(sign) == "Cc" and sign not in "\t\n\r\f\x85" for sign in text)


def _in_archive(ending: str, file: BinaryIO) -> bool:
    """Office documents are archives with a list of contents that names what they are."""
    content = in_memory(file)
    try:
        with zipfile.ZipFile(content) as archive:
            names = set(archive.namelist())
            if ending in PARTS:
                return {"[Content_Types].xml", PARTS[ending]} <= names
            if not TYPES[ending].startswith(OPEN) or "mimetype" not in names:
                return False
            with archive.open("mimetype") as entry:
                return entry.read(100).decode("ascii", "replace").strip() == TYPES[ending]
    except BROKEN:
        return False
