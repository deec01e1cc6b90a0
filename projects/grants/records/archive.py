"""A ZIP file that lists its own checksums, written to a temporary file in pieces: its size costs no memory.

Called by `dossier.py`.
"""

import hashlib
import re
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone

CHUNK = 64 * 1024
LONGEST = 80
LIST = "SHA256SUMS"
# What no file system refuses and no path leads out of: letters and digits of every script, and a few signs.
UNWANTED = re.compile(r"[^\w.\- ()]+")


@dataclass(frozen=True, slots=True)
class Packed:
    """A file in the archive."""

    path: str
    digest: str
    size: int


def safe(name: str) -> str:
    """A file name that is only a name: no folders, no control characters, not hidden, not too long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = UNWANTED.sub("_", last).strip(" .") or "file"
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[: LONGEST - len(ending)]}.{ending}" if dot and len(ending) <= 10 else kept[:LONGEST]


class Archive:
    """Add files, then `finish()`."""

    def __init__(self) -> None:
        self._file = TemporaryFile()
        self._zip = ZipFile(self._file, "w", ZIP_DEFLATED)
        self._moment = timezone.localtime().timetuple()[:6]
        self.packed: list[Packed] = []

    def _info(self, path: str) -> ZipInfo:
        info = ZipInfo(path, self._moment)
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return info

    def add(self, path: str, content: bytes) -> Packed:
        """Bytes under a path."""
        self._zip.writestr(self._info(path), content)
        return self._note(path, hashlib.sha256(content).hexdigest(), len(content))

    def copy(self, path: str, source: IO[bytes]) -> Packed:
        """A file, read in pieces."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(self._info(path), "w") as target:
            while piece := source.read(CHUNK):
                digest.update(piece)
                size += len(piece)
                target.write(piece)
        return self._note(path, digest.hexdigest(), size)

    def _note(self, path: str, digest: str, size: int) -> Packed:
        packed = Packed(path, digest, size)
        self.packed.append(packed)
        return packed

    def finish(self) -> IO[bytes]:
        """The whole file from its beginning, with the list that `sha256sum --check` reads."""
        lines = "".join(f"{packed.digest}  {packed.path}\n" for packed in self.packed)
        self._zip.writestr(self._info(LIST), lines)
        self._zip.close()
        self._file.seek(0)
        return self._file
