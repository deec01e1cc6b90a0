"""Minutes of a panel session as a document: attendance, quorum, votes, results, reasons, money, ties."""

from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from projects.grants.letters.frame import (
    Block,
    Letterhead,
    Pair,
    day_of,
    document,
    euro,
    facts,
    hands,
    heading,
    moment_of,
    notice,
    small,
    strong,
    table,
    text,
    title,
)
from projects.grants.money import ZERO, show
from projects.grants.panel.people import tied
from projects.grants.panel.pot import APPROVALS, line_of
from projects.grants.panel.reading import counted
from projects.grants.panel.results import together, weigh
from projects.grants.review import AgendaItem, Review, Session
from twinning.languages import current, served
from twinning.municipality.home import current_home

NONE = "–"


def build(session: Session) -> dict[str, Any]:
    """The document in the active language; before the session is closed it says that it is a draft."""
    day = localtime(session.held_at).date()
    name = _("Minutes of the panel session of %(day)s") % {"day": day_of(day)}
    is_draft = session.state != Session.State.CLOSED
    head = Letterhead(
        home=current_home(),
        title=name,
        number=_("Draft") if is_draft else "",
        day=localdate(),
        email=session.programme.contact_email,
        remark=_("For internal use only"),
    )
    items = _items(session)
    blocks = [
        title(_("Minutes of the panel session")),
        notice(_("Draft: the session is not closed yet.")) if is_draft else {},
        facts(_about(session)),
        heading(_("Resolutions")),
        *_resolutions(items),
        *_reasons(items),
        *_money(session, items),
        *_ties(session, items),
        hands(_signers(session)),
    ]
    return document(head, blocks)


def _items(session: Session) -> list[AgendaItem]:
    rows = session.items.select_related("application")
    # A review by somebody who declared a tie afterwards does not count.
    reviews = Prefetch("application__reviews", counted(Review.objects.prefetch_related("scores__criterion")))
    return list(rows.prefetch_related("application__cities", reviews))


def _about(session: Session) -> list[Pair]:
    rows = list(session.attendances.select_related("person"))
    present = [row for row in rows if row.is_present]
    end = f" – {date_format(localtime(session.closed_at), 'TIME_FORMAT')}" if session.closed_at else ""
    quorum = (
        _("yes: %(count)s present, %(needed)s needed")
        if len(present) >= session.quorum
        else _("no: %(count)s present, %(needed)s needed")
    )
    people = [str(person) for person in (session.chair, session.keeper) if person]
    return [
        Pair(_("Programme"), served(session.programme, "title").text),
        Pair(
            _("Time and place"),
            ", ".join(part for part in (moment_of(session.held_at) + end, session.place) if part),
        ),
        Pair(_("Present"), _names(present)),
        Pair(_("Absent"), _names([row for row in rows if not row.is_present])),
        Pair(_("Chair, minutes"), ", ".join(people)),
        Pair(_("Quorum"), quorum % {"count": len(present), "needed": session.quorum}),
    ]


def _names(rows: list[Any]) -> str:
    return ", ".join(f"{row.person} ({row.note})" if row.note else str(row.person) for row in rows)


def _points(item: AgendaItem) -> str:
    """The mean of the reviews, from 0 to 5."""
    weighed = [
        weigh((score.value, score.criterion.weight) for score in review.scores.all())
        for review in item.application.reviews.all()
        if review.submitted_at
    ]
    result = together([row.mean for row in weighed if row])
    return show(result.mean, current())[:-1] if result else NONE


def _resolutions(items: list[AgendaItem]) -> list[Block]:
    columns = (
        (_("Item"), 12, "start"), (_("Application"), -1, "start"), (_("City"), 24, "start"), (_("Points"), 14, "end"),
        (_("Requested"), 23, "end"), (_("Y / N / A"), 17, "center"), (_("Result"), 24, "start"),
        (_("Amount"), 23, "end"),
    )  # fmt: skip
    rows = [
        [
            str(item.position),
            f"{item.application.title} ({item.application.number})",
            ", ".join(served(city, "name").text for city in item.application.cities.all()),
            _points(item),
            euro(item.application.requested),
            NONE if item.yes is None else f"{item.yes} / {item.no or 0} / {item.abstain or 0}",
            item.get_result_display() or _("open"),
            euro(item.amount) if item.amount else NONE,
        ]
        for item in items
    ]
    asked = sum((item.application.requested for item in items), ZERO)
    foot = [strong(_("Sum"), span=4), strong(euro(asked)), "", "", strong(euro(_granted(items)))]
    legend = _("Y / N / A: votes with yes, no, abstention. Points: weighted mean from 0 to 5.")
    return (
        [table(columns, rows, foot, size=9.5, inset=0.8), small(legend)]
        if rows
        else [text(_("Nothing was on the agenda."))]
    )


def _granted(items: list[AgendaItem]) -> Decimal:
    return sum((item.amount or ZERO for item in items if item.result in APPROVALS), ZERO)


def _reasons(items: list[AgendaItem]) -> list[Block]:
    rows = [
        text(
            f"{item.position}. {item.application.title} – "
            + ". ".join(filter(None, [str(item.get_result_display()), item.reason]))
        )
        for item in items
        if item.result
    ]
    return [heading(_("Reasons")), *rows] if rows else []


def _money(session: Session, items: list[AgendaItem]) -> list[Block]:
    """The year's pot. Signed decisions of this session are part of what is committed."""
    line = line_of(session)
    if line is None:
        return []
    rows = [
        [_("Budget"), euro(line.amount)],
        [_("Committed by signed decisions"), euro(line.committed)],
        [_("Resolved in this session"), euro(_granted(items))],
    ]
    columns = ((_("Entry"), -1, "start"), (_("Amount"), 34, "end"))
    return [heading(_("Budget %(year)s") % {"year": line.year}), table(columns, rows)]


def _ties(session: Session, items: list[AgendaItem]) -> list[Block]:
    people = [row.person for row in session.attendances.select_related("person")]
    name_of = {person.pk: str(person) for person in people}
    closed_to = tied([item.application for item in items], people)
    pairs = [(name_of[key], item.position) for item in items for key in closed_to[item.application_id]]
    lines = [
        _("%(name)s is tied to item %(item)s, had no access to the application and did not vote about it.")
        % {"name": name, "item": position}
        for name, position in pairs
    ]
    return [heading(_("Ties")), text(" ".join(lines) or _("Nobody has declared a tie to an application."))]


def _signers(session: Session) -> list[str]:
    roles = ((session.chair, _("chair")), (session.keeper, _("minutes")))
    return [f"{person or ''}, {role}".strip(", ") for person, role in roles]
