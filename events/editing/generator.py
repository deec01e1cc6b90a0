"""The page of the staff desk that makes many dates of an event from a rule; mounted by `events.editing.admin`.

GET asks for the rule and, once it is there, shows every date with the clocks of both towns and whatever is wrong
with it. POST makes the dates that were chosen; the key of the form lets it do so once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.clocks import Clock, clocks
from events.editing import fields, words
from events.editing.actions import Refused, generate
from events.editing.planning import Fault, Frequency, Moment, Plan, Rule, Slot, Way, as_text, chosen, slots_of
from events.editing.rule_form import RuleForm
from events.models import Event, Occurrence
from events.walltime import NoSuchTime, TwofoldTime
from twinning import access
from twinning.languages import all_columns
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality
from twinning.public_forms import fresh_key, read_key

# What new dates take over from the one that they are made like.
LIKE = (
    "shows_end", "is_online_url_public", "registration", "external_url", "capacity", "waiting_limit", "queue",
    "offers", "most_places", "shows_places", *all_columns("room"),
)  # fmt: skip
LABELS = {
    Way.LEAVE: gettext_lazy("Leave this day out"),
    Way.AFTER: gettext_lazy("At the time that the clocks show instead"),
    Way.FIRST: gettext_lazy("The first time, before the clocks are put back"),
    Way.SECOND: gettext_lazy("The second time, after the clocks are put back"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way out, with the clocks that it would have."""

    value: str
    label: str
    clocks: list[Clock]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A date of the preview."""

    key: str
    name: str
    clocks: list[Clock]
    why: str
    choices: list[Choice]
    is_chosen: bool


def _fetch(request: HttpRequest, number: int) -> Event:
    if not request.user.has_perms(["events.change_event", "events.add_occurrence"]):
        raise PermissionDenied
    return get_object_or_404(Event, pk=number)


def _slots(form: RuleForm) -> list[Slot]:
    """The days of the rule; a beginning that the event has at this venue is a duplicate."""
    taken = form.event.occurrences.filter(venue=form.cleaned_data["venue"])
    return slots_of(form.rule, taken.values_list("starts_at", flat=True))


def _why(slot: Slot) -> str:
    if slot.fault is Fault.DUPLICATE:
        return _("The event has this date already.")
    if slot.fault is Fault.MISSING:
        return fields.explain(NoSuchTime(slot.wall, slot.after))
    if slot.fault is Fault.TWICE:
        made = slot.dates[Way.FIRST].starts_at, slot.dates[Way.SECOND].starts_at
        return fields.explain(TwofoldTime(slot.wall, *made))
    return ""


@dataclass(frozen=True, slots=True)
class _Preview:
    """Turns slots into rows; remembers what was chosen when the form comes back."""

    form: RuleForm
    home: Municipality
    posted: Mapping[str, Any] | None

    def rows(self, slots: list[Slot]) -> list[Row]:
        """Every date with its clocks, or its fault with the ways out."""
        return [self._row(slot) for slot in slots]

    def _row(self, slot: Slot) -> Row:
        key = slot.day.isoformat()
        way = (self.posted or {}).get(f"way-{key}", Way.LEAVE if slot.fault is Fault.DUPLICATE else "")
        whole = slot.dates.get(None)
        return Row(
            key=key,
            name=date_format(slot.day, "DATE_FORMAT"),
            clocks=self._clocks(whole) if whole else [],
            why=_why(slot),
            choices=[self._choice(slot, one, way) for one in slot.ways],
            is_chosen=self.posted is None or key in self.posted.getlist("make"),
        )

    def _choice(self, slot: Slot, way: Way, chosen_way: str) -> Choice:
        moment = slot.dates.get(way)
        return Choice(way, str(LABELS[way]), self._clocks(moment) if moment else [], way == chosen_way)

    def _clocks(self, moment: Moment) -> list[Clock]:
        data = self.form.cleaned_data
        made = Occurrence(
            event=self.form.event, starts_at=moment.starts_at, ends_at=moment.ends_at,
            time_zone=data["time_zone"], all_day=data["all_day"], venue=data["venue"],
            second_city=data["second_city"],
        )  # fmt: skip
        return clocks(made, self.home)


def _values(form: RuleForm) -> dict[str, Any]:
    """What all the dates have in common."""
    data = form.cleaned_data
    own = {name: data[name] for name in ("all_day", "attendance", "venue", "online_url", "second_city")}
    like = data["like"]
    return {**({name: getattr(like, name) for name in LIKE} if like else {}), **own}


def _languages(like: Occurrence | None) -> tuple[dict[str, Any], ...]:
    if like is None:
        return ()
    names = ("language", "role", "on_request", *all_columns("note"))
    return tuple({name: getattr(row, name) for name in names} for row in like.languages.all())


def _ways(slots: list[Slot], posted: Mapping[str, Any]) -> tuple[dict[date, Way], list[str]]:
    """What was decided about dates with a fault, and the days on which nothing was."""
    found, missing = {}, []
    for slot in slots:
        if not slot.fault or slot.fault is Fault.DUPLICATE:
            continue
        way = posted.get(f"way-{slot.day.isoformat()}", "")
        if way in slot.ways:
            found[slot.day] = Way(way)
        else:
            missing.append(date_format(slot.day, "DATE_FORMAT"))
    return found, missing


def _plan(form: RuleForm, slots: list[Slot], posted: Any) -> Plan:
    """The dates that were chosen. Raises ValidationError as long as something is undecided."""
    ways, missing = _ways(slots, posted)
    if missing:
        text = _("Decide what happens on %(days)s: see the marked rows below.")
        raise ValidationError(text % {"days": "; ".join(missing)})
    wanted = set(posted.getlist("make"))
    left_out = [slot.day for slot in slots if not slot.fault and slot.day.isoformat() not in wanted]
    rule: Rule = form.rule
    return Plan(
        rule=as_text(rule),
        zone=rule.zone,
        dates=tuple(chosen(slots, ways, left_out)),
        values=_values(form),
        languages=_languages(form.cleaned_data["like"]),
    )


def _initial(event: Event, home: Municipality) -> dict[str, Any]:
    """As on the latest date of the event, so that not everything has to be typed again."""
    last = event.occurrences.order_by("-starts_at").first()
    if last is None:
        return {"time_zone": home.time_zone}
    names = ("time_zone", "attendance", "venue", "online_url", "second_city")
    return {**{name: getattr(last, name) for name in names}, "like": last.pk}


def _show(
    request: HttpRequest, form: RuleForm, slots: list[Slot], key: str, status: int = 200
) -> HttpResponse:
    home = current_home()
    posted = request.POST if request.method == "POST" else None
    context = {
        **admin.site.each_context(request),
        "title": _("Make dates from a rule"),
        "opts": Event._meta,
        "event": form.event,
        "form": form,
        "rows": _Preview(form, home, posted).rows(slots) if slots else [],
        "faults": sum(slot.fault is not None for slot in slots),
        "skips_months": bool(slots) and _skips_months(form.rule),
        "key": key,
    }
    return render(request, "admin/events/editing/generate.html", context, status=status)


def _skips_months(rule: Rule) -> bool:
    """Months without a 29th, 30th or 31st have no date."""
    return rule.frequency is Frequency.MONTH_DAY and rule.first_day.day > 28


def _preview(request: HttpRequest, event: Event) -> HttpResponse:
    if "first_day" not in request.GET:
        form = RuleForm(event=event, initial=_initial(event, current_home()))
        return _show(request, form, [], "")
    form = RuleForm(request.GET, event=event)
    if not form.is_valid():
        return _show(request, form, [], "", 422)
    return _show(request, form, _slots(form), fresh_key())


def _make(request: HttpRequest, event: Event, key: UUID) -> HttpResponse:
    form = RuleForm(request.POST, event=event)
    if not form.is_valid():
        return _show(request, form, [], "", 422)
    slots = _slots(form)
    try:
        run = generate(event, plan=_plan(form, slots, request.POST), by=request.user, key=key)
    except (Refused, ValidationError) as problem:
        form.add_error(None, problem.messages if isinstance(problem, ValidationError) else str(problem))
        return _show(request, form, slots, request.POST.get("key", ""), 422)
    _say(request, list(run.occurrences.select_related("event", "venue")))
    return redirect("admin:events_event_change", event.pk)


def _say(request: HttpRequest, made: list[Occurrence]) -> None:
    text = ngettext("%(count)d date was made.", "%(count)d dates were made.", len(made))
    messages.success(request, text % {"count": len(made)})
    for warning in words.collisions(made)[:5]:
        messages.warning(request, warning)


@access.staff
def event_generate(request: HttpRequest, number: int) -> HttpResponse:
    """The rule, the preview, and the dates themselves."""
    event = _fetch(request, number)
    if request.method != "POST":
        return _preview(request, event)
    try:
        key = read_key(request.POST.get("key", ""))
    except BadSignature:
        form = RuleForm(request.POST, event=event)
        form.add_error(None, _("This page is too old. Show the dates once more."))
        return _show(request, form, [], "", 422)
    return _make(request, event, key)
