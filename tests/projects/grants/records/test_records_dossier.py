"""The case as a ZIP file: whole for the office, without anything internal for the applicant, and safe to unpack."""

import hashlib
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from projects.grants import office_actions
from projects.grants.models import Application
from projects.grants.records.archive import Archive, safe
from projects.grants.records.dossier import answer, dossier
from tests.factories import make_user
from tests.factories_grants_records import decide, make_case, make_letter, make_team_member

INTERNAL = (
    "Interner Vermerk", "Begutachtung im Wortlaut", "Notiz zur Bewertung", "Entscheidungsgrund", "Olga Office",
    "Dora Decider", "Rita Reviewer", "2,500", "2.500", "award",
)  # fmt: skip


@pytest.fixture
def people(db: None) -> dict:
    return {
        "person": make_user(name="Mika Muster"),
        "officer": make_team_member("officer", name="Olga Office"),
        "decider": make_team_member("decider", name="Dora Decider"),
        "reviewer": make_team_member("reviewer", name="Rita Reviewer"),
    }


def decided(people: dict) -> Application:
    case = make_case(people["person"], people["officer"], people["reviewer"], requested="1777.00")
    row = decide(case, people["officer"], people["decider"])
    make_letter(row, "award", is_sent=False)
    return row


def test_dossier_of_the_office_holds_everything_and_its_checksums(people: dict) -> None:
    row = decided(people)
    with override("en"), dossier(row, people["officer"]) as file, ZipFile(file) as found:
        names, page = found.namelist(), found.read("index.html").decode()
        listed = dict(line.split("  ", 1)[::-1] for line in found.read("SHA256SUMS").decode().splitlines())
        digests = {
            name: hashlib.sha256(found.read(name)).hexdigest() for name in names if name != "SHA256SUMS"
        }
    assert listed == digests
    assert names == [
        "letters/01-receipt-de.pdf", "letters/02-award-de.pdf", "files/01-Satzung.pdf", "messages/02-pass_wd.pdf",
        "index.html", "style.css", "application.json", "SHA256SUMS",
    ]  # fmt: skip
    for text in (
        "Bonjour à vous",
        "Bitte ein Datum",
        row.number,
        "Papierkraniche",
        "€3,000.00",
        "Application signed: ",
        ">Germany<",
        *INTERNAL[:7],
    ):
        assert text in page, text
    assert sorted(set(re.findall(r'href="([^"#]+)"', page))) == sorted(set(names) - {"index.html"})
    assert not re.search(r"""https?:|src=|<script|style="|@import|url\(""", page)


def test_dossier_of_the_applicant_tells_nothing_internal(people: dict) -> None:
    """Not even that it is decided, until the letter is out."""
    row = decided(people)
    row.costs.update(unit_price="2000.00")
    row.incomes.update(amount="223.00")
    with override("en"), dossier(row, people["person"]) as file, ZipFile(file) as found:
        everything = "".join(
            [*found.namelist(), *(found.read(name).decode() for name in found.namelist()[2:])]
        )
        page = found.read("index.html").decode()
    for text in ("Bonjour à vous", "Bitte ein Datum", "Awaiting decision", "files/01-Satzung.pdf"):
        assert text in page
    inside = page.split("<body>")[1]
    assert [text for text in INTERNAL if text in inside] == []
    assert "letters/02" not in everything
    row.letters.filter(kind="award").update(sent_at="2026-11-20T10:00:00Z")
    with (
        override("en"),
        dossier(Application.objects.get(pk=row.pk), people["person"]) as file,
        ZipFile(file) as found,
    ):
        assert "letters/02-award-de.pdf" in found.namelist()
        assert "Your project is funded" in found.read("index.html").decode()


def test_dossier_of_those_who_only_read_has_no_notes_and_no_reviews(people: dict) -> None:
    row = make_case(people["person"], people["officer"], people["reviewer"])
    reader = make_team_member("finance")
    reader.user_permissions.set(Permission.objects.filter(codename="view_application"))
    with override("en"), dossier(row, reader) as file, ZipFile(file) as found:
        page = found.read("index.html").decode()
    assert "Bonjour à vous" in page
    assert [text for text in INTERNAL[:3] if text in page] == []


def test_dossier_is_refused_to_everybody_else(people: dict) -> None:
    row = make_case(people["person"], people["officer"], people["reviewer"])
    tied = make_team_member("officer")
    office_actions.declare_ties(row, by=tied, is_tied=True)
    for user in (make_user(), people["reviewer"], tied):
        with pytest.raises(PermissionDenied):
            dossier(row, user)


def test_dossier_names_lost_changed_and_unchecked_files(people: dict) -> None:
    row = make_case(people["person"], people["officer"], people["reviewer"])
    first, second = row.attachments.order_by("pk")
    first.file.storage.delete(first.file.name)
    Path(row.letters.get().file.path).write_bytes(b"something else")
    second.state = "refused"
    second.save()
    with override("en"):
        response = answer(row, people["officer"])
    with response.file_to_stream as file, ZipFile(file) as found:
        page = found.read("index.html").decode()
    assert "can't be read" in page
    assert "no longer what was stored" in page
    assert "Not enclosed: refused" in page
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"] == f'attachment; filename="{row.number}.zip"'


def test_index_speaks_the_language_of_the_reader(people: dict) -> None:
    row = make_case(people["person"], people["officer"], people["reviewer"])
    with override("ar"), dossier(row, people["person"]) as file, ZipFile(file) as found:
        page = found.read("index.html").decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert '<h1 lang="fr" dir="auto">' in page


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x.pdf", "x.pdf"),
        ("折り鶴.pdf", "折り鶴.pdf"),
        ("..", "file"),
        ("a\x00b\n.pdf", "a_b_.pdf"),
        ("x" * 200 + ".pdf", "x" * 77 + ".pdf"),
        ("x" * 200, "x" * 80),
    ],
)
def test_name_in_the_archive_leads_nowhere_else(name: str, kept: str) -> None:
    assert safe(name) == kept


def test_archive_without_anything_is_a_zip() -> None:
    with Archive().finish() as file, ZipFile(file) as found:
        assert found.namelist() == ["SHA256SUMS"]
