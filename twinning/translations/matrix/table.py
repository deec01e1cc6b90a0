"""The rows of the matrix: content with a cell per language, in the order of visitors' wishes.

A fixed number of queries, whatever the number of kinds and rows: the kinds are asked together with UNION. Called by the
views and the card on the desk.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum, TextField, Value, Window
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import pgettext_lazy

from twinning import coverage
from twinning.languages import column, own_name
from twinning.publishing import translated_fields
from twinning.translations.matrix.filters import State, kinds
from twinning.translations.models import TranslationState
from twinning.translations.permissions import target_languages
from twinning.translations.refreshing import refresh_some

PAGE = 25
# So many new rows are noticed at once; the nightly round does the rest.
NEW = 100
Key = tuple[int, int]

# Colour, sign and short word of each state.
SIGNS: dict[str, tuple[str, str, str | Promise]] = {
    State.UP_TO_DATE: ("ok", "✓", pgettext_lazy("short state of a translation", "current")),
    State.OUTDATED: ("warn", "↻", pgettext_lazy("short state of a translation", "old")),
    State.NEEDS_REVIEW: ("", "?", pgettext_lazy("short state of a translation", "check")),
    State.IN_TRANSLATION: ("plain", "…", pgettext_lazy("short state of a translation", "in work")),
    State.MACHINE: ("plain", "⚙", pgettext_lazy("short state of a translation", "machine")),
    State.MISSING: ("err", "✗", pgettext_lazy("short state of a translation", "missing")),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One object in one language."""

    state: TranslationState
    tone: str
    sign: str
    word: str | Promise
    url: str

    @property
    def language_name(self) -> str:
        return own_name(self.state.language)


@dataclass(frozen=True, slots=True)
class Row:
    """One object: what it is called, its form on the desk ("" without the right to it), a cell per language."""

    key: str
    kind: str
    label: str
    url: str
    cells: tuple[Cell | None, ...]
    wishes: int


def cell_of(state: TranslationState) -> Cell:
    """Sign, word and address of a translation."""
    tone, sign, word = SIGNS[state.state]
    if state.state == State.MISSING and state.language == settings.EASY_LANGUAGE:
        tone = "plain"
    place = [state.content_type_id, state.object_id, state.language]
    return Cell(state, tone, sign, word, reverse("admin:translations_edit", args=place))


def legend() -> list[dict[str, Any]]:
    """What the signs mean."""
    return [
        {"tone": tone, "sign": sign, "word": word, "meaning": State(state).label}
        for state, (tone, sign, word) in SIGNS.items()
    ]


def listed() -> Q:
    """Translations of what the lists of translations hold."""
    found = Q(pk__in=[])
    for kind, content in kinds():
        found |= Q(content_type=kind, object_id__in=content.rows().order_by().rewrite(False).values("pk"))
    return found


def _union(parts: list[QuerySet]) -> QuerySet:
    return parts[0].union(*parts[1:], all=True)


def notice_new() -> None:
    """Make rows for content that was added since the last night (one query when there is none)."""
    parts = []
    for kind, content in kinds():
        known = TranslationState.objects.filter(content_type=kind, object_id=OuterRef("pk"))
        fresh = content.rows().order_by().rewrite(False).filter(~Exists(known))
        parts.append(fresh.values_list(Value(kind.pk), "pk"))
    found = defaultdict(list)
    for kind_id, number in _union(parts)[:NEW]:
        found[kind_id].append(number)
    for kind_id, numbers in found.items():
        refresh_some(ContentType.objects.get_for_id(kind_id).model_class(), numbers)


def _name(content: coverage.Content) -> Any:
    is_translated = content.name in translated_fields(content.model)
    return column(content.name, settings.LANGUAGE_CODE) if is_translated else content.name


def labels(keys: Iterable[Key]) -> dict[Key, str]:
    """What the objects are called in German; those that are gone or no longer listed are left out (one query)."""
    wanted = defaultdict(list)
    for kind_id, number in keys:
        wanted[kind_id].append(number)
    parts = []
    for kind, content in kinds():
        if kind.pk in wanted:
            rows = content.model._base_manager.filter(pk__in=wanted[kind.pk]).order_by().rewrite(False)
            name = Cast(F(_name(content)), TextField())
            parts.append(rows.values_list(Value(kind.pk), "pk", name))
    found = _union(parts) if parts else ()
    return {(kind_id, number): name or str(number) for kind_id, number, name in found}


def page_of(where: Q, asked: str, size: int | None = None) -> Page:
    """A page of objects that have a translation which meets `where`; counted in the same query."""
    size = size or PAGE
    rows = TranslationState.objects.filter(listed()).filter(where)
    groups = rows.values("content_type_id", "object_id").annotate(
        wanted=Sum("wishes"), rank=Max("importance")
    )
    ordered = groups.annotate(total=Window(Count("*")))
    ordered = ordered.order_by("-wanted", "-rank", "content_type_id", "object_id")
    number = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    found = list(ordered[(number - 1) * size : number * size])
    if not found and number > 1:
        return page_of(where, "1", size)
    paginator = Paginator((), size)
    paginator.count = found[0]["total"] if found else 0
    return Page(found, number, paginator)


def rows_of(page: Page, user: Any) -> list[Row]:
    """The objects of a page with all their languages (two queries)."""
    keys = [(group["content_type_id"], group["object_id"]) for group in page]
    names = labels(keys)
    states: dict[Key, dict[str, TranslationState]] = defaultdict(dict)
    which = Q(pk__in=[])
    for kind_id, number in keys:
        which |= Q(content_type_id=kind_id, object_id=number)
    for state in TranslationState.objects.filter(which).select_related("translator"):
        states[state.content_type_id, state.object_id][state.language] = state
    return [
        _row(key, names[key], states[key], group["wanted"], user)
        for key, group in zip(keys, page, strict=True)
        if key in names
    ]


def _row(key: Key, label: str, states: dict[str, TranslationState], wishes: int, user: Any) -> Row:
    kind = ContentType.objects.get_for_id(key[0])
    cells = tuple(cell_of(states[code]) if code in states else None for code in target_languages())
    is_seen = user.has_perm(f"{kind.app_label}.view_{kind.model}")
    url = reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[key[1]]) if is_seen else ""
    model = kind.model_class()
    return Row(f"{key[0]}-{key[1]}", capfirst(str(model._meta.verbose_name)), label, url, cells, wishes)


def shares() -> list[tuple[str, int]]:
    """How much of everything is up to date, in per cent by language (one query)."""
    done = Count("pk", filter=Q(state=State.UP_TO_DATE))
    rows = TranslationState.objects.filter(listed()).order_by().values("language")
    found = {
        row["language"]: 100 * row["done"] // row["all"] for row in rows.annotate(done=done, all=Count("pk"))
    }
    return [(code, found.get(code, 0)) for code in target_languages()]
