"""A list from upload to the queue: kept once, checked once, its file gone once somebody has decided."""

import uuid
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from partners.imports import actions, checking
from partners.imports.actions import check, discard, queue
from partners.imports.models import Batch, Candidate
from partners.imports.tasks import check_list
from tests.factories_imports import (
    as_csv,
    as_xlsx,
    checked,
    make_batch,
    make_candidate,
    queued,
    row,
    upload,
    uploader,
)
from tests.feedback.threads import together
from twinning.private import PrivateStorage

LIST = as_csv([row("Wien", "AT"), row("Paris", "FR")])


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


# --- upload ---------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_upload_is_kept_outside_the_public_folder_and_has_no_address(
    home: None, private: Path, settings: Any
) -> None:
    batch = upload(LIST)
    assert files(private) == [private / batch.file.name]
    assert Path(settings.MEDIA_ROOT) not in (private / batch.file.name).parents
    with pytest.raises(ValueError, match="no address"):
        str(batch.file.url)
    assert batch.digest == sha256(LIST).hexdigest()


@pytest.mark.django_db
def test_sending_the_form_twice_makes_one_list(home: None, private: Path) -> None:
    key = uuid.uuid4()
    first, second = upload(LIST, key=key), upload(LIST, key=key)
    assert (first.pk, Batch.objects.count(), len(files(private))) == (second.pk, 1, 1)


@pytest.mark.django_db
def test_same_file_again_is_known_by_its_digest(home: None) -> None:
    first, second = upload(LIST), upload(LIST)
    other = upload(as_csv([row("Lyon", "FR")]))
    assert list(Batch.objects.like(second)) == [first]
    assert list(Batch.objects.like(other)) == []
    discard(first, by=uploader())
    assert list(Batch.objects.like(second)) == []


# --- check ----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_check_runs_in_the_background_task_as_well(home: None) -> None:
    batch = upload(as_xlsx([row("Wien", "AT")]))
    check_list.call(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.format, batch.counts) == ("checked", "xlsx", {"new": 1})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (as_csv([["x"]], ("home_city",)), "missing_columns"),
        (as_csv([]), "no_rows"),
        (as_csv([row()]) + b'"' + b"x" * 140_000, "open_quote"),
    ],
)
def test_list_that_cannot_be_read_keeps_the_reason_and_nothing_else(
    home: None, private: Path, content: bytes, code: str, django_capture_on_commit_callbacks: Any
) -> None:
    batch = upload(content)
    with django_capture_on_commit_callbacks(execute=True):
        check(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.refusal["code"], batch.candidates.count()) == ("refused", code, 0)
    assert files(private) == []


@pytest.mark.django_db
def test_check_happens_once(home: None) -> None:
    batch = checked(row("Wien", "AT"))
    before = list(batch.candidates.values_list("pk", flat=True))
    check(batch.pk)
    assert list(batch.candidates.values_list("pk", flat=True)) == before


