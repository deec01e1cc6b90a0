"""Mails to translators, in their language. Called by the actions and the nightly round, in the same transaction."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db.models import Model, prefetch_related_objects
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from twinning.accounts.models import User
from twinning.languages import own_name
from twinning.mail.outbox import queue
from twinning.translations.models import TranslationState

# So many are named in a mail; the list behind the button has them all.
NAMED = 12


def mine_url() -> str:
    """The list of a translator, for mails."""
    return settings.SITE_URL + reverse("admin:translations_mine")


def edit_url(row: TranslationState) -> str:
    """The page of one translation, for mails."""
    place = reverse("admin:translations_edit", args=[row.content_type_id, row.object_id, row.language])
    return settings.SITE_URL + place


def _lines(rows: Sequence[TranslationState]) -> list[str]:
    """What each translation is about, with its language; what was deleted meanwhile is left out."""
    named = list(rows[:NAMED])
    prefetch_related_objects(named, "content")
    return [f"{row.content} ({own_name(row.language)})" for row in named if row.content]


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _send(
    name: str,
    to: User,
    key: str,
    rows: Sequence[TranslationState],
    facts: list[tuple[str, str]],
    **extra: str,
) -> None:
    context = {
        "name": to.get_short_name(),
        "lines": _lines(rows),
        "count": len(rows),
        "more": max(0, len(rows) - NAMED),
        "facts": facts,
        "action_url": mine_url() if len(rows) != 1 else edit_url(rows[0]),
        **extra,
    }
    queue(
        template=f"translations/{name}",
        recipient=to.email,
        language=to.mail_language,
        context=context,
        key=f"translations:{key}",
    )


def tell_assigned(rows: Sequence[TranslationState], *, to: User, by: User, due_on: date | None) -> None:
    """One mail about everything that was assigned in one act."""
    marks = ",".join(f"{row.pk}@{row.assigned_at.timestamp() if row.assigned_at else ''}" for row in rows)
    with override(to.mail_language):
        facts = [(_("Assigned by"), str(by))] + ([(_("Due"), _day(due_on))] if due_on else [])
        _send("assigned", to, f"assigned:{to.pk}:{sha256(marks.encode()).hexdigest()[:32]}", rows, facts)


def tell_reminder(rows: Sequence[TranslationState], *, to: User, today: date) -> None:
    """One mail about everything of theirs that is due soon or today."""
    with override(to.mail_language):
        days = sorted({row.due_on for row in rows if row.due_on})
        facts = [(_("Due"), ", ".join(_day(day) for day in days))]
        _send("reminder", to, f"reminder:{to.pk}:{today.isoformat()}", rows, facts)


def tell_sent_back(row: TranslationState, obj: Model) -> None:
    """Whoever handed it in learns what should be different."""
    to = row.draft_by
    if to is None or not to.is_active or to == row.reviewer:
        return
    with override(to.mail_language):
        _send("sent_back", to, f"sent-back:{row.pk}:{row.version}", [row], [(_("Checked by"), str(row.reviewer))],
              note=row.note)  # fmt: skip
