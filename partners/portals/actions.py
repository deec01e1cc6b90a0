"""What happens with other portals and their rows: reading, taking over, and what is not wanted.

Called by the worker (`partners.portals.tasks`) and the desk (`partners.portals.desk_views`, `partners.portals.admin`).
Reading never touches a page of ours: it writes what the other portal says beside it. What is taken over becomes a
draft; the kinds (`partners.portals.registry`) make it through the actions of their apps.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.portals import registry
from partners.portals.models import Portal, PortalItem
from partners.portals.reading import Read, read
from partners.portals.rows import in_words
from partners.portals.workflow import Overtaken, Refused
from twinning import memory
from twinning.accounts.models import User
from twinning.fetching import Answer, Unfetched, Wanted, fetch
from twinning.municipality.home import current_home

State = PortalItem.State
TYPES = frozenset({"application/json", "application/twinning+json", "text/plain", "text/json", ""})
FILE = "/.well-known/twinning.json"
Fetch = Callable[[str, Wanted], Answer]


# --- reading ---------------------------------------------------------------------------------------
def file_of(url: str) -> str:
    """The address of the file, also when staff typed that of the front page."""
    if url.endswith(".json"):
        return url
    scheme, _separator, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}{FILE}"


@transaction.atomic
def save_portal(portal: Portal) -> Portal:
    """Save a portal. Its rows stay; the file is read anew at the next try, and until then confirms nothing."""
    portal.etag = portal.last_modified = ""
    portal.confirms_us = False
    portal.save()
    transaction.on_commit(memory.forget)
    return portal


def read_portal(pk: int, *, fetch: Fetch = fetch) -> None:
    """Ask for a portal's file and keep what it says. Whatever goes wrong is noted on the row, never raised."""
    portal = Portal.objects.select_related("city").filter(pk=pk).first()
    if portal is None:
        return
    now = timezone.now()
    wanted = Wanted(TYPES, etag=portal.etag, last_modified=portal.last_modified)
    try:
        answer = fetch(file_of(portal.url), wanted)
    except Unfetched as error:
        note_failure(portal, error.code, error.detail, now)
        return
    if answer.is_unchanged:
        portal.note(fetched_at=now, succeeded_at=now, failures=0)
        return
    found = read(answer.body, city=portal.city, home=current_home(), base=settings.SITE_URL)
    if found.problem:
        note_failure(portal, found.problem, found.detail, now)
    else:
        store(portal, found, answer, now)


@transaction.atomic
def note_failure(portal: Portal, code: str, detail: str, now: datetime) -> None:
    """One more failure in a row. What was read before stays, a confirmation too: silence takes nothing back."""
    locked = Portal.locked(portal.pk)
    if locked is not None:
        locked.note_failure(code, detail, now)


@transaction.atomic
def store(portal: Portal, found: Read, answer: Answer, now: datetime) -> None:
    """Keep what a file says, row by row; what is no longer there is flagged, never deleted."""
    locked = Portal.locked(portal.pk)
    if locked is None or locked.url != portal.url:
        return
    known = {(row.kind, row.uid): row for row in locked.items.select_for_update()}
    fresh = []
    for kind, rows in found.rows.items():
        for told in rows:
            row = known.pop((kind, told["id"]), None)
            if row is None:
                fresh.append(_new(locked, kind, told, now))
            else:
                _keep(row, told, now)
    PortalItem.objects.bulk_create(fresh)
    _flag(known.values(), now)
    confirmed_at = (locked.confirmed_at or now) if found.confirms_us else None
    locked.note(
        etag=answer.etag, last_modified=answer.last_modified, fetched_at=now, succeeded_at=now, failures=0,
        problem="", problem_detail="", licence=found.licence, confirms_us=found.confirms_us,
        confirmed_at=confirmed_at,
    )  # fmt: skip
    transaction.on_commit(memory.forget)


