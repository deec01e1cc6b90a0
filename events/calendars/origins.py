"""Which websites may show our list of events in a frame: staff name them, and the header of that answer says so.

An origin is scheme, host and perhaps a port. What is no clean origin never reaches the header, whoever wrote it into
the database. Called by the form of staff and by the view of the frame.
"""

import re
from urllib.parse import urlsplit

from events.models import EmbedOrigin
from twinning import memory

# ASCII only: other letters are turned into what browsers compare ("xn--…") before.
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")


class NotAnOrigin(ValueError):
    """A text that names no website, or more than its scheme and host."""


def tidy(text: str) -> str:
    """The origin in its one spelling: "HTTPS://www.Rouen.fr/" gives "https://www.rouen.fr".

    Raises NotAnOrigin for everything else: other schemes, paths, log-in data, wildcards, addresses in numbers.
    """
    try:
        parts = urlsplit(text.strip())
        port, host = parts.port, (parts.hostname or "").encode("idna").decode("ascii").lower()
    except ValueError as error:
        raise NotAnOrigin(text) from error
    is_bare = parts.path in {"", "/"} and not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme != "https" or not is_bare or not HOST.fullmatch(host) or host[-1].isdigit():
        raise NotAnOrigin(text)
    return f"https://{host}" if port in {None, 443} else f"https://{host}:{port}"


def allowed() -> tuple[str, ...]:
    """Origins that may frame us now, remembered for ten seconds (one query)."""
    return memory.recall("embed origins", _read)


def _read() -> tuple[str, ...]:
    stored = EmbedOrigin.objects.filter(is_active=True).order_by("origin").values_list("origin", flat=True)
    return tuple(origin for origin in stored if _is_tidy(origin))


def _is_tidy(origin: str) -> bool:
    try:
        return tidy(origin) == origin
    except NotAnOrigin:
        return False
