"""What the queue of slips on the staff desk shows: one card each, with checks and what can be decided.

Called by `partners.board.desk_views`; the decisions themselves are `partners.board.actions`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partners.board import facts
from partners.board.calendar import DAY
from partners.board.detect import ways_around
from partners.board.links import mail_language
from partners.board.permissions import may_decide
from partners.board.querysets import SlipQuerySet
from partners.board.slip import ADULT, Slip
from partners.board.wishes import with_wishes
from partners.board.workflow import OPEN, Step
from twinning.cldr import listed
from twinning.desk import Act
from twinning.languages import own_name, served
from twinning.municipality.home import current_home
from twinning.municipality.models import Municipality
from twinning.public_forms import CleanCharField

SUBMITTED, RETURNED = Slip.State.SUBMITTED, Slip.State.RETURNED
PER_PAGE = 20
MESSAGE_LIMIT = 2000
SOON = 14 * DAY

Checks = list[tuple[str, str]]
# A decision whose form has to be shown again: the slip's number, the step, the form.
Bound = tuple[int, Step, forms.Form]


class SeenForm(forms.Form):
    """The version of the slip that was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class MessageForm(SeenForm):
    """Words to the owner, in their language if possible; the card says which one that is."""

    message = CleanCharField(
        max_length=MESSAGE_LIMIT,
        label=gettext_lazy("Message to the owner"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": gettext_lazy("Say why: the owner reads it."),
            "max_length": gettext_lazy(
                "At most %(limit_value)d characters fit here; there are %(show_value)d."
            ),
        },
    )


FORMS: Mapping[Step, type[forms.Form]] = {
    Step.RELEASE: SeenForm,
    Step.RETURN: MessageForm,
    Step.DECLINE: MessageForm,
}


@dataclass(slots=True)
class Card:
    """One slip as templates/admin/board/card.html shows it."""

    slip: Slip
    place: str
    language: str
    mail_language: str
    facts: list[tuple[str, str]]
    checks: Checks
    acts: dict[str, Act]


def spoken_of(slip: Slip) -> str:
    """The languages of the owner's group in words."""
    return facts.spoken((spoken.language, spoken.level) for spoken in slip.languages.all())


# --- one card -------------------------------------------------------------------------------------
def _facts(slip: Slip, home: Municipality) -> list[tuple[str, str]]:
    """Everything that was ticked, in the reader's words; what was left open is left out."""
    hosting = [_("can host guests")] * slip.can_host + [_("wants to travel")] * slip.wants_to_travel
    wanted = str(slip.wanted_city or home) if slip.wanted != Slip.Scope.ANY else slip.get_wanted_display()
    rows = [
        (_("Who"), facts.who(slip)),
        (_("What"), capfirst(slip.get_activity_display())),
        (_("Age"), facts.ages((slip.age_from, slip.age_to))),
        (_("When"), facts.when(slip.months)),
        (_("Where to"), capfirst(wanted)),
        (_("Guests"), capfirst(listed(hosting))),
        (_("Languages"), spoken_of(slip)),
        (_("Themes"), listed(str(theme) for theme in slip.themes.all())),
    ]
    return [row for row in rows if row[1]]


def _text_check(slip: Slip) -> tuple[str, str]:
    found = ways_around(f"{slip.title}\n{slip.text}\n{slip.name}")
    if found:
        return "ask", _("Looks like an address or a number: %(found)s") % {"found": listed(found)}
    return "ok", _("No addresses or telephone numbers in the text")


def _youth_check(slip: Slip) -> Checks:
    if slip.age_from is None and not slip.adult_contact:
        return [("ask", _("No age given: are children or young people among them?"))]
    if slip.age_from is not None and slip.age_from >= ADULT:
        return [("ok", _("Adults only"))]
    return [("ok", _("Young people take part; adult contact: %(name)s") % {"name": slip.adult_contact})]


def _end_check(slip: Slip) -> tuple[str, str]:
    if slip.reply_by is None:
        return "ok", _("Hangs for 180 days after the release")
    words = {"day": date_format(slip.reply_by, "DATE_FORMAT")}
    today = timezone.localdate()
    if slip.reply_by < today:
        return "ask", _("Ran out on %(day)s") % words
    return "ask" if slip.reply_by < today + SOON else "ok", _("Runs out on %(day)s") % words


