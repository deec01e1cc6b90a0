"""Reads an address of the web that somebody typed, without letting it reach into our own network.

Called by the import of partners' calendars. An address that staff type may lead anywhere: to the cloud's metadata, to
the database, to a machine of the office. So only https on its own port is spoken; the host is resolved here, every
address it has must be a public one, and the connection goes to exactly the address that was checked, so that a second
answer of the name server changes nothing. Every redirect is judged anew. Answers are cut off by size, also unpacked,
and by time. Proxies of the environment are not used. Whatever goes wrong is `Unfetched` with a code of `REASONS`.
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PORT = 443
MOST_BYTES = 2 * 1024 * 1024
MOST_REDIRECTS = 3
LONGEST_ADDRESS = 2000
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MISSING = frozenset({404, 410})

REASONS: dict[str, Promise] = {
    "not_https": _("The address must begin with https://."),
    "bad_address": _("This is no address of a website."),
    "credentials": _("The address must not contain a user name or a password."),
    "port": _("Only the usual port of https (443) is allowed."),
    "number": _("The address must name a website, not the number of a computer."),
    "local_name": _("This name belongs to an internal network."),
    "private": _("This name leads into an internal network, not to the web."),
    "unknown_host": _("There is no computer of this name."),
    "unreachable": _("The other computer does not answer."),
    "certificate": _("The other website has no valid certificate."),
    "timeout": _("The other website answers too slowly."),
    "too_big": _("The other website sends more than 2 MB."),
    "redirects": _("The address leads on too many times."),
    "missing": _("There is nothing at this address any more."),
    "status": _("The other website answers with an error."),
    "type": _("The other website sends something else than expected, for example a web page."),
    "broken": _("The answer of the other website is damaged."),
}

# Besides what the standard library knows: carriers' own nets, protocol assignments, 6to4 relays, and the address at
# which one cloud tells its machines their secrets.
REFUSED_V4 = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
    )
)  # fmt: skip
# Public IPv6 lies in here; what carries an IPv4 address inside (6to4, Teredo, NAT64, mapped) is none of it.
PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
REFUSED_V6 = tuple(
    ipaddress.IPv6Network(net)
    for net in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
LOCAL_NAMES = (
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "lan",
    "home",
    "corp",
    "onion",
    "arpa",
)


class Unfetched(Exception):
    """Nothing was read. `code` is a key of REASONS, `detail` is for people who look into it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail[:300]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. With `is_unchanged` the body is empty: we have it already."""

    body: bytes
    url: str
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    is_unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, and seconds for connecting, for each read, and for all of it with every redirect."""

    size: int = MOST_BYTES
    connect: float = 5
    read: float = 10
    overall: float = 30


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, from the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def dial(address: str, port: int, timeout: float) -> socket.socket:
    """A connection to a numeric address; nothing is looked up."""
    return socket.create_connection((address, port), timeout=timeout)


