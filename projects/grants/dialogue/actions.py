"""Messages between applicant and office. Sending is one transaction: text, files, mail, and what was read by it."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants.application import Application
from projects.grants.case import Message
from projects.grants.dialogue.mails import tell_other_side
from projects.grants.files.actions import take
from projects.grants.files.disk import discard
from projects.grants.files.kinds import Unsuitable
from projects.grants.files.reading import MESSAGE, may_talk
from projects.grants.parts import Attachment
from projects.grants.roles import roles_of
from projects.grants.workflow import Refused
from twinning.accounts.models import User

MOST_FILES = 5


def _lock(application: Application, by: User) -> Application:
    """The row, held; raises Refused for somebody who may not take part."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if not may_talk(locked, by):
        raise Refused([_("You can't write messages about this application.")])
    return locked


def _is_office(application: Application, user: User) -> bool:
    return bool(roles_of(user, application) & {"officer", "lead"})


def _mark_read(application: Application, *, by_office: bool) -> int:
    rows = Message.objects.filter(application=application, is_from_office=not by_office, read_at=None)
    return rows.update(read_at=timezone.now())


def send(application: Application, *, by: User, text: str, key: UUID, files: Sequence[File] = ()) -> Message:
    """Write to the other side; the same key gives the message that is there. What the other side wrote counts as read.

    Raises Refused, or Unsuitable for a file; nothing is stored then, neither text nor files.
    """
    if len(files) > MOST_FILES:
        raise Unsuitable(_("At most %(most)d files fit into one message.") % {"most": MOST_FILES})
    new: list[Attachment] = []
    try:
        with transaction.atomic():
            locked = _lock(application, by)
            # Case and person are part of the stored key: one page's key leads to no message elsewhere.
            own_key = uuid5(key, f"message-{locked.pk}-{by.pk}")
            known = Message.objects.filter(key=own_key).first()
            return known or _write(locked, by, text, own_key, _take(locked, by, files, new))
    except BaseException:
        discard(new)
        raise


def _take(locked: Application, by: User, files: Sequence[File], new: list[Attachment]) -> list[Attachment]:
    """The rows of the files; those that were not there before are noted in `new`."""
    before = set(locked.attachments.values_list("pk", flat=True))
    rows = []
    for file in files:
        row = take(locked, file, by=by, paper=MESSAGE)
        rows.append(row)
        if row.pk not in before:
            new.append(row)
    return rows


def _write(locked: Application, by: User, text: str, key: UUID, rows: list[Attachment]) -> Message:
    is_office = _is_office(locked, by)
    message = Message.objects.create(
        application=locked, key=key, is_from_office=is_office, author=by, author_name=str(by), text=text
    )
    message.attachments.set(rows)
    _mark_read(locked, by_office=is_office)
    tell_other_side(message)
    return message


@transaction.atomic
def read_all(application: Application, *, by: User) -> int:
    """What the other side wrote has been read; how many messages that were. Raises Refused."""
    locked = _lock(application, by)
    return _mark_read(locked, by_office=_is_office(locked, by))