def _owner_check(slip: Slip, others: int) -> Checks:
    if others < 1:
        return []
    text = ngettext(
        "The same address has %(count)d more open slip",
        "The same address has %(count)d more open slips",
        others,
    )
    return [("ask", text % {"count": others})]


def checks(slip: Slip, others: int) -> Checks:
    """(sign, sentence) of what a reader would look up: "ok", or "ask" for what needs a look."""
    day = date_format(timezone.localtime(slip.confirmed_at), "DATE_FORMAT") if slip.confirmed_at else ""
    confirmed = [("ok", _("The owner confirmed the address on %(day)s") % {"day": day})] if day else []
    return [
        _text_check(slip),
        *_youth_check(slip),
        *confirmed,
        _end_check(slip),
        *_owner_check(slip, others),
    ]


def _acts(request: HttpRequest, slip: Slip, bound: Bound | None) -> dict[str, Act]:
    found = {}
    for step, form_class in FORMS.items():
        is_open = bound is not None and bound[:2] == (slip.pk, step)
        form = bound[2] if is_open else form_class(initial={"seen": slip.version})
        form.auto_id = f"id_{slip.pk}_{step}_%s"
        found[step.value] = Act(form, may_decide(request.user, slip, step)[1], is_open)
    return found


def card(
    request: HttpRequest, slip: Slip, home: Municipality, *, others: int, bound: Bound | None = None
) -> Card:
    """One slip for a page of the desk."""
    return Card(
        slip=slip,
        place=served(slip.place or home, "name").text,
        language=own_name(slip.language),
        mail_language=own_name(mail_language(slip)),
        facts=_facts(slip, home),
        checks=checks(slip, others) if slip.state == Slip.State.SUBMITTED else [],
        acts=_acts(request, slip, bound),
    )


def case(request: HttpRequest, slip: Slip, bound: Bound | None = None) -> Card:
    """One slip by itself."""
    return card(request, slip, current_home(), others=_open_ones([slip])[slip.email.lower()] - 1, bound=bound)


# --- the list -------------------------------------------------------------------------------------
@dataclass(slots=True)
class Tab:
    """A view of the queue."""

    key: str
    label: str
    count: int
    is_current: bool


def _open_ones(slips: list[Slip]) -> Counter[str]:
    """How many open slips the owners of these have (one query)."""
    addresses = Slip.objects.filter(state__in=OPEN).annotate(owner=Lower("email"))
    wanted = {slip.email.lower() for slip in slips if slip.email}
    return Counter(addresses.filter(owner__in=wanted).values_list("owner", flat=True))


def _labels() -> dict[str, str]:
    return {"waiting": _("To release"), "returned": _("With the owner")}


def _rows(rows: SlipQuerySet, tab: str) -> SlipQuerySet:
    return rows.waiting() if tab == "waiting" else rows.filter(state=RETURNED).order_by("updated_at", "pk")


class _Pages(Paginator):
    """A paginator that was told how many rows there are."""

    def __init__(self, rows: SlipQuerySet, count: int) -> None:
        super().__init__(rows, PER_PAGE)
        self.count = count


def queue(request: HttpRequest) -> dict[str, Any]:
    """Tabs, cards and pages of the queue, oldest first (six queries)."""
    labels, rows = _labels(), Slip.objects.visible_to(request.user)
    tab = request.GET.get("tab") if request.GET.get("tab") in labels else "waiting"
    counts = rows.aggregate(
        waiting=Count("pk", filter=Q(state=SUBMITTED)), returned=Count("pk", filter=Q(state=RETURNED))
    )
    page = _Pages(with_wishes(_rows(rows, tab)), counts[tab]).get_page(request.GET.get("page"))
    slips, home = list(page), current_home()
    owners = _open_ones(slips)
    return {
        "tabs": [Tab(key, label, counts[key], key == tab) for key, label in labels.items()],
        "tab": tab,
        "page": page,
        "cards": [card(request, slip, home, others=owners[slip.email.lower()] - 1) for slip in slips],
    }
