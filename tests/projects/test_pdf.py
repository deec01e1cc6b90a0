"""What a PDF says about itself, and what we make of files that say nothing."""

import pytest
from django.core.files.base import ContentFile

from projects.pdf import UNREADABLE, Findings, examine
from tests.projects.pdfs import make_pdf


def test_tagged_pdf_with_a_language_is_accessible() -> None:
    assert examine(make_pdf(pages=3)) == Findings(3, True)


@pytest.mark.parametrize("marks", [{"tagged": False}, {"language": ""}, {"language": " "}])
def test_pdf_without_tags_or_language_is_not(marks: dict) -> None:
    assert examine(make_pdf(pages=2, **marks)) == Findings(2, False)


def test_locked_pdf_cannot_be_read() -> None:
    assert examine(make_pdf(password="secret")) == UNREADABLE


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4\n%%EOF\n", b"%PDF-1.7\ntrailer<</Root 1 0 R>>", b"\x00" * 5000]
)
def test_damaged_file_is_no_error(content: bytes) -> None:
    assert examine(ContentFile(content)) == UNREADABLE


def test_file_can_be_read_again_afterwards() -> None:
    file = make_pdf()
    examine(file)
    assert file.tell() == 0


def test_cut_off_file_is_no_error() -> None:
    whole = make_pdf(pages=2).read()
    for length in range(0, len(whole), 37):
        assert examine(ContentFile(whole[:length])).pages in {None, 2}
