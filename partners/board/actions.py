"""What happens with slips. Each verb locks its row, does its work once, and writes its mails with it.

Called by the public pages (owners and repliers) and by the staff's queue. Raises Refused when a step is not possible
(the text says why) and Overtaken when the slip is not the one that was seen.
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.board import mails
from partners.board.links import mail_language
from partners.board.slip import ADULT, Slip
from partners.board.workflow import OPEN, Overtaken, Refused, Step, next_state
from partners.conversations import limits
from partners.conversations.actions import Person, close_all_about, open_conversation
from partners.conversations.models import Conversation
from partners.theme import Theme
from twinning import memory
from twinning.accounts.models import User
from twinning.desk_log import note
from twinning.mail.models import OutgoingMail

Outcome = Slip.Outcome

# The kind of row in conversations and reports.
ABOUT = "slip"

# How long a slip hangs without a day of its own, how many one address may have, how often its link is sent.
BOARD_LIFE = timedelta(days=180)
PER_ADDRESS = 5
CONFIRM_MAILS = 3

# What an owner may change later; the address never, because it was confirmed.
FACTS = frozenset(
    {
        "kind", "group", "activity", "size_from", "size_to", "age_from", "age_to", "months", "place", "wanted",
        "wanted_city", "can_host", "wants_to_travel", "reply_by", "organisation", "wants_suggestions",
    }
)  # fmt: skip
# What staff read before a release.
WORDS = frozenset({"title", "text", "name", "adult_contact", "language"})


def last_day(reply_by: datetime.date | None, start: datetime.date) -> datetime.date:
    """The last day on the board of a slip that is hung up on `start`."""
    return reply_by or start + BOARD_LIFE


# --- shared ---------------------------------------------------------------------------------------
def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else str(value)


def own_key(key: UUID, **values: Any) -> UUID:
    """A form's key together with what was typed: going back and writing something else is something else."""
    return uuid5(key, json.dumps(values, sort_keys=True, default=_plain))


def _locked(slip: Slip) -> Slip:
    locked = Slip.objects.select_for_update().filter(pk=slip.pk).first()
    if locked is None:
        raise Refused(_("This slip is no longer there."))
    return locked


def _move(slip: Slip, step: Step) -> None:
    """Take the step; every step raises the version, so that an older page is told."""
    slip.state = next_state(slip, step)
    slip.version += 1


def _store(slip: Slip) -> Slip:
    """Save, and let no page show what it remembers of the slip."""
    slip.save()
    transaction.on_commit(memory.forget)
    return slip


def _check_seen(slip: Slip, seen: int) -> None:
    if slip.version != seen:
        raise Overtaken(_("This slip was changed meanwhile. Please look at it again."))


# --- the owner ------------------------------------------------------------------------------------
@transaction.atomic
def submit_slip(
    *,
    key: UUID,
    language: str,
    values: Mapping[str, Any],
    languages: Mapping[str, str],
    themes: Iterable[Theme] = (),
) -> Slip:
    """Take a slip and send the link that confirms the address; the same form with the same words makes one row.

    `values` are fields of Slip. Raises Refused when the address has too many open slips, ValidationError when the
    values contradict one another (the messages of the constraints).
    """
    chosen = list(themes)
    own = own_key(key, language=language, spoken=languages, themes=chosen, **values)
    _queue_up(values["email"])
    if known := Slip.objects.filter(key=own).first():
        return known
    _check_limit(values["email"])
    slip = Slip(key=own, language=language, **values)
    slip.months = _first_days(slip.months)
    slip.expires_on = last_day(slip.reply_by, timezone.localdate())
    slip.validate_constraints()
    slip.save()
    _speak(slip, languages)
    slip.themes.set(chosen)
    mails.ask_to_confirm(slip)
    return slip


