"""No address that somebody types leads into our own network, and nothing that comes back can fill or stop a worker."""

import contextlib
import gzip
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from twinning.fetching import (
    MOST_BYTES,
    REASONS,
    Limits,
    Network,
    Unfetched,
    Wanted,
    check_address,
    fetch,
    is_public,
    unpack,
)

CONTEXT = ssl.create_default_context()
PUBLIC = "93.184.215.14"
CALENDAR = Wanted(types=frozenset({"text/calendar", "text/plain", ""}))
BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/calendar; charset=utf-8\r\n"

# What may not even be looked up.
ADDRESSES = {
    "http://example.org/a.ics": "not_https",
    "ftp://example.org/": "not_https",
    "file:///etc/passwd": "not_https",
    "gopher://example.org/": "not_https",
    "//example.org/": "not_https",
    "webcal://example.org/": "not_https",
    "https://127.0.0.1/": "number",
    "https://2130706433/": "number",
    "https://0x7f000001/": "number",
    "https://0x7f.0.0.1/": "number",
    "https://0177.0.0.1/": "number",
    "https://017700000001/": "number",
    "https://127.1/": "number",
    "https://127.0.1/": "number",
    "https://0/": "number",
    "https://0.0.0.0/": "number",
    "https://10.0.0.1./": "number",
    "https://169.254.169.254/latest/meta-data/": "number",
    "https://example.org.0x1/": "number",
    "https://①②⑦.⓪.⓪.①/": "number",
    "https://127。0。0。1/": "number",
    "https://[::1]/": "number",
    "https://[::]/": "number",
    "https://[::ffff:127.0.0.1]/": "number",
    "https://[::ffff:7f00:1]/": "number",
    "https://[fe80::1%25eth0]/": "number",
    "https://[64:ff9b::7f00:1]/": "number",
    "https://localhost/": "local_name",
    "https://LOCALHOST./": "local_name",
    "https://db/": "local_name",
    "https://printer.local/": "local_name",
    "https://metadata.google.internal/": "local_name",
    "https://a.localhost/": "local_name",
    "https://user:word@example.org/": "credentials",
    "https://example.org@127.0.0.1/": "credentials",
    "https://@example.org/": "credentials",
    "https://example.org:80@10.0.0.1/": "credentials",
    "https://example.org:22/": "port",
    "https://example.org:8443/": "port",
    "https://example.org:0/": "port",
    "https://example.org:99999/": "bad_address",
    "https://example.org:x/": "bad_address",
    "https://example.org\\@127.0.0.1/": "bad_address",
    "https://example.org\r\nHost: x/": "bad_address",
    "https://exam ple.org/": "bad_address",
    "https://example.org/\x00": "bad_address",
    "https://example..org/": "bad_address",
    "https://example.org../": "bad_address",
    "https:///a.ics": "bad_address",
    "https://": "bad_address",
    "https://[::1/": "bad_address",
    "https://exa%6dple.org/": "bad_address",
    "https://example.org/" + "a" * 2001: "bad_address",
}
# Where a name may not lead.
INNER = (
    "127.0.0.1", "127.255.0.3", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "100.64.0.1", "100.100.100.200", "169.254.169.254", "168.63.129.16", "192.0.0.192", "192.0.2.1", "192.88.99.1",
    "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::a00:1",
    "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "fc00::1", "fd00:ec2::254",
    "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2a00::5efe:a00:1", "2a00::200:5efe:a00:1", "nonsense", "",
)  # fmt: skip


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Unfetched) as caught:
        act()
    assert caught.value.code in REASONS
    return caught.value.code


def test_addresses_of_no_website_are_refused_unasked() -> None:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError(host)

    found = {
        url: code_of(lambda url=url: fetch(url, CALENDAR, network=Network(resolve=never, context=CONTEXT)))
        for url in ADDRESSES
    }
    assert found == ADDRESSES
    assert len(ADDRESSES) + len(INNER) >= 80


def test_names_of_websites_are_asked_for_in_latin_letters() -> None:
    assert check_address("https://bücher.example.org/a b".replace(" ", "%20")) == (
        "xn--bcher-kva.example.org",
        "/a%20b",
    )
    assert check_address("https://Example.ORG.:443/ü?q=é") == ("example.org", "/%C3%BC?q=%C3%A9")


def test_inner_addresses_are_told_from_public_ones() -> None:
    assert [address for address in INNER if is_public(address)] == []
    assert [a for a in (PUBLIC, "1.1.1.1", "2606:4700::1111", "2a00:1450::1") if not is_public(a)] == []


