"""How often one address may ask: generously, because a school or a town hall shares one.

Nothing is stored but a number under a keyed digest of the shortened address, which another key replaces every minute;
so nobody can be followed from one minute to the next.
"""

import hashlib
import hmac
import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

WINDOW = 60


def _shortened(address: str) -> str:
    """An address of the fourth kind as it is; of the sixth, the network that one connection gets."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if known.version == 6:
        return str(ipaddress.ip_network((known, 64), strict=False))
    return str(known)


def _address(request: HttpRequest) -> str:
    """Where the request comes from, as the accounts see it too (`BEHIND_PROXY`)."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:  # a server that listens on a socket knows none
        return ""


def _key(request: HttpRequest, window: int) -> str:
    text = f"{window}/{_shortened(_address(request))}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def seconds_to_wait(request: HttpRequest) -> int:
    """0 when the request may pass; else after how many seconds the next one may."""
    now = time.time()
    window = int(now // WINDOW)
    store, key = caches["api_limits"], _key(request, window)
    if store.add(key, 1, timeout=2 * WINDOW):
        return 0
    try:
        count = store.incr(key)
    except ValueError:  # it was dropped in between
        return 0
    return 0 if count <= settings.API_REQUESTS_PER_MINUTE else int((window + 1) * WINDOW - now) + 1
