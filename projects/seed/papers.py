"""Small real documents for sample projects: a tagged PDF, and a form as ODT. Called by `projects.seed.samples`."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.base import ContentFile

# A page of A4 in points: lines of text from top to bottom.
WIDTH, HEIGHT, MARGIN = 595, 842, 72
# Size in points, leading and characters per line of each kind of paragraph.
KINDS = {"H1": (24, 30, 34, "Bold"), "H2": (15, 21, 56, "Bold"), "P": (12, 18, 78, "Text")}

Paragraph = tuple[str, str]


def _literal(text: str) -> bytes:
    """Text as a string of the content stream, in the encoding of our two fonts."""
    raw = text.encode("cp1252", "replace")
    return b"(" + raw.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)") + b")"


def _content(page: Sequence[Paragraph]) -> bytes:
    """Marked paragraphs one under the other, each tied to its place in the structure by its number."""
    parts, top = [], HEIGHT - MARGIN
    for number, (kind, text) in enumerate(page):
        size, leading, length, font = KINDS[kind]
        lines = textwrap.wrap(text, length)
        parts.append(b"/%s <</MCID %d>> BDC BT /%s %d Tf %d TL %d %d Td" % (
            kind.encode(), number, font.encode(), size, leading, MARGIN, top - size,
        ))  # fmt: skip
        parts += [_literal(line) + b" Tj T*" for line in lines]
        parts.append(b"ET EMC")
        top -= leading * len(lines) + leading // 2
    return b"\n".join(parts)


@dataclass(slots=True)
class _Objects:
    """The numbered objects of a file."""

    bodies: list[bytes] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        self.bodies.append(body)
        return len(self.bodies)

    def write(self, root: int, info: int) -> bytes:
        """Objects, the table that tells where each begins, and the trailer."""
        out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
        for number, body in enumerate(self.bodies, start=1):
            places.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
        out += b"trailer\n<</Size %d /Root %d 0 R /Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
            len(places) + 1, root, info, start,
        )  # fmt: skip
        return bytes(out)


def _refs(numbers: Sequence[int]) -> bytes:
    return b"[" + b" ".join(b"%d 0 R" % number for number in numbers) + b"]"


def tagged_pdf(pages: Sequence[Sequence[Paragraph]], *, title: str, language: str, name: str) -> ContentFile:
    """A PDF that a screen reader can read: headings and paragraphs are tagged, the language is named."""
    objects = _Objects()
    fonts = [
        objects.add(b"<</Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding>>" % base)
        for base in (b"Helvetica", b"Helvetica-Bold")
    ]
    # Numbers of what is written later but named before.
    count = sum(len(page) for page in pages)
    root, tree, document, parent = (
        len(objects.bodies) + 2 * len(pages) + count + place for place in range(1, 5)
    )
    sheets, elements, rows = [], [], []
    for index, page in enumerate(pages):
        stream = _content(page)
        content = objects.add(b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream))
        sheet = objects.add(
            b"<</Type /Page /Parent %d 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /StructParents %d /Tabs /S "
            b"/Resources <</Font <</Text %d 0 R /Bold %d 0 R>>>>>>"
            % (parent, WIDTH, HEIGHT, content, index, *fonts)
        )
        element = b"<</Type /StructElem /S /%s /P %d 0 R /Pg %d 0 R /K %d>>"
        own = [
            objects.add(element % (kind.encode(), document, sheet, mark))
            for mark, (kind, _text) in enumerate(page)
        ]
        sheets.append(sheet)
        elements += own
        rows.append(b"%d %s" % (index, _refs(own)))
    label = b"<FEFF" + title.encode("utf-16-be").hex().upper().encode() + b">"
    objects.add(
        b"<</Type /Catalog /Pages %d 0 R /Lang (%s) /MarkInfo <</Marked true>> /StructTreeRoot %d 0 R "
        b"/ViewerPreferences <</DisplayDocTitle true>>>>" % (parent, language.encode(), tree)
    )
    objects.add(
        b"<</Type /StructTreeRoot /K %d 0 R /ParentTree <</Nums [%s]>> /ParentTreeNextKey %d>>"
        % (document, b" ".join(rows), len(pages))
    )
    objects.add(b"<</Type /StructElem /S /Document /P %d 0 R /K %s>>" % (tree, _refs(elements)))
    objects.add(b"<</Type /Pages /Kids %s /Count %d>>" % (_refs(sheets), len(sheets)))
    info = objects.add(b"<</Title %s>>" % label)
    return ContentFile(objects.write(root, info), name=f"{name}.pdf")


NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
ODT = "application/vnd.oasis.opendocument.text"
# Zip files carry times; a fixed one gives the same file each time.
MOMENT = (2026, 11, 15, 0, 0, 0)


def odt(paragraphs: Sequence[Paragraph], *, language: str, name: str) -> ContentFile:
    """A text document with headings and paragraphs, to be filled in."""
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items())
    lines = "".join(
        f"<text:p>{escape(text)}</text:p>"
        if kind == "P"
        else f'<text:h text:outline-level="{kind[1]}">{escape(text)}</text:h>'
        for kind, text in paragraphs
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3">'
        f"<office:body><office:text>{lines}</office:text></office:body></office:document-content>"
    )
    styles = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {spaces} office:version="1.3"><office:styles>'
        f'<style:default-style style:family="paragraph"><style:text-properties fo:language="{language}"/>'
        "</style:default-style></office:styles></office:document-styles>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", ODT), ("content.xml", "text/xml"), ("styles.xml", "text/xml"))
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{NAMES["manifest"]}" '
        f'manifest:version="1.3">{entries}</manifest:manifest>'
    )
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        # The kind of the document stands first and unpacked.
        archive.writestr(ZipInfo("mimetype", MOMENT), ODT, ZIP_STORED)
        for path, text in (
            ("content.xml", content),
            ("styles.xml", styles),
            ("META-INF/manifest.xml", manifest),
        ):
            archive.writestr(ZipInfo(path, MOMENT), text, ZIP_DEFLATED)
    return ContentFile(buffer.getvalue(), name=f"{name}.odt")
