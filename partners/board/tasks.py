"""What time does with slips: reminders, ends, questions, suggestions, erasing. `manage.py tend_board` runs it nightly.

Every step looks for what is due, locks one slip after the other and looks again, so that a second run, or one that
was missed, does no harm. Days are days of the home town, whatever the clock does in spring and autumn.
"""

from collections.abc import Callable, Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone

from partners.board import mails, retention
from partners.board.calendar import LAPSE_AFTER, REMIND_BEFORE, SUGGEST_EVERY, question_day
from partners.board.querysets import SlipQuerySet
from partners.board.slip import Slip
from partners.board.suggestion import Suggestion
from partners.board.wishes import matches_of
from partners.board.workflow import Step, next_state

State = Slip.State
# A suggestion needs two things in common; one mail holds a handful.
POINTS_NEEDED, PER_MAIL = 2, 5


def _each(rows: SlipQuerySet, act: Callable[[Slip], bool]) -> int:
    """Do it to every slip in a transaction of its own, if it is still due once the slip is locked; how many it was."""
    done = 0
    for key in list(rows.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            slip = rows.filter(pk=key).select_for_update(of=("self",)).first()
            done += slip is not None and act(slip)
    return done


# --- the end --------------------------------------------------------------------------------------
def expire() -> int:
    """Off the board after the last day; the owner gets a link to hang it up again."""
    return _each(Slip.objects.filter(state=State.PUBLISHED, expires_on__lt=timezone.localdate()), _expire)


def _expire(slip: Slip) -> bool:
    _end(slip, Step.EXPIRE)
    if not slip.is_sample:
        mails.tell_expired(slip)
    return True


def _end(slip: Slip, step: Step) -> bool:
    slip.state = next_state(slip, step)
    slip.ended_at = timezone.now()
    slip.version += 1
    slip.save()
    return True


def give_up() -> int:
    """Slips that were never released and whose last day passed a month ago: they end without a mail."""
    limit = timezone.localdate() - LAPSE_AFTER
    waiting = Slip.objects.filter(state__in=[State.SUBMITTED, State.RETURNED], expires_on__lt=limit)
    return _each(waiting, partial(_end, step=Step.LAPSE))


# --- mails ----------------------------------------------------------------------------------------
def remind() -> int:
    """A week before the end, once for each end. Not when the slip came to the board within that week."""
    today = timezone.localdate()
    due = Slip.objects.filter(
        state=State.PUBLISHED,
        expires_on__range=(today, today + REMIND_BEFORE),
        reminded_at__isnull=True,
        is_sample=False,
    )
    return _each(due, _remind)


def _remind(slip: Slip) -> bool:
    if timezone.localdate(slip.released_at) >= slip.expires_on - REMIND_BEFORE:
        return False
    slip.reminded_at = timezone.now()
    slip.save(update_fields=["reminded_at", "updated_at"])
    mails.remind(slip)
    return True


def ask() -> int:
    """ "Did it come about?", once, of everybody whose slip hung on the board and who has not told yet."""
    due = Slip.objects.filter(
        state__in=[State.PUBLISHED, State.EXPIRED, State.WITHDRAWN],
        released_at__isnull=False,
        asked_at__isnull=True,
        erased_at__isnull=True,
        outcome=Slip.Outcome.UNKNOWN,
        is_sample=False,
    )
    return _each(due, _ask)


def _ask(slip: Slip) -> bool:
    day = question_day(slip)
    if day is None or day > timezone.localdate():
        return False
    slip.asked_at = timezone.now()
    slip.save(update_fields=["asked_at", "updated_at"])
    mails.ask_for_outcome(slip)
    return True


def suggest() -> int:
    """Slips that fit, to owners who want them: at most every seven days, and no pair a second time."""
    due = Slip.objects.published().filter(wants_suggestions=True, is_sample=False)
    return _each(due, _suggest)


def _suggest(slip: Slip) -> bool:
    if _had_one(slip):
        return False
    known = Suggestion.objects.filter(slip=slip).values("other")
    good = [pair for pair in matches_of(slip, exclude=known) if pair[1].points >= POINTS_NEEDED][:PER_MAIL]
    if not good:
        return False
    slip.suggested_at = timezone.now()
    slip.save(update_fields=["suggested_at", "updated_at"])
    Suggestion.objects.bulk_create(
        Suggestion(slip=slip, other=other, points=match.points) for other, match in good
    )
    mails.suggest(slip, good)
    return True


def _had_one(slip: Slip) -> bool:
    """True when this slip, or another one of the same owner, got suggestions within the last seven days."""
    own = Slip.objects.filter(email__iexact=slip.email, suggested_at__isnull=False)
    last = own.order_by("-suggested_at").values_list("suggested_at", flat=True).first()
    return last is not None and timezone.localdate(last) > timezone.localdate() - SUGGEST_EVERY


# --- all of it ------------------------------------------------------------------------------------
# Ending and erasing come first: they must happen even if a mail can't be written.
STEPS: Iterable[tuple[str, Callable[[], int]]] = (
    ("expired", expire),
    ("given up", give_up),
    ("deleted because nobody confirmed them", retention.delete_unconfirmed),
    ("erased", retention.erase_ended),
    ("reminded of their end", remind),
    ("asked about the outcome", ask),
    ("got suggestions", suggest),
)


def tend() -> dict[str, int]:
    """Do everything that is due; how many slips each step was about."""
    return {name: step() for name, step in STEPS}
