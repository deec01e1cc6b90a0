"""What stands around every step of an application: the thread of steps, the save state, what is still missing.

Every step's view takes `frame_context()` and adds its form; `templates/grants/apply/frame.html` shows it.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.grants.actions import may_write
from projects.grants.application import STEPS, Application
from projects.grants.calls import call_state
from projects.grants.case import ChangeRequest
from projects.grants.completeness import Finding, findings
from projects.grants.sentences import sentence
from twinning.accounts.models import User

NAMES: dict[str, Promise] = {
    "applicant": gettext_lazy("Who applies?"),
    "project": gettext_lazy("Your project"),
    "partner": gettext_lazy("Partner and city"),
    "time": gettext_lazy("Time and place"),
    "costs": gettext_lazy("Costs and financing"),
    "review": gettext_lazy("Check and send"),
}
# Where the lines of a step begin on its page: "#costs-3" is the third line of the costs.
LINES = {"partner": "partners", "time": "legs", "costs": "costs"}
SIDES = {"financing": "incomes", "work": "work"}


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the thread: `state` is done, todo (begun, something is missing), now or "" (not begun)."""

    code: str
    name: str
    url: str
    state: str
    open_count: int
    is_now: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A finding in words, with the way to its field."""

    step: str
    name: str
    text: str
    url: str
    blocks: bool
    line: int | None = None


def step_url(application: Application, step: str) -> str:
    """Address of a step."""
    return reverse(f"grants:step-{step}", kwargs={"uuid": application.uuid})


def anchor(finding: Finding) -> str:
    """Id of the field or line that a finding is about: "id_title", "costs-3", or "" for the page as a whole."""
    if finding.line is not None:
        side = SIDES.get(str(finding.values.get("side")), LINES.get(finding.step, ""))
        return f"{side}-{finding.line}"
    if finding.code == "DECLARE":
        return "id_declarations"
    if finding.code in {"APP-3", "APP-3x"}:
        return f"id_answer_{finding.field}"
    return f"id_{finding.field}" if finding.field else ""


def in_words(application: Application, found: list[Finding]) -> list[Missing]:
    """Findings as the page shows them; the declarations are one point."""
    rows = []
    for finding in found:
        place = anchor(finding)
        url = step_url(application, finding.step) + (f"#{place}" if place else "")
        name = str(NAMES[finding.step])
        row = Missing(finding.step, name, sentence(finding), url, finding.blocks, finding.line)
        if row not in rows:
            rows.append(row)
    return rows


def saved_text(moment: datetime | None) -> str:
    """ "Saved at 14:03", with the day when that was not today."""
    if moment is None:
        return _("Not saved yet.")
    local = timezone.localtime(moment)
    time = date_format(local, "TIME_FORMAT")
    if local.date() == timezone.localdate():
        return _("Saved at %(time)s") % {"time": time}
    return _("Saved on %(day)s at %(time)s") % {"day": date_format(local, "DATE_FORMAT"), "time": time}


def thread(application: Application, current: str, found: list[Finding]) -> list[Step]:
    """The six steps with their state. A step is done when nothing stands against it; sending is never done here."""
    against = Counter(finding.step for finding in found if finding.blocks)
    steps = []
    for code in STEPS:
        state = "todo" if against[code] and application.version_of(code) else ""
        if not against[code] and code != "review":
            state = "done"
        steps.append(
            Step(code, str(NAMES[code]), step_url(application, code), state, against[code], code == current)
        )
    return steps


def neighbour(application: Application, step: str, way: int) -> str:
    """Address of the step before (-1) or after (1), or ""."""
    index = STEPS.index(step) + way
    return step_url(application, STEPS[index]) if 0 <= index < len(STEPS) else ""


def _stored(application: Application) -> str:
    """For the script: the version of each step and the tab that saved it last, as JSON."""
    rows = {
        step: [application.version_of(step), application.versions.get(f"{step}.tab", "")] for step in STEPS
    }
    return json.dumps(rows)


def question_of_office(application: Application, step: str) -> ChangeRequest | None:
    """What the office asked for about this step, while it waits for the answer."""
    if application.state != Application.State.CHANGES_REQUESTED:
        return None
    asked = ChangeRequest.objects.filter(application=application, answered_at=None, sections__contains=[step])
    return asked.first()


def frame_context(application: Application, step: str, user: User) -> dict[str, Any]:
    """Everything that frame.html needs but the form; `application` comes with programme, ruleset and round."""
    found = findings(application)
    rounds = [application.round] if application.round else []
    rows = in_words(application, found)
    return {
        "application": application,
        "step": step,
        "step_name": NAMES[step],
        "step_number": STEPS.index(step) + 1,
        "step_count": len(STEPS),
        "steps": thread(application, step, found),
        "findings": [row for row in rows if row.step == step],
        "missing": [row for row in rows if row.blocks],
        # The declarations stand on the last step itself.
        "open_points": [row for row in rows if row.blocks and not row.url.endswith("#id_declarations")],
        "version": application.version_of(step),
        "stored": _stored(application),
        "asked": question_of_office(application, step),
        "saved_at": application.saved_at,
        "saved_text": saved_text(application.saved_at),
        "can_write": may_write(application, user, step),
        "back_url": neighbour(application, step, -1),
        "call": call_state(application.programme, rounds, timezone.now()),
    }
