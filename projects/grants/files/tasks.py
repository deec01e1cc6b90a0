"""Background work: new files are looked at by the scanner. Enqueued by `projects.grants.files.actions`."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from projects.grants.application import Application
from projects.grants.files.disk import delete_later
from projects.grants.files.mails import tell_refused
from projects.grants.files.reading import MESSAGE
from projects.grants.parts import Attachment
from projects.grants.roles import CLOCK
from projects.grants.workflow import record

logger = logging.getLogger(__name__)
PAUSE = timedelta(minutes=2)


@task()
def check_file(number: int) -> None:
    """Look at one file; while the scanner is away it waits, which keeps nobody from sending."""
    try:
        scan(number)
    except Exception as error:  # a scanner may raise anything: the file waits all the same
        logger.warning("File %s waits for its check: %s", number, type(error).__name__)
        check_file.using(run_after=timezone.now() + PAUSE).enqueue(number)


def scan(number: int) -> None:
    """Have a waiting file looked at: it is clean, or its content is deleted and the reason stays.

    Nothing is locked while the scanner works. Whatever it raises (it may be away) leaves the file waiting.
    """
    waiting = Attachment.objects.filter(pk=number, state=Attachment.State.CHECKING).exclude(file="")
    row = waiting.select_related("application").first()
    if row is not None:
        _settle(number, _reason(row))


@transaction.atomic
def _settle(number: int, reason: str) -> None:
    """Write down what was found, unless somebody was faster or the file is gone.

    The application is locked first, as by everybody who sends it: either the refusal keeps it from being sent, or
    it is sent already and both sides are told.
    """
    wanted = Application.objects.filter(attachments=number)
    application = wanted.select_for_update(of=("self",)).first()
    waiting = Attachment.objects.select_for_update(of=("self",)).exclude(file="")
    row = waiting.filter(pk=number, state=Attachment.State.CHECKING).first()
    if application is None or row is None:
        return
    if reason:
        _refuse(application, row, reason[:200])
    else:
        row.state = Attachment.State.CLEAN
        row.save()


def _refuse(application: Application, row: Attachment, reason: str) -> None:
    row.state, row.reason = Attachment.State.REFUSED, reason
    was_there = row.removed_at is None
    # What came with a message can't be taken back by its sender: it must not stand in the way of anything.
    row.removed_at = timezone.now() if row.paper == MESSAGE and was_there else row.removed_at
    delete_later(row)
    row.save()
    record(
        application, "refuse_file", actor=CLOCK, reason=reason, data={"file": row.name, "sha256": row.digest}
    )
    if was_there and application.state not in {Application.State.DRAFT, Application.State.EXPIRED}:
        tell_refused(application, row)


def _reason(row: Attachment) -> str:
    """What the scanner has against the file, in the language of the application."""
    scanner = import_string(settings.GRANTS_SCANNER)
    with override(row.application.language):
        try:
            with row.file.open("rb") as file:
                return str(scanner(file, row.content_type))
        except FileNotFoundError:
            return _("The file was lost on our side. Please send it again.")
