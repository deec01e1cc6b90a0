"""Sort keys and folded forms for names in our languages, without database collations.

Pure text functions: called by querysets for short lists and by search for tolerant matching.
"""

import unicodedata

# Letters that Unicode does not decompose; folded to what a searching person types on a plain keyboard.
_PLAIN = str.maketrans(
    {"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
# Polish sorts its marked letters right after the plain ones, German and French among them.
_POLISH = {"ą": "a~", "ć": "c~", "ę": "e~", "ł": "l~", "ń": "n~", "ó": "o~", "ś": "s~", "ź": "z~", "ż": "z~~"}


def fold(text: str) -> str:
    """Lower case without marks: "Poznań" and "POZNAN" both give "poznan". Kana and Arabic letters stay letters."""
    lowered = text.casefold().translate(_PLAIN)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def sort_key(text: str, language: str) -> tuple[str, str]:
    """A key under which Python sorts `text` as readers of `language` expect; the text itself breaks ties."""
    if language == "pl":
        lowered = unicodedata.normalize("NFC", text.casefold())
        return "".join(_POLISH.get(sign) or fold(sign) for sign in lowered), text
    return fold(text), text
