"""Scanners: functions (open file, type) that return why a file is refused, or "". The setting names the one in use.

`content` comes with the portal: it looks into archives and pictures and opens nothing. `clamd` asks a ClamAV daemon
as well. Called by `projects.grants.files.tasks`, in the worker.
"""

import socket
import struct
import zipfile
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image

from twinning.archives import BROKEN, in_memory

PIECE = 64 * 1024
# What an office document may come to when it is unpacked: as much as a program of an ordinary computer opens.
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO, MOST_ENTRIES = 200, 5000
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
TAIL = 64 * 1024


def content(file: BinaryIO, content_type: str) -> str:
    """Damaged files, archives and pictures that grow beyond measure, programs in documents.

    Raises OSError when the disk fails: then nobody knows anything about the file, and it waits.
    """
    whole = in_memory(file)
    if content_type in FORMATS:
        return _picture(whole, FORMATS[content_type])
    if content_type == "application/pdf":
        return _pdf(whole)
    return "" if content_type == "text/plain" else _archive(whole)


def _picture(file: BinaryIO, expected: str) -> str:
    try:
        with Image.open(file, formats=[expected]) as image:
            width, height = image.size
            if max(width, height) > settings.IMAGE_MAX_SIDE or width * height > settings.IMAGE_MAX_PIXELS:
                return _("The picture has too many pixels. Save it smaller and send it again.")
            image.load()
    except Image.DecompressionBombError:
        return _("The picture has too many pixels. Save it smaller and send it again.")
    except Exception:  # a damaged picture makes the library raise whatever it likes
        return _("The picture can't be opened. Take it or save it anew and send it again.")
    return ""


def _pdf(file: BinaryIO) -> str:
    """A PDF that was cut off has no end."""
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    is_whole = b"%%EOF" in file.read()
    return (
        ""
        if is_whole
        else _("The PDF can't be opened: it seems to be cut off. Save it anew and send it again.")
    )


def _archive(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            return _entries(archive)
    except BROKEN:
        return _("The document can't be opened: it is damaged or locked with a password.")


def _entries(archive: zipfile.ZipFile) -> str:
    entries = archive.infolist()
    packed = sum(entry.compress_size for entry in entries) or 1
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        return _("The document is far bigger inside than it looks. Save it as PDF and send that.")
    if any(entry.filename.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for entry in entries):
        return _("The document holds a program (macro). Save it without it, or as PDF.")
    if archive.testzip():
        return _("The document can't be opened: it is damaged or locked with a password.")
    return ""


# --- ClamAV ---------------------------------------------------------------------------------------
def clamd(file: BinaryIO, content_type: str) -> str:
    """First the own look, then ClamAV's; raises OSError while the daemon is away."""
    reason = content(file, content_type)
    if reason:
        return reason
    answer = _ask(file)
    if answer.endswith("OK"):
        return ""
    if answer.endswith("FOUND"):
        return _("The virus scanner found something harmful in this file.")
    raise OSError(f"clamd answered {answer[:80]!r}")


def _connect() -> socket.socket:
    """To a socket file or to host:port."""
    place = settings.GRANTS_CLAMD
    host, colon, port = place.rpartition(":")
    if not place.startswith("/") and colon:
        return socket.create_connection((host, int(port)), timeout=60)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(60)
    connection.connect(place)
    return connection


def _ask(file: BinaryIO) -> str:
    """Send the file piece by piece, as the daemon's INSTREAM wants it."""
    file.seek(0)
    with _connect() as connection:
        connection.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            connection.sendall(struct.pack("!L", len(piece)) + piece)
        connection.sendall(struct.pack("!L", 0))
        return connection.recv(1024).rstrip(b"\0\n").decode("utf-8", "replace")