@dataclass(frozen=True, slots=True)
class Network:
    """How names become addresses and addresses become connections. Tests bring their own."""

    resolve: Callable[[str, int], Sequence[str]] = resolve
    dial: Callable[[str, int, float], socket.socket] = dial
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: media types ("" in `types` allows an answer without one) and what we have already."""

    types: frozenset[str]
    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """The headers of the request."""
        found = {
            "Accept": ", ".join(sorted(filter(None, self.types))) + ", */*;q=0.1",
            "Accept-Encoding": "gzip, identity",
            "User-Agent": "Mozilla/5.0 (compatible; town twinning portal)",
            "Connection": "close",
        }
        if self.etag:
            found["If-None-Match"] = self.etag
        if self.last_modified:
            found["If-Modified-Since"] = self.last_modified
        return {name: value for name, value in found.items() if value.isascii() and value.isprintable()}


# --- what may be asked -----------------------------------------------------------------------------
def check_address(url: str) -> tuple[str, str]:
    """Host and path with query of an address that may be asked. Raises Unfetched; nothing is looked up."""
    if len(url) > LONGEST_ADDRESS or not url.isprintable() or any(sign in url for sign in " \\"):
        raise Unfetched("bad_address")
    try:
        parts = urlsplit(url)
        port, name = parts.port, parts.hostname or ""
    except ValueError as error:
        raise Unfetched("bad_address") from error
    if parts.scheme != "https":
        raise Unfetched("not_https")
    if "@" in parts.netloc or parts.username is not None:
        raise Unfetched("credentials")
    if port not in {None, PORT}:
        raise Unfetched("port", str(port))
    host = check_host(name)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return host, "".join(sign if sign.isascii() else _quoted(sign) for sign in path)


def _quoted(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode())


def check_host(name: str) -> str:
    """The host as it is asked for, in Latin letters. Raises Unfetched for numbers and internal names."""
    if ":" in name or "%" in name:
        raise Unfetched("number" if ":" in name else "bad_address")
    try:
        host = name.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise Unfetched("bad_address") from error
    labels = host.split(".")
    if not all(_is_label(label) for label in labels):
        raise Unfetched("bad_address")
    # Whatever ends in a number is one in disguise: 127.1, 0x7f000001, 017700000001, 2130706433.
    if _is_number(labels[-1]):
        raise Unfetched("number")
    if len(labels) == 1 or labels[-1] in LOCAL_NAMES:
        raise Unfetched("local_name")
    return host


def _is_label(label: str) -> bool:
    return 0 < len(label) <= 63 and all(sign.isalnum() or sign in "-_" for sign in label)


def _is_number(label: str) -> bool:
    return label.isdigit() or (label.startswith("0x") and all(s in "0123456789abcdef" for s in label[2:]))


def is_public(address: str) -> bool:
    """True for an address out on the web: no inner net, no multicast, no reserved one, none with another inside."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not any(found in net for net in REFUSED_V4)
    if found.scope_id or found not in PUBLIC_V6 or any(found in net for net in REFUSED_V6):
        return False
    # ISATAP hides an IPv4 address in the second half.
    return found.is_global and (int(found) >> 32) & 0xFDFFFFFF != 0x5EFE


