"""What people do with files and machines: take in a file, confirm or discard it, ask for machine translations.

Nothing here makes anything public: what comes of a file or of a machine is a draft, which a person hands in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model

from twinning.accounts.models import User
from twinning.translations import sources
from twinning.translations.exchange import machine
from twinning.translations.exchange.engines import REASONS
from twinning.translations.exchange.models import MachineRun
from twinning.translations.exchange.tasks import translate_run

# Of one act of the matrix; whoever wants more asks twice.
MOST_RUNS = 200


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
    if is_new:
        transaction.on_commit(partial(translate_run.enqueue, run.pk))
