"""One case as the office sees it: what to do now, the application beside its checks, what happened so far.

Pure presentation for `projects.grants.office.views`; nothing here changes anything.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from projects.grants import completeness
from projects.grants.application import Application
from projects.grants.apply.frame import NAMES
from projects.grants.case import Check
from projects.grants.costs.tables import head_names
from projects.grants.office import acts, checks, events
from projects.grants.office.changes import changed, last_answer
from projects.grants.office.forms import AssignForm, ChangesForm, DueForm, NoteForm, RefusalForm, RemindForm
from projects.grants.office.people import takes_part
from projects.grants.office.queue import days_left
from projects.grants.office.similar import earlier, similar
from projects.grants.office.states import state_tag
from projects.grants.office.ties import declaration_of
from projects.grants.parts import Attachment
from projects.grants.plan import GRANT, OWN_WORK, sums
from projects.grants.querysets import ApplicationQuerySet
from twinning.cldr import language_label

State = Application.State


def fetched(rows: ApplicationQuerySet) -> ApplicationQuerySet:
    """With what the page shows, in as few queries as it takes."""
    return rows.select_related("applicant", "officer", "programme", "ruleset", "round").prefetch_related(
        "cities", "themes__aim", "partners__city", "legs", "costs", "incomes", "applicant__signatories"
    )


def _plan(application: Application, found: list[completeness.Finding]) -> dict[str, Any]:
    total = sums(*completeness.plan_of(application), application.ruleset.limits)
    names = head_names(application.ruleset)
    incomes = [row for row in application.incomes.all() if row.head not in {GRANT, OWN_WORK}]
    return {
        "costs": [
            {"row": row, "name": names.get(row.head, row.head), "amount": row.as_line().amount}
            for row in application.costs.all()
        ],
        "incomes": [{"row": row, "name": names.get(row.head, row.head)} for row in incomes],
        "sums": total,
        "counts_work": application.ruleset.counts_own_work and total.own_work > 0,
        "lines": checks.plan_lines(application, found, total),
    }


def _forms(request: HttpRequest, application: Application) -> dict[str, Any]:
    """Empty forms; `?ask=` chooses the part that a hint is about."""
    asked = request.GET.get("ask", "")
    changes = ChangesForm(case=application, initial={"sections": [asked]} if asked in NAMES else None)
    return {
        "request_changes": changes,
        "refuse_formally": RefusalForm(case=application),
        "remind": RemindForm(case=application),
        "assign": AssignForm(case=application),
        "set_due": DueForm(case=application),
        "note": NoteForm(case=application),
    }


def _files(application: Application) -> list[dict[str, Any]]:
    kinds = {Attachment.State.CLEAN: "ok", Attachment.State.CHECKING: "warn", Attachment.State.REFUSED: "err"}
    return [
        {"file": file, "kind": kinds[Attachment.State(file.state)]} for file in application.attachments.all()
    ]


def _unsure(application: Application) -> list[str]:
    rows = application.events.filter(code="ties_unsure")
    declared = set(application.conflicts.values_list("user", flat=True))
    return [
        _("%(person)s is not sure about ties: %(reason)s") % {"person": row.actor_name, "reason": row.reason}
        for row in rows
        if row.actor_id not in declared
    ]


def case(request: HttpRequest, application: Application, **forms: Any) -> dict[str, Any]:
    """Everything about one case, fetched with `fetched()`. `forms` replaces empty forms."""
    user = request.user
    found = completeness.findings(application)
    list_of_checks = checks.checklist(application)
    settled = sum(line.check.verdict == Check.Verdict.OK for line in list_of_checks)
    is_team = user.has_perm("grants.change_application")
    return {
        "application": application,
        "tag": state_tag(application),
        "language": language_label(application.language),
        "days": days_left(application.due_on),
        "now": acts.now(application, user),
        "is_team": is_team,
        "may_assign": is_team or user.has_perm("grants.lead_grants"),
        "takes_part": takes_part(user),
        "open_act": "request_changes" if "ask" in request.GET else "",
        "forms": _forms(request, application) | forms,
        "changed": changed(application) if application.state == State.CHANGES_REQUESTED else [],
        "answer": last_answer(application),
        "declared": declaration_of(user, application),
        "conflicts": application.conflicts.select_related("user")
        if user.has_perm("grants.lead_grants")
        else [],
        "unsure": _unsure(application) if takes_part(user) else [],
        "plan": _plan(application, found),
        "checks": list_of_checks,
        "settled": settled,
        "rules": checks.rule_lines(found),
        "files": _files(application),
        "requests": [
            {"row": row, "sections": [NAMES[step] for step in row.sections]}
            for row in application.change_requests.select_related("asked_by")
        ],
        "notes": application.notes.all() if takes_part(user) else [],
        "similar": similar(application, user),
        "earlier": earlier(application, user),
        "trail": events.trail(application),
    }
