"""One message to everybody who is registered for a date, in chosen states: who gets which language, and the sending.

Called by the page of the desk. Nobody gets a mail whose address is not confirmed: anybody can write anybody's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import ngettext

from events.booking.registration import Registration
from events.booking.staff_mails import message_key, write_to
from events.models import Occurrence
from twinning.accounts.models import User
from twinning.cldr import language_label
from twinning.desk_log import note
from twinning.mail.models import OutgoingMail

Texts = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Share:
    """How many read this language, and in which one they get the message."""

    language: str
    count: int
    written_in: str
    is_own: bool


def readers(occurrence: Occurrence, states: Iterable[str], by: User) -> QuerySet[Registration]:
    """Everybody who gets it."""
    rows = Registration.objects.visible_to(by).filter(occurrence=occurrence, status__in=list(states))
    return rows.filter(anonymised_at=None, confirmed_at__isnull=False, is_sample=False).exclude(email="")


def language_for(wanted: str, texts: Texts) -> str:
    """The reader's own language, else English, else German."""
    return next((code for code in (wanted, "en") if code in texts), settings.LANGUAGE_CODE)


def shares(rows: QuerySet[Registration], texts: Texts) -> list[Share]:
    """For the preview: how many registrations there are per language, most first."""
    counted = Counter(rows.values_list("language", flat=True))
    return [
        Share(language_label(code), count, language_label(written), written == code)
        for code, count in sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        for written in [language_for(code, texts)]
    ]


@transaction.atomic
def send(occurrence: Occurrence, *, states: Iterable[str], texts: Texts, key: UUID, by: User) -> int:
    """Queue the mails; how many new ones. The same form sends nothing twice."""
    rows = readers(occurrence, states, by).order_by("pk").select_related(
        "occurrence__event", "occurrence__venue__city", "occurrence__second_city"
    )  # fmt: skip
    found = {message_key(row, key): row for row in rows}
    known = set(OutgoingMail.objects.filter(key__in=found).values_list("key", flat=True))
    new = [row for name, row in found.items() if name not in known]
    for row in new:
        language = language_for(row.language, texts)
        subject, text = texts[language]
        write_to(row, key=key, subject=subject, text=text, language=language)
    if new:
        said = ngettext("Wrote to %(count)d person.", "Wrote to %(count)d people.", len(new))
        note(occurrence, by=by, words=said % {"count": len(new)})
    return len(new)
