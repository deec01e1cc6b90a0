"""What people do with files and machines: take in a file, confirm or discard it, ask for machine translations.

Nothing here makes anything public: what comes of a file or of a machine is a draft, which a person hands in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import groupby
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from twinning.accounts.models import User
from twinning.languages import own_name
from twinning.translations import actions, sources
from twinning.translations.exchange import checking, machine
from twinning.translations.exchange.engines import REASONS
from twinning.translations.exchange.models import MachineRun, Upload, UploadedText
from twinning.translations.exchange.tasks import translate_run
from twinning.translations.exchange.units import MOST_BYTES, Refused
from twinning.translations.permissions import may_translate, target_languages

# Of one act of the matrix; whoever wants more asks twice.
MOST_RUNS = 200
# A run that has waited for so long was lost with its worker: asking again starts it anew.
PATIENCE = timedelta(minutes=15)


@dataclass
class Started:
    """What became of a request for machine translations: how many wait now, and why others do not."""

    waiting: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def refuse(self, code: str) -> None:
        self.refused[code] = self.refused.get(code, 0) + 1

    @property
    def sentences(self) -> list[str]:
        """Why some are refused, in words."""
        return [f"{REASONS[code]} ({count})" for code, count in self.refused.items()]


@transaction.atomic
def start(cells: Iterable[tuple[Model, str]], *, by: User) -> Started:
    """Let the worker translate objects into languages; what waits already is not asked for twice.

    Called by the matrix for chosen cells and by the translation page for one.
    """
    done = Started()
    for number, (obj, language) in enumerate(cells):
        code = machine.refusal(by, language) if number < MOST_RUNS else "busy"
        if not code and sources.content_of(type(obj)) is None:
            code = "gone"
        if code:
            done.refuse(code)
            continue
        _wait(obj, language, by)
        done.waiting += 1
    return done


def _wait(obj: Model, language: str, by: User) -> None:
    run, is_new = MachineRun.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(obj),
        object_id=obj.pk,
        language=language,
        state=MachineRun.State.WAITING,
        defaults={"started_by": by},
    )
    if is_new or run.updated_at < timezone.now() - PATIENCE:
        run.save(update_fields=["updated_at"])
        transaction.on_commit(partial(translate_run.enqueue, run.pk))


# --- files ----------------------------------------------------------------------------------------
def take_upload(*, key: UUID, file: UploadedFile, by: User) -> Upload:
    """Look through a file and keep what would come of it; sending the form twice keeps it once. Raises Refused."""
    if known := Upload.objects.filter(key=key, uploaded_by=by).first():
        return known
    if (file.size or 0) > MOST_BYTES:
        raise Refused("too_big")
    file_format, language, units = checking.read(file.file)
    if language not in target_languages():
        raise Refused("unknown_language", language=language)
    if not may_translate(by, language):
        raise Refused("foreign_language", language=own_name(language))
    rows = checking.judged(units, language)
    if not rows:
        raise Refused("no_units")
    return _keep(key, file_format, language, rows, by, (file.name or "")[-200:])


@transaction.atomic
def _keep(
    key: UUID, file_format: str, language: str, rows: list[UploadedText], by: User, name: str
) -> Upload:
    values = {"file_format": file_format, "language": language, "uploaded_by": by, "file_name": name}
    upload, is_new = Upload.objects.get_or_create(key=key, defaults=values)
    if is_new:
        for row in rows:
            row.upload = upload
        UploadedText.objects.bulk_create(rows, batch_size=500)
    return upload


@transaction.atomic
def confirm(upload: Upload, *, by: User) -> Upload:
    """Make drafts of what can be taken; a second time changes nothing. Raises Refused for a foreign language.

    What has changed since the file was checked is not taken, and told.
    """
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    if not may_translate(by, row.language):
        raise Refused("foreign_language", language=own_name(row.language))
    if row.state != Upload.State.CHECKED:
        return row
    taken = row.texts.filter(outcome=UploadedText.Outcome.TAKEN).order_by(
        "content_type", "object_id", "position"
    )
    texts = list(taken)
    known = checking.known_objects([text.unit for text in texts], row.language)
    for _key, group in groupby(texts, key=lambda text: (text.content_type_id, text.object_id)):
        _make_draft(list(group), known, row.language, by)
    UploadedText.objects.bulk_update(texts, ["outcome", "problems"], batch_size=500)
    return _decide(row, Upload.State.TAKEN, by)


def _make_draft(
    texts: list[UploadedText], known: dict[tuple[str, int], checking.Known], language: str, by: User
) -> None:
    """One draft of all texts of an object, or none."""
    label = texts[0].unit.rsplit(".", 2)[0]
    there = known.get((label, texts[0].object_id or 0))
    if there is None:
        return _leave(texts, UploadedText.Outcome.REFUSED, "unknown")
    if any(text.before != there.present.get(text.field, "") for text in texts):
        return _leave(texts, UploadedText.Outcome.REFUSED, "moved")
    try:
        words = {text.field: text.text for text in texts}
        actions.put_import(there.obj, language, texts=words, by=by, source_hash=texts[0].source_hash)
    except actions.Stale:
        _leave(texts, UploadedText.Outcome.STALE, "stale_elsewhere")
    except actions.Refused as error:
        _leave(texts, UploadedText.Outcome.REFUSED, "busy", str(error))
    return None


def _leave(texts: list[UploadedText], outcome: UploadedText.Outcome, *problems: str) -> None:
    for text in texts:
        text.outcome, text.problems = outcome, list(problems)


@transaction.atomic
def discard(upload: Upload, *, by: User) -> Upload:
    """Let go of a file: its texts go, what remains is that it was there."""
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    if row.state != Upload.State.CHECKED:
        return row
    row.texts.all().delete()
    return _decide(row, Upload.State.DISCARDED, by)


def _decide(row: Upload, state: Upload.State, by: User) -> Upload:
    row.state, row.decided_by, row.decided_at = state, by, timezone.now()
    row.save()
    return row
