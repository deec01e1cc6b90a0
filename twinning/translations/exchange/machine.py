"""Texts by machine: always a draft, marked as such, and never in easy language.

`engine()` is None while nothing is configured; pages then offer nothing. The matrix and the translation page call
`actions.start`, which puts the work into the worker's hands; the worker calls `translate_object`.
"""

import html as markup
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from twinning.accounts.models import User
from twinning.richtext import clean_html
from twinning.translations import actions, sources
from twinning.translations.checks_of_text import check
from twinning.translations.exchange import names
from twinning.translations.exchange.engines import DeepL, Dummy, Engine, Failed, LibreTranslate
from twinning.translations.permissions import may_translate

# No language needs more than that for the same words; what is longer is no translation.
LONGEST_RATIO, LONGEST_MORE = 5, 300


@dataclass(frozen=True, slots=True)
class Translated:
    """What came of an object: how many fields, and how many characters were sent."""

    fields: int
    signs: int
    engine: str


def engine() -> Engine | None:
    """The service of the settings; None while machine translation is off."""
    url, key = settings.TRANSLATION_ENGINE_URL, settings.TRANSLATION_ENGINE_KEY
    match settings.TRANSLATION_ENGINE:
        case "deepl":
            return DeepL(key, url)
        case "libretranslate":
            return LibreTranslate(url, key)
        case "dummy":
            return Dummy()
    return None


def refusal(user: User, language: str) -> str:
    """Why `user` can't have anything translated into `language` by machine (a code), "" when they can."""
    if language == settings.EASY_LANGUAGE:
        return "easy"
    if engine() is None:
        return "off"
    return "" if may_translate(user, language) else "not_allowed"


def translate_object(obj: Model, language: str, by: User) -> Translated:
    """Translate the fields that `language` lacks, or whose German text has changed, into a draft.

    Raises Failed; then nothing is stored.
    """
    if code := refusal(by, language):
        raise Failed(code)
    service = engine()
    wanted = _wanted(obj, language)
    if service is None or not wanted:
        raise Failed("nothing")
    sent = {field: _outgoing(obj, field, text, language) for field, text in wanted.items()}
    came = service.translate([text for text, _tokens in sent.values()], settings.LANGUAGE_CODE, language)
    if len(came) != len(sent):
        raise Failed("nonsense")
    texts = {
        field: _incoming(obj, field, text, sent[field][1]) for field, text in zip(sent, came, strict=True)
    }
    _store(obj, language, texts, wanted, by, service.name)
    return Translated(len(texts), sum(map(len, wanted.values())), service.name)


@transaction.atomic
def _store(
    obj: Model, language: str, texts: dict[str, str], wanted: dict[str, str], by: User, name: str
) -> None:
    """Keep the draft, unless the German text became another one while the machine was at work."""
    held = type(obj)._base_manager.select_for_update().filter(pk=obj.pk).first()
    if held is None:
        raise Failed("gone")
    german = sources.source_texts(held)
    if any(german.get(field) != text for field, text in wanted.items()):
        raise Failed("changed")
    try:
        actions.put_machine(held, language, texts=texts, by=by, engine=name)
    except (actions.Refused, actions.Stale) as error:
        raise Failed("by_hand", str(error)) from error


def _wanted(obj: Model, language: str) -> dict[str, str]:
    """German texts by field: those without a translation, and those that changed since theirs was made."""
    german, written = sources.source_texts(obj), sources.published_texts(obj, language)
    stamped = actions.state_for(obj, language).source_texts
    return {
        field: text
        for field, text in german.items()
        if field not in written
        or (stamped.get(field) and sources.normalised(stamped[field]) != sources.normalised(text))
    }


def _outgoing(obj: Model, field: str, text: str, language: str) -> tuple[str, list[str]]:
    is_html = sources.is_html(type(obj), field)
    return names.protect(text if is_html else markup.escape(text, quote=False), language)


def _incoming(obj: Model, field: str, text: str, tokens: list[str]) -> str:
    """What the service made of a field, as it may be stored. Raises Failed for what can't be a translation."""
    source, is_html = sources.source_texts(obj)[field], sources.is_html(type(obj), field)
    try:
        restored = names.restore(text, tokens)
    except names.Lost as error:
        raise Failed("names") from error
    made = clean_html(restored) if is_html else markup.unescape(restored)
    if not made.strip() or len(made) > LONGEST_RATIO * len(source) + LONGEST_MORE:
        raise Failed("nonsense")
    problems = [one for one in check(source, made, is_html=is_html) if one.is_error]
    if problems:
        raise Failed("checks", problems[0].text)
    return made
