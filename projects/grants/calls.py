"""What the public learns of a programme: may one apply now, what does it fund, does it fit.

Called by the views; rows come with their rounds and rules, so nothing here asks the database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.grants.money import show
from projects.grants.programme import Programme, Round
from projects.grants.ruleset import Question, Ruleset
from projects.grants.sentences import euros
from twinning.languages import Served, current, served

SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class CallState:
    """Whether one may apply: `kind` is always, open, soon, later or closed; `tag` is a CSS class of the tag."""

    kind: str
    label: str
    note: str = ""

    @property
    def tag(self) -> str:
        """Colour of the tag; the words say the same."""
        return {"always": "ok", "open": "ok", "soon": "warn"}.get(self.kind, "plain")

    @property
    def is_open(self) -> bool:
        """Applications are taken at this moment."""
        return self.kind in {"always", "open", "soon"}


def _moment(value: datetime) -> str:
    local = timezone.localtime(value)
    return _("%(day)s, %(time)s") % {
        "day": date_format(local, "DATE_FORMAT"),
        "time": date_format(local, "TIME_FORMAT"),
    }


def _left(closes_at: datetime, now: datetime) -> str:
    days = (timezone.localtime(closes_at).date() - timezone.localtime(now).date()).days
    if days <= 0:
        return _("closes today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def call_state(programme: Programme, rounds: Iterable[Round], now: datetime) -> CallState:
    """The state at `now` (aware). A round's deadline itself is already too late."""
    if programme.opening == Programme.Opening.ROLLING:
        return CallState("always", _("always open"), _("No deadline: apply at any time."))
    rounds = sorted(rounds, key=lambda row: row.opens_at)
    running = next((row for row in rounds if row.opens_at <= now < row.closes_at), None)
    if running:
        days = (timezone.localtime(running.closes_at).date() - timezone.localtime(now).date()).days
        note = _("Deadline: %(moment)s") % {"moment": _moment(running.closes_at)}
        label = _left(running.closes_at, now) if days <= SOON_DAYS else _("open")
        return CallState("soon" if days <= SOON_DAYS else "open", label, note)
    coming = next((row for row in rounds if row.opens_at > now), None)
    if coming:
        day = date_format(timezone.localtime(coming.opens_at), "DATE_FORMAT")
        return CallState("later", _("closed"), _("The next round opens on %(day)s.") % {"day": day})
    return CallState("closed", _("closed"), _("The next round is not fixed yet."))


def facts(programme: Programme, rules: Ruleset | None) -> list[dict[str, Any]]:
    """Terms over values; what the rules leave open is left out."""
    rows = []
    amounts = served(programme, "amounts")
    if amounts:
        rows.append({"label": _("Amount"), "value": amounts})
    elif rules and rules.most:
        rows.append({"label": _("Largest amount"), "value": euros(rules.most)})
    if rules and rules.max_rate:
        rate = show(rules.max_rate, current()).rstrip("0").rstrip(".,")
        rows.append({"label": _("Our share"), "value": _("up to %(rate)s%%") % {"rate": rate}})
    if rules and rules.lead_days:
        days = ngettext("%(days)d day before you begin", "%(days)d days before you begin", rules.lead_days)
        rows.append({"label": _("Apply at least"), "value": days % {"days": rules.lead_days}})
    if rules and rules.is_short:
        rows.append({"label": _("Form"), "value": _("short cost plan")})
    return rows


# --- does it fit? ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Answered:
    """A question with the answer that was given ("yes", "no" or ""), and the reason when it excludes."""

    question: Question
    text: Served
    given: str
    reason: Served | None = None


def judge(questions: Iterable[Question], given: Mapping[str, str]) -> list[Answered]:
    """Every question with its answer; answers that are neither yes nor no count as not given."""
    rows = []
    for question in questions:
        answer = given.get(question.code, "")
        answer = answer if answer in Question.Answer.values else ""
        excludes = bool(answer) and answer == question.excludes_if
        reason = served(question, "explanation") if excludes else None
        rows.append(Answered(question, served(question, "text"), answer, reason))
    return rows


def verdict(rows: Iterable[Answered]) -> str:
    """ "fits", "not" (something excludes), "open" (answers are missing) or "" (nothing was answered yet)."""
    rows = list(rows)
    if not any(row.given for row in rows):
        return ""
    if any(row.reason is not None for row in rows):
        return "not"
    return "fits" if all(row.given for row in rows) else "open"
