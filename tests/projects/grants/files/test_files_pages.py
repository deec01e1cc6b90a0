"""Uploading, replacing, removing and downloading through the pages: who may, what is refused, what is left."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from projects.grants import actions
from projects.grants.files import actions as file_actions
from projects.grants.files.reading import MESSAGE, MOST, files_for
from projects.grants.files.tasks import check_file, scan
from projects.grants.letters.tending import tend
from projects.grants.models import Application, Attachment, Conflict, Paper
from projects.grants.workflow import Refused
from tests.factories import make_user
from tests.factories_grants import make_application
from tests.factories_grants_files import PDF, pdf, send, url
from tests.factories_grants_records import make_team_member
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


def on_disk() -> list[Path]:
    """What lies in the private folder."""
    return [path for path in Path(portal.PRIVATE_ROOT).rglob("*") if path.is_file()]


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def refuses(file: Any, content_type: str) -> str:
    """A scanner that finds something in everything."""
    return "Ein Virus."


def is_away(file: Any, content_type: str) -> str:
    """A scanner that can't be reached."""
    raise OSError


@pytest.fixture
def mine() -> Application:
    return make_application()


def test_upload_is_checked_then_served_as_a_download(mine: Application) -> None:
    Paper.objects.create(ruleset=mine.ruleset, code="plan", text="Zeitplan", is_required=True)
    Paper.objects.create(ruleset=mine.ruleset, code="financing_plan", text="Kostenplan", is_required=True)
    client = signed_in(mine.created_by)
    page = client.get(url(mine)).text
    assert "Zeitplan" in page
    assert "Kostenplan" not in page  # comes out of the steps
    answer = send(client, mine, pdf(1, 'Plan "a".pdf'), paper="plan", next="/de/here/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/de/here/#files")
    row = mine.attachments.get()
    assert (row.paper, row.state, row.content_type) == ("plan", "checking", "application/pdf")
    assert client.get(url(mine, "file-detail", row)).status_code == 409
    assert client.post(url(mine), {"end": "1", "next": "https://evil.example/"}).status_code == 422
    scan(row.pk)
    response = client.get(url(mine, "file-detail", row), headers={"Range": "bytes=0-3"})
    assert b"".join(response.streaming_content) == PDF.replace(b"1 0", b"2 0")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert mine.events.filter(code="add_file").count() == 1


def test_upload_of_the_same_file_twice_is_one_row(mine: Application) -> None:
    client = signed_in(mine.created_by)
    send(client, mine, pdf(1), pdf(1, "again.pdf"), pdf(2))
    send(client, mine, pdf(1))
    assert mine.attachments.count() == 2
    assert len(on_disk()) == 2


def test_upload_that_does_not_fit_says_why_and_leaves_nothing(mine: Application) -> None:
    client = signed_in(mine.created_by)
    bad = SimpleUploadedFile("photo.pdf", b"MZ\x90\0" * 20, content_type="application/pdf")
    answer = send(client, mine, bad, next="/de/here/")
    assert answer.status_code == 422
    assert "photo.pdf" in answer.text
    assert 'href="/de/here/"' in answer.text
    # Cut off: the field at the end of the form did not come.
    assert client.post(url(mine), {"file": [pdf(1)]}).status_code == 422
    assert client.post(url(mine), {"end": "1"}).status_code == 422
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + PDF[:9]
    broken = client.generic("POST", url(mine), body, content_type="multipart/form-data; boundary=x")
    assert broken.status_code in {400, 422}
    huge = client.post(url(mine), {"file": [pdf(1)], "end": "1"}, headers={"Content-Length": str(10**9)})
    assert huge.status_code == 413
    assert not mine.attachments.exists()
    assert on_disk() == []


def test_upload_answers_the_script_with_the_list(mine: Application) -> None:
    client = signed_in(mine.created_by)
    answer = client.post(url(mine), {"file": [pdf(1)], "end": "1"}, headers={"X-Upload": "1"})
    assert answer.json()["problems"] == []
    assert answer.json()["waiting"]
    assert "plan-1.pdf" in answer.json()["html"]
    for row in mine.attachments.all():
        scan(row.pk)
    assert not client.get(url(mine), headers={"X-Upload": "1"}).json()["waiting"]


def test_upload_stops_at_twenty_files(mine: Application) -> None:
    for number in range(MOST):
        Attachment.objects.create(application=mine, name="x", digest=str(number), size=1, file="x")
    Attachment.objects.create(application=mine, name="x", digest="m", size=1, file="x", paper=MESSAGE)
    assert send(signed_in(mine.created_by), mine, pdf(1)).status_code == 422
    assert mine.attachments.count() == MOST + 1


