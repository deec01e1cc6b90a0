"""Verbs of the projects app: called by the staff desk, the proposal pages, the seed and the import.

Files go with the rows that they belong to: replaced and deleted ones leave the store once the transaction is through.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.models import City, Theme
from partners.organisations.models import Organisation
from projects import drafting, mails, pdf
from projects.files import suffix_of
from projects.models import Participation, Project, ProjectDocument, Proposal, ProposalEvent, Result
from projects.permissions import may_propose
from projects.workflow import Refused, Step, next_state
from twinning.accounts.models import User
from twinning.addresses.actions import forget, remember

KIND = "project"


# --- projects -------------------------------------------------------------------------------------
@transaction.atomic
def save_project(project: Project) -> Project:
    """Save a project and remember its address word; whoever proposed it is told when it becomes public.

    Raises ValidationError when another project has or had that word.
    """
    project.save()
    remember(kind=KIND, object_id=project.pk, words={"": project.slug})
    mails.tell_of_publication(project)
    return project


@transaction.atomic
def delete_project(project: Project) -> None:
    """Delete a project with the files of its photos, documents and results, and free its address words."""
    for photo in project.photos.all():
        photo.delete()
    for row in (*project.documents.all(), *project.results.all()):
        delete_with_file(row)
    forget(kind=KIND, object_id=project.pk)
    project.delete()


@transaction.atomic
def finish_project(project: Project, *, on: date) -> Project:
    """Mark a project as finished: it ended on `on` unless an earlier end is known.

    Raises ValidationError when it had not begun by then.
    """
    locked = Project.objects.select_for_update().get(pk=project.pk)
    if locked.stage == Project.Stage.FINISHED:
        return locked
    if locked.starts_on > on:
        raise ValidationError(
            _("“%(project)s” has not begun yet."), params={"project": locked}, code="not_begun"
        )
    if locked.ends_on is None or locked.ends_on > on:
        locked.ends_on = on
    locked.stage = Project.Stage.FINISHED
    locked.version += 1
    locked.save()
    return locked


# --- who takes part -------------------------------------------------------------------------------
def locate(participation: Participation) -> None:
    """Repeat where the organisation is; without one, city and home town stay as they were chosen.

    An organisation that names a place but no city may be in a district of the home town or in a town without a page:
    there the choice counts as well.
    """
    organisation = participation.organisation
    if organisation is None or (organisation.city_id is None and organisation.place):
        return
    participation.city = organisation.city
    participation.is_home = organisation.city_id is None


def save_participation(participation: Participation) -> Participation:
    """Save who takes part, with the place of the organisation."""
    locate(participation)
    participation.save()
    return participation


@transaction.atomic
def follow_organisation(organisation: Organisation) -> None:
    """Carry the new place of an organisation into its participations."""
    for participation in organisation.participations.select_for_update():
        save_participation(participation)


# --- documents and results ------------------------------------------------------------------------
Stored = ProjectDocument | Result


@transaction.atomic
def save_document(document: ProjectDocument) -> ProjectDocument:
    """Save a document; of a new PDF the pages are counted and its accessibility is judged."""
    if not document.file._committed:
        judge(document)
    _save_with_file(document)
    return document


def judge(document: ProjectDocument) -> None:
    """Set pages and the mark of accessibility from what the file says about itself."""
    is_pdf = suffix_of(document.file.name) == ".pdf"
    findings = pdf.examine(document.file) if is_pdf else pdf.UNREADABLE
    document.pages, document.is_accessible = findings.pages, findings.is_accessible


@transaction.atomic
def save_result(result: Result) -> Result:
    """Save a result; the file that it replaces goes."""
    _save_with_file(result)
    return result


def _save_with_file(row: Stored) -> None:
    known = type(row).objects.filter(pk=row.pk)
    former = known.values_list("file", flat=True).first()
    row.save()
    if former and former != row.file.name:
        _remove_on_commit(former)


@transaction.atomic
def delete_with_file(row: Stored) -> None:
    """Delete a document or a result together with its file."""
    if row.file:
        _remove_on_commit(row.file.name)
    row.delete()


def _remove_on_commit(path: str) -> None:
    transaction.on_commit(partial(default_storage.delete, path))


# How the parts of a project are stored and deleted; what is not named here just saves and deletes itself.
SAVE = {Participation: save_participation, ProjectDocument: save_document, Result: save_result}
DELETE = {ProjectDocument: delete_with_file, Result: delete_with_file}


def save_part(part: models.Model) -> None:
    """Save a row that hangs on a project in the way of its kind."""
    special = SAVE.get(type(part))
    special(part) if special else part.save()


def delete_part(part: models.Model) -> None:
    """Delete a row that hangs on a project in the way of its kind."""
    special = DELETE.get(type(part))
    special(part) if special else part.delete()


# --- proposals ------------------------------------------------------------------------------------
class Overtaken(Exception):
    """Somebody changed or decided since the page was opened; the text says what happened."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed into the form of a proposal."""

    language: str
    title: str
    summary: str
    text: str
    partners: str
    starts_on: date
    ends_on: date | None = None
    website: str = ""
    cities: Sequence[City] = ()
    themes: Sequence[Theme] = ()

    def columns(self) -> dict[str, Any]:
        """Everything that is a column of the proposal."""
        many = {"cities", "themes"}
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name not in many}

    def own_key(self, key: UUID, by: User) -> UUID:
        """The form's key with the content: going back and writing something else is something else."""
        chosen = [sorted(row.pk for row in rows) for rows in (self.cities, self.themes)]
        return uuid5(key, json.dumps([by.pk, self.columns(), chosen], default=str))


