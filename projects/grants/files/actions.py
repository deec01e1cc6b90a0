"""Take files in and remove them. Each is one transaction under the application's lock.

A file lies in the private folder before its row is committed; when anything fails, it is deleted again, so that no
row is without a file and no failure leaves a file behind. Called by the views here and by `dialogue.actions`.
"""

from datetime import timedelta
from hashlib import sha256
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.grants.application import Application
from projects.grants.files.disk import delete_later, discard, store
from projects.grants.files.kinds import Unsuitable, clean_name, judge
from projects.grants.files.reading import MESSAGE, MOST, may_talk, may_upload, own_files
from projects.grants.files.tasks import check_file
from projects.grants.parts import Attachment
from projects.grants.workflow import record
from twinning.accounts.models import User

STALE = timedelta(minutes=30)


def digest_of(file: BinaryIO) -> str:
    """SHA-256 of everything in the file."""
    file.seek(0)
    found = sha256()
    while piece := file.read(1024 * 1024):
        found.update(piece)
    file.seek(0)
    return found.hexdigest()


@transaction.atomic
def take(
    application: Application,
    file: File,
    *,
    by: User,
    paper: str = "",
    replaces: Attachment | None = None,
) -> Attachment:
    """Store a file and ask the worker to check it; the same content again gives the row that is there.

    Raises Unsuitable with a sentence for whoever sent it; nothing is stored then.
    """
    name = clean_name(file.name or "")
    content_type = judge(name, file, file.size)
    digest = digest_of(file)
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    _allowed(locked, by, paper)
    old = own_files(locked).filter(pk=replaces.pk).exclude(digest=digest).first() if replaces else None
    if old:
        _take_away(locked, old, by)
    known = Attachment.objects.filter(application=locked, digest=digest, removed_at=None).first()
    if known:
        return _also(known, paper)
    if paper != MESSAGE and own_files(locked).count() >= MOST:
        raise Unsuitable(
            _("There are %(most)d files already, more do not fit. Remove one first.") % {"most": MOST}
        )
    row = Attachment(
        application=locked, paper=paper, name=name, content_type=content_type, size=file.size, digest=digest,
        uploaded_by=by,
    )  # fmt: skip
    store(row, file)
    try:
        record(locked, "add_file", actor=by, data={"file": name, "sha256": digest})
        check_file.enqueue(row.pk)
    except BaseException:
        discard([row])
        raise
    return row


def _allowed(application: Application, by: User, paper: str) -> None:
    allowed = may_talk(application, by) if paper == MESSAGE else may_upload(application, by)
    if not allowed:
        raise Unsuitable(_("Files can't be changed at the moment."))


def _also(known: Attachment, paper: str) -> Attachment:
    """A file that came with a message may become one of the application, not the other way round; a file of the
    application that is sent again as a certain paper becomes that paper.
    """
    if paper != MESSAGE and (known.paper == MESSAGE or paper) and paper != known.paper:
        known.paper = paper
        known.save(update_fields=["paper", "updated_at"])
    return known


def _take_away(application: Application, row: Attachment, by: User) -> None:
    """Out of every list. From a draft the file itself goes; what the office has seen stays in the case."""
    row.removed_at = timezone.now()
    if application.state == Application.State.DRAFT and row.file:
        delete_later(row)
    row.save(update_fields=["removed_at", "file", "updated_at"])
    record(application, "remove_file", actor=by, data={"file": row.name, "sha256": row.digest})


@transaction.atomic
def remove(attachment: Attachment, *, by: User) -> None:
    """Take a file off the application; removing it twice changes nothing. Raises Unsuitable."""
    locked = Application.objects.select_for_update(of=("self",)).get(pk=attachment.application_id)
    row = own_files(locked).filter(pk=attachment.pk).first()
    if row is None:
        return
    _allowed(locked, by, row.paper)
    _take_away(locked, row, by)


def waiting_files() -> QuerySet[Attachment]:
    """Files that wait too long for their check, because a task was lost."""
    old = Attachment.objects.filter(state=Attachment.State.CHECKING, created_at__lt=timezone.now() - STALE)
    return old.exclude(file="")


def check_again(row: Attachment) -> bool:
    """Ask the worker once more. Called every night."""
    check_file.enqueue(row.pk)
    return True
