"""The nightly round: bring stored states to what the texts say, and remind translators. Also called after seeds.

The desk's forms tell of their saves at once; whatever else writes texts (seeds, imports, members of organisations) is
noticed here, by fingerprints.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q
from django.urls import NoReverseMatch
from django.utils import timezone

from twinning import coverage
from twinning.accounts.models import User
from twinning.feedback.models import LanguageWish
from twinning.translations import mails, sources
from twinning.translations.models import TranslationState
from twinning.translations.permissions import languages_of, target_languages
from twinning.translations.workflow import settle

CHUNK = 200
# Translators hear of a day once so long before it, and once when it has come.
BEFORE = timedelta(days=3)
KEPT = ["state", "source_hash", "source_texts", "target_hashes", "wishes", "importance", "updated_at"]

Wishes = Mapping[tuple[str, str], int]


def refresh(model: type[Model] | None = None) -> int:
    """Bring the states of all content, or of one model, to what the texts say; how many rows changed.

    Rows about things that are gone go too.
    """
    wishes = {(row.path, row.language): row.count for row in LanguageWish.objects.filter(count__gt=0)}
    changed = 0
    for place, content in enumerate(coverage.contents()):
        if model is None or content.model is model:
            kind = ContentType.objects.get_for_model(content.model)
            keys = sorted(content.rows().values_list("pk", flat=True))
            for start in range(0, len(keys), CHUNK):
                changed += _refresh_chunk(content, kind, keys[start : start + CHUNK], place, wishes)
            _sweep(content.model, kind)
    return changed


def refresh_some(model: type[Model], keys: Iterable[int]) -> int:
    """Make rows for content that has none yet; called by the matrix and by the acts."""
    content = sources.content_of(model)
    place = coverage.contents().index(content)
    kind = ContentType.objects.get_for_model(model)
    return _refresh_chunk(content, kind, sorted(keys), place, None)


def _sweep(model: type[Model], kind: ContentType) -> None:
    gone = TranslationState.objects.filter(content_type=kind)
    gone.exclude(object_id__in=model._base_manager.values("pk")).delete()


@transaction.atomic
def _refresh_chunk(
    content: coverage.Content, kind: ContentType, keys: list[int], place: int, wishes: Wishes | None
) -> int:
    """Lock the rows first and read the texts afterwards: what somebody saves meanwhile waits and comes later."""
    rows: dict[tuple[int, str], TranslationState] = {}
    found = TranslationState.objects.filter(content_type=kind, object_id__in=keys).order_by("pk")
    for row in found.select_for_update():
        rows[row.object_id, row.language] = row
    new, old = [], []
    for obj in content.model._base_manager.filter(pk__in=keys):
        source = sources.source_texts(obj)
        for language in target_languages():
            row = rows.get((obj.pk, language))
            known = row is not None
            row = row or TranslationState(content_type=kind, object_id=obj.pk, language=language)
            rank = (row.wishes, row.importance)
            if wishes is not None:
                row.wishes = _wished(obj, language, wishes)
            row.importance = importance(obj, place)
            moved = settle(row, source=source, public=sources.published_texts(obj, language))
            if not known:
                new.append(row)
            elif moved or rank != (row.wishes, row.importance):
                row.updated_at = timezone.now()
                old.append(row)
    TranslationState.objects.bulk_create(new, ignore_conflicts=True)
    TranslationState.objects.bulk_update(old, KEPT)
    return len(new) + len(old)


def importance(obj: Any, place: int) -> int:
    """How much a page matters, for the order of the matrix: what stands in a menu, what is public, which kind it is."""
    in_menu = 100 if getattr(obj, "menu", "") else 0
    is_public = 50 if getattr(obj, "state", "published") == "published" else 0
    return in_menu + is_public + max(0, 40 - place)


def _wished(obj: Any, language: str, wishes: Wishes) -> int:
    """How often visitors asked for the object's page in this language."""
    if not wishes or not hasattr(obj, "get_absolute_url"):
        return 0
    try:
        return wishes.get((obj.get_absolute_url(language), language), 0)
    except NoReverseMatch:
        return 0


# --- translators ----------------------------------------------------------------------------------
def remind_due(now: datetime) -> int:
    """Mail translators what is due in three days, and once more when the day has come; how many mails."""
    today = timezone.localdate(now)
    _release()
    sent = 0
    for person, rows in _due(today):
        sent += _remind(person, rows, today, now)
    return sent


def _due(today: Any) -> Iterator[tuple[User, list[int]]]:
    soon = Q(due_on__gt=today, due_on__lte=today + BEFORE, reminded_at__isnull=True)
    waiting = TranslationState.objects.filter(translator__is_active=True, assigned_at__isnull=False)
    waiting = waiting.filter(soon | Q(due_on__lte=today)).open()
    waiting = waiting.exclude(state=TranslationState.State.NEEDS_REVIEW)
    found: dict[User, list[int]] = defaultdict(list)
    for row in waiting.select_related("translator").order_by("translator", "due_on", "pk"):
        reminded = row.reminded_at and timezone.localdate(row.reminded_at)
        if reminded is None or (row.due_on <= today and reminded < row.due_on):
            found[row.translator].append(row.pk)
    yield from found.items()


@transaction.atomic
def _remind(person: User, keys: list[int], today: Any, now: datetime) -> int:
    """One mail, and the mark on its rows, together. Of two rounds at once the second finds the mail there already."""
    rows = list(TranslationState.objects.filter(pk__in=keys).order_by("due_on", "pk").select_for_update())
    rows = [row for row in rows if row.reminded_at is None or timezone.localdate(row.reminded_at) < today]
    if not rows:
        return 0
    mails.tell_reminder(rows, to=person, today=today)
    TranslationState.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=now)
    return 1


def _release() -> None:
    """Take work away from people who left or no longer translate into the language."""
    given = TranslationState.objects.filter(assigned_at__isnull=False)
    given.filter(translator__isnull=True).update(due_on=None, assigned_at=None, reminded_at=None)
    people = User.objects.filter(pk__in=given.exclude(translator=None).values("translator"))
    for person in people:
        lost = given.filter(translator=person).exclude(language__in=languages_of(person))
        lost.update(translator=None, due_on=None, assigned_at=None, reminded_at=None)
