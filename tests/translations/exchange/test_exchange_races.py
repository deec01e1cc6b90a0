"""Two people confirm a file at once: one draft; without the lock it would be made twice."""

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from tests.factories import make_staff
from tests.factories_translations import make_text
from tests.feedback.threads import together
from twinning.accounts.models import User
from twinning.pages.models import Page
from twinning.translations.exchange import actions, checking
from twinning.translations.exchange.exports import answer
from twinning.translations.exchange.models import Upload
from twinning.translations.exchange.outgoing import Selection
from twinning.translations.models import TranslationState


def checked() -> tuple[Upload, User, Page]:
    """A file with one new translation, looked through and not confirmed yet."""
    staff, page = make_staff(), make_text(title_fr="Pourquoi")
    content = b"".join(answer(Selection("fr"), "xliff").streaming_content).replace(b"Pourquoi", b"Pour quoi")
    return actions.take_upload(key=uuid4(), file=SimpleUploadedFile("a.xlf", content), by=staff), staff, page


def versions(page: Page) -> int:
    """How often the draft was written."""
    state = TranslationState.objects.get(object_id=page.pk, language="fr")
    assert state.draft_texts == {"title": "Pour quoi"}
    return state.version - 1


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_confirmed_by_two_at_once_makes_one_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    upload, staff, page = checked()
    assert together(2, lambda: actions.confirm(upload, by=staff)) == []
    assert versions(page) == 1
    page.delete()
    # The control: without the lock both read the same state of the file.
    upload, staff, page = checked()
    locked, both, known = QuerySet.select_for_update, threading.Barrier(2), checking.known_objects

    def unlocked(rows: QuerySet, **options: Any) -> QuerySet:
        return rows if rows.model is Upload else locked(rows, **options)

    def read_together(*args: Any) -> Any:
        found = known(*args)
        both.wait(timeout=5)
        return found

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    monkeypatch.setattr(checking, "known_objects", read_together)
    assert together(2, lambda: actions.confirm(upload, by=staff)) == []
    assert versions(page) == 2
