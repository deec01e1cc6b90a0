"""Public rows that many pages show, remembered by each process for ten seconds.

Reading rows with nine languages costs more than printing them, so the home town, the footer, the cities and the
editorial pages are read once and shown many times. What is made of them (a presenter's values, a piece of a template)
may be kept as long again, so a visitor sees a change after half a minute at the latest. Only what anybody may see is
remembered: staff read the database, whichever process answers, and a save makes its process forget.
"""

import threading
import time
from collections.abc import Callable, Hashable
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches

LIFETIME = settings.REMEMBER_SECONDS
LIMIT = 2000

Value = TypeVar("Value")

_kept: dict[Hashable, tuple[float, object]] = {}
_forgotten_at = [0.0]
_lock = threading.Lock()


def recall(key: Hashable, make: Callable[[], Value]) -> Value:
    """The remembered value of `key`, made anew when it is older than LIFETIME seconds.

    Callers share the object: nobody may change it. What `make` raises is not remembered, nor what it read before
    somebody else's `forget()`.
    """
    known = _kept.get(key)
    now = time.monotonic()
    if known and now - known[0] < LIFETIME:
        return known[1]
    value = make()
    with _lock:
        if len(_kept) >= LIMIT:
            _kept.clear()
        if now > _forgotten_at[0]:
            _kept[key] = (now, value)
    return value


def sees_more(user: object) -> bool:
    """True for people who see what is not public: staff, and whoever holds a link to a preview."""
    return bool(getattr(user, "is_staff", False) or getattr(user, "preview", None))


def recall_for(user: object, key: Hashable, make: Callable[[], Value]) -> Value:
    """As `recall`, but people who see more than the public get a value of their own."""
    return make() if sees_more(user) else recall(key, make)


def forget() -> None:
    """Forget everything, pieces of pages included: the next page reads it anew."""
    with _lock:
        _kept.clear()
        _forgotten_at[0] = time.monotonic()
    caches["template_fragments"].clear()
