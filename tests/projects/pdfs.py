"""Small PDFs that say this or that about themselves."""

from io import BytesIO

from django.core.files.base import ContentFile
from pypdf import PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject


def make_pdf(
    *, pages: int = 1, tagged: bool = True, language: str = "de", password: str = "", name: str = "report.pdf"
) -> ContentFile:
    """A PDF with blank pages."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(200, 200)
    root = writer.root_object
    root[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(tagged)})
    if language:
        root[NameObject("/Lang")] = TextStringObject(language)
    if password:
        writer.encrypt(password)
    buffer = BytesIO()
    writer.write(buffer)
    return ContentFile(buffer.getvalue(), name=name)
