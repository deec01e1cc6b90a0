"""The checks of a case: the list that people go through, and what the rules say by themselves, with their codes."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from projects.grants import completeness, plan
from projects.grants.application import Application
from projects.grants.case import Check
from projects.grants.money import show
from projects.grants.office_actions import CHECKLIST
from projects.grants.sentences import euros, sentence
from twinning.languages import current, served

NAMES: dict[str, Promise] = {
    "signed": gettext_lazy("Application signed"),
    "city": gettext_lazy("Linked to a partner city"),
    "eligible": gettext_lazy("Nothing excludes it"),
    "not_begun": gettext_lazy("Not begun yet"),
    "partner": gettext_lazy("Partner has confirmed"),
    "papers": gettext_lazy("Papers complete and readable"),
    "access": gettext_lazy("Accessibility described"),
}
SIGNS = {Check.Verdict.OK: ("ok", "✓"), Check.Verdict.OPEN: ("ask", "?"), Check.Verdict.BAD: ("no", "✕")}
CODE = re.compile(r"(?:KFP|APP|TRAVEL)-\d+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list of checks: kind is ok, ask or no."""

    kind: str
    sign: str
    text: str
    hint: str = ""
    code: str = ""
    step: str = ""
    check: Check | None = None


def _hints(application: Application) -> dict[str, str]:
    """What the rules know by themselves about each line."""
    partners, files = list(application.partners.all()), list(application.attachments.filter(removed_at=None))
    sure = sum(partner.confirmed_at is not None for partner in partners)
    asked = application.ruleset.questions.count()
    start = date_format(application.starts_on, "SHORT_DATE_FORMAT") if application.starts_on else "–"
    questions = ngettext(
        "%(count)d question, version %(version)d", "%(count)d questions, version %(version)d", asked
    )
    begins = _("Early start wanted, begin %(day)s") if application.wants_early_start else _("Begin %(day)s")
    return {
        "signed": application.signed_by,
        "city": ", ".join(served(city, "name").text for city in application.cities.all()),
        "eligible": questions % {"count": asked, "version": application.ruleset.number},
        "not_begun": begins % {"day": start},
        "partner": _("%(sure)d of %(all)d confirmed") % {"sure": sure, "all": len(partners)},
        "papers": ngettext("%(count)d file", "%(count)d files", len(files)) % {"count": len(files)},
        "access": _("described") if application.accessibility else _("nothing written"),
    }


def checklist(application: Application) -> list[Line]:
    """The formal check, in the order of the list; empty before it has begun."""
    stored = {check.code: check for check in application.checks.select_related("checked_by")}
    hints = _hints(application) if stored else {}
    lines = []
    for code in [code for code in CHECKLIST if code in stored] + [
        code for code in stored if code not in CHECKLIST
    ]:
        kind, sign = SIGNS[Check.Verdict(stored[code].verdict)]
        lines.append(
            Line(kind, sign, str(NAMES.get(code, code)), hints.get(code, ""), code, "", stored[code])
        )
    return lines


def _line(finding: completeness.Finding) -> Line:
    kind, sign = ("no", "✕") if finding.blocks else ("ask", "?")
    code = CODE.match(finding.code)
    return Line(kind, sign, sentence(finding), code=code.group() if code else "", step=finding.step)


def _per_cent(value: Any) -> str:
    return f"{show(value, current())} %"


def plan_lines(application: Application, found: list[completeness.Finding], sums: plan.Sums) -> list[Line]:
    """The rules of the plan: what is kept in figures, then what is not."""
    broken = {finding.code for finding in found}
    limits = application.ruleset.limits
    lines = []
    if "KFP-1" not in broken:
        text = _("The plan closes: difference %(gap)s") % {"gap": euros(abs(sums.gap))}
        lines.append(Line("ok", "✓", text, code="KFP-1"))
    if limits.max_rate is not None and "KFP-4" not in broken:
        values = {"rate": _per_cent(sums.rate), "most": _per_cent(limits.max_rate)}
        lines.append(
            Line("ok", "✓", _("The city pays %(rate)s, %(most)s are allowed") % values, code="KFP-4")
        )
    if limits.min_own_share is not None and "KFP-5" not in broken:
        values = {"share": _per_cent(sums.own_share), "least": _per_cent(limits.min_own_share)}
        lines.append(Line("ok", "✓", _("Own money %(share)s, %(least)s are needed") % values, code="KFP-5"))
    return [*lines, *[_line(finding) for finding in found if finding.step == "costs"]]


def rule_lines(found: list[completeness.Finding]) -> list[Line]:
    """Everything else that the rules find."""
    return [_line(finding) for finding in found if finding.step != "costs" and finding.code != "APP-7"]
