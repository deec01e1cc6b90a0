"""Services that translate by machine, behind one small interface. `machine` picks one and looks at what comes back.

Texts are HTML throughout: both services keep elements where they are and leave alone what says translate="no".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twinning.translations.exchange import wire

# What the services take at once.
MOST_TEXTS = 40
MOST_SIGNS = 40_000

REASONS: dict[str, Promise] = {
    "off": _("Machine translation is switched off."),
    "language": _("The translation service does not know this language."),
    "key": _("The translation service refuses our key. Please tell those who run the portal."),
    "quota": _("What we may translate by machine this month is used up."),
    "busy": _("The translation service has too much to do. Please try again in some minutes."),
    "refused": _("The translation service refused the request."),
    "down": _("The translation service can't be reached or reports an error. Please try again later."),
    "timeout": _("The translation service answers too slowly. Please try again later."),
    "too_big": _("The translation service sends more than expected. Nothing was kept."),
    "nonsense": _("The translation service sent something that can't be a translation. Nothing was kept."),
    "names": _("The translation service lost a protected name or a placeholder. Nothing was kept."),
    "checks": _("The machine's text does not keep what has to stay the same. Nothing was kept."),
    "nothing": _("There is no German text to translate, or everything is translated already."),
    "gone": _("What was to be translated does not exist any more."),
    "changed": _("The German text was changed while the machine was at work. Please start it again."),
    "easy": _("Easy language is never made by machine."),
    "not_allowed": _("You may not translate into this language."),
    "by_hand": _("Somebody is working on this translation; the machine leaves it alone."),
}


class Failed(Exception):
    """Nothing was translated; `code` is a key of REASONS."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail[:300]

    def __str__(self) -> str:
        return f"{REASONS[self.code]} {self.detail}".strip()


class Engine(Protocol):
    """A service. `translate` gives one translation for each text, in their order, or raises Failed."""

    name: str

    def translate(self, texts: list[str], source: str, target: str) -> list[str]: ...


Post = Callable[[str, Mapping[str, Any], Mapping[str, str]], tuple[int, Any]]
COMMON = {403: "key", 401: "key", 429: "busy", 529: "busy", 503: "busy", 413: "refused", 400: "refused"}


def _sent(
    post: Post, url: str, body: Mapping[str, Any], headers: Mapping[str, str], codes: dict[int, str]
) -> Any:
    """The answer of a service, or Failed with what its number means."""
    try:
        status, answer = post(url, body, headers)
    except wire.Broken as error:
        raise Failed(error.code) from error
    if status != 200:
        raise Failed(codes.get(status, "down"))
    return answer


def _portions(texts: list[str]) -> Iterator[list[str]]:
    portion: list[str] = []
    for text in texts:
        if portion and (len(portion) == MOST_TEXTS or sum(map(len, portion)) + len(text) > MOST_SIGNS):
            yield portion
            portion = []
        portion.append(text)
    if portion:
        yield portion


def _strings(found: Any, count: int) -> list[str]:
    """As many texts as were asked for; anything else is nonsense."""
    if not isinstance(found, list) or len(found) != count or not all(isinstance(one, str) for one in found):
        raise Failed("nonsense")
    return found


@dataclass(frozen=True, slots=True)
class DeepL:
    """https://developers.deepl.com: one key; keys that end in ":fx" belong to the free plan with its own address."""

    key: str
    url: str = ""
    post: Post = wire.post
    name: str = "DeepL"

    LANGUAGES = {
        "en": "EN-GB", "fr": "FR", "pl": "PL", "ja": "JA", "ar": "AR", "uk": "UK", "tr": "TR",
    }  # fmt: skip

    def translate(self, texts: list[str], source: str, target: str) -> list[str]:
        """One request for each portion."""
        if target not in self.LANGUAGES:
            raise Failed("language")
        host = "https://api-free.deepl.com" if self.key.endswith(":fx") else "https://api.deepl.com"
        address = f"{(self.url or host).rstrip('/')}/v2/translate"
        headers = {"Authorization": f"DeepL-Auth-Key {self.key}"}
        done: list[str] = []
        for portion in _portions(texts):
            body = {
                "text": portion,
                "source_lang": source.upper(),
                "target_lang": self.LANGUAGES[target],
                "tag_handling": "html",
            }
            answer = _sent(self.post, address, body, headers, {**COMMON, 456: "quota"})
            entries = answer.get("translations") if isinstance(answer, dict) else None
            texts_of = [one.get("text") if isinstance(one, dict) else None for one in entries or ()]
            done += _strings(texts_of, len(portion))
        return done


@dataclass(frozen=True, slots=True)
class LibreTranslate:
    """https://libretranslate.com, or one of our own: then no text leaves the house."""

    url: str
    key: str = ""
    post: Post = wire.post
    name: str = "LibreTranslate"

    def translate(self, texts: list[str], source: str, target: str) -> list[str]:
        """One request for each portion."""
        done: list[str] = []
        for portion in _portions(texts):
            body = {"q": portion, "source": source, "target": target, "format": "html"}
            body |= {"api_key": self.key} if self.key else {}
            answer = _sent(self.post, f"{self.url.rstrip('/')}/translate", body, {}, COMMON)
            done += _strings(answer.get("translatedText") if isinstance(answer, dict) else None, len(portion))
        return done


@dataclass(frozen=True, slots=True)
class Dummy:
    """Translates nothing: puts the language before each text. For demonstrations and tests."""

    name: str = "dummy"

    def translate(self, texts: list[str], source: str, target: str) -> list[str]:
        """The texts with the target's code inside their first element."""
        return [f"[{target}] {text}" if not text.startswith("<") else _inside(text, target) for text in texts]


def _inside(text: str, target: str) -> str:
    opening, rest = text.split(">", 1)
    return f"{opening}>[{target}] {rest}"
