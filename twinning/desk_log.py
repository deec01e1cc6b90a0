"""What staff did to a row outside Django's own forms, for the history of the desk. Called by actions of all floors."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from twinning.accounts.models import User

NAME_LENGTH = LogEntry._meta.get_field("object_repr").max_length


def note(row: Model, *, by: User, words: str) -> None:
    """Keep who did what, as part of the running transaction. `words` must name nobody who is no member of staff."""
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        object_repr=str(row)[:NAME_LENGTH],
        action_flag=CHANGE,
        change_message=words,
    )
