"""What happens with entries: saved, claimed, maintained by members, changed on proposal.

Every decision locks the organisation first and then what is decided, so that two people who act at once come one
after the other; mails are written in the same transaction. Called by the views, the desk and the seed.
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.conversations.actions import close_all_about
from partners.organisations import entries, mails, permissions
from partners.organisations.addresses import KIND, free_word, is_free
from partners.organisations.consents import erase_contact
from partners.organisations.membership import EntryChange, Membership
from partners.organisations.organisation import Organisation
from partners.organisations.workflow import Refused, check
from twinning import memory
from twinning.accounts.models import User
from twinning.addresses.actions import forget, remember
from twinning.publishing import missing_for_publication

M, C = Membership.State, EntryChange.State

_followers: list[Callable[[Organisation], None]] = []


def when_organisation_changes(follower: Callable[[Organisation], None]) -> None:
    """Call `follower` with the saved entry, in the same transaction, whenever one is saved: for apps above."""
    _followers.append(follower)


class Outdated(Exception):
    """Somebody saved the entry since the form was opened; `organisation` is what stands there now."""

    def __init__(self, organisation: Organisation) -> None:
        super().__init__(
            _("This entry was changed while you were working on it. Nothing of yours is stored yet.")
        )
        self.organisation = organisation


def _own_key(key: UUID, **values: Any) -> UUID:
    """A form's key together with what was typed: going back and writing something else is something else."""
    return uuid5(key, json.dumps(values, sort_keys=True))


