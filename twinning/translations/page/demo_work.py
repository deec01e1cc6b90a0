"""Something for the invented translators to do: work on texts that are invented themselves, never on real ones.

Called after the samples of all apps are there (`twinning.translations.seed`). Repeatable: who has work keeps it.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils import timezone

from twinning import coverage
from twinning.accounts.models import User
from twinning.translations import actions, sources
from twinning.translations.models import TranslationState
from twinning.translations.page.demo import FRENCH, POLISH

DAYS = 10


def hand_out() -> None:
    """An outdated Polish translation with a day on which it is due, and a French one that waits to be checked."""
    people = {user.email: user for user in User.objects.filter(email__in=(POLISH.email, FRENCH.email))}
    if len(people) < 2 or TranslationState.objects.filter(translator__in=people.values()).exists():
        return
    chosen = _samples()
    first, second = next(chosen, None), next(chosen, None)
    if second is None:
        return
    _let_grow_old(first, people[POLISH.email])
    _hand_in(second, people[FRENCH.email])


def _samples() -> Iterator[Model]:
    """The first invented row of each kind of content that is translated into both languages."""
    for content in coverage.contents():
        try:
            content.model._meta.get_field("is_sample")
        except FieldDoesNotExist:
            continue
        for obj in content.rows().filter(is_sample=True, state="published").order_by("pk"):
            if all(sources.published_texts(obj, language) for language in ("pl", "fr")):
                yield obj
                break


def _longest(obj: Model, texts: sources.Texts) -> str:
    """The plain field with most to read: a change in it looks like one."""
    plain = (name for name in texts if not sources.is_html(type(obj), name))
    return max(plain, key=lambda name: len(texts[name]))


def _let_grow_old(obj: Model, translator: User) -> None:
    """As if a word had joined the German text since the translation was released."""
    state = actions.state_for(obj, "pl")
    texts = sources.source_texts(obj)
    field = _longest(obj, texts)
    former = texts | {field: f"{texts[field].rpartition(' ')[0]}."}
    TranslationState.objects.filter(pk=state.pk).update(
        source_texts=former,
        source_hash=sources.hash_of(former),
        translator=translator,
        due_on=timezone.localdate() + timedelta(days=DAYS),
        assigned_at=timezone.now(),
    )
    actions.refresh(type(obj))


def _hand_in(obj: Model, translator: User) -> None:
    state = actions.state_for(obj, "fr")
    texts = sources.published_texts(obj, "fr")
    field = _longest(obj, texts)
    TranslationState.objects.filter(pk=state.pk).update(translator=translator)
    draft = {field: f"{texts[field].rstrip('.')} (nouvelle version)"}
    state = actions.save_draft(obj, "fr", texts=draft, by=translator, seen_version=state.version)
    actions.hand_in(obj, "fr", by=translator, seen_version=state.version)
