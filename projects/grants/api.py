"""Open data of this app: funding programmes and when one may apply. Awards will follow; nothing about applicants."""

from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from pydantic import Field

from partners.models import City
from projects.grants.calls import call_state
from projects.grants.programme import Programme, Round
from twinning.api.registry import Reader, Resource, common, register
from twinning.api.schemas import Label, Record, Reference, Shape, Text, label, text_of
from twinning.languages import all_columns
from twinning.querysets import folded_rows, unfolded


class RoundRecord(Shape):
    """A round with a deadline."""

    name: Text | None = Field(description=_("Its name."))
    opens_at: datetime = Field(
        description=_("From when one may apply."), examples=["2026-09-01T00:00:00+02:00"]
    )
    closes_at: datetime = Field(
        description=_("The deadline: this moment itself is too late."), examples=["2026-10-01T00:00:00+02:00"]
    )
    decision_on: date | None = Field(description=_("When a decision is expected."), examples=["2026-11-15"])


class CallRecord(Record):
    """A funding programme and its calls."""

    title: Text | None = Field(description=_("The title."))
    summary: Text | None = Field(description=_("One sentence about it."))
    opening: Label = Field(description=_("Whether one may apply at any time, or in rounds."))
    is_open: bool = Field(description=_("True when one may apply at this moment."), examples=[True])
    state: str = Field(description=_("The state of the call in words."), examples=["laufend offen"])
    rounds: list[RoundRecord] = Field(description=_("The rounds, the latest first."))
    directive: Text | None = Field(description=_("The legal basis."))
    funded: Text | None = Field(description=_("What is funded, as HTML."))
    requirements: Text | None = Field(description=_("What a project must fulfil, as HTML."))
    amounts: Text | None = Field(description=_("How much money there is, in words."))
    decision: Text | None = Field(description=_("Who decides, and when."))
    payment: Text | None = Field(description=_("How the money is paid."))
    proof: Text | None = Field(description=_("What has to be proved afterwards."))
    cities: list[Reference] = Field(description=_("The cities it is meant for; empty: all of them."))


TEXTS = ("title", "summary", "directive", "funded", "requirements", "amounts", "decision", "payment", "proof")


def calls() -> QuerySet[Programme]:
    """Published programmes with their rounds and cities, in one query."""
    rounds = Round.objects.filter(programme=OuterRef("pk")).order_by("-closes_at")
    links = Programme.cities.through.objects.filter(programme=OuterRef(OuterRef("pk")))
    cities = City.objects.published().filter(pk__in=links.values("city")).order_by("slug")
    return Programme.objects.published().annotate(
        shown_rounds=folded_rows(rounds, "opens_at", "closes_at", "decision_on", *all_columns("name")),
        shown_cities=folded_rows(cities, "pk", *all_columns("name")),
    )


def _round(row: Any) -> RoundRecord:
    return RoundRecord(
        name=text_of(row, "name"), opens_at=row.opens_at, closes_at=row.closes_at, decision_on=row.decision_on
    )


def write_call(programme: Programme, reader: Reader) -> CallRecord:
    """What the call's page tells, without contact persons."""
    rounds = unfolded(programme.shown_rounds)
    for row in rounds:
        for name in ("opens_at", "closes_at"):
            setattr(row, name, timezone.localtime(datetime.fromisoformat(getattr(row, name))))
    state = call_state(programme, rounds, timezone.now())
    return CallRecord(
        **common("calls", programme, reader),
        **{name: text_of(programme, name) for name in TEXTS},
        opening=label(programme, "opening"),
        is_open=state.is_open,
        state=state.label,
        rounds=[_round(row) for row in rounds],
        cities=[Reference(id=row.pk, name=text_of(row, "name")) for row in unfolded(programme.shown_cities)],
    )


register(
    Resource(
        key="calls",
        title=_("Funding"),
        description=_("Funding programmes and when one may apply. Awards will follow."),
        record=CallRecord,
        queryset=calls,
        write=write_call,
        columns=(
            "id",
            "uri",
            "url",
            "changed_at",
            "title.text",
            "title.language",
            "opening.code",
            "is_open",
            "state",
            "rounds.name.text",
            "rounds.opens_at",
            "rounds.closes_at",
            "cities.name.text",
            "amounts.text",
            "summary.text",
            "summary.language",
        ),
        keywords=(_("funding"), _("grant"), _("deadline")),
        themes=("GOVE", "ECON"),
    )  # fmt: skip
)
