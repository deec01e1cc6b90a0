"""The same act for many cases: first what would happen to each, then all that can, with every failure by name.

`foresee()` reads, `act()` acts; each case is a transaction of its own, so that one refusal stops no other. A case that
somebody has changed since the preview is left as it is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from projects.grants import office_actions
from projects.grants.application import Application
from projects.grants.apply.frame import NAMES
from projects.grants.machines import APPLICATION
from projects.grants.office import actions
from projects.grants.office.blocks import fill
from projects.grants.office.bulk_form import ASK, ASSIGN, CHECK, DECIDE, DUE
from projects.grants.office.states import WORDS, state_tag
from projects.grants.review import Conflict
from projects.grants.roles import roles_of
from projects.grants.workflow import Failure, Refused, failures
from twinning.accounts.models import User

TEAM = {"officer", "lead"}
# These read the case: ties are declared first.
READING = {CHECK, ASK, DECIDE}
MOST = 100


@dataclass(slots=True)
class Row:
    """A case and what will happen to it; reasons are all that stands in the way, text is what its people get."""

    case: Application
    will: str = ""
    reasons: list[str | Promise] = field(default_factory=list)
    text: str = ""

    @property
    def state(self) -> str:
        """The state in the office's words."""
        return state_tag(self.case)[1]

    @property
    def seen(self) -> str:
        """How the case was when it was shown."""
        return f"{self.case.pk}:{stamp(self.case)}"


def stamp(case: Application) -> str:
    """Changes with everything that is done with the case."""
    return f"{case.state}.{case.officer_id or 0}.{case.due_on or 0}.{case.updated_at.timestamp()}"


def _assign(case: Application, user: User, typed: dict[str, Any]) -> Row:
    officer = typed.get("officer")
    if officer is None:
        return Row(case, reasons=[_("Choose somebody.")])
    if "officer" not in roles_of(officer, case):
        return Row(case, reasons=[_("%(person)s can't work on this case.") % {"person": officer}])
    if case.officer_id == officer.pk:
        return Row(case, reasons=[_("%(person)s looks after it already.") % {"person": officer}])
    return Row(case, _("%(person)s will look after it.") % {"person": officer})


def _due(case: Application, user: User, typed: dict[str, Any]) -> Row:
    day = typed.get("due_on")
    if day is None:
        return Row(case, reasons=[_("Give a day.")])
    return Row(case, _("Deal with by %(day)s.") % {"day": date_format(day, "SHORT_DATE_FORMAT")})


def _missing(code: str, case: Application, user: User) -> list[Failure]:
    return failures(APPLICATION, APPLICATION.transitions[code], case, user, reason=None)


def _transition(code: str) -> Callable[[Application, User, dict[str, Any]], Row]:
    def foreseen(case: Application, user: User, typed: dict[str, Any]) -> Row:
        reasons = _missing(code, case, user)
        target = WORDS[APPLICATION.transitions[code].target]
        return Row(case, "" if reasons else _("Becomes “%(state)s”.") % {"state": target}, reasons)

    return foreseen


def asked(case: Application, typed: dict[str, Any]) -> str:
    """What the people of one case are asked: the block in their language, then the common text."""
    block = typed.get("block")
    fits = block is not None and block.programme_id in {None, case.programme_id}
    parts = [fill(block, case, typed.get("answer_by"))] if fits else []
    return "\n\n".join(filter(None, [*parts, typed.get("text", "")]))


def _ask(case: Application, user: User, typed: dict[str, Any]) -> Row:
    reasons, text = _missing(ASK, case, user), asked(case, typed)
    if not (typed.get("sections") and typed.get("answer_by") and text):
        reasons = [*reasons, _("Choose the parts and say what is missing.")]
    if reasons:
        return Row(case, reasons=reasons)
    values = {
        "parts": ", ".join(str(NAMES[step]) for step in typed["sections"]),
        "day": date_format(typed["answer_by"], "SHORT_DATE_FORMAT"),
    }
    return Row(case, _("Opens again: %(parts)s. Answer by %(day)s.") % values, text=text)


FORESEE = {ASSIGN: _assign, DUE: _due, CHECK: _transition(CHECK), ASK: _ask, DECIDE: _transition(DECIDE)}
RUN: dict[str, Callable[[Application, User, dict[str, Any]], Any]] = {
    ASSIGN: lambda case, by, typed: office_actions.assign(case, by=by, officer=typed["officer"]),
    DUE: lambda case, by, typed: actions.set_due(case, by=by, due_on=typed["due_on"]),
    CHECK: lambda case, by, typed: office_actions.start_check(case, by=by),
    ASK: lambda case, by, typed: office_actions.request_changes(
        case, by=by, sections=typed["sections"], text=asked(case, typed), answer_by=typed["answer_by"]
    ),
    DECIDE: lambda case, by, typed: office_actions.send_to_decision(case, by=by),
}


def _closed(act: str, cases: list[Application], user: User) -> set[int]:
    """Cases that the act would read and about which this person has declared nothing."""
    if act not in READING:
        return set()
    declared = Conflict.objects.filter(user=user, application__in=cases).values_list("application", flat=True)
    return {case.pk for case in cases} - set(declared)


def foresee(cases: Iterable[Application], typed: dict[str, Any], *, user: User) -> list[Row]:
    """What would happen to each case now."""
    cases = list(cases)
    closed = _closed(typed["act"], cases, user)
    rows = []
    for case in cases:
        if typed["act"] in {ASSIGN, DUE} and not TEAM & roles_of(user, case):
            rows.append(Row(case, reasons=[_("Your role does not allow this.")]))
        elif case.pk in closed:
            rows.append(Row(case, reasons=[_("First open the case and declare your ties.")]))
        else:
            rows.append(FORESEE[typed["act"]](case, user, typed))
    return rows


@transaction.atomic
def _do(case: Application, seen: str, typed: dict[str, Any], user: User) -> None:
    row = Application.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if stamp(row) != seen:
        raise Refused([_("Somebody has changed it since you looked.")])
    RUN[typed["act"]](row, user, typed)


def act(
    cases: Iterable[Application], seen: dict[int, str], typed: dict[str, Any], *, user: User
) -> tuple[int, list[Row]]:
    """Do it with the cases that were shown as possible; how many went through, and the rest with their reasons."""
    done, failed = 0, []
    wanted = [case for case in cases if case.pk in seen]
    closed = _closed(typed["act"], wanted, user)
    for case in wanted:
        try:
            if case.pk in closed:
                raise Refused([_("First open the case and declare your ties.")])
            _do(case, seen[case.pk], typed, user)
        except Refused as refusal:
            failed.append(Row(case, reasons=refusal.failures))
        else:
            done += 1
    return done, failed
