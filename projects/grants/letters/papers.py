"""The papers of a sending: the application as it was sent and its receipt, each in German and in the applicant's
language, stored with their digests. Called by the worker (`tasks.py`) and by the nightly round for what is missing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import override

from projects.grants.application import Application
from projects.grants.case import Event
from projects.grants.decision import Letter
from projects.grants.letters import application_paper, receipt
from projects.grants.letters.compose import compose
from projects.grants.letters.facts import Facts
from projects.grants.letters.storing import ORIGINAL, languages_of, store

SENDING = ("submit", "resubmit")
Build = Callable[..., dict[str, Any]]


def without_papers() -> QuerySet[Application]:
    """Sent applications of which no paper is stored: a worker died, or it had no time yet."""
    papers = Letter.objects.filter(application=OuterRef("pk"), kind=Letter.Kind.RECEIPT)
    return Application.objects.sent().filter(~Exists(papers), snapshot__has_key="title", is_sample=False)


@transaction.atomic
def store_papers(application_id: int) -> list[Letter]:
    """Make what is missing for the last sending; a second run makes nothing. The receipt is made once."""
    row = Application.objects.select_for_update(of=("self",)).filter(pk=application_id).first()
    if row is None or not row.snapshot:
        return []
    since = _last_sending(row)
    known = Letter.objects.filter(application=row, kind=Letter.Kind.APPLICATION, is_original=True)
    made = []
    if not known.filter(created_at__gte=since).exists():
        made = _each(row, Letter.Kind.APPLICATION, application_paper.build)
    if not Letter.objects.filter(application=row, kind=Letter.Kind.RECEIPT).exists():
        digest = known.latest("pk").digest
        made += _each(row, Letter.Kind.RECEIPT, receipt.build, digest)
    return made


def _last_sending(row: Application) -> datetime:
    """When the snapshot was taken last; every version of it gets a paper of its own."""
    last = (
        Event.objects.filter(application=row, machine="application", code__in=SENDING).order_by("-at").first()
    )
    return last.at if last else row.created_at


def _each(row: Application, kind: str, build: Build, *more: str) -> list[Letter]:
    facts, letters = Facts.of(row), []
    for index, language in enumerate(languages_of(row)):
        with override(language):
            pdf = compose(build(facts, *more, is_original=language == ORIGINAL))
        fields = {"language": language, "is_original": index == 0, "sent_at": timezone.now()}
        letters.append(store(pdf, application=row, kind=kind, **fields))
    return letters
