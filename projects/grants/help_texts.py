"""What the fields of programmes and rules mean, for the staff who write them. Read by the admin.

Here and not in the models: a better sentence needs no migration.
"""

from typing import Any

from django.db.models import Field
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Texts = dict[str, str | Promise]

PROGRAMME: Texts = {
    "title": _("As on the call's page and in letters."),
    "summary": _("Stands in the list of all calls."),
    "funded": _("What the money is for: kinds of projects, as points."),
    "requirements": _("What every project must fulfil, as points."),
    "amounts": _("In words, as readers are told. The limits themselves stand in the rules."),
    "directive": _("Directive and paragraphs. Letters name it as the basis of the grant."),
    "decision": _("Which body decides, and how long it takes as a rule."),
    "payment": _("When and how the money is paid."),
    "proof": _("What has to be handed in after the project, and by when."),
    "contact": _("Name, telephone and hours of the people to ask."),
    "slug": _("Part of the page's address."),
    "opening": _("At any time, or only within the rounds below."),
    "cities": _("Partner cities that applicants can choose. None ticked: all of them."),
    "contact_email": _("Stands on letters, forms and in text blocks."),
    "position": _("Small numbers come first."),
}  # fmt: skip
STEP: Texts = {
    "code": _("Short name without blanks; readers never see it."),
    "actor": _("Who has to do something in this step."),
    "position": _("Small numbers come first."),
    "title": _("One step of “What happens next”, in a few words."),
    "text": _("What happens, in one or two sentences."),
    "duration": _("How long it takes as a rule, for example “two to four weeks”."),
}
ROUND: Texts = {
    "name": _("For example “Spring 2027”."),
    "opens_at": _("From this moment on people may send."),
    "closes_at": _("At this very moment it is too late. The clock of the database counts."),
    "decision_on": _("When applicants can expect the decision. Empty: not told."),
}
BUDGET: Texts = {
    "year": _("The budget year in which grants are promised."),
    "amount": _("Nobody can promise more than this. It can't fall below what is committed."),
}
RULESET: Texts = {
    "programme": _("Only programmes without rules are offered; further versions are copied from the one in force."),
    "is_short": _("Sums per head instead of quantity and price, and at most fifteen fields in all."),
    "financing": _("How the grant is reckoned, before the project and from the proof of use."),
    "least": _("Whoever asks for less can't send. Empty: no limit."),
    "most": _("Nobody can ask for more; what is lacking then has to come from elsewhere. Empty: no limit."),
    "max_rate": _("Of the eligible costs. Financing by a share of the costs needs it."),
    "min_own_share": _("Own money of the applicant, of all costs. Empty: none is asked for."),
    "overhead_cap": _("More for office and administration stops the application."),
    "head_warning": _("Only warns, the applicant and the office."),
    "counts_own_work": _("Off: unpaid work is shown beside the plan and counts on neither side."),
    "own_work_rate": _("What an hour of unpaid work is worth in the plan."),
    "lead_days": _("0: none. Whoever wants to begin earlier asks for an early start."),
    "per_year": _("By the day of sending; withdrawn and inadmissible ones don't count. Empty: no limit."),
    "needs_compensation": _("A flight without a line for its compensation stops the application."),
    "hours_without_flight": _("A flight to where one arrives within this time without flying stops the application."),
    "trips_only_by_associations": _("Others may not apply for citizens' trips."),
    "uses_review": _("Off: cases go from the check straight to the decision."),
    "uses_panel": _("Off: applicants read of a decision instead of a panel."),
    "quorum": _("So many people without a tie have to be in the room, unless the session says otherwise."),
    "proof_months": _("From it comes the day that the letter prints. Empty: to be confirmed by the city."),
    "retention_years": _("From the end of the year in which the case ended. Then words, files and names are erased."),
    "staff_note": _("For the office only, for example what the city still has to confirm."),
}  # fmt: skip
PART: Texts = {
    "code": _("Short name without blanks; readers never see it."),
    "position": _("Small numbers come first."),
}
QUESTION = PART | {
    "text": _("Answered with yes or no before anything is asked for."),
    "excludes_if": _("The answer with which one can't apply."),
    "explanation": _("Why one can't apply, and what else one can do."),
    "has_contact_hint": _("Offers to talk to the office before giving up."),
}
HEAD = PART | {
    "code": _("As in the form on paper: A1, B3, E9. Readers see it."),
    "side": _("What the project costs, or where the money comes from."),
    "name": _("A few words for the list to choose from."),
    "help": _("What belongs here, with an example."),
}
CRITERION = PART | {
    "weight": _("1 to 5: how much the points of this criterion count."),
    "name": _("Reviewers give 0 to 5 points for it."),
    "help": _("What to look at when giving points."),
}
PAPER = PART | {
    "is_required": _("Unknown: wanted, but nobody is stopped for it; the city still has to say."),
    "text": _("What has to be handed in, as readers say it."),
}
DECLARATION = PART | {"text": _("Has to be ticked before sending.")}
BLOCK: Texts = {
    "kind": _("Where it is offered."),
    "code": _("Short name without blanks; readers never see it."),
    "title": _("How the office finds it."),
    "text": _("{number}, {title}, {amount}, {deadline} and {contact} are filled in."),
    "is_default": _("Conditions only: stands in every letter without being chosen."),
    "position": _("Small numbers come first, also in letters."),
}


class Explained:
    """Mixin of an admin or of its rows: puts the texts of `explained` below the fields, in every language."""

    explained: Texts = {}

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        text = self.explained.get(getattr(db_field, "translated_field", db_field).name)
        if field is not None and text is not None:
            field.help_text = text
        return field
