"""What happens with proposed events. Each verb locks its row, does its work once, and writes its mails with it.

Called by the proposers' pages, the queue on the staff desk and the nightly retention. Raises Refused when a step is
not possible (the text says why) and Overtaken when the proposal is not the one that was seen.
"""

from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.event import Event
from events.proposals import mails
from events.proposals.draft import Draft
from events.proposals.links import forget_links
from events.proposals.making import Choice, make_event
from events.proposals.proposal import Proposal
from events.proposals.workflow import OPEN, Overtaken, Refused, Step, next_state
from twinning.accounts.models import User
from twinning.desk_log import note
from twinning.mail.models import OutgoingMail

State = Proposal.State
# How many open proposals one address may have, how often its first link is sent.
PER_ADDRESS = 10
CONFIRM_MAILS = 3


# --- shared ---------------------------------------------------------------------------------------
def _locked(proposal: Proposal) -> Proposal:
    found = Proposal.objects.select_for_update(of=("self",)).select_related("organisation")
    locked = found.filter(pk=proposal.pk).first()
    if locked is None:
        raise Refused(_("This proposal is no longer there."))
    return locked


def _move(proposal: Proposal, step: Step) -> None:
    """Take the step; every step raises the version, so that an older page is told."""
    proposal.state = next_state(proposal, step)
    proposal.version += 1


def _check_seen(proposal: Proposal, seen: int) -> None:
    if proposal.version != seen:
        raise Overtaken(_what_happened(proposal))


def _what_happened(proposal: Proposal) -> str:
    """Who was faster, if the office was; else that the words are other ones now."""
    if proposal.decided_at and proposal.decided_by:
        when = date_format(timezone.localtime(proposal.decided_at), "SHORT_DATETIME_FORMAT")
        words = {"who": proposal.decided_by, "state": proposal.get_state_display(), "when": when}
        return _("Nothing was stored: %(who)s was faster (%(state)s, %(when)s).") % words
    return _("Nothing was stored: the proposal was changed meanwhile. Please look at it again.")


# --- the proposer ---------------------------------------------------------------------------------
@transaction.atomic
def submit_proposal(
    draft: Draft, *, key: UUID, name: str, email: str, account: User | None = None
) -> Proposal:
    """Take a proposal; the same form with the same words makes one row.

    Without an account the address gets a link to confirm it first; the address of an account is known already, so
    that its proposal goes to the office at once. Raises Refused when the address has too many open proposals,
    ValidationError when the values contradict one another (the messages of the constraints).
    """
    own = draft.own_key(key, email.lower())
    _queue_up(email)
    if known := Proposal.objects.filter(key=own).first():
        return known
    _check_limit(email)
    proposal = Proposal(key=own, name=name, email=email, account=account, **draft.columns())
    proposal.validate_constraints()
    proposal.save()
    _choose(proposal, draft)
    if account is None:
        mails.ask_to_confirm(proposal)
        return proposal
    return _arrive(proposal)


def _queue_up(email: str) -> None:
    """One submission after the other for each address, so that the limit counts those that are just coming in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"event proposal.{email.lower()}"])


def _check_limit(email: str) -> None:
    if Proposal.objects.filter(email__iexact=email, state__in=OPEN, is_sample=False).count() >= PER_ADDRESS:
        text = ngettext(
            "%(count)d proposal with this address is open already. Wait for our answer, or withdraw it first.",
            "%(count)d proposals with this address are open already. Wait for our answer, or withdraw one first.",
            PER_ADDRESS,
        )
        raise Refused(text % {"count": PER_ADDRESS})


def _choose(proposal: Proposal, draft: Draft) -> None:
    proposal.cities.set(draft.cities)
    proposal.themes.set(draft.themes)


def _arrive(proposal: Proposal) -> Proposal:
    """The address is known to be the proposer's: the office reads it now, both sides are told."""
    _move(proposal, Step.CONFIRM)
    proposal.confirmed_at = proposal.submitted_at = timezone.now()
    proposal.save()
    mails.tell_received(proposal)
    mails.tell_office(proposal)
    return proposal


@transaction.atomic
def send_confirm_link(proposal: Proposal) -> int:
    """Send the link to confirm once more; how many mails may still follow (0 sends nothing any more)."""
    locked = _locked(proposal)
    keys = [mails.confirm_key(locked, number) for number in range(1, CONFIRM_MAILS + 1)]
    sent = OutgoingMail.objects.filter(key__in=keys).count()
    if locked.state != State.DRAFT or sent >= CONFIRM_MAILS:
        return 0
    mails.ask_to_confirm(locked, number=sent + 1)
    return CONFIRM_MAILS - sent - 1


@transaction.atomic
def confirm_proposal(proposal: Proposal) -> Proposal:
    """The proposer has the address: the office reads the proposal. Confirming twice is confirming once."""
    locked = _locked(proposal)
    return locked if locked.confirmed_at else _arrive(locked)


