"""Small real files of every kind, and how they are sent."""

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from projects.grants.models import Application, Attachment

ODT = "application/vnd.oasis.opendocument.text"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def packed(**entries: bytes) -> bytes:
    """An archive; "word__document.xml" stands for "word/document.xml"."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def docx(**more: bytes) -> bytes:
    """The bones of a Word document."""
    entries = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
    return packed(**entries, **more)


def odt() -> bytes:
    """The bones of an OpenDocument text."""
    return packed(mimetype=ODT.encode(), **{"content.xml": b"<o/>"})


def picture(kind: str = "PNG") -> bytes:
    """A grey picture."""
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(target, kind)
    return target.getvalue()


def pdf(number: int = 0, name: str = "") -> SimpleUploadedFile:
    """A PDF that differs from the others by its number."""
    return SimpleUploadedFile(
        name or f"plan-{number}.pdf", PDF.replace(b"1 0 obj", b"%d 0 obj" % (number + 1))
    )


def url(application: Application, name: str = "file-upload", file: Attachment | None = None) -> str:
    """Address of the files of an application, or of one of them."""
    more = {"file": file.uuid} if file else {}
    return reverse(f"grants:{name}", kwargs={"uuid": application.uuid, **more})


def send(client: Any, application: Application, *files: Any, **fields: Any) -> Any:
    """Upload through the page's form."""
    return client.post(url(application), {"file": list(files), "end": "1", **fields})
