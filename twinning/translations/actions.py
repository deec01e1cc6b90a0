"""What happens with translations. Each verb locks its row, works once, and writes its mails and versions with it.

The content's row is always locked before the translation's: the desk's forms do it in this order too. Whoever is
refused gets `Refused` with a sentence, whoever comes second gets `Stale` with the present row.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from twinning.accounts.models import User
from twinning.languages import column, own_name
from twinning.models import Editorial, Versioned
from twinning.revisions.actions import record, record_found
from twinning.richtext import clean_html
from twinning.translations import mails, sources
from twinning.translations.models import TranslationState
from twinning.translations.permissions import (
    Verdict,
    may_all,
    may_review,
    may_translate,
    needs_review,
    target_languages,
)
from twinning.translations.refreshing import refresh, refresh_some, remind_due
from twinning.translations.workflow import Act, Refused, Stale, check, settle

__all__ = [
    "Refused", "Stale", "approve", "assign", "assign_rows", "hand_in", "keep_up_to_date", "note_saved",
    "put_import", "put_machine", "refresh", "remind_due", "save_draft", "send_back", "state_for",
]  # fmt: skip

State = TranslationState.State
Origin = TranslationState.Origin


# --- rows -----------------------------------------------------------------------------------------
def _demand(verdict: Verdict) -> None:
    if not verdict:
        raise Refused(verdict.reason)


def _held(obj: Model) -> Any:
    """The content as it is stored, locked until the transaction ends."""
    return type(obj)._base_manager.select_for_update().get(pk=obj.pk)


def _fresh(obj: Model) -> Any:
    return type(obj)._base_manager.get(pk=obj.pk)


@transaction.atomic
def state_for(obj: Model, language: str) -> TranslationState:
    """The row of one object in one language; where it is not there yet, all languages are made from the texts."""
    kind = ContentType.objects.get_for_model(obj)
    found = TranslationState.objects.filter(content_type=kind, object_id=obj.pk, language=language).first()
    if found is not None:
        return found
    if language not in target_languages():
        raise Refused(_("Nothing is translated into this language here."))
    refresh_some(type(obj), [obj.pk])
    return TranslationState.objects.get(content_type=kind, object_id=obj.pk, language=language)


def _locked(obj: Model, language: str) -> TranslationState:
    return TranslationState.objects.select_for_update(of=("self",)).get(pk=state_for(obj, language).pk)


def _check_seen(row: TranslationState, seen_version: int) -> None:
    if row.version != seen_version:
        raise Stale(row)


def _raise_version(row: TranslationState) -> TranslationState:
    row.version += 1
    row.save()
    return row


# --- drafts ---------------------------------------------------------------------------------------
def _clean(model: type[Model], texts: sources.Texts) -> dict[str, str]:
    """Texts of known fields, rich text cleaned as everywhere else."""
    names = sources.fields_of(model)
    plain = {name: str(text).replace("\x00", "") for name, text in texts.items() if name in names}
    return {name: clean_html(text) if sources.is_html(model, name) else text for name, text in plain.items()}


def _put(
    row: TranslationState, obj: Model, texts: sources.Texts, *, origin: str, by: User, engine: str = ""
) -> None:
    """Lay texts into the working copy; what says the same as the public page stays out, it may change there."""
    public, source = sources.published_texts(obj, row.language), sources.source_texts(obj)
    draft = dict(row.draft_texts)
    for name, text in _clean(type(obj), texts).items():
        if name in draft or sources.normalised(text) != sources.normalised(public.get(name, "")):
            draft[name] = text
    row.draft_texts, row.draft_origin, row.draft_engine = draft, origin, engine
    row.draft_by, row.draft_at = by, timezone.now()
    row.draft_source_texts, row.draft_source_hash = source, sources.hash_of(source)


def _changes_nothing(row: TranslationState, obj: Model, texts: sources.Texts) -> bool:
    """True when somebody only looked: an up-to-date translation needs no draft that says the same."""
    if row.has_draft or row.state not in (State.UP_TO_DATE, State.MISSING):
        return False
    public = sources.published_texts(obj, row.language)
    same = (
        sources.normalised(text) == sources.normalised(public.get(name, "")) for name, text in texts.items()
    )
    return all(same)


@transaction.atomic
def save_draft(
    obj: Model, language: str, *, texts: sources.Texts, by: User, seen_version: int
) -> TranslationState:
    """Keep what a translator typed, apart from what the public reads.

    While it waits to be checked, whoever may check it corrects it; anybody else takes it back with the first save.
    """
    _demand(may_translate(by, language))
    row = _locked(obj, language)
    _check_seen(row, seen_version)
    check(row, Act.SAVE)
    stored = _fresh(obj)
    if _changes_nothing(row, stored, texts):
        return row
    if row.state == State.NEEDS_REVIEW and may_review(by, row):
        writer, origin, row.reviewer = row.draft_by, row.draft_origin, by
        _put(row, stored, texts, origin=origin, by=writer, engine=row.draft_engine)
    else:
        _put(row, stored, texts, origin=Origin.PERSON, by=by)
        row.state, row.reviewer = State.IN_TRANSLATION, None
    return _raise_version(row)


def _demand_complete(row: TranslationState, obj: Model) -> None:
    """Raise Refused with the names of the fields that German has and the translation has not."""
    texts = sources.published_texts(obj, row.language) | row.draft_texts
    wanted = sources.source_texts(obj)
    empty = [sources.label_of(type(obj), name) for name in wanted if not texts.get(name, "").strip()]
    if empty:
        raise Refused(_("These fields are still empty: %(fields)s.") % {"fields": ", ".join(empty)})


@transaction.atomic
def hand_in(obj: Model, language: str, *, by: User, seen_version: int) -> TranslationState:
    """Say that the draft is done: a second person checks it, or it is public at once where none is needed."""
    _demand(may_translate(by, language))
    stored = _held(obj)
    row = _locked(obj, language)
    if row.state == State.NEEDS_REVIEW and row.draft_by_id == by.pk:
        return row
    _check_seen(row, seen_version)
    check(row, Act.HAND_IN)
    _demand_complete(row, stored)
    row.draft_by, row.note = by, ""
    if not needs_review(language):
        return _publish(row, stored, by=by)
    row.state = State.NEEDS_REVIEW
    return _raise_version(row)


@transaction.atomic
def approve(obj: Model, language: str, *, by: User, seen_version: int) -> TranslationState:
    """A second person releases the draft: the public reads it from now on."""
    stored = _held(obj)
    row = _locked(obj, language)
    if row.state == State.UP_TO_DATE and row.reviewer_id == by.pk and not row.has_draft:
        return row
    _demand(may_review(by, row))
    _check_seen(row, seen_version)
    check(row, Act.APPROVE)
    row.reviewer = by
    return _publish(row, stored, by=by)


def _publish(row: TranslationState, obj: Any, *, by: User) -> TranslationState:
    """Write the draft into the public columns, and stamp it with the German text that it was made from."""
    columns = {column(name, row.language): text or None for name, text in row.draft_texts.items()}
    if isinstance(obj, Editorial):
        record_found(obj)  # what a seed or a script wrote can be brought back
    _write(obj, columns)
    made_from = row.draft_source_texts
    _forget_draft(row)
    row.due_on = row.assigned_at = row.reminded_at = None
    public = sources.published_texts(obj, row.language)
    settle(row, source=made_from, public=public, still_valid=sources.fields_of(type(obj)))
    # The German text may be a newer one by now: then the translation is public, and outdated.
    settle(row, source=sources.source_texts(obj), public=public)
    if isinstance(obj, Editorial):
        record(obj, by=by)
    return _raise_version(row)


def _write(obj: Any, columns: dict[str, str | None]) -> None:
    """Store columns of the content as a form would: checked, with a version that tells other editors."""
    for name, text in columns.items():
        setattr(obj, name, text)
    others = [field.name for field in obj._meta.fields if field.name not in columns]
    try:
        obj.clean_fields(exclude=others)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    names = list(columns)
    if isinstance(obj, Versioned):
        obj.version += 1
        names.append("version")
    if any(field.name == "updated_at" for field in obj._meta.fields):
        names.append("updated_at")
    obj.save(update_fields=names)


def _forget_draft(row: TranslationState) -> None:
    row.draft_texts, row.draft_origin, row.draft_engine = {}, Origin.NONE, ""
    row.draft_at, row.draft_source_texts, row.draft_source_hash = None, {}, ""
    row.note = ""


@transaction.atomic
def send_back(obj: Model, language: str, *, by: User, note: str) -> TranslationState:
    """The draft needs more work; the note says what, and goes to whoever handed it in."""
    row = _locked(obj, language)
    _demand(may_review(by, row))
    check(row, Act.SEND_BACK)
    if not note.strip():
        raise Refused(_("Please say what should be different."))
    row.state, row.note, row.reviewer = State.IN_TRANSLATION, note.strip(), by
    row = _raise_version(row)
    mails.tell_sent_back(row, obj)
    return row


@transaction.atomic
def put_machine(
    obj: Model, language: str, *, texts: sources.Texts, by: User, engine: str
) -> TranslationState:
    """Keep what a machine translated as a draft; it is never public before a person hands it in."""
    _demand(may_translate(by, language))
    row = _locked(obj, language)
    check(row, Act.MACHINE)
    _put(row, _fresh(obj), texts, origin=Origin.MACHINE, by=by, engine=engine)
    row.state = State.MACHINE
    return _raise_version(row)


@transaction.atomic
def put_import(
    obj: Model, language: str, *, texts: sources.Texts, by: User, source_hash: str
) -> TranslationState:
    """Keep what a file brought as a draft; raises Stale when it was made from another German text."""
    _demand(may_translate(by, language))
    row, stored = _locked(obj, language), _fresh(obj)
    if source_hash != sources.hash_of(sources.source_texts(stored)):
        raise Stale(row)
    check(row, Act.IMPORT)
    if row.draft_origin == Origin.PERSON and row.draft_by_id not in (None, by.pk):
        raise Refused(_("%(name)s is working on this translation.") % {"name": row.draft_by})
    _put(row, stored, texts, origin=Origin.IMPORT, by=by)
    row.state = State.IN_TRANSLATION
    return _raise_version(row)


# --- assignment -----------------------------------------------------------------------------------
def assign(
    obj: Model, language: str, *, translator: User | None, due_on: date | None, by: User
) -> TranslationState:
    """Give a translation to somebody, or take it away (None). Raises Refused."""
    row = state_for(obj, language)
    assign_rows([row], translator=translator, due_on=due_on, by=by)
    return state_for(obj, language)


@transaction.atomic
def assign_rows(
    rows: Sequence[TranslationState], *, translator: User | None, due_on: date | None, by: User
) -> list[TranslationState]:
    """Give translations to one person, who gets one mail about what is new; all or none. Raises Refused."""
    if not may_all(by):
        raise Refused(_("Only staff who look after translations can assign them."))
    if due_on and due_on < timezone.localdate():
        raise Refused(_("This day has passed already."))
    held = TranslationState.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").select_for_update()
    changed = [row for row in held if _give(row, translator, due_on)]
    if changed and translator is not None and translator != by:
        mails.tell_assigned(changed, to=translator, by=by, due_on=due_on)
    return changed


def _give(row: TranslationState, translator: User | None, due_on: date | None) -> bool:
    """False when it is so already."""
    number = translator.pk if translator else None
    if (row.translator_id, row.due_on) == (number, due_on) and (row.assigned_at or number is None):
        return False
    check(row, Act.ASSIGN)
    if translator is not None and not may_translate(translator, row.language):
        values = {"name": translator, "language": own_name(row.language)}
        raise Refused(_("%(name)s does not translate into this language: %(language)s.") % values)
    row.translator, row.due_on = translator, due_on if translator else None
    row.assigned_at, row.reminded_at = timezone.now() if translator else None, None
    row.save()
    return True


# --- what the desk's forms tell -------------------------------------------------------------------
@transaction.atomic
def keep_up_to_date(obj: Model, languages: Iterable[str], *, by: User) -> None:
    """The German text changed in a way that leaves these translations valid: stamp them anew. Raises Refused."""
    stored = _held(obj)
    source, fields = sources.source_texts(stored), sources.fields_of(type(obj))
    for language in languages:
        _demand(may_translate(by, language))
        row = _locked(stored, language)
        check(row, Act.KEEP)
        public = sources.published_texts(stored, language)
        settle(row, source=source, public=public, still_valid=fields)
        if row.has_draft:
            row.draft_source_texts, row.draft_source_hash = source, sources.hash_of(source)
        _raise_version(row)


@transaction.atomic
def note_saved(obj: Model, *, changed: Iterable[str], by: User | None, minor_for: Iterable[str] = ()) -> None:
    """A form stored `obj`: translations written in it are stamped, the others become outdated unless minor.

    `changed` are the names of columns; `minor_for` the languages whose translations stay valid: only those that were
    up to date before, so that a typo does not hide an older change.
    """
    if sources.content_of(type(obj)) is None:
        return
    columns, minor = set(changed), set(minor_for)
    stored = _fresh(obj)
    rows = {row.language: row for row in TranslationState.objects.of(obj).order_by("pk").select_for_update()}
    for language in target_languages():
        _note(rows.get(language), stored, language, columns, language in minor)


def _note(row: TranslationState | None, obj: Any, language: str, changed: set[str], is_minor: bool) -> None:
    fields = sources.fields_of(type(obj))
    written = {name for name in fields if column(name, language) in changed}
    german = {name for name in fields if column(name, "de") in changed}
    doubtful = german - written if row is None and not is_minor else set()
    row = row or TranslationState(
        content_type=ContentType.objects.get_for_model(obj), object_id=obj.pk, language=language
    )
    valid = written | (german if is_minor and row.state == State.UP_TO_DATE else set())
    did_change = settle(
        row,
        source=sources.source_texts(obj),
        public=sources.published_texts(obj, language),
        still_valid=valid,
        doubtful=doubtful,
    )
    if row.pk and written and row.has_draft:
        row.version += 1  # whoever has the draft open is told that the public text is another one now
        did_change = True
    if did_change or row.pk is None:
        row.save()
