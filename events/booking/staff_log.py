"""What staff did with the registrations of a date, for the history of the date. Names nobody who has registered."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType

from events.models import Occurrence
from twinning.accounts.models import User


def note(occurrence: Occurrence, by: User, words: str) -> None:
    """Keep it in the log of the desk."""
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(Occurrence),
        object_id=str(occurrence.pk),
        object_repr=str(occurrence)[:200],
        action_flag=CHANGE,
        change_message=words,
    )