@pytest.mark.django_db
def test_second_run_takes_over_from_one_that_died(home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker was killed in the middle: what it left behind is replaced."""
    batch = upload(LIST)
    monkeypatch.setattr(checking, "CHUNK", 1)
    monkeypatch.setattr(actions, "compare", lambda batch: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        check(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.candidates.count(), batch.attempt) == ("checking", 2, 1)
    monkeypatch.undo()
    check(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.candidates.count(), batch.attempt) == ("checked", 2, 2)


@pytest.mark.django_db
def test_run_that_was_overtaken_stops(home: None) -> None:
    batch = upload(LIST)
    mine = actions._begin(batch.pk)
    actions._begin(batch.pk)
    with pytest.raises(checking.Superseded):
        checking.keep(mine, [Candidate(batch=mine, line=1, title="x", outcome="new")])
    assert batch.candidates.count() == 0


@pytest.mark.django_db
def test_check_of_a_discarded_list_does_nothing(home: None) -> None:
    batch = upload(LIST)
    discard(batch, by=uploader())
    check(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.candidates.count()) == ("discarded", 0)


# --- into the queue, or away ----------------------------------------------------------------------
@pytest.mark.django_db
def test_queueing_deletes_the_file_and_says_who_decided(
    home: None, private: Path, django_capture_on_commit_callbacks: Any
) -> None:
    batch = checked(row("Wien", "AT"))
    assert Candidate.objects.waiting().count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        batch = queue(batch, by=uploader())
    batch.refresh_from_db()
    assert (batch.state, batch.file.name, batch.decided_by) == ("queued", "", uploader())
    assert files(private) == []
    assert Candidate.objects.waiting().count() == 1


@pytest.mark.django_db
def test_list_of_which_nothing_waits_is_reviewed_at_once(home: None) -> None:
    assert queued(row("X", "")).state == "reviewed"


@pytest.mark.django_db
def test_discarding_takes_lines_and_file_away(
    home: None, private: Path, django_capture_on_commit_callbacks: Any
) -> None:
    batch = checked(row("Wien", "AT"))
    with django_capture_on_commit_callbacks(execute=True):
        discard(batch, by=uploader())
    batch.refresh_from_db()
    assert (batch.state, batch.candidates.count(), files(private)) == ("discarded", 0, [])


@pytest.mark.django_db
def test_what_is_in_the_queue_is_not_discarded(home: None) -> None:
    batch = queued(row("Wien", "AT"))
    assert discard(batch, by=uploader()).state == "queued"
    assert batch.candidates.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_queues_while_another_discards(home: None) -> None:
    """Whoever comes second finds the decision made; never a queued list without lines."""
    batch, by = checked(row("Wien", "AT")), uploader()
    turns = iter([queue, discard])
    assert together(2, lambda: next(turns)(batch, by=by)) == []
    batch.refresh_from_db()
    assert (batch.state, batch.candidates.count()) in {("queued", 1), ("discarded", 0)}


# --- what a row may be ----------------------------------------------------------------------------
def refused(save: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        save()


@pytest.mark.django_db
def test_list_says_where_it_comes_from(home: None) -> None:
    refused(lambda: make_batch(source=""))


@pytest.mark.django_db
def test_refused_list_has_a_reason_and_a_decision_its_time(home: None) -> None:
    refused(lambda: make_batch(state="refused"))
    refused(lambda: make_batch(state="queued", decided_at=None))
    make_batch(state="refused", refusal={"code": "no_rows", "params": {}}, decided_at=None)


@pytest.mark.django_db
def test_line_stands_once_in_a_list(home: None) -> None:
    line = make_candidate()
    refused(lambda: make_candidate(line.batch, line=line.line))


@pytest.mark.django_db
def test_only_new_and_differing_lines_wait(home: None) -> None:
    refused(lambda: make_candidate(outcome="error"))
    make_candidate(outcome="error", state="closed")


@pytest.mark.django_db
def test_accepted_line_names_what_came_of_it_and_when(home: None) -> None:
    line = make_candidate()
    refused(lambda: Candidate.objects.filter(pk=line.pk).update(state="accepted", made_id=1))
    refused(
        lambda: Candidate.objects.filter(pk=line.pk).update(
            state="accepted", decided_at=line.batch.created_at
        )
    )
    Candidate.objects.filter(pk=line.pk).update(state="accepted", made_id=1, decided_at=line.batch.created_at)


def test_stored_files_are_never_linked() -> None:
    with pytest.raises(ValueError, match="no address"):
        PrivateStorage().url("imports/x.list")


@pytest.mark.django_db
def test_progress_is_told_while_the_list_is_read(home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    monkeypatch.setattr(checking, "CHUNK", 2)
    batch = upload(as_csv([row(f"Ort {number}", "FR") for number in range(5)]))
    keep = checking.keep

    def noted(mine: Batch, candidates: list[Candidate]) -> None:
        keep(mine, candidates)
        seen.append(Batch.objects.get(pk=mine.pk).lines_read)

    monkeypatch.setattr(checking, "keep", noted)
    check(batch.pk)
    assert seen == [3, 5, 6]