def test_replace_and_remove_only_while_the_section_may_be_written(mine: Application) -> None:
    person = mine.created_by
    client = signed_in(person)
    send(client, mine, pdf(1))
    row = mine.attachments.get()
    bad = SimpleUploadedFile("a.pdf", b"no pdf")
    assert client.post(url(mine, "file-replace", row), {"file": bad, "end": "1"}).status_code == 422
    assert mine.attachments.get(removed_at=None) == row
    client.post(url(mine, "file-replace", row), {"file": pdf(2), "end": "1"})
    new = mine.attachments.get(removed_at=None)
    assert (new.name, mine.attachments.count()) == ("plan-2.pdf", 2)
    scan(new.pk)
    actions.submit(mine, user=person)
    for name in ("file-remove", "file-replace"):
        answer = client.post(url(mine, name, new), {"file": pdf(3), "end": "1"})
        assert answer.status_code == 422
    assert send(client, mine, pdf(4)).status_code == 422
    assert mine.attachments.get(removed_at=None) == new
    # Opened again by the office: now it may go, but what the office has seen stays in the case.
    Application.objects.filter(pk=mine.pk).update(state="changes_requested", open_sections=["project"])
    assert client.post(url(mine, "file-remove", new)).status_code == 302
    assert client.post(url(mine, "file-remove", new)).status_code == 302
    new.refresh_from_db()
    assert new.removed_at
    assert new.file
    assert client.get(url(mine, "file-detail", new)).status_code == 404
    office = signed_in(make_team_member("officer")).get(url(mine, "file-detail", new))
    assert b"".join(office), "the office may still open it"
    assert signed_in(make_team_member("reviewer")).get(url(mine, "file-detail", new)).status_code == 404
    assert mine.events.filter(code="remove_file").count() == 2


def test_remove_from_a_draft_deletes_the_content(
    mine: Application, django_capture_on_commit_callbacks: Any
) -> None:
    client = signed_in(mine.created_by)
    send(client, mine, pdf(1))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(mine, "file-remove", mine.attachments.get()))
    assert on_disk() == []


def test_scan_refuses_or_waits(
    mine: Application, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    send(signed_in(mine.created_by), mine, pdf(1))
    row = mine.attachments.get()
    settings.GRANTS_SCANNER = f"{__name__}.is_away"
    check_file.call(row.pk)
    row.refresh_from_db()
    assert row.state == "checking"
    settings.GRANTS_SCANNER = f"{__name__}.refuses"
    with django_capture_on_commit_callbacks(execute=True):
        check_file.call(row.pk)
    row.refresh_from_db()
    assert (row.state, row.reason, bool(row.file)) == ("refused", "Ein Virus.", False)
    assert on_disk() == []
    page = signed_in(mine.created_by).get(url(mine)).text
    assert "Ein Virus." in page


def test_scan_after_sending_tells_both_sides(mine: Application, settings: Any) -> None:
    """A slow scanner keeps nobody from sending in time; what it finds later is told once, by mail and trail."""
    settings.GRANTS_SCANNER = f"{__name__}.is_away"
    officer = make_team_member("officer")
    for number in (1, 2):
        send(signed_in(mine.created_by), mine, pdf(number))
    first, second = mine.attachments.order_by("pk")
    check_file.call(first.pk)
    sent = actions.submit(mine, user=mine.created_by)
    assert (sent.state, first.state) == ("submitted", "checking")
    Application.objects.filter(pk=sent.pk).update(officer=officer)
    settings.GRANTS_SCANNER = f"{__name__}.refuses"
    for _twice in range(2):
        check_file.call(first.pk)
    mails = OutgoingMail.objects.filter(key__startswith="grants-file-refused")
    told = list(mails.order_by("pk").values_list("recipient", flat=True))
    assert told == [mine.created_by.email, officer.email]
    assert all(first.name in mail.text and "Ein Virus." in mail.text for mail in mails)
    event = sent.events.get(code="refuse_file")
    assert (event.actor_name, event.reason, event.data["file"]) == ("Portal", "Ein Virus.", first.name)
    second.removed_at = second.created_at
    second.save()
    check_file.call(second.pk)
    assert mails.count() == 2, "nobody cares about what was taken off"


def test_scan_before_sending_keeps_the_draft_back(mine: Application, settings: Any) -> None:
    settings.GRANTS_SCANNER = f"{__name__}.refuses"
    send(signed_in(mine.created_by), mine, pdf(1))
    scan(mine.attachments.get().pk)
    with pytest.raises(Refused) as refusal:
        actions.submit(mine, user=mine.created_by)
    assert refusal.value.failures == ["Eine Datei wurde abgelehnt. Entfernen oder ersetzen Sie sie."]
    assert not OutgoingMail.objects.filter(key__startswith="grants-file-refused").exists()


def test_files_are_not_there_for_strangers_and_tied_staff(mine: Application) -> None:
    person = mine.created_by
    send(signed_in(person), mine, pdf(1))
    row = mine.attachments.get()
    scan(row.pk)
    actions.submit(mine, user=person)
    officer, tied = make_team_member("officer"), make_team_member("officer")
    Conflict.objects.create(application=mine, user=tied, is_tied=True)
    other = make_application()
    for user, expected in [(make_user(), 404), (tied, 404), (officer, 200), (person, 200)]:
        client = signed_in(user)
        answer = client.get(url(mine, "file-detail", row))
        assert answer.status_code == expected
        assert b"".join(answer), "read to its end, so that it is closed"
        assert client.get(url(other, "file-detail", row)).status_code == 404
        if user != person:
            assert send(client, mine, pdf(2)).status_code == 404
            assert client.post(url(mine, "file-remove", row)).status_code == 404
    assert Client().get(url(mine, "file-detail", row)).status_code == 302
    assert Client(enforce_csrf_checks=True).post(url(mine), {"end": "1"}).status_code in {302, 403}
    assert not files_for(tied).exists()


def test_files_whose_task_was_lost_are_checked_again_at_night(mine: Application) -> None:
    send(signed_in(mine.created_by), mine, pdf(1))
    assert tend()["files checked again"] == 0
    mine.attachments.update(created_at=mine.created_at - 2 * file_actions.STALE)
    assert tend()["files checked again"] == 1
