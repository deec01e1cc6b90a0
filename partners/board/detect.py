"""Finds ways around the portal in a text: mail addresses, telephone numbers, street addresses, other names of accounts.

Pure text; a hint for the person who reads a slip, never a rule. Called by the staff's queue.
"""

import re
from collections.abc import Iterator

# Enough digits for a telephone number; fewer are a number of people, a year, a postcode.
PHONE_DIGITS = 7

_MAIL = re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+\.\w[\w.]*", re.IGNORECASE)
_WEB = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"(?<![\w.])@\w{3,}|\b(?:whats\s?app|telegram|signal|instagram|wechat|viber)\b", re.IGNORECASE
)
_STREET = re.compile(
    r"\b\w*(?:straße|strasse|str\.|weg|platz|allee|gasse|ufer)\s?\d+\s?\w?\b"
    r"|\b\d+\s?(?:bis|ter)?,?\s(?:rue|avenue|boulevard|place|quai|chemin)\s\w+"
    r"|\b\d+\s\w+\s(?:street|road|avenue|lane)\b"
    r"|\b(?:ul\.|al\.|ulica|aleja)\s?\w+\s\d+",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:\+|\(|\b)\d[\d\s()/.–-]*\d")
# Days, years and spans of them are no telephone numbers.
_DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b|\b(?:19|20)\d\d\b|\b\d{1,2}[.:]\d{2}\b"
)


def _phones(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(_DATE.sub(" ; ", text)):
        if sum(sign.isdecimal() for sign in match[0]) >= PHONE_DIGITS:
            yield match[0].strip()


def ways_around(text: str) -> list[str]:
    """Everything in the text that looks like an address, a number or an account; empty when there is nothing."""
    found = [match[0].strip() for pattern in (_MAIL, _WEB, _STREET) for match in pattern.finditer(text)]
    rest = _WEB.sub(" ", _MAIL.sub(" ", text))
    found += [match[0].strip() for match in _ACCOUNT.finditer(rest)]
    return [*found, *_phones(rest)]