def test_a_name_that_leads_inside_is_never_dialled() -> None:
    def never(address: str, port: int, timeout: float) -> socket.socket:
        raise AssertionError(address)

    for answers in ([[address] for address in INNER], [[PUBLIC, address] for address in INNER]):
        for found in answers:
            network = Network(resolve=lambda host, port, found=found: found, dial=never, context=CONTEXT)
            assert (
                code_of(lambda net=network: fetch("https://a.example.org/", CALENDAR, network=net))
                == "private"
            )
    none = Network(resolve=lambda host, port: [], dial=never)
    assert code_of(lambda: fetch("https://a.example.org/", CALENDAR, network=none)) == "unknown_host"


def test_a_second_answer_of_the_name_server_changes_nothing() -> None:
    """Rebinding: the name is looked up once, and exactly that address is dialled."""
    answers, dialled = iter([[PUBLIC], ["127.0.0.1"]]), []

    def dial(address: str, port: int, timeout: float) -> socket.socket:
        dialled.append((address, port))
        raise ConnectionRefusedError

    network = Network(resolve=lambda host, port: next(answers), dial=dial)
    assert code_of(lambda: fetch("https://a.example.org/", CALENDAR, network=network)) == "unreachable"
    assert dialled == [(PUBLIC, 443)]


# --- with a server ---------------------------------------------------------------------------------
Behaviour = Callable[[ssl.SSLSocket, bytes], None]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for a.example.org and b.example.org, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a.example.org")])
    now = datetime.now(UTC)
    names = [x509.DNSName("a.example.org"), x509.DNSName("b.example.org")]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


class Server:
    """Speaks TLS on loopback; `behaviour` writes the answers. Reached through an injected connection only."""

    def __init__(self, certificate: Path) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(certificate)
        self.trusted = ssl.create_default_context(cafile=str(certificate))
        self.behaviour: Behaviour = lambda sock, request: sock.sendall(OK + b"\r\n" + BODY)
        self.requests: list[bytes] = []
        self.dialled: list[str] = []
        self.names: dict[str, list[str]] = {}
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                raw, _peer = self.listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), self.context.wrap_socket(raw, server_side=True) as sock:
                request = sock.recv(65536)
                self.requests.append(request)
                self.behaviour(sock, request)

    def dial(self, address: str, port: int, timeout: float) -> socket.socket:
        self.dialled.append(address)
        return socket.create_connection(self.listener.getsockname(), timeout=timeout)

    def network(self) -> Network:
        return Network(
            resolve=lambda host, port: self.names.get(host, [PUBLIC]), dial=self.dial, context=self.trusted
        )

    def fetch(self, path: str = "/", host: str = "a.example.org", **options: object) -> object:
        wanted = options.pop("wanted", CALENDAR)
        return fetch(f"https://{host}{path}", wanted, network=self.network(), **options)

    def says(self, *parts: bytes) -> "Server":
        self.behaviour = lambda sock, request: sock.sendall(b"".join(parts))
        return self


@pytest.fixture
def server(certificate: Path) -> Iterator[Server]:
    made = Server(certificate)
    yield made
    made.listener.close()


