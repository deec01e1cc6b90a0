"""Asks a translation service over HTTPS: one request, no redirects, cut off by size and by time.

Its address is part of the installation (environment), nobody types it on a page; so, unlike `twinning.fetching`, it
may lie in the office's own network. Plain HTTP is spoken with the same machine alone. Called by `engines`.
"""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


class Broken(Exception):
    """No answer: `code` is "down", "timeout", "too_big", "nonsense" or "refused"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of an answer, and seconds for connecting, for each read, and for all of it."""

    size: int = 4 * 1024 * 1024
    connect: float = 5
    read: float = 30
    overall: float = 60


DEFAULT = Limits()


def is_allowed(url: str) -> bool:
    """True for an https address without a password in it, or one of this machine."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in OWN_MACHINE)
    return is_safe and bool(parts.hostname) and "@" not in parts.netloc and port != 0


def post(
    url: str, body: Mapping[str, Any], headers: Mapping[str, str], limits: Limits = DEFAULT
) -> tuple[int, Any]:
    """Status and JSON of an answer (None beside any status but 200). Raises Broken."""
    if not is_allowed(url):
        raise Broken("refused")
    end = time.monotonic() + limits.overall
    connection = _connection(urlsplit(url), limits)
    try:
        status, raw = _exchange(connection, urlsplit(url).path, body, headers, limits)
    except (OSError, http.client.HTTPException, ValueError) as error:
        is_late = isinstance(error, TimeoutError) or time.monotonic() >= end
        raise Broken("timeout" if is_late else "down") from error
    finally:
        connection.close()
    if time.monotonic() >= end:
        raise Broken("timeout")
    return status, _parsed(raw) if status == 200 else None


def _connection(parts: SplitResult, limits: Limits) -> http.client.HTTPConnection:
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=limits.connect)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(host, port, timeout=limits.connect, context=context)


def _exchange(
    connection: http.client.HTTPConnection,
    path: str,
    body: Mapping[str, Any],
    headers: Mapping[str, str],
    limits: Limits,
) -> tuple[int, bytes]:
    connection.connect()
    # Cutting the connection wakes a read that a slow service keeps waiting.
    sock = connection.sock
    watch = threading.Timer(limits.overall, _cut, [sock])
    watch.daemon = True
    watch.start()
    try:
        sock.settimeout(limits.read)
        sent = {"Content-Type": "application/json", "Accept": "application/json", **headers}
        connection.request("POST", path or "/", json.dumps(body).encode(), sent)
        with connection.getresponse() as response:
            raw = response.read(limits.size + 1)
            if len(raw) > limits.size:
                raise Broken("too_big")
            return response.status, raw
    finally:
        watch.cancel()


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is over already


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Broken("nonsense") from error
