"""Making, storing and sending letters. Each act is one transaction.

A letter is stored with its SHA-256 before anything is sent; sending only hands out what is stored, so a batch of a
hundred sends a hundred letters that can be looked at first. Called by the case page, the panel's pages and the admin.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from projects.grants.application import Application
from projects.grants.decision import Award, Decision, Letter
from projects.grants.letters import decision_letter, minutes
from projects.grants.letters.blocks import Blocks
from projects.grants.letters.compose import compose
from projects.grants.letters.facts import Facts
from projects.grants.letters.frame import day_of
from projects.grants.letters.storing import ORIGINAL, intact, languages_of, store
from projects.grants.machines import AWARD
from projects.grants.mails import tell_applicant
from projects.grants.review import Session
from projects.grants.roles import roles_of
from projects.grants.sentences import euros
from projects.grants.workflow import Refused, perform, record
from twinning.accounts.models import User
from twinning.languages import own_name

Outcome = Decision.Outcome
# Outcome -> kind of letter and mail that tells it.
KINDS = {
    Outcome.APPROVED: (Letter.Kind.AWARD, "decision_award"),
    Outcome.REDUCED: (Letter.Kind.AWARD, "decision_reduced"),
    Outcome.REJECTED: (Letter.Kind.REJECTION, "decision_rejected"),
    Outcome.WAITLISTED: (Letter.Kind.WAITLIST, "decision_waitlisted"),
}


@dataclass
class Batch:
    """What became of a batch: applications whose letter went out, and the others with every reason."""

    sent: list[Application] = field(default_factory=list)
    refused: list[tuple[Application, list[str | Promise]]] = field(default_factory=list)


def _signed(application: Application) -> tuple[Application, Decision]:
    """The locked case with its signed decision; raises Refused."""
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    decision = Decision.objects.filter(application=row).select_related("decided_by", "prepared_by").first()
    if decision is None or decision.decided_by_id is None:
        raise Refused([_("The decision is not signed yet.")])
    return row, decision


def _needs_role(user: User, application: Application) -> None:
    if not {"officer", "decider", "lead"} & roles_of(user, application):
        raise Refused([_("Your role does not allow this.")])


def letters_of(application: Application, kind: str) -> list[Letter]:
    """The stored letters of a kind, the binding one first."""
    return list(Letter.objects.filter(application=application, kind=kind).order_by("-is_original", "pk"))


@transaction.atomic
def store_decision_letters(application: Application, *, by: User) -> list[Letter]:
    """Make and keep the letters of a signed decision; those that are there stay. Raises Refused.

    An award is approved in the same breath, by somebody who did not prepare the decision. DEC-4: nothing is stored
    while a text is missing in German or in the language of the case.
    """
    row, decision = _signed(application)
    _needs_role(by, row)
    kind, _mail = KINDS[Outcome(decision.outcome)]
    known = letters_of(row, kind)
    if known:
        return known
    award = Award.objects.filter(application=row, state=Award.State.DRAFTED).first()
    if award is not None:
        perform(AWARD, award, "approve", actor=by)
    if kind == Letter.Kind.AWARD and decision.proof_due_on is None:
        decision.proof_due_on = decision_letter.proof_due(decision)
        decision.save(update_fields=["proof_due_on", "updated_at"])
    letters = [
        store(
            compose(data), application=row, kind=kind, language=language, is_original=index == 0, made_by=by
        )
        for index, (language, data) in enumerate(_documents(kind, row, decision))
    ]
    record(row, "make_letter", actor=by, data={"letters": [letter.digest for letter in letters]})
    return letters


def _documents(kind: str, application: Application, decision: Decision) -> list[tuple[str, dict[str, Any]]]:
    """The documents of all languages, or Refused with every text that is missing in one of them."""
    facts, documents, failures = Facts.of(application), [], []
    for language in languages_of(application):
        with override(language):
            data, missing = decision_letter.build(kind, facts, decision, is_original=language == ORIGINAL)
        documents.append((language, data))
        failures += [
            _("The text block “%(name)s” is not written in %(language)s yet.")
            % {"name": name, "language": own_name(language)}
            for name in dict.fromkeys(missing)
        ]
    if failures:
        raise Refused(failures)
    return documents


@transaction.atomic
def drop_decision_letters(application: Application, *, by: User) -> None:
    """Throw away letters that nobody has got yet, to make them anew with other text blocks. Raises Refused."""
    row, decision = _signed(application)
    _needs_role(by, row)
    letters = letters_of(row, KINDS[Outcome(decision.outcome)][0])
    if any(letter.sent_at for letter in letters):
        raise Refused([_("The letter has been sent already.")])
    for letter in letters:
        letter.delete()
        transaction.on_commit(partial(letter.file.storage.delete, letter.file.name))
    record(row, "drop_letter", actor=by, data={"letters": [letter.digest for letter in letters]})


@transaction.atomic
def send_decision(application: Application, *, by: User) -> list[Letter]:
    """Hand the stored letters to the applicant and mail that they are there; sending twice sends once.

    Raises Refused.
    """
    row, decision = _signed(application)
    _needs_role(by, row)
    kind, mail = KINDS[Outcome(decision.outcome)]
    letters = letters_of(row, kind)
    if not letters:
        raise Refused([_("The letter has not been made yet.")])
    if all(letter.sent_at for letter in letters):
        return letters
    if any(intact(letter) is None for letter in letters):
        raise Refused([_("A stored letter is damaged. Make it again before you send it.")])
    award = Award.objects.filter(application=row, state=Award.State.APPROVED).first()
    if award is not None:
        perform(AWARD, award, "notify", actor=by)
    now = timezone.now()
    for letter in letters:
        letter.sent_at = now
        letter.save(update_fields=["sent_at", "updated_at"])
    record(row, "send_letter", actor=by, data={"letters": [letter.digest for letter in letters]})
    tell_applicant(
        row,
        mail,
        key=f"grants-{kind}-{row.pk}",
        context={"amount": _sum(decision.amount)},
        more=_facts(row, decision),
    )
    return letters


def _facts(application: Application, decision: Decision) -> list[tuple[Promise, Promise]]:
    """What the mail says in short: written out when it is rendered, in the reader's language."""
    if decision.outcome in {Outcome.APPROVED, Outcome.REDUCED}:
        rows = [(gettext_lazy("Granted"), _sum(decision.amount))]
        if decision.proof_due_on:
            rows.append((gettext_lazy("Proof of use by"), _day(decision.proof_due_on)))
        return rows
    return [(gettext_lazy("Reason"), _words(application, decision.reason))] if decision.reason else []


def _why(application: Application, reason: str) -> str:
    return " ".join(part.text for part in Blocks.of(application.programme).translated(reason))


_sum, _day, _words = (
    lazy(lambda amount: euros(amount) if amount else "", str),
    lazy(day_of, str),
    lazy(_why, str),
)


def send_batch(applications: Iterable[Application], by: User) -> Batch:
    """Send the stored letter of each, one transaction each: what can't be sent is told, and stops nobody else."""
    batch = Batch()
    for application in applications:
        try:
            send_decision(application, by=by)
        except Refused as error:
            batch.refused.append((application, error.failures))
        else:
            batch.sent.append(application)
    return batch


@transaction.atomic
def store_minutes(session: Session, by: User) -> Letter:
    """Keep the minutes of a session in German; those of a closed session are made once."""
    locked = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if locked.state == Session.State.CLOSED and locked.closed_at:
        known = Letter.objects.filter(session=locked, created_at__gte=locked.closed_at).first()
        if known:
            return known
    with override(ORIGINAL):
        pdf = compose(minutes.build(locked))
    return store(pdf, session=locked, kind=Letter.Kind.MINUTES, language=ORIGINAL, made_by=by)
