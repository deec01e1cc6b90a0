"""Files of applications on the disk: written together with their row, deleted once the database has agreed."""

import logging
from collections.abc import Iterable
from functools import partial

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from projects.grants.files.kinds import Unsuitable
from projects.grants.parts import Attachment

logger = logging.getLogger(__name__)


def store(row: Attachment, file: File) -> None:
    """Write the file and its row, or neither; raises Unsuitable when the disk refuses."""
    field = Attachment._meta.get_field("file")
    path = field.generate_filename(row, row.name)
    try:
        row.file.name = field.storage.save(path, file, max_length=field.max_length)
        row.save()
    except OSError as error:
        field.storage.delete(path)
        logger.exception("A file could not be stored.")
        raise Unsuitable(
            _("The file could not be stored. That is our fault: please try again in a few minutes.")
        ) from error
    except BaseException:
        field.storage.delete(path)
        raise


def delete_later(row: Attachment) -> None:
    """The disk follows once the database has agreed."""
    transaction.on_commit(partial(row.file.storage.delete, row.file.name))
    row.file.name = ""


def discard(rows: Iterable[Attachment]) -> None:
    """After a transaction that failed: what was written for its rows goes again."""
    for row in rows:
        row.file.storage.delete(row.file.name)