def _lock(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _lock_person(user: User) -> None:
    """Two requests of one person come one after the other, so that limits and keys hold."""
    User.objects.select_for_update().get(pk=user.pk)


def _allowed(answer: permissions.Answer) -> None:
    allowed, reason = answer
    if not allowed:
        raise Refused(reason)


def _decide(row: Membership | EntryChange, state: str, *, by: User, reason: str = "") -> None:
    check(row, state)
    row.state = state
    row.decided_by, row.decided_at, row.reason = by, timezone.now(), reason


# --- the entry itself -----------------------------------------------------------------------------
@transaction.atomic
def save_organisation(organisation: Organisation) -> Organisation:
    """Save an entry and remember its address word; a logo that it replaces goes on commit.

    Raises ValidationError when another entry has or had the word, or a page of the portal stands there.
    """
    if not is_free(organisation.slug):
        raise ValidationError({"slug": _("A page of the portal stands at this address word.")})
    former = Organisation.objects.filter(pk=organisation.pk).values_list("logo", flat=True).first()
    organisation.save()
    remember(kind=KIND, object_id=organisation.pk, words={"": organisation.slug})
    for follower in _followers:
        follower(organisation)
    if former and former != organisation.logo.name:
        transaction.on_commit(partial(default_storage.delete, former))
    transaction.on_commit(memory.forget)
    return organisation


@transaction.atomic
def dissolve(organisation: Organisation) -> None:
    """Take away what hangs on an entry that is about to be deleted: people, mails, logo, address words."""
    if organisation.logo:
        transaction.on_commit(partial(default_storage.delete, organisation.logo.name))
    for contact in organisation.contacts.all():
        erase_contact(contact)
    close_all_about(KIND, organisation.pk)
    mails.forget_entry(organisation)
    forget(kind=KIND, object_id=organisation.pk)
    transaction.on_commit(memory.forget)


@transaction.atomic
def delete_organisation(organisation: Organisation) -> None:
    """Delete an entry with all that hangs on it. Raises ProtectedError while a project names it."""
    dissolve(organisation)
    organisation.delete()


# --- claims ---------------------------------------------------------------------------------------
@transaction.atomic
def claim(organisation: Organisation, *, by: User, key: UUID, role: str, text: str) -> Membership:
    """Ask to speak for an organisation; staff decide. Raises Refused with the reason when it can't be asked."""
    _lock_person(by)
    own = _own_key(key, organisation=organisation.pk, user=by.pk, role=role, text=text)
    if known := Membership.objects.filter(key=own).first():
        return known
    _allowed(permissions.may_claim(by, organisation))
    return Membership.objects.create(key=own, organisation=organisation, user=by, role=role, text=text)


@transaction.atomic
def enter_organisation(
    *, by: User, key: UUID, language: str, values: entries.Values, role: str, text: str
) -> Membership:
    """Put a new organisation forward, as a draft with a claim: staff see both in one place. Raises Refused."""
    _lock_person(by)
    own = _own_key(key, user=by.pk, **values)
    if known := Membership.objects.filter(key=own).first():
        return known
    _allowed(permissions.may_enter(by))
    organisation = Organisation(
        slug=free_word(values["name"], values["name_language"]), mail_language=language
    )
    entries.put(organisation, values)
    save_organisation(organisation)
    entries.relate(organisation, values)
    return Membership.objects.create(key=own, organisation=organisation, user=by, role=role, text=text)


@transaction.atomic
def confirm_claim(membership: Membership, *, by: User, publish: bool = False) -> Membership:
    """The person may maintain the entry from now on, and reads so by mail.

    With `publish` a draft is published too. Raises Refused when somebody has decided already, and ValidationError
    with what is missing for publication.
    """
    organisation = _lock(membership.organisation)
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    _decide(locked, M.ACTIVE, by=by)
    locked.save()
    if publish and organisation.state == Organisation.State.DRAFT:
        if missing := missing_for_publication(organisation):
            raise ValidationError(missing)
        organisation.state = Organisation.State.PUBLISHED
        organisation.version += 1
        save_organisation(organisation)
    locked.organisation = organisation
    mails.tell_claim(locked)
    return locked


@transaction.atomic
def decline_claim(membership: Membership, *, by: User, reason: str) -> Membership:
    """The person reads the reason by mail. Raises Refused when somebody has decided already."""
    _lock(membership.organisation)
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    _decide(locked, M.DECLINED, by=by, reason=reason)
    locked.save()
    mails.tell_claim(locked)
    return locked


@transaction.atomic
def leave(membership: Membership, *, by: User) -> Membership:
    """The person stops speaking for the organisation, or takes the claim back. Twice is once."""
    _lock(membership.organisation)
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if locked.state == M.ENDED:
        return locked
    _allowed(permissions.may_leave(by, locked))
    _decide(locked, M.ENDED, by=by)
    locked.save()
    return locked


@transaction.atomic
def end_membership(membership: Membership, *, by: User, reason: str) -> Membership:
    """Staff take the entry back from the person, who reads why. Raises Refused when it has ended already."""
    _lock(membership.organisation)
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    _decide(locked, M.ENDED, by=by, reason=reason)
    locked.save()
    mails.tell_end(locked)
    return locked


# --- changes by members ---------------------------------------------------------------------------
@transaction.atomic
def update_entry(
    organisation: Organisation,
    *,
    by: User,
    key: UUID,
    version: int,
    language: str,
    values: entries.Values,
    logo: File | bool | None = None,
) -> Organisation:
    """A member changes the entry; everybody sees it at once, and staff find it in the list of members' changes.

    `logo` is a new picture, False to take it away, None to leave it. Raises Refused for somebody who is no member
    (any more) and Outdated when the entry is no longer the one of `version`.
    """
    locked = _lock(organisation)
    own = _own_key(key, organisation=locked.pk, user=by.pk, version=version, **values)
    if EntryChange.objects.filter(key=own).exists():
        return locked
    _allowed(permissions.may_edit(by, locked))
    if locked.version != version:
        raise Outdated(locked)
    before, after = entries.differences(locked, values)
    if not after and logo is None:
        return locked
    _store(locked, after, logo)
    EntryChange.objects.create(
        key=own, organisation=locked, submitted_by=by, language=language, before=before, after=after,
        taken=list(after), state=C.ACCEPTED, decided_by=by, decided_at=timezone.now(),
    )  # fmt: skip
    return locked


def _store(organisation: Organisation, after: entries.Values, logo: File | bool | None) -> None:
    entries.put(organisation, after)
    if logo is not None:
        organisation.logo = logo or ""
    organisation.version += 1
    organisation.maintained_at = timezone.now()
    save_organisation(organisation)
    entries.relate(organisation, after)


# --- changes that others propose ------------------------------------------------------------------
@transaction.atomic
def propose_change(
    organisation: Organisation, *, by: User, key: UUID, language: str, values: entries.Values, note: str
) -> EntryChange:
    """Keep what somebody would write differently; nothing else happens until staff decide.

    Raises Refused when nothing differs and nothing was noted, or when too much of theirs is waiting.
    """
    _lock_person(by)
    own = _own_key(key, organisation=organisation.pk, user=by.pk, note=note, **values)
    if known := EntryChange.objects.filter(key=own).first():
        return known
    _allowed(permissions.may_propose(by, organisation))
    before, after = entries.differences(organisation, values)
    if not after and not note:
        raise Refused(_("You have not changed anything yet."))
    return EntryChange.objects.create(
        key=own,
        organisation=organisation,
        submitted_by=by,
        language=language,
        before=before,
        after=after,
        note=note,
    )


@transaction.atomic
def accept_change(change: EntryChange, *, by: User, version: int, take: list[str]) -> EntryChange:
    """Take the chosen fields over and thank the person by mail.

    Raises Refused when somebody has decided already or nothing was chosen, Outdated when the entry is no longer the
    one of `version`, and ValidationError when a public entry would miss something.
    """
    organisation = _lock(change.organisation)
    locked = EntryChange.objects.select_for_update().get(pk=change.pk)
    taken = [name for name in locked.after if name in take]
    if locked.after and not taken:
        raise Refused(_("Choose at least one field, or return the proposal with a reason."))
    _decide(locked, C.ACCEPTED, by=by)
    if organisation.version != version:
        raise Outdated(organisation)
    locked.taken = taken
    locked.save()
    if taken:
        _take_over(organisation, {name: locked.after[name] for name in taken})
    mails.tell_change(locked)
    return locked


def _take_over(organisation: Organisation, values: entries.Values) -> None:
    entries.put(organisation, values)
    missing = missing_for_publication(organisation)
    if missing and organisation.state == Organisation.State.PUBLISHED:
        raise ValidationError(missing)
    organisation.version += 1
    save_organisation(organisation)
    entries.relate(organisation, values)


@transaction.atomic
def decline_change(change: EntryChange, *, by: User, reason: str) -> EntryChange:
    """Nothing is taken over; the person reads why. Raises Refused when somebody has decided already."""
    _lock(change.organisation)
    locked = EntryChange.objects.select_for_update().get(pk=change.pk)
    _decide(locked, C.DECLINED, by=by, reason=reason)
    locked.save()
    mails.tell_change(locked)
    return locked
