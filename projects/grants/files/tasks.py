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

from projects.grants.files.disk import delete_later
from projects.grants.files.reading import MESSAGE
from projects.grants.parts import Attachment

logger = logging.getLogger(__name__)
PAUSE = timedelta(minutes=2)


@task()
def check_file(number: int) -> None:
    """Look at one file; while the scanner is away it waits, and so does the application that holds it."""
    try:
        scan(number)
    except Exception as error:  # a scanner may raise anything: the file waits all the same
        logger.warning("File %s waits for its check: %s", number, type(error).__name__)
        check_file.using(run_after=timezone.now() + PAUSE).enqueue(number)


@transaction.atomic
def scan(number: int) -> None:
    """Have a waiting file looked at: it is clean, or its content is deleted and the reason stays.

    A row that another worker holds, or that is settled, is left alone. Whatever the scanner raises (it may be away)
    leaves the file waiting.
    """
    waiting = Attachment.objects.select_for_update(skip_locked=True, of=("self",))
    row = waiting.filter(pk=number, state=Attachment.State.CHECKING).exclude(file="").first()
    if row is None:
        return
    reason = _reason(row)
    if reason:
        row.state, row.reason = Attachment.State.REFUSED, str(reason)[:200]
        # What came with a message can't be taken back by its sender: it must not stand in the way of anything.
        row.removed_at = timezone.now() if row.paper == MESSAGE else row.removed_at
        delete_later(row)
    else:
        row.state = Attachment.State.CLEAN
    row.save()


def _reason(row: Attachment) -> str:
    """What the scanner has against the file, in the language of the application."""
    scanner = import_string(settings.GRANTS_SCANNER)
    with override(row.application.language):
        try:
            with row.file.open("rb") as file:
                return str(scanner(file, row.content_type))
        except FileNotFoundError:
            return _("The file was lost on our side. Please send it again.")