@transaction.atomic
def submit_proposal(draft: Draft, *, key: UUID, by: User) -> Proposal:
    """Take a proposal, send a receipt and tell the office; the same form sent twice makes one row.

    Raises Refused when too many proposals of this person are waiting.
    """
    own = draft.own_key(key, by)
    if known := Proposal.objects.filter(key=own).first():
        return known
    allowed, reason = may_propose(by)
    if not allowed:
        raise Refused(reason)
    values = {**draft.columns(), "submitted_by": by, "submitted_at": timezone.now()}
    proposal, is_new = Proposal.objects.get_or_create(key=own, defaults=values)
    if is_new:
        _choose(proposal, draft)
        _arrived(proposal, ProposalEvent.Kind.SUBMITTED, by)
    return proposal


@transaction.atomic
def resubmit_proposal(proposal: Proposal, draft: Draft, *, by: User) -> Proposal:
    """Send a returned proposal again with corrected texts. Raises Refused unless it is the submitter's turn."""
    locked = _locked(proposal)
    if locked.state == Proposal.State.SUBMITTED and _is_written(locked, draft):
        return locked
    locked.state = next_state(locked, Step.RESUBMIT)
    for name, value in draft.columns().items():
        setattr(locked, name, value)
    locked.submitted_at, locked.decided_at, locked.decided_by, locked.message = timezone.now(), None, None, ""
    _save_step(locked)
    _choose(locked, draft)
    _arrived(locked, ProposalEvent.Kind.RESUBMITTED, by)
    return locked


def _is_written(proposal: Proposal, draft: Draft) -> bool:
    return all(getattr(proposal, name) == value for name, value in draft.columns().items())


def _choose(proposal: Proposal, draft: Draft) -> None:
    proposal.cities.set(draft.cities)
    proposal.themes.set(draft.themes)


def _arrived(proposal: Proposal, kind: str, by: User) -> None:
    event = _record(proposal, kind, by=by)
    mails.tell_submitter(event)
    mails.tell_office(event)


def _record(proposal: Proposal, kind: str, *, by: User, message: str = "") -> ProposalEvent:
    return proposal.events.create(kind=kind, at=timezone.now(), by=by, message=message)


def _locked(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update(of=("self",)).select_related("submitted_by").get(pk=proposal.pk)


def _save_step(proposal: Proposal) -> None:
    proposal.version += 1
    proposal.save()


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by: User) -> Proposal:
    """The submitter takes it back. Raises Refused once it is decided."""
    locked = _locked(proposal)
    if locked.state == Proposal.State.WITHDRAWN:
        return locked
    locked.state = next_state(locked, Step.WITHDRAW)
    _save_step(locked)
    _record(locked, ProposalEvent.Kind.WITHDRAWN, by=by)
    return locked


@transaction.atomic
def return_proposal(proposal: Proposal, *, by: User, message: str, seen: int) -> Proposal:
    """Ask back: it is the submitter's turn. Raises Overtaken when it is not what the decider had before them."""
    return _decide(proposal, Step.ASK_BACK, ProposalEvent.Kind.RETURNED, by=by, message=message, seen=seen)


@transaction.atomic
def decline_proposal(proposal: Proposal, *, by: User, message: str, seen: int) -> Proposal:
    """Decline with a reason that the submitter reads. Raises Overtaken as `return_proposal` does."""
    return _decide(proposal, Step.DECLINE, ProposalEvent.Kind.DECLINED, by=by, message=message, seen=seen)


@transaction.atomic
def accept_proposal(proposal: Proposal, *, by: User, seen: int, message: str = "") -> Project:
    """Make a draft project of it, for staff to complete. Raises Overtaken as `return_proposal` does."""
    locked = _decide(proposal, Step.ACCEPT, ProposalEvent.Kind.ACCEPTED, by=by, message=message, seen=seen)
    project = _make_project(locked)
    Proposal.objects.filter(pk=locked.pk).update(project=project)
    return project


def _decide(proposal: Proposal, step: Step, kind: str, *, by: User, message: str, seen: int) -> Proposal:
    locked = _locked(proposal)
    if locked.version != seen:
        raise Overtaken(_what_happened(locked))
    locked.state = next_state(locked, step)
    locked.message, locked.decided_by, locked.decided_at = message, by, timezone.now()
    _save_step(locked)
    mails.tell_submitter(_record(locked, kind, by=by, message=message))
    return locked


def _what_happened(proposal: Proposal) -> str:
    """Who was faster, with what and when."""
    event = proposal.events.select_related("by").latest("at", "pk")
    when = date_format(timezone.localtime(event.at), "SHORT_DATETIME_FORMAT")
    values = {"who": str(event.by or "–"), "what": event.get_kind_display(), "when": when}
    return _("Nothing was stored: meanwhile this happened: %(what)s, %(who)s, %(when)s.") % values


def _make_project(proposal: Proposal) -> Project:
    for word in drafting.words_of(proposal):
        try:
            with transaction.atomic():
                project = save_project(drafting.project_of(proposal, word))
        except (IntegrityError, ValidationError):
            continue  # another project has or had this word
        project.themes.set(proposal.themes.all())
        for participation in drafting.participations_of(proposal, project):
            save_participation(participation)
        return project
    raise Refused(_("No free address word was found for this title."))


@transaction.atomic
def delete_proposal(proposal: Proposal) -> None:
    """Delete a proposal with its history and the mails about it; a project made of it stays."""
    mails.forget_mails(proposal)
    proposal.delete()