def _queue_up(email: str) -> None:
    """One submission after the other for each address, so that the limit counts those that are just coming in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"board.{email.lower()}"])


def _check_limit(email: str) -> None:
    if Slip.objects.filter(email__iexact=email, state__in=OPEN, is_sample=False).count() >= PER_ADDRESS:
        text = ngettext(
            "%(count)d slip with this address is open already. Withdraw it first.",
            "%(count)d slips with this address are open already. Withdraw one of them first.",
            PER_ADDRESS,
        )
        raise Refused(text % {"count": PER_ADDRESS})


def _first_days(months: Iterable[datetime.date]) -> list[datetime.date]:
    return sorted({month.replace(day=1) for month in months})


def _speak(slip: Slip, languages: Mapping[str, str]) -> None:
    slip.languages.all().delete()
    for code, level in languages.items():
        slip.languages.create(language=code, level=level)


@transaction.atomic
def send_confirm_link(slip: Slip) -> int:
    """Send the link to confirm once more; how many mails may still follow (0 sends nothing any more)."""
    locked = _locked(slip)
    sent = OutgoingMail.objects.filter(
        key__in=[mails.confirm_key(locked, number) for number in range(1, CONFIRM_MAILS + 1)]
    ).count()
    if locked.state != Slip.State.UNCONFIRMED or sent >= CONFIRM_MAILS:
        return 0
    mails.ask_to_confirm(locked, number=sent + 1)
    return CONFIRM_MAILS - sent - 1


@transaction.atomic
def confirm_slip(slip: Slip) -> Slip:
    """The owner has the address: the slip goes to the office, the owner gets the link to change it."""
    locked = _locked(slip)
    if locked.confirmed_at:
        return locked
    _move(locked, Step.CONFIRM)
    locked.confirmed_at = timezone.now()
    _store(locked)
    mails.tell_received(locked)
    mails.tell_office(locked)
    return locked


@transaction.atomic
def change_slip(
    slip: Slip,
    *,
    values: Mapping[str, Any],
    languages: Mapping[str, str],
    themes: Iterable[Theme],
    version: int,
) -> Slip:
    """Store what the owner changed; saving the same again changes nothing. The address is never changed here.

    New public words of a released slip are read first: it leaves the board and returns to the queue. New facts show
    at once. Raises Overtaken when the slip is no longer the one of `version`, ValidationError as `submit_slip`.
    """
    locked = _locked(slip)
    chosen = set(themes)
    known = {name: values[name] for name in (FACTS | WORDS) & values.keys()}
    if "months" in known:
        known["months"] = _first_days(known["months"])
    changed = {name for name, value in known.items() if getattr(locked, name) != value}
    spoken = dict(locked.languages.values_list("language", "level"))
    if changed <= {"wants_suggestions"} and spoken == dict(languages) and set(locked.themes.all()) == chosen:
        return _want_suggestions(locked, known.get("wants_suggestions", locked.wants_suggestions))
    _check_seen(locked, version)
    was_youth = _is_youth(locked)
    for name in changed:
        setattr(locked, name, known[name])
    locked.validate_constraints()
    needs_reading = not changed.isdisjoint(WORDS) or (_is_youth(locked) and not was_youth)
    former = locked.state
    _move(locked, Step.CHANGE_WORDS if needs_reading else Step.CHANGE_FACTS)
    _keep_dates(locked, changed)
    _speak(locked, languages)
    locked.themes.set(chosen)
    _store(locked)
    if locked.state == Slip.State.SUBMITTED != former:
        mails.tell_office(locked)
    return locked


def _want_suggestions(slip: Slip, wanted: bool) -> Slip:
    """A wish about mails: nobody has to read the slip again for it, whatever its state."""
    if slip.wants_suggestions != wanted:
        slip.wants_suggestions = wanted
        slip.save(update_fields=["wants_suggestions", "updated_at"])
    return slip


def _is_youth(slip: Slip) -> bool:
    return slip.age_from is not None and slip.age_from < ADULT


def _keep_dates(slip: Slip, changed: set[str]) -> None:
    """A new day to reply by moves the end, and the reminder with it; back in the queue nothing has ended."""
    if slip.state == Slip.State.SUBMITTED:
        slip.message, slip.ended_at, slip.asked_at = "", None, None
    if "reply_by" in changed and slip.state != Slip.State.EXPIRED:
        slip.expires_on = last_day(slip.reply_by, timezone.localdate())
        slip.reminded_at = None


@transaction.atomic
def withdraw_slip(slip: Slip) -> Slip:
    """Off the board at once. What was typed is erased BOARD_DAYS later."""
    locked = _locked(slip)
    if locked.state == Slip.State.WITHDRAWN:
        return locked
    was_confirmed = locked.confirmed_at is not None
    _move(locked, Step.WITHDRAW)
    locked.ended_at = locked.ended_at or timezone.now()
    _store(locked)
    if was_confirmed:
        mails.tell_withdrawn(locked)
    return locked


@transaction.atomic
def renew_slip(slip: Slip, *, reply_by: datetime.date | None = None) -> Slip:
    """Keep it on the board, or hang it up again: until `reply_by`, else 180 days from today. No staff needed.

    Doing it twice on one day is doing it once. Raises Refused for a day that has passed.
    """
    locked = _locked(slip)
    today = timezone.localdate()
    if reply_by and reply_by < today:
        raise Refused(_("This day has passed. Choose a later one."))
    until = last_day(reply_by, today)
    if locked.state == Slip.State.PUBLISHED and (locked.expires_on, locked.reply_by) == (until, reply_by):
        return locked
    _move(locked, Step.RENEW)
    locked.reply_by = reply_by
    locked.expires_on = until
    locked.reminded_at = locked.ended_at = locked.asked_at = None
    return _store(locked)


@transaction.atomic
def record_outcome(slip: Slip, outcome: str) -> Slip:
    """Keep what became of it; the owner may correct the answer later. Only for slips that were on the board."""
    if outcome not in set(Outcome.values) - {Outcome.UNKNOWN}:
        raise ValueError(f"No outcome: {outcome!r}")
    locked = _locked(slip)
    if locked.released_at is None:
        raise Refused(_("This slip was never on the board."))
    if locked.outcome != outcome:
        locked.outcome = outcome
        locked.save(update_fields=["outcome", "updated_at"])
    return locked


# --- answers --------------------------------------------------------------------------------------
def reply_to_slip(
    slip: Slip, *, key: UUID, name: str, email: str, language: str, text: str, notice_version: str
) -> Conversation:
    """Pass an answer on to the owner; neither sees the other's address. `language` is the writer's.

    Raises Refused when the slip no longer hangs on the board or this address has written very often today.
    """
    known = Slip.objects.published().filter(pk=slip.pk).first()
    if known is None:
        raise Refused(_("This slip is no longer on the board."))
    try:
        return open_conversation(
            key=key,
            about=ABOUT,
            about_id=known.pk,
            subject=known.title,
            subject_language=known.language,
            asker=Person(name, email, language),
            host=Person(known.name, known.email, mail_language(known)),
            text=text,
            notice_version=notice_version,
        )
    except limits.Refused as reason:
        raise Refused(str(reason)) from reason


# --- the office -----------------------------------------------------------------------------------
@transaction.atomic
def release_slip(slip: Slip, *, by: User, seen: int | None = None) -> Slip:
    """Hang it on the board and tell the owner. `seen` is the version that was read (default: that of `slip`).

    A second click of the same person does nothing. Raises Refused when a colleague was faster, Overtaken when the
    owner has changed the slip since.
    """
    locked = _locked(slip)
    if locked.state == Slip.State.PUBLISHED:
        return _released_already(locked, by)
    _check_seen(locked, slip.version if seen is None else seen)
    today = timezone.localdate()
    if locked.reply_by and locked.reply_by < today:
        raise Refused(
            _("The day to reply by has passed. Give the slip back, so that the owner chooses another.")
        )
    _move(locked, Step.RELEASE)
    locked.released_at, locked.released_by = timezone.now(), by
    locked.expires_on = last_day(locked.reply_by, today)
    locked.message, locked.reminded_at = "", None
    _store(locked)
    note(locked, by=by, words=_("Released."))
    mails.tell_released(locked)
    return locked


def _released_already(slip: Slip, by: User) -> Slip:
    if slip.released_by_id == by.pk:
        return slip
    name = slip.released_by or _("A colleague")
    raise Refused(_("%(name)s has released this slip already.") % {"name": name})


@transaction.atomic
def return_slip(slip: Slip, *, by: User, message: str, seen: int | None = None) -> Slip:
    """Give it back to the owner, who reads `message` and may change it. Raises as `release_slip` does."""
    return _send_back(slip, Step.RETURN, by, message, slip.version if seen is None else seen)


@transaction.atomic
def decline_slip(slip: Slip, *, by: User, message: str, seen: int | None = None) -> Slip:
    """End it: it is nothing for this board. The owner reads `message`. Raises as `release_slip` does."""
    return _send_back(slip, Step.DECLINE, by, message, slip.version if seen is None else seen)


def _send_back(slip: Slip, step: Step, by: User, message: str, seen: int) -> Slip:
    if not message.strip():
        raise Refused(_("Say why: the owner reads it."))
    target = Slip.State.RETURNED if step is Step.RETURN else Slip.State.DECLINED
    locked = _locked(slip)
    if locked.state == target and locked.message == message:
        return locked
    _check_seen(locked, seen)
    _move(locked, step)
    locked.message = message
    if step is Step.RETURN:
        _store(locked)
        note(locked, by=by, words=_("Given back to the owner."))
        mails.tell_returned(locked)
    else:
        locked.ended_at = timezone.now()
        _store(locked)
        note(locked, by=by, words=_("Declined."))
        close_all_about(ABOUT, locked.pk)
        mails.tell_declined(locked)
    return locked