def test_a_calendar_is_read_from_the_checked_address(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    server.says(OK, b'ETag: "v1"\r\nLast-Modified: Mon, 02 Nov 2026 10:00:00 GMT\r\n\r\n', BODY)
    answer = server.fetch("/a.ics?x=1")
    assert (answer.body, answer.etag, answer.charset) == (BODY, '"v1"', "utf-8")
    assert answer.last_modified.startswith("Mon")
    request = server.requests[0]
    assert request.startswith(b"GET /a.ics?x=1 HTTP/1.1\r\nHost: a.example.org\r\n")
    assert b"If-None-Match" not in request
    assert b"Cookie" not in request
    assert server.dialled == [PUBLIC]


def test_what_is_known_already_is_not_sent_again(server: Server) -> None:
    server.says(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n')
    answer = server.fetch(
        wanted=Wanted(CALENDAR.types, etag='"v1"', last_modified="Mon, 02 Nov 2026 10:00:00 GMT")
    )
    assert (answer.is_unchanged, answer.body, answer.etag) == (True, b"", '"v1"')
    assert b'If-None-Match: "v1"' in server.requests[0]
    assert b"If-Modified-Since: Mon" in server.requests[0]
    assert code_of(server.fetch) == "status"
    # A stored tag with a line break in it is left out, so that it can't add headers.
    server.says(OK, b"\r\n", BODY)
    server.fetch(wanted=Wanted(CALENDAR.types, etag='"a"\r\nX: y'))
    assert b"X: y" not in server.requests[-1]


def test_every_redirect_is_judged_like_the_first_address(server: Server) -> None:
    hops = {
        "http://a.example.org/": "not_https",
        "https://127.0.0.1/": "number",
        "https://[::ffff:169.254.169.254]/": "number",
        "https://localhost/": "local_name",
        "https://a.example.org:8080/": "port",
        "https://me:word@a.example.org/": "credentials",
        "//inner.example.org/": "private",
        "file:///etc/passwd": "not_https",
        "/again": "redirects",
    }
    server.names["inner.example.org"] = ["10.0.0.5"]
    found = {}
    for place in hops:
        server.says(f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode())
        found[place] = code_of(server.fetch)
    assert found == hops
    assert len(server.requests) == len(hops) - 1 + 4
    assert set(server.dialled) == {PUBLIC}


def test_redirects_within_the_web_are_followed(server: Server) -> None:
    def behave(sock: ssl.SSLSocket, request: bytes) -> None:
        moved = b"HTTP/1.1 301 Moved\r\nLocation: https://b.example.org/new.ics\r\n\r\n"
        sock.sendall(moved if b"Host: a." in request else OK + b"\r\n" + BODY)

    server.behaviour = behave
    assert server.fetch().url == "https://b.example.org/new.ics"


def test_a_certificate_of_somebody_else_ends_it(server: Server) -> None:
    assert code_of(lambda: server.fetch(host="c.example.org")) == "certificate"
    strange = Network(resolve=lambda host, port: [PUBLIC], dial=server.dial)
    assert code_of(lambda: fetch("https://a.example.org/", CALENDAR, network=strange)) == "certificate"
    assert server.requests == []


def test_answers_are_cut_off_by_size_also_unpacked(server: Server) -> None:
    packed = b"Content-Encoding: gzip\r\n"
    big = b"a" * (MOST_BYTES + 1)
    refused = {
        "declared": (OK, b"Content-Length: 99999999\r\n\r\n"),
        "endless": (OK, b"\r\n", big),
        "chunked": (OK, b"Transfer-Encoding: chunked\r\n\r\n", b"%x\r\n" % len(big), big, b"\r\n0\r\n\r\n"),
        "bomb": (OK, packed, b"\r\n", gzip.compress(b"\0" * (50 * MOST_BYTES))),
        "two parts": (OK, packed, b"\r\n", gzip.compress(big[: MOST_BYTES // 2 + 9]) * 2),
    }
    assert {name: code_of(server.says(*parts).fetch) for name, parts in refused.items()} == dict.fromkeys(
        refused, "too_big"
    )
    assert server.says(OK, packed, b"\r\n", gzip.compress(BODY)).fetch().body == BODY
    assert unpack(gzip.compress(BODY) + gzip.compress(BODY), MOST_BYTES) == BODY * 2


def test_damaged_and_strange_answers_have_their_reasons(server: Server) -> None:
    cases = {
        "broken": [
            (b"nonsense\r\n\r\n",),
            (b"",),
            (OK, b"Content-Encoding: gzip\r\n\r\n", b"no gzip"),
            (OK, b"Content-Encoding: gzip\r\n\r\n", gzip.compress(BODY)[:-9]),
            (OK, b"Content-Encoding: br\r\n\r\n", b"x"),
            (OK, b"Content-Length: 500\r\n\r\n", BODY),
        ],
        "type": [(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<p>")],
        "missing": [(b"HTTP/1.1 404 Not Found\r\n\r\n",), (b"HTTP/1.1 410 Gone\r\n\r\n",)],
        "status": [
            (b"HTTP/1.1 503 Busy\r\n\r\n",),
            (b"HTTP/1.1 302 Found\r\n\r\n",),
            (b"HTTP/1.1 206 Part\r\n\r\n",),
        ],
    }
    for code, answers in cases.items():
        assert [code_of(server.says(*parts).fetch) for parts in answers] == [code] * len(answers)
    assert server.says(b"HTTP/1.1 200 OK\r\n\r\n", BODY).fetch().body == BODY


def test_a_slow_server_cannot_keep_a_worker(server: Server) -> None:
    """One byte now and then keeps every single read short: the time for all of it ends it."""
    done = threading.Event()

    def drip(sock: ssl.SSLSocket, request: bytes) -> None:
        sock.sendall(OK)
        while not done.wait(0.02):
            sock.sendall(b"X")

    def silent(sock: ssl.SSLSocket, request: bytes) -> None:
        done.wait(2)

    begun = time.monotonic()
    for behaviour, limits in ((drip, Limits(overall=0.3)), (silent, Limits(read=0.2))):
        server.behaviour = behaviour
        assert code_of(lambda limits=limits: server.fetch(limits=limits)) == "timeout"
    slow = Network(resolve=lambda host, port: [PUBLIC] if done.wait(2) else [], dial=server.dial)
    brief = Limits(overall=0.1)
    assert code_of(lambda: fetch("https://a.example.org/", CALENDAR, limits=brief, network=slow)) == "timeout"
    assert time.monotonic() - begun < 3
    done.set()
