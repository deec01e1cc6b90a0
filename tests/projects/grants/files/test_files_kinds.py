"""What a file is follows from its content; the worker refuses what is damaged or would run."""

import io
import zipfile

import pytest

from projects.grants.files import scanners
from projects.grants.files.kinds import MAX_BYTES, NAME_LENGTH, Unsuitable, clean_name, judge
from tests.factories_grants_files import PDF, docx, odt, packed, picture

EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 200
HTML = b"<!doctype html><script>alert(1)</script>"


def judged(name: str, content: bytes) -> str:
    return judge(name, io.BytesIO(content), len(content))


def test_judge_takes_what_name_and_content_agree_on() -> None:
    for name, content, ending in [
        ("a.pdf", PDF, "pdf"),
        ("A.PDF", PDF, "pdf"),
        ("a.docx", docx(), "wordprocessingml.document"),
        ("a.odt", odt(), "opendocument.text"),
        ("a.png", picture(), "png"),
        ("a.jpeg", picture("JPEG"), "jpeg"),
        ("a.webp", picture("WEBP"), "webp"),
        ("a.txt", "Grüße, 東京".encode(), "plain"),
        ("a.txt", "Grüße".encode("cp1252"), "plain"),
    ]:
        assert judged(name, content).endswith(ending), name


def test_judge_refuses_names_that_lie() -> None:
    for name, content in [
        ("a.pdf", EXE),
        ("a.pdf", HTML),
        ("a.pdf", picture()),
        ("a.png", PDF),
        ("a.jpg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("a.docx", packed(readme=b"x")),
        ("a.docx", odt()),
        ("a.odt", docx()),
        ("a.odt", b"PK\x03\x04 cut off"),
        ("a.xlsx", docx()),
        ("a.txt", HTML),
        ("a.txt", b"#!/bin/sh\nrm"),
        ("a.txt", EXE),
        ("a.exe", EXE),
        ("a.html", HTML),
        ("offer.exe.pdf", PDF),
        ("pdf", PDF),
        ("a.pdf", b""),
    ]:
        with pytest.raises(Unsuitable):
            judged(name, content)


def test_judge_refuses_one_byte_too_many() -> None:
    assert judge("a.pdf", io.BytesIO(PDF), MAX_BYTES).endswith("pdf")
    with pytest.raises(Unsuitable):
        judge("a.pdf", io.BytesIO(PDF), MAX_BYTES + 1)


def test_clean_name_keeps_the_words_and_drops_the_rest() -> None:
    assert clean_name("../../etc/plan\u202efdp.pdf") == "_.._etc_planfdp.pdf"
    assert clean_name('a"\r\nb<c>.pdf') == "a_b_c_.pdf"
    assert clean_name("計画 書.pdf") == "計画 書.pdf"
    long = clean_name("x" * 300 + ".pdf")
    assert len(long) == NAME_LENGTH
    assert long.endswith(".pdf")
    assert clean_name("\x00") == "file"


def test_scanner_content_finds_damage_and_programs() -> None:
    bomb = packed(**{"[Content_Types].xml": b"", "word/document.xml": b"\0" * 5_000_000})
    whole = picture()
    for content, kind, is_fine in [
        (PDF, "application/pdf", True),
        (PDF[:20], "application/pdf", False),
        (whole, "image/png", True),
        (whole[: len(whole) // 2], "image/png", False),
        (docx(), "docx", True),
        (docx(**{"word/vbaProject.bin": b"x"}), "docx", False),
        (bomb, "docx", False),
        (docx()[:60], "docx", False),
        (b"words", "text/plain", True),
    ]:
        assert (scanners.content(io.BytesIO(content), kind) == "") is is_fine, kind


def test_scanner_clamd_asks_the_daemon(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer, expected in [("stream: OK", ""), ("stream: Eicar FOUND", "virus")]:
        monkeypatch.setattr(scanners, "_ask", lambda file, said=answer: said)
        assert bool(scanners.clamd(io.BytesIO(PDF), "application/pdf")) is bool(expected)
    monkeypatch.setattr(scanners, "_ask", lambda file: "INSTREAM size limit exceeded. ERROR")
    with pytest.raises(OSError, match="clamd"):
        scanners.clamd(io.BytesIO(PDF), "application/pdf")


@pytest.mark.parametrize("name", ["document.xml", "bzip2", "cut"])
def test_scanner_calls_damaged_data_damaged(name: str) -> None:
    """Each of these makes zipfile raise something else."""
    target = io.BytesIO()
    method = zipfile.ZIP_BZIP2 if name == "bzip2" else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr("word/document.xml", b"a rather long text, " * 200)
    content = bytearray(target.getvalue())
    place = content.index(b"document.xml") + len("document.xml")
    content[place : place + 12] = b"\xff" * 12
    broken = bytes(content[: place + 4]) if name == "cut" else bytes(content)
    assert "beschädigt" in scanners.content(io.BytesIO(broken), "application/zip")


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "application/zip"])
def test_scanner_judges_nothing_while_the_disk_fails(kind: str) -> None:
    """A file that can't be read waits; it is not called damaged, because damaged files are deleted."""

    class Failing(io.BytesIO):
        def read(self, *_size: int | None) -> bytes:
            raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        scanners.content(Failing(picture()), kind)
