"""Archives that strangers send: office documents are ZIP files, and zipfile raises many things on broken ones.

Called by the imports of `partners` and by the files of funding requests.
"""

import io
import lzma
import zipfile
import zlib
from typing import BinaryIO

# What zipfile and its decompressors raise because of what stands in the archive: no archive or a wrong checksum,
# damaged deflate and LZMA data, cut off, an unknown compression, a password, impossible offsets, damaged bzip2 data.
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError, OSError,
)  # fmt: skip


def in_memory(file: BinaryIO) -> io.BytesIO:
    """The whole file, so that a disk that fails says so here: nothing in `BROKEN` can come from it afterwards."""
    file.seek(0)
    return io.BytesIO(file.read())
