"""Takes out of a case what people wrote, once its rules no longer let us keep it; `manage.py purge_grants` calls it.

A case is kept for the `retention_years` of its rules, counted from the end of the year in which the last thing
happened to it. What stays is what the office counts: number, programme, cities, aims, sums, state and times. So the
page of numbers says the same before and after.
"""

from functools import partial
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, F, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.files import FieldFile
from django.db.models.functions import ExtractYear, Greatest
from django.utils import timezone

from projects.grants.applicant import Applicant
from projects.grants.application import Application
from projects.grants.case import Event
from projects.grants.decision import Award, Decision, Letter
from projects.grants.erasing import trail_open
from projects.grants.people.accounts import PARTS, TEXTS
from projects.grants.people.actions import ENDED
from projects.grants.review import AgendaItem, Session
from projects.grants.workflow import record

State = Application.State
ERASED = "erase"
PURGER = "purge_grants"
AROUND = ("messages", "notes", "change_requests", "checks", "reviews")
# Where the database wants a reason, this stands for the one that was erased.
GONE = "–"
REASONED = ("approved_reduced", "rejected")


def due() -> QuerySet[Application]:
    """Ended cases and deserted drafts whose years are over, and that still hold words."""
    events = Event.objects.filter(application=OuterRef("pk"))
    last = Subquery(events.order_by("-at").values("at")[:1])
    over = Q(state__in=[*ENDED, State.DRAFT]) | Q(award__state__in=[Award.State.CLOSED, Award.State.REVOKED])
    this_year = Value(timezone.localdate().year, output_field=IntegerField())
    return (
        Application.objects.filter(over, ~Exists(events.filter(code=ERASED)), is_sample=False)
        .annotate(last_year=ExtractYear(Greatest(last, "created_at", "saved_at", "decided_at")))
        .filter(last_year__lt=this_year - F("ruleset__retention_years"))
    )


def purge(*, dry_run: bool = False) -> list[str]:
    """Erase every case that is due, each in a transaction of its own; their numbers. A dry run only lists them."""
    numbers = []
    for key in list(due().order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = due().filter(pk=key).select_for_update(of=("self",)).first()
            if row is None:
                continue
            numbers.append(row.number or str(row.uuid))
            if not dry_run:
                erase(row)
    return numbers


def erase(case: Application) -> None:
    """Called with the case locked: files, words and names go; the trail says that and when."""
    with trail_open():
        _letters(Letter.objects.filter(application=case))
        for row in case.attachments.all():
            _drop(row.file)
        case.attachments.all().delete()
        for name in (*AROUND, *PARTS):
            getattr(case, name).all().delete()
        case.conflicts.update(reason="")
        case.events.update(actor=None, actor_name="", reason="", data={})
        _resolutions(case)
        _histories(case)
        former = case.applicant
        _application(case)
        _applicant(former)
        record(case, ERASED, actor=PURGER)
        _minutes(case)


def _drop(file: FieldFile) -> None:
    """The disk follows once the database has agreed."""
    if file:
        transaction.on_commit(partial(file.storage.delete, file.name))


def _letters(letters: QuerySet[Letter]) -> None:
    """The PDFs go; that a letter was sent, and when, stays for the durations."""
    for letter in letters:
        _drop(letter.file)
    letters.filter(application__isnull=False, sent_at=None).delete()
    letters.update(file="", digest="", size=0, made_by=None)


def _resolutions(case: Application) -> None:
    """Outcome and amount stay; a reason that has to be there becomes a dash."""
    for model, kind, rest in (
        (Decision, "outcome", {"purpose": "", "next_round": ""}),
        (AgendaItem, "result", {}),
    ):
        rows: QuerySet[Any] = model.objects.filter(application=case)
        rows.filter(**{f"{kind}__in": REASONED}).update(reason=GONE, **rest)
        rows.exclude(**{f"{kind}__in": REASONED}).update(reason="", **rest)


def _histories(case: Application) -> None:
    """The admin's history repeats titles; there the number is enough."""
    rows: list[Model] = [case, *Decision.objects.filter(application=case)]
    rows += Award.objects.filter(application=case)
    for row in rows:
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk)
        ).update(object_repr=case.number or str(case.uuid), change_message="")


def _application(case: Application) -> None:
    for name in TEXTS:
        setattr(case, name, "")
    case.answers, case.declared, case.versions = {}, {}, {}
    case.snapshot = None if case.snapshot is None else {}
    case.created_by = case.officer = None
    case.applicant = _nobody() if case.submitted_at else None
    case.save()


def _nobody() -> Applicant:
    """Whom erased cases belong to: a sent application always has an applicant. Nobody acts for this one."""
    rows = Applicant.objects.filter(name="", members=None, signatories=None, is_sample=False)
    return rows.order_by("pk").first() or Applicant.objects.create(name="", form=Applicant.Form.GROUP)


def _applicant(former: Applicant | None) -> None:
    """Without another application and without people, the legal data go too."""
    if former is None or former.applications.exists() or former.members.exists():
        return
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(former), object_id=str(former.pk)
    ).delete()
    former.delete()


def _minutes(case: Application) -> None:
    """Minutes tell of many applications: they go with the last one of the agenda."""
    erased = Event.objects.filter(application=OuterRef("application"), code=ERASED)
    for session in Session.objects.filter(items__application=case):
        if not session.items.filter(~Exists(erased)).exists():
            _letters(session.letters.all())