def digest_of(told: dict[str, Any]) -> str:
    """A short mark of what a row says; when it was last touched over there is no news."""
    said = {name: value for name, value in told.items() if name != "updated"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def title_of(told: dict[str, Any]) -> str:
    """The title in the office's language, else in one that is there."""
    return in_words(told["title"], settings.LANGUAGE_CODE)[0][:300]


def _new(portal: Portal, kind: str, told: dict[str, Any], now: datetime) -> PortalItem:
    return PortalItem(
        portal=portal,
        kind=kind,
        uid=told["id"],
        digest=digest_of(told),
        title=title_of(told),
        offered=told,
        seen_at=now,
    )


def _keep(row: PortalItem, told: dict[str, Any], now: datetime) -> None:
    """A row that we know: what it says now, and what staff have to do because of it."""
    row.seen_at = now
    if row.digest != digest_of(told) or row.missing_since:
        row.digest, row.title, row.offered, row.missing_since = digest_of(told), title_of(told), told, None
        row.version += 1
        if row.state != State.DECLINED:
            row.state = _state_of(row, told)
    row.save()


def _state_of(row: PortalItem, told: dict[str, Any]) -> str:
    if row.taken is None:
        return State.NEW
    return State.TAKEN if digest_of(row.taken) == digest_of(told) else State.CHANGED


def _flag(rows: Iterable[PortalItem], now: datetime) -> None:
    """Rows that the file no longer holds: one that nobody took over needs no decision any more."""
    for row in rows:
        if row.missing_since:
            continue
        row.missing_since = now
        if row.taken is not None:
            row.state = State.VANISHED
        elif row.state == State.NEW:
            row.state = State.DECLINED
        row.version += 1
        row.save()


# --- deciding --------------------------------------------------------------------------------------
def _locked(pk: int, seen: int) -> PortalItem:
    row = PortalItem.objects.select_for_update(of=("self",)).select_related("portal__city").filter(pk=pk)
    item = row.first()
    if item is None:
        raise Refused(_("This entry is no longer there."))
    if item.version != seen:
        raise Overtaken(_("Nothing was stored: the entry was changed meanwhile. Please look at it again."))
    return item


def _decide(row: PortalItem, state: str) -> PortalItem:
    row.state = state
    row.version += 1
    row.save()
    return row


@transaction.atomic
def accept_item(pk: int, *, by: User, seen: int) -> Model:
    """Make a draft of a new row. Two clicks make one: the second finds another version.

    Raises Refused and Overtaken.
    """
    row = _locked(pk, seen)
    kind = registry.find(row.kind)
    if row.taken is not None or row.state != State.NEW:
        raise Refused(_("This entry was taken over already."))
    if kind is None or kind.adopt is None:
        raise Refused(_("Such an entry can only be looked at in the other portal."))
    city = row.portal.city
    language = next(iter(city.languages), settings.LANGUAGE_CODE)
    offer = registry.Offer(row.offered, city, language, by, is_sample=row.portal.is_sample)
    try:
        made = kind.adopt(offer)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    row.content_type, row.object_id = ContentType.objects.get_for_model(made), made.pk
    row.taken = row.offered
    _decide(row, State.TAKEN)
    return made


@transaction.atomic
def decline_item(pk: int, *, seen: int) -> PortalItem:
    """A new row is not wanted; it does not come back by itself. Raises Refused and Overtaken."""
    row = _locked(pk, seen)
    if row.taken is not None:
        raise Refused(_("This entry was taken over already."))
    return _decide(row, State.DECLINED)


@transaction.atomic
def reconsider_item(pk: int, *, seen: int) -> PortalItem:
    """Something that was not wanted waits for a decision again. Raises Refused and Overtaken."""
    row = _locked(pk, seen)
    if row.state != State.DECLINED:
        raise Refused(_("This entry waits for a decision already."))
    if row.missing_since:
        raise Refused(_("The other portal does not tell this any more."))
    return _decide(row, State.NEW)


@transaction.atomic
def note_item(pk: int, *, seen: int) -> PortalItem:
    """Staff have seen a change, or that something vanished; our own page is theirs to edit. Raises as above."""
    row = _locked(pk, seen)
    if row.state not in {State.CHANGED, State.VANISHED}:
        raise Refused(_("There is nothing to take over any more."))
    if row.state == State.CHANGED:
        row.taken = row.offered
    return _decide(row, State.TAKEN)