@transaction.atomic
def change_proposal(proposal: Proposal, draft: Draft, *, seen: int) -> Proposal:
    """Store what the proposer changed; one that was given back goes to the office again.

    Saving the same again changes nothing. Raises Overtaken when the proposal is no longer the one of version `seen`.
    """
    locked = _locked(proposal)
    if locked.state == State.SUBMITTED and draft.is_written_in(locked):
        return locked
    _check_seen(locked, seen)
    was_returned = locked.state == State.RETURNED
    _move(locked, Step.CHANGE)
    for name, value in draft.columns().items():
        setattr(locked, name, value)
    locked.validate_constraints()
    _choose(locked, draft)
    if was_returned:
        locked.submitted_at, locked.decided_at, locked.decided_by = timezone.now(), None, None
    locked.save()
    if was_returned:
        mails.tell_received(locked)
        mails.tell_office(locked)
    return locked


@transaction.atomic
def withdraw_proposal(proposal: Proposal) -> Proposal:
    """The proposer takes it back. Raises Refused once it is decided."""
    locked = _locked(proposal)
    if locked.state == State.WITHDRAWN:
        return locked
    was_confirmed = locked.confirmed_at is not None
    _move(locked, Step.WITHDRAW)
    locked.decided_at, locked.decided_by = timezone.now(), None
    locked.save()
    if was_confirmed:
        mails.tell_withdrawn(locked)
    return locked


@transaction.atomic
def send_links(email: str) -> None:
    """Mail this address the way to each open proposal of it; tells nobody whether there was one."""
    rows = Proposal.objects.filter(email__iexact=email, erased_at=None, is_sample=False)
    for proposal in rows.exclude(state=State.WITHDRAWN).order_by("-pk")[:PER_ADDRESS]:
        if proposal.state == State.DRAFT:
            send_confirm_link(proposal)
        else:
            mails.send_link(proposal)


# --- the office -----------------------------------------------------------------------------------
@transaction.atomic
def return_proposal(proposal: Proposal, *, by: User, message: str, seen: int) -> Proposal:
    """Give it back: it is the proposer's turn, who reads `message`."""
    locked = _decide(proposal, Step.RETURN, by=by, message=message, seen=seen)
    mails.tell_returned(locked)
    return locked


@transaction.atomic
def decline_proposal(proposal: Proposal, *, by: User, message: str, seen: int) -> Proposal:
    """End it: it is nothing for this calendar. The proposer reads `message`."""
    locked = _decide(proposal, Step.DECLINE, by=by, message=message, seen=seen)
    mails.tell_declined(locked)
    return locked


@transaction.atomic
def publish_proposal(proposal: Proposal, *, by: User, seen: int, choice: Choice, message: str = "") -> Event:
    """Make an event of it, public at once or a draft for editing; the proposer is told.

    A second click of the same person finds the event of the first. Raises Refused when something is missing for the
    public or the event is over, Overtaken when the proposal is not the one that was seen.
    """
    locked = _locked(proposal)
    if locked.state == State.PUBLISHED and locked.decided_by_id == by.pk and locked.event_id:
        return locked.event
    _check_seen(locked, seen)
    if locked.ends_at <= timezone.now():
        raise Refused(_("The event is over. Give the proposal back, or decline it."))
    locked = _decide(locked, Step.PUBLISH, by=by, message=message, seen=seen)
    locked.event = make_event(locked, choice, by=by)
    locked.save(update_fields=["event"])
    if choice.is_draft:
        mails.tell_accepted(locked)
    else:
        mails.tell_published(locked)
    return locked.event


def _decide(proposal: Proposal, step: Step, *, by: User, message: str, seen: int) -> Proposal:
    if not message.strip() and step is not Step.PUBLISH:
        raise Refused(_("Say why: the proposer reads it."))
    locked = _locked(proposal)
    _check_seen(locked, seen)
    _move(locked, step)
    locked.message, locked.decided_by, locked.decided_at = message, by, timezone.now()
    locked.save()
    # Words and name of the proposer stay with the proposal.
    note(locked, by=by, words=str(locked.get_state_display()))
    return locked


# --- time -----------------------------------------------------------------------------------------
@transaction.atomic
def delete_proposal(proposal: Proposal) -> None:
    """Delete it with its links, mails and entries of the desk's log; an event that was made of it stays."""
    forget_links(proposal)
    mails.forget_mails(proposal)
    _log_of(proposal).delete()
    proposal.delete()


# Every column with words of the proposer or to them.
PERSONAL = ("name", "email", "organiser", "title", "teaser", "text", "price_note", "website", "message")


@transaction.atomic
def erase_proposal(proposal: Proposal) -> Proposal:
    """Empty it, in the desk's log too; links and mails go. What stays is what the office counts: kind, day, cities."""
    locked = _locked(proposal)
    if locked.state in OPEN:
        _move(locked, Step.LAPSE)
    for name in PERSONAL:
        setattr(locked, name, "")
    # A constraint wants a place of everything that is not online.
    locked.place = "–"
    locked.account = locked.organisation = None
    locked.erased_at = timezone.now()
    locked.version += 1
    locked.save()
    forget_links(locked)
    mails.forget_mails(locked)
    _log_of(locked).update(object_repr="–")
    return locked


@transaction.atomic
def let_go(user: User) -> None:
    """The account is about to be deleted: nothing of its proposals stays but what the office counts."""
    for proposal in Proposal.objects.filter(account=user):
        erase_proposal(proposal) if proposal.state == State.PUBLISHED else delete_proposal(proposal)


def _log_of(proposal: Proposal) -> QuerySet[LogEntry]:
    kind = ContentType.objects.get_for_model(Proposal)
    return LogEntry.objects.filter(content_type=kind, object_id=str(proposal.pk))
