"""System checks: a translation service that is switched on must be one that we know, with what it needs."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from twinning.translations.exchange.wire import is_allowed

ENGINES = ("", "dummy", "deepl", "libretranslate")


@register()
def engine_is_complete(**kwargs: Any) -> list[CheckMessage]:
    """Half a configuration would fail in the worker, where nobody looks."""
    name, url = settings.TRANSLATION_ENGINE, settings.TRANSLATION_ENGINE_URL
    if name not in ENGINES:
        return [
            _wrong(f"TRANSLATION_ENGINE is “{name}”.", "Use deepl, libretranslate, dummy, or nothing.", 1)
        ]
    if name == "deepl" and not settings.TRANSLATION_ENGINE_KEY:
        return [_wrong("DeepL needs TRANSLATION_ENGINE_KEY.", "Set it in the environment.", 2)]
    if (url or name == "libretranslate") and not is_allowed(url):
        hint = "It must begin with https://; plain http is for a service on the same machine only."
        return [_wrong("TRANSLATION_ENGINE_URL is no address that we may use.", hint, 3)]
    return []


def _wrong(text: str, hint: str, number: int) -> CheckMessage:
    return Error(text, hint=hint, id=f"translation_exchange.E00{number}")
