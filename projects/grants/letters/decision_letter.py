"""Letters that tell a decision: the award with its parts in the order of municipal practice, the rejection, the note
about the reserve list. Each is built twice: in German, which binds, and as a courtesy in the applicant's language.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from projects.grants.decision import Decision, Letter
from projects.grants.letters.blocks import Blocks
from projects.grants.letters.facts import Facts
from projects.grants.letters.frame import (
    Block,
    apart,
    day_of,
    document,
    euro,
    heading,
    notice,
    passage,
    per_cent,
    points,
    text,
    title,
)
from projects.grants.letters.words import in_words
from projects.grants.ruleset import Ruleset
from twinning.languages import current, served, written

Kind = Letter.Kind
Financing = Ruleset.Financing
MONTHS = 12


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(f"{day} has no day {months} months later.")


def proof_due(decision: Decision) -> date | None:
    """When the proof of use is due: as decided, else so many months after the period as the rules say."""
    months = decision.application.ruleset.proof_months
    end = decision.period_to or decision.application.ends_on
    if decision.proof_due_on or months is None or end is None:
        return decision.proof_due_on
    return add_months(end, months)


def build(
    kind: str, facts: Facts, decision: Decision, *, is_original: bool
) -> tuple[dict[str, Any], list[str]]:
    """The document in the active language, and what of it is not written in that language (DEC-4)."""
    application = facts.application
    values = {
        "number": application.number or "",
        "title": apart(application.title),
        "amount": euro(decision.amount) if decision.amount is not None else "",
        "deadline": day_of(proof_due(decision)),
        "contact": facts.email,
    }
    blocks = Blocks.of(application.programme, **values)
    builder, name = {
        Kind.AWARD: (_award, _("Decision on a grant")),
        Kind.REJECTION: (_rejection, _("Decision on your application")),
        Kind.WAITLIST: (_waitlist, _("Your application is on the reserve list")),
    }[Kind(kind)]
    parts: list[Block] = []
    if not is_original:
        parts.append(notice(_("Courtesy translation. Only the German text is binding.")))
    if application.is_sample:
        parts.append(notice(_("Example: this letter is invented and only shows what letters look like.")))
    parts += [
        title(name),
        text(_("Dear Sir or Madam,")),
        *builder(facts, decision, blocks),
        *_closing(facts, decision),
    ]
    head = facts.head(name, info=((_("Date"), day_of(facts.day)),))
    return document(head, parts), blocks.missing


# --- the award ------------------------------------------------------------------------------------
def _award(facts: Facts, decision: Decision, blocks: Blocks) -> list[Block]:
    application, amount = facts.application, decision.amount or Decimal(0)
    sections = [
        (_("What for"), [text(_purpose(facts, decision))]),
        (_("Basis"), _basis(facts, decision, blocks)),
        (_("Accepted plan"), _plan(facts, decision, blocks)),
        (_("Payment"), [text(blocks.letter("payment"))]),
        (pgettext("part of an award letter", "Conditions"), [points(blocks.conditions(decision.conditions))]),
        (_("Proof of use"), [text(_proof(decision, blocks))]),
        (_("Visibility"), [text(blocks.letter("visibility"))]),
        (_("Data protection"), [text(blocks.letter("data"))]),
        (_("Repayment"), [text(blocks.letter("reclaim"))]),
        (_("Legal remedy"), [text(blocks.letter("remedy"))]),
    ]
    return [
        text(
            _("for your project “%(title)s” with %(cities)s we grant you")
            % {"title": apart(application.title), "cities": facts.cities}
        ),
        {
            "type": "amount",
            "figures": euro(amount),
            "words": _("(in words: %(words)s)") % {"words": in_words(amount, current())},
        },
        text(_kind_of_funding(facts, decision)),
        *_numbered(sections),
    ]


def _numbered(sections: list[tuple[str, list[Block]]]) -> list[Block]:
    """Headings with their numbers; a section without a word is left out."""
    rows: list[Block] = []
    kept = [(name, [block for block in body if block]) for name, body in sections]
    for number, (name, body) in enumerate([row for row in kept if row[1]], 1):
        rows += [heading(f"{number}. {name}"), *body]
    return rows


def _kind_of_funding(facts: Facts, decision: Decision) -> str:
    amount = decision.amount or Decimal(0)
    eligible = _eligible(facts, decision)
    sentence = {
        Financing.SHARE: _("as project funding: a share of the accepted costs."),
        Financing.SHORTFALL: _("as project funding that covers the shortfall."),
        Financing.FIXED: _("as project funding: a fixed sum."),
        Financing.UNITS: _("as project funding: a fixed sum by units."),
        Financing.FULL: _("as project funding of the full costs."),
    }[Financing(decision.financing or facts.application.ruleset.financing)]
    parts = [sentence]
    if eligible:
        rate = decision.rate if decision.rate is not None else amount * 100 / eligible
        parts.append(
            _("This is %(rate)s %% of the accepted costs of %(costs)s at most.")
            % {"rate": per_cent(rate), "costs": euro(eligible)}
        )
    parts.append(_("You asked for %(amount)s.") % {"amount": euro(facts.application.requested)})
    return " ".join(parts)


def _eligible(facts: Facts, decision: Decision) -> Decimal:
    return decision.eligible_total or Decimal(facts.snapshot.get("sums", {}).get("eligible", "0"))


def _purpose(facts: Facts, decision: Decision) -> str:
    application = facts.application
    parts = [
        _("You may use the money only for the project of your application of %(day)s: %(purpose)s.")
        % {
            "day": day_of(localtime(application.submitted_at).date()) if application.submitted_at else "",
            "purpose": apart((decision.purpose or application.title).strip().rstrip(".")),
        }
    ]
    if decision.period_from and decision.period_to:
        parts.append(
            _("The period of the grant runs from %(start)s to %(end)s.")
            % {"start": day_of(decision.period_from), "end": day_of(decision.period_to)}
        )
    return " ".join(parts)


def _basis(facts: Facts, decision: Decision, blocks: Blocks) -> list[Block]:
    rows = [passage(served(facts.application.programme, "directive"))]
    item = decision.agenda_item
    if item is not None:
        rows.append(
            text(
                _("Resolution of the panel of %(day)s, item %(item)s.")
                % {"day": day_of(localtime(item.session.held_at).date()), "item": item.position}
            )
        )
    return [*rows, *_reason(decision, blocks)]


def _reason(decision: Decision, blocks: Blocks) -> list[Block]:
    return [passage(part) for part in blocks.translated(decision.reason)]


def _plan(facts: Facts, decision: Decision, blocks: Blocks) -> list[Block]:
    amount = decision.amount or Decimal(0)
    rows = [text(blocks.letter("plan"))]
    if decision.outcome == Decision.Outcome.REDUCED:
        rows.append(
            text(
                _(
                    "The grant is lower than you asked for. Please adapt your plan in the portal: the award becomes"
                    " final when costs and income are equal again."
                )
            )
        )
    label = _("Grant of this decision")
    if decision.outcome == Decision.Outcome.REDUCED and not facts.plan().counts_work:
        rows += [facts.compared_costs(_eligible(facts, decision)), facts.compared_income(amount, label)]
    else:
        rows += [facts.costs_table(), facts.income_table(amount, label)]
    if facts.own_work():
        rows.append(text(_("Own unpaid work: %(amount)s.") % {"amount": euro(facts.own_work())}))
    return rows


def _proof(decision: Decision, blocks: Blocks) -> str:
    """Nothing is printed while the rules don't say when the proof is due: a date is never invented."""
    return blocks.letter("proof") if proof_due(decision) else ""


