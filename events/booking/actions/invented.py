"""People of a demonstration: they come in under the same lock and the same rules, but nobody writes them mails.

Called by the seed alone, as part of its own transaction.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from events.booking.actions.joining import find_room
from events.booking.actions.turn import turn_at
from events.booking.registration import Answer, Registration
from events.models import Occurrence


def enter_invented(
    occurrence: Occurrence, *, key: UUID, answers: Mapping[int, str] | None = None, **columns: Any
) -> Registration:
    """A confirmed registration, or one that waits once the date is full. Repeatable by its `key`."""
    with turn_at(occurrence.pk, durable=False) as turn:
        if known := Registration.objects.filter(key=key).first():
            return known
        registration = Registration(key=key, occurrence=turn.occurrence, is_sample=True, **columns)
        registration.confirmed_at = registration.consent_at = turn.now
        find_room(turn, registration)
        registration.save()
        Answer.objects.bulk_create(
            Answer(registration=registration, question_id=question, value=value)
            for question, value in (answers or {}).items()
        )
        return registration
