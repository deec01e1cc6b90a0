"""Twenty invented applications in every state (`seed --samples`), and the way to lose them without a trace.

samples.json holds them: what was asked for, when it was sent and decided. Each is played through the real acts by the
demo users (`samples_play.py`) and then moved into the past (`samples_dates.py`).
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from projects.grants import budget
from projects.grants.erasing import trail_open
from projects.grants.models import (
    AgendaItem,
    Applicant,
    Application,
    Attachment,
    Attendance,
    Award,
    BudgetLine,
    Decision,
    Event,
    Letter,
    Programme,
    Review,
    Ruleset,
    Session,
)
from projects.grants.rulesets.actions import PARTS
from projects.grants.seed import samples_dates, samples_letters, samples_people, samples_play
from projects.grants.seed.samples_people import Cast
from twinning import seeding
from twinning.accounts.demo import also, create_demo_users, remove_demo_users
from twinning.mail.models import OutgoingMail

HERE = Path(__file__).parent
# Version 0: rules with reviews, which the real programme does not use. Nothing new is ever begun under them.
REVIEWED = 0
# Sessions begin at 16:00: so much of a day after the first moment of a working day.
AFTERNOON = 8 / 24
PLACE = "Kulturbüro, Raum 3.14 (Beispiel)"
# Item of the session: number of the application, result, amount, votes.
PAST = (("SAMPLE-007", "approved", "4000.00", 3), ("SAMPLE-010", "waitlisted", None, 2))
NEXT = ("SAMPLE-006", "SAMPLE-005")

also(*samples_people.PEOPLE)


# --- coming ---------------------------------------------------------------------------------------
def create() -> None:
    """Add the invented applications that are missing, with everybody who acts in them."""
    users = create_demo_users(samples_people.PEOPLE)
    if not users:
        return
    data = seeding.read(HERE, "samples.json")
    cast = samples_people.gather(users, data["applicants"])
    missing = [values for values in data["applications"] if not _known(values)]
    if not missing:
        return
    for slug, year, amount in data["budgets"]:
        programme = Programme.objects.get(slug=slug)
        BudgetLine.objects.get_or_create(programme=programme, year=year, defaults={"amount": amount})
    rules = _reviewed_rules()
    with samples_people.unmailed():
        _play(missing, cast, rules)


def _known(values: dict[str, Any]) -> bool:
    return Application.objects.filter(key=samples_play.key_of(values["number"])).exists()


def _play(missing: Iterable[dict[str, Any]], cast: Cast, rules: Ruleset) -> None:
    rows = []
    for values in missing:
        own = rules if values.get("rules") else None
        rows.append((samples_play.draft(values, cast, own), values))
    _past_session({values["number"]: row for row, values in rows}, cast)
    for row, values in rows:
        played = samples_play.play(row, values, cast)
        samples_dates.move(played, values, int(values["number"][-3:]))
        samples_letters.write(played)
    _next_session({values["number"]: row for row, values in rows}, cast)


def _reviewed_rules() -> Ruleset:
    """A retired copy of the first rules that asks for reviews and lets flights pass with a warning."""
    first = Ruleset.objects.get(programme__slug="twinning-projects", number=1)
    known = Ruleset.objects.filter(programme=first.programme, number=REVIEWED).first()
    if known:
        return known
    values = {field.name: getattr(first, field.name) for field in Ruleset._meta.concrete_fields}
    values |= {
        "number": REVIEWED,
        "state": Ruleset.State.RETIRED,
        "in_force_from": None,
        "staff_note": "Beispiel",
    }
    values |= {"uses_review": True, "needs_compensation": False}
    del values["id"]
    rules = Ruleset.objects.create(**values)
    for name in PARTS:
        for part in getattr(first, name).all():
            part.pk, part.ruleset, part._state.adding = None, rules, True
            part.save()
    return rules


def _session(cast: Cast, **fields: Any) -> Session:
    programme = Programme.objects.get(slug="twinning-projects")
    row = Session.objects.create(
        programme=programme, place=PLACE, chair=cast.reviewer("gremium"), keeper=cast.officer, **fields
    )
    for word in samples_people.PANEL:
        is_present = row.state == Session.State.CLOSED
        Attendance.objects.create(session=row, person=cast.reviewer(word), is_present=is_present)
    return row


def _past_session(rows: dict[str, Application], cast: Cast) -> None:
    """Held and closed: its items carry the resolutions that the decisions rest on."""
    held = samples_dates.moment("2026-11-04", 0, AFTERNOON)
    if not {number for number, *_rest in PAST} <= set(rows):
        return
    session = _session(cast, held_at=held, state=Session.State.CLOSED, closed_at=held + timedelta(hours=2))
    for place, (number, result, amount, yes) in enumerate(PAST, 1):
        AgendaItem.objects.create(
            session=session, application=rows[number], position=place, result=result, amount=amount, yes=yes,
            no=0, abstain=3 - yes, resolved_at=held + timedelta(minutes=20 * place),
        )  # fmt: skip


def _next_session(rows: dict[str, Application], cast: Cast) -> None:
    """The next one has an agenda and nothing resolved."""
    if not set(NEXT) <= set(rows):
        return
    day = max("2026-12-14", str(timezone.localdate() + timedelta(days=8)))
    session = _session(cast, held_at=samples_dates.moment(day, 0, AFTERNOON))
    for place, number in enumerate(NEXT, 1):
        AgendaItem.objects.create(session=session, application=rows[number], position=place)


# --- going ----------------------------------------------------------------------------------------
def remove() -> None:
    """Take every invented application away, with what the demo users made besides, and the demo users."""
    theirs = Q(applicant__is_sample=True) | Q(created_by__email__in=samples_people.ADDRESSES)
    rows = Application.objects.filter(
        pk__in=Application.objects.filter(Q(is_sample=True) | theirs).values("pk")
    )
    sessions = Session.objects.filter(place=PLACE)
    with trail_open():
        _forget_files(Letter.objects.filter(Q(application__in=rows) | Q(session__in=sessions)))
    _forget_files(Attachment.objects.filter(application__in=rows))
    decisions = Decision.objects.filter(application__in=rows)
    awards = Award.objects.filter(decision__in=decisions)
    for award in awards.exclude(state=Award.State.REVOKED).select_related("decision__budget"):
        budget.release(award.decision.budget, award.amount)
    seeding.forget(awards)
    seeding.forget(decisions)
    seeding.forget(AgendaItem.objects.filter(Q(application__in=rows) | Q(session__in=sessions)))
    seeding.forget(sessions)
    seeding.forget(Review.objects.filter(application__in=rows))
    with trail_open():
        seeding.forget(Event.objects.filter(application__in=rows))
        OutgoingMail.objects.filter(recipient="partner@example.org").delete()
        seeding.forget(rows)
    seeding.forget(Applicant.objects.filter(is_sample=True))
    seeding.forget(Ruleset.objects.filter(number=REVIEWED, applications=None))
    for slug, year, amount in seeding.read(HERE, "samples.json")["budgets"]:
        ours = {"programme__slug": slug, "year": year, "amount": amount, "committed": 0}
        seeding.forget(BudgetLine.objects.filter(**ours, decisions=None))
    remove_demo_users(samples_people.PEOPLE)


def _forget_files(rows: QuerySet) -> None:
    """Delete rows; their files go once the whole removal is through."""
    storage = rows.model._meta.get_field("file").storage
    for path in rows.exclude(file="").values_list("file", flat=True):
        transaction.on_commit(partial(storage.delete, path))
    seeding.forget(rows)
