"""Plays an invented application through the acts that real people take, up to the state of the file.

Called by `samples.py`, which moves it into the past afterwards. What the acts do not know yet (states of an award after
it became final) is written by `_later`.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from partners.city import City
from partners.theme import Theme
from projects.grants import actions, budget, office_actions
from projects.grants.application import Application
from projects.grants.decision import Award, Letter
from projects.grants.machines import AWARD
from projects.grants.models import (
    AgendaItem,
    BudgetLine,
    Check,
    CostLine,
    IncomeLine,
    Message,
    PartnerAbroad,
    Programme,
    Review,
    Ruleset,
    Score,
    TravelLeg,
)
from projects.grants.seed.samples_people import Cast
from projects.grants.workflow import perform
from projects.seed.papers import tagged_pdf

Values = dict[str, Any]
Act = Callable[[Application, Values, Cast], Application]
STEPS = ("applicant", "project", "partner", "time", "costs", "review")
PLAIN = ("title", "short_text", "concept", "audience")
PEOPLE = ("people_home", "people_partner", "people_young")


def key_of(*words: object) -> UUID:
    """The same for the same words, so that a second run finds what is there."""
    return uuid5(NAMESPACE_URL, f"grants sample {words}")


# --- writing --------------------------------------------------------------------------------------
def draft(values: Values, cast: Cast, rules: Ruleset | None) -> Application:
    """Begin and fill in all six steps, each by its save; `rules` are taken instead of those in force."""
    applicant, member = cast.applicants[values["organisation"]]
    programme = Programme.objects.get(slug=values["programme"])
    row = actions.begin(user=member, programme=programme, language="de", key=key_of(values["number"]))
    questions = (rules or row.ruleset).questions.all()
    row.answers = {question.code: "no" if question.excludes_if == "yes" else "yes" for question in questions}
    row.ruleset = rules or row.ruleset
    row.is_sample, row.number = True, values["number"] if values["submitted_on"] else None
    row.save()
    writers = {
        "applicant": lambda obj: setattr(obj, "applicant", applicant),
        "project": lambda obj: _project(obj, values),
        "partner": lambda obj: _partner(obj, values),
        "time": lambda obj: _time(obj, values),
        "costs": lambda obj: _costs(obj, values),
        "review": lambda obj: _review(obj, applicant.signatories.get().name),
    }
    for step in STEPS if values["submitted_on"] else STEPS[:-1]:
        row = actions.save_step(row, step, user=member, version=0, write=writers[step])
    return row


def _project(row: Application, values: Values) -> None:
    for name in PLAIN:
        setattr(row, name, values[name])
    row.themes.set(Theme.objects.filter(key__in=values["themes"]))


def _partner(row: Application, values: Values) -> None:
    cities = list(City.objects.filter(slug__in=values["cities"]))
    row.cities.set(cities)
    partner = PartnerAbroad(application=row, name=values["partner"], contact_name="Alex Beispiel")
    partner.email, partner.city = "partner@example.org", next(iter(cities), None)
    partner.part = "Wählt aus, lädt ein, gestaltet mit."
    if values["submitted_on"]:
        partner.confirmed_at, partner.confirmed_by = timezone.now(), "Alex Beispiel"
    partner.save()


def _time(row: Application, values: Values) -> None:
    """For the moment in the future: the rules ask for it, the days of the file come afterwards."""
    row.starts_on = timezone.localdate() + timedelta(days=100)
    row.ends_on = row.starts_on + timedelta(days=9)
    row.places = "Hannover, " + ", ".join(city.name for city in row.cities.all())
    for name, number in zip(PEOPLE, values["people"], strict=True):
        setattr(row, name, number)
    for place, (origin, to, mode, people, hours, is_compensated) in enumerate(values["legs"], 1):
        TravelLeg.objects.create(
            application=row, origin=origin, destination=to, mode=mode, people=people, position=place,
            hours_without_flight=hours, is_compensated=is_compensated,
        )  # fmt: skip


def _costs(row: Application, values: Values) -> None:
    CostLine.objects.bulk_create(
        CostLine(
            application=row, head=head, text=text, quantity=Decimal(many), unit=unit, unit_price=Decimal(price),
            position=place,
        )
        for place, (head, text, many, unit, price) in enumerate(values["costs"], 1)
    )  # fmt: skip
    IncomeLine.objects.bulk_create(
        IncomeLine(
            application=row, head=head, text=text, amount=Decimal(amount), status=status, position=place
        )
        for place, (head, text, amount, status) in enumerate(values["incomes"], 1)
    )


def _review(row: Application, name: str) -> None:
    row.declared = dict.fromkeys(row.ruleset.declarations.values_list("code", flat=True), True)
    row.signed_by, row.done_steps = name, list(STEPS)


# --- acts -----------------------------------------------------------------------------------------
def _submit(row: Application, values: Values, cast: Cast) -> Application:
    return actions.submit(row, user=cast.applicants[values["organisation"]][1])


def _check(row: Application, values: Values, cast: Cast) -> Application:
    """The check begins; only the application that stays in it keeps open lines."""
    row = office_actions.start_check(row, by=cast.officer)
    is_open = values["state"] in {"in_check", "changes_requested"}
    fine = office_actions.CHECKLIST[: 3 if is_open else None]
    row.checks.filter(code__in=fine).update(verdict=Check.Verdict.OK, checked_by=cast.officer)
    if values["state"] == "inadmissible":
        note = "Kurzstrecke mit dem Flugzeug."
        office_actions.settle_check(row, "eligible", by=cast.officer, verdict=Check.Verdict.BAD, note=note)
    return row


def _ask(row: Application, values: Values, cast: Cast) -> Application:
    asked = values["changes"]
    day = max(asked["answer_by"], str(timezone.localdate() + timedelta(days=7)))
    day = timezone.datetime.fromisoformat(day).date()
    return office_actions.request_changes(
        row, by=cast.officer, sections=asked["sections"], text=values["reason"], answer_by=day
    )


def _refuse(row: Application, values: Values, cast: Cast) -> Application:
    return office_actions.refuse_formally(row, by=cast.officer, reason=values["reason"])


def _review_it(row: Application, values: Values, cast: Cast) -> Application:
    """To the reviewers, when the case has some: they declare to be free, and some have answered."""
    if not values.get("reviews"):
        return row
    row = office_actions.send_to_review(row, by=cast.officer)
    if "tied" in values:
        word, reason = values["tied"]
        office_actions.declare_ties(row, by=cast.reviewer(word), is_tied=True, reason=reason)
    for word, *judged in values["reviews"]:
        _judge(row, cast, word, judged)
    return row


def _judge(row: Application, cast: Cast, word: str, judged: list[Any]) -> None:
    person = cast.reviewer(word)
    review = Review.objects.create(
        application=row, reviewer=person, due_on=timezone.localdate() + timedelta(days=6)
    )
    if judged[0] is None:
        return
    office_actions.declare_ties(row, by=person, is_tied=False)
    points, review.advice, amount, review.text = judged
    review.amount, review.submitted_at = Decimal(amount), timezone.now()
    review.save()
    for criterion, value in zip(row.ruleset.criteria.all(), points, strict=True):
        Score.objects.create(review=review, criterion=criterion, value=value)


def _put_forward(row: Application, values: Values, cast: Cast) -> Application:
    return office_actions.send_to_decision(row, by=cast.officer)


def _decide(row: Application, values: Values, cast: Cast) -> Application:
    granted = Decimal(values["granted"]) if values["granted"] else None
    year = int(values["decided_on"][:4])
    line = BudgetLine.objects.filter(programme=row.programme, year=year).first()
    decision = office_actions.prepare_decision(
        row, by=cast.officer, outcome=values["state"], amount=granted, budget_line=line,
        reason=values.get("decision_reason", "" if values["award"] == "revoked" else values["reason"]),
        eligible_total=row.costs_total, proof_due_on=values["proof_due"],
        agenda_item=AgendaItem.objects.filter(application=row, resolved_at__isnull=False).first(),
    )  # fmt: skip
    row = office_actions.sign_decision(decision, by=cast.decider)
    _letter(row, cast)
    award = Award.objects.filter(application=row).first()
    if award:
        _award(award, values, cast)
    return row


def _withdraw(row: Application, values: Values, cast: Cast) -> Application:
    return actions.withdraw(row, user=cast.applicants[values["organisation"]][1])


def _expire(row: Application, values: Values, cast: Cast) -> Application:
    return actions.expire(row)


# --- after the decision ---------------------------------------------------------------------------
KINDS = {"rejected": Letter.Kind.REJECTION, "waitlisted": Letter.Kind.WAITLIST}


def _letter(row: Application, cast: Cast) -> None:
    """A short paper that says that it is invented, in the place of the real letter."""
    kind = KINDS.get(row.state, Letter.Kind.AWARD)
    text = f"Beispiel: {row.get_state_display()}. Dieses Schreiben ist erfunden und dient der Vorführung."
    paper = tagged_pdf(
        [[("H1", f"{row.number}: {row.title}"), ("P", text)]], title=row.title, language="de", name="beispiel"
    )
    content = paper.read()
    paper.seek(0)
    Letter.objects.create(
        application=row, kind=kind, language="de", file=paper, size=len(content), made_by=cast.officer,
        digest=hashlib.sha256(content).hexdigest(), sent_at=timezone.now(),
    )  # fmt: skip


def _award(award: Award, values: Values, cast: Cast) -> None:
    award = perform(AWARD, award, "approve", actor=cast.decider)
    award = perform(AWARD, award, "notify", actor=cast.officer)
    if values["award"] == "notified":
        return
    award.needs_new_plan = False
    award.save()
    award = perform(AWARD, award, "accept", actor=cast.officer)
    Award.objects.filter(pk=award.pk).update(accepted_at=timezone.now())
    if values["award"] == "revoked":
        perform(AWARD, award, "revoke", actor=cast.decider, reason=values["reason"])
        budget.release(award.decision.budget, award.amount)
    elif values["award"] != "accepted":
        Award.objects.filter(pk=award.pk).update(state=values["award"])


ROUTES: dict[str, tuple[Act, ...]] = {
    "draft": (),
    "expired": (_expire,),
    "submitted": (_submit,),
    "withdrawn": (_submit, _withdraw),
    "in_check": (_submit, _check),
    "changes_requested": (_submit, _check, _ask),
    "inadmissible": (_submit, _check, _refuse),
    "in_review": (_submit, _check, _review_it),
    "for_decision": (_submit, _check, _review_it, _put_forward),
    **dict.fromkeys(
        ("approved", "approved_reduced", "rejected", "waitlisted"),
        (_submit, _check, _review_it, _put_forward, _decide),
    ),
}


def play(row: Application, values: Values, cast: Cast) -> Application:
    """Every act on the way to the state of the file, and what people wrote meanwhile."""
    for act in ROUTES[values["state"]]:
        row = act(row, values, cast)
    member = cast.applicants[values["organisation"]][1]
    for place, (is_office, text, _days) in enumerate(values.get("messages", ())):
        author = cast.officer if is_office else member
        Message.objects.create(
            application=row, key=key_of(values["number"], place), is_from_office=is_office, author=author,
            author_name=str(author), text=text,
        )  # fmt: skip
    for text in values.get("notes", ()):
        office_actions.add_note(row, by=cast.officer, text=text)
    return row
