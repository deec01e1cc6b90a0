"""The same file from many clicks at once is one row; twenty files stay twenty. The control shows that threads race."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection

from projects.grants.application import Application
from projects.grants.dialogue import actions as dialogue
from projects.grants.files import actions
from projects.grants.files.kinds import Unsuitable
from projects.grants.models import Attachment, Message
from tests.factories import make_home
from tests.factories_grants import make_application
from tests.factories_grants_files import pdf

MANY = 4


def at_once(act: Callable[[int], Any]) -> list[Any]:
    """Results, or the refusals, of many threads that begin together."""
    found: list[Any] = []
    start = Barrier(MANY)

    def run(index: int) -> None:
        start.wait()
        try:
            found.append(act(index))
        except (Unsuitable, IntegrityError) as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(index,)) for index in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_many_clicks_at_once_are_one_file_and_one_message() -> None:
    make_home()
    row = make_application()
    person = row.created_by
    files = at_once(lambda index: actions.take(row, pdf(1, f"{index}.pdf"), by=person).pk)
    assert files == [Attachment.objects.get().pk] * MANY
    # Room for one more: of four different files one fits.
    for number in range(18):
        Attachment.objects.create(application=row, name="x", digest=str(number), size=1, file="x")
    results = at_once(lambda index: actions.take(row, pdf(10 + index), by=person))
    assert sum(isinstance(result, Unsuitable) for result in results) == MANY - 1
    assert row.attachments.count() == 20

    Application.objects.filter(pk=row.pk).update(state="withdrawn")
    key = uuid4()
    sent = at_once(lambda index: dialogue.send(row, by=person, text="x", key=key).pk)
    assert sent == [Message.objects.get().pk] * MANY

    # Negative control: without the lock the same threads do collide.
    pause = Barrier(MANY)

    def unlocked(application: Application, by: Any) -> Application:
        pause.wait(timeout=20)
        return Application.objects.get(pk=application.pk)

    other = uuid4()
    with patch.object(dialogue, "_lock", unlocked):
        wrong = at_once(lambda index: dialogue.send(row, by=person, text="x", key=other))
    assert sum(isinstance(result, IntegrityError) for result in wrong) == MANY - 1