# --- no, and not yet ------------------------------------------------------------------------------
def _rejection(facts: Facts, decision: Decision, blocks: Blocks) -> list[Block]:
    own = decision.next_round
    chance = passage(written(own, "de")) if own else text(blocks.letter("next"))
    sections = [
        (_("Reason"), _reason(decision, blocks)),
        (_("Next chance"), [chance]),
        (_("Legal remedy"), [text(blocks.letter("remedy"))]),
    ]
    return [
        text(
            _("we can't fund your project “%(title)s” with %(cities)s. You asked for %(amount)s.")
            % {
                "title": apart(facts.application.title),
                "cities": facts.cities,
                "amount": euro(facts.application.requested),
            }
        ),
        *_numbered(sections),
    ]


def _waitlist(facts: Facts, decision: Decision, blocks: Blocks) -> list[Block]:
    sections = [
        (_("What this means"), [text(blocks.letter("reserve"))]),
        (_("Reason"), _reason(decision, blocks)),
    ]
    return [
        text(
            _("your project “%(title)s” with %(cities)s is on the reserve list.")
            % {"title": apart(facts.application.title), "cities": facts.cities}
        ),
        *_numbered(sections),
    ]


# --- the end --------------------------------------------------------------------------------------
def _closing(facts: Facts, decision: Decision) -> list[Block]:
    """Contact, greeting, who decided, and that no signature is needed."""
    decided = localtime(decision.decided_at) if decision.decided_at else None
    names = _("For the city: %(decider)s · checked: %(officer)s") % {
        "decider": decision.decided_by or "",
        "officer": decision.prepared_by,
    }
    day = _("Decided on %(day)s.") % {"day": date_format(decided, "DATE_FORMAT")} if decided else ""
    lines = [
        [_("Kind regards"), False],
        [names, False],
        [
            " ".join((day, _("This letter was made by computer and is valid without a signature."))).strip(),
            True,
        ],
    ]
    if decision.outcome in {Decision.Outcome.APPROVED, Decision.Outcome.REDUCED}:
        lines.append([_("Annex: the application as you sent it (in the portal)"), True])
    question = _("Do you have questions? Write to %(email)s.") % {"email": facts.email} if facts.email else ""
    return [text(question), {"type": "sign", "lines": lines}]
