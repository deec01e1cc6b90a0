"""What goes out: objects and their texts in one language, chosen as in the matrix. Called by `exports`.

Rows are read in portions, with two queries for each, so that a whole portal needs no more memory than a portion.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from twinning import coverage
from twinning.translations import sources
from twinning.translations.exchange import names
from twinning.translations.exchange.units import Bundle, Unit
from twinning.translations.matrix.filters import EVERY, NOBODY, OPEN, is_open, kinds
from twinning.translations.models import TranslationState

PORTION = 100
State = TranslationState.State


@dataclass(frozen=True, slots=True)
class Selection:
    """Which objects: all of a language, or fewer, with the words of the matrix's filters.

    `kind` is the number of a content type, `state` a state, "open" or "every", `who` somebody's number or "nobody";
    `pk` names one object of a kind.
    """

    language: str
    kind: int | None = None
    state: str = EVERY
    who: int | str | None = None
    pk: int | None = None


def bundles(chosen: Selection) -> Iterator[Bundle]:
    """Objects with a German text, in the order of the desk."""
    for kind, content in kinds():
        if chosen.kind in (None, kind.pk):
            yield from _of_one_kind(kind, content, chosen)


def _of_one_kind(kind: ContentType, content: coverage.Content, chosen: Selection) -> Iterator[Bundle]:
    rows = iter(_rows(content, kind, chosen).iterator(chunk_size=PORTION))
    while portion := list(islice(rows, PORTION)):
        states = states_of(kind, [obj.pk for obj in portion], chosen.language)
        for obj in portion:
            bundle = bundle_of(obj, chosen.language, states.get(obj.pk))
            if bundle.units:
                yield bundle


def _rows(content: coverage.Content, kind: ContentType, chosen: Selection) -> QuerySet:
    """What nobody has looked at yet has no row of states: it is missing, and nobody's."""
    rows = content.rows()
    if chosen.pk is not None:
        rows = rows.filter(pk=chosen.pk)
    known = TranslationState.objects.filter(content_type=kind, language=chosen.language)
    if chosen.who == NOBODY:
        rows = rows.exclude(pk__in=known.exclude(translator=None).values("object_id"))
    elif chosen.who:
        rows = rows.filter(pk__in=known.filter(translator=chosen.who).values("object_id"))
    if chosen.state == EVERY:
        return rows
    if chosen.state == State.MISSING:
        return rows.exclude(pk__in=known.exclude(state=State.MISSING).values("object_id"))
    if chosen.state == OPEN and chosen.language != settings.EASY_LANGUAGE:
        return rows.exclude(pk__in=known.filter(state=State.UP_TO_DATE).values("object_id"))
    wanted = known.filter(is_open() if chosen.state == OPEN else Q(state=chosen.state))
    return rows.filter(pk__in=wanted.values("object_id"))


def states_of(kind: ContentType, keys: list[int], language: str) -> dict[int, TranslationState]:
    """Stored states by object (one query)."""
    found = TranslationState.objects.filter(content_type=kind, object_id__in=keys, language=language)
    return {row.object_id: row for row in found}


def present_texts(obj: Model, language: str, state: TranslationState | None) -> dict[str, str]:
    """The working copy laid over what is public: what somebody who goes on translating wants to see."""
    return sources.published_texts(obj, language) | (state.draft_texts if state else {})


def limit_of(model: type[Model], field: str) -> int | None:
    """How many characters fit into a field."""
    return model._meta.get_field(field).max_length


def bundle_of(obj: Model, language: str, state: TranslationState | None) -> Bundle:
    """An object with every field that has a German text."""
    model, german = type(obj), sources.source_texts(obj)
    meta, present = model._meta, present_texts(obj, language, state)
    name = f"{meta.label_lower}.{obj.pk}"
    units = (
        _unit(model, f"{name}.{field}", field, text, present, language) for field, text in german.items()
    )
    stored: Any = state.state if state else State.MISSING
    return Bundle(
        id=name,
        title=str(obj),
        kind=str(meta.verbose_name),
        url=address(obj, language),
        source_hash=sources.hash_of(german),
        state=str(stored),
        state_label=str(TranslationState.State(stored).label),
        units=tuple(units),
    )


def _unit(
    model: type[Model], name: str, field: str, german: str, present: dict[str, str], language: str
) -> Unit:
    return Unit(
        id=name,
        label=sources.label_of(model, field),
        source=german,
        target=present.get(field, ""),
        is_html=sources.is_html(model, field),
        limit=limit_of(model, field),
        names=tuple(f"{hit.name} → {hit.form}" for hit in names.hits(german, language)),
    )


def address(obj: Model, language: str) -> str:
    """Where the object is translated on the desk."""
    kind = ContentType.objects.get_for_model(obj)
    return settings.SITE_URL + reverse("admin:translations_edit", args=[kind.pk, obj.pk, language])