class Deadline:
    """The moment after which everything stops."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left. Raises Unfetched when there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise Unfetched("timeout")
        return left


def checked_addresses(host: str, network: Network, deadline: Deadline) -> list[str]:
    """The addresses of a host, all of them public. The resolver gets no longer than everything else."""
    answers: queue.Queue[Sequence[str] | OSError] = queue.Queue()

    def ask() -> None:
        try:
            answers.put(network.resolve(host, PORT))
        except (OSError, UnicodeError) as error:
            answers.put(OSError(str(error)))

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=deadline.left())
    except queue.Empty as error:
        raise Unfetched("timeout") from error
    if isinstance(found, OSError) or not found:
        raise Unfetched("unknown_host", host)
    if not all(is_public(address) for address in found):
        raise Unfetched("private", host)
    return list(found)


# --- asking ----------------------------------------------------------------------------------------
def fetch(
    url: str, wanted: Wanted, *, limits: Limits | None = None, network: Network | None = None
) -> Answer:
    """Read an address, following at most three redirects. Raises Unfetched."""
    limits, network = limits or Limits(), network or Network()
    deadline = Deadline(limits.overall)
    for _hop in range(MOST_REDIRECTS + 1):
        found = _ask(url, wanted, limits, network, deadline)
        if isinstance(found, Answer):
            return found
        url = urljoin(url, found)
    raise Unfetched("redirects", url)


def _ask(url: str, wanted: Wanted, limits: Limits, network: Network, deadline: Deadline) -> Answer | str:
    """One hop: an answer, or where it leads on."""
    host, path = check_address(url)
    addresses = checked_addresses(host, network, deadline)
    with _connected(host, addresses, limits, network, deadline) as sock:
        sock.settimeout(min(limits.read, deadline.left()))
        connection = http.client.HTTPSConnection(host, context=network.context)
        connection.sock, connection.auto_open = sock, 0
        connection.request("GET", path, headers=wanted.headers())
        with connection.getresponse() as response:
            if response.status in REDIRECTS and response.getheader("Location"):
                return str(response.getheader("Location"))
            _judge(response, wanted)
            body = b"" if response.status == 304 else _body(response, limits, deadline)
            return _answer(url, response, body)


def _judge(response: http.client.HTTPResponse, wanted: Wanted) -> None:
    if response.status == 304 and (wanted.etag or wanted.last_modified):
        return
    if response.status != 200:
        raise Unfetched("missing" if response.status in MISSING else "status", f"HTTP {response.status}")
    kind = response.headers.get_content_type() if response.getheader("Content-Type") else ""
    if kind not in wanted.types:
        raise Unfetched("type", kind)


def _answer(url: str, response: http.client.HTTPResponse, body: bytes) -> Answer:
    return Answer(
        body=body,
        url=url,
        content_type=response.headers.get_content_type(),
        charset=response.headers.get_content_charset() or "",
        etag=(response.getheader("ETag") or "")[:200],
        last_modified=(response.getheader("Last-Modified") or "")[:100],
        is_unchanged=response.status == 304,
    )


@contextmanager
def _connected(
    host: str, addresses: Sequence[str], limits: Limits, network: Network, deadline: Deadline
) -> Iterator[ssl.SSLSocket]:
    """An encrypted connection to one of the checked addresses that is cut when the time is over."""
    raw = _dial_any(addresses, limits, network, deadline)
    # A second handle on the same connection: cutting it wakes a read that a slow server keeps waiting.
    handle = raw.dup()
    watch = threading.Timer(deadline.left(), _cut, [handle])
    watch.daemon = True
    watch.start()
    try:
        with raw, network.context.wrap_socket(raw, server_hostname=host) as sock:
            yield sock
    except ssl.SSLCertVerificationError as error:
        raise Unfetched("certificate", error.verify_message) from error
    except TimeoutError as error:
        raise Unfetched("timeout") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        deadline.left()
        raise Unfetched("broken", type(error).__name__) from error
    finally:
        watch.cancel()
        handle.close()


def _cut(handle: socket.socket) -> None:
    try:
        handle.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is over already


def _dial_any(
    addresses: Sequence[str], limits: Limits, network: Network, deadline: Deadline
) -> socket.socket:
    last = ""
    for address in addresses[:4]:
        try:
            return network.dial(address, PORT, min(limits.connect, deadline.left()))
        except OSError as error:
            last = type(error).__name__
    raise Unfetched("unreachable", last)


def _body(response: http.client.HTTPResponse, limits: Limits, deadline: Deadline) -> bytes:
    """The bytes, unpacked; never more than the limit is kept in memory."""
    packing = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if packing not in {"gzip", "x-gzip", "identity"}:
        raise Unfetched("broken", f"Content-Encoding: {packing}")
    declared, found = response.length, bytearray()
    if (declared or 0) > limits.size:
        raise Unfetched("too_big")
    while chunk := response.read1(65536 if declared is None else min(65536, declared - len(found))):
        found += chunk
        if len(found) > limits.size:
            raise Unfetched("too_big")
        deadline.left()
    deadline.left()
    if declared is not None and len(found) < declared:  # the connection ended before all of it came
        raise Unfetched("broken", "IncompleteRead")
    return bytes(found) if packing == "identity" else unpack(bytes(found), limits.size)


def unpack(packed: bytes, size: int) -> bytes:
    """Gzip with at most `size` bytes inside. Raises Unfetched for bombs and damaged data."""
    found = bytearray()
    while packed:
        reader = zlib.decompressobj(wbits=31)
        try:
            found += reader.decompress(packed, size - len(found) + 1)
        except zlib.error as error:
            raise Unfetched("broken", "gzip") from error
        if len(found) > size:
            raise Unfetched("too_big", "gzip")
        if not reader.eof:
            raise Unfetched("broken", "gzip")
        packed = reader.unused_data.lstrip(b"\0")
    return bytes(found)
