"""`make bench`: CPU time per request of public pages as a ratio to a bare Django answer.

CPU time (user and system, of the web worker and of PostgreSQL) repeats on a shared machine where wall-clock time
does not. Portal and hello run under the same gunicorn in the same run; each page is warmed up first.
"""

import contextlib
import http.client
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

PAGES = ("/de/", "/ja/", "/de/partnerstaedte/", "/ja/partner-cities/", "/de/partnerstaedte/hiroshima/",
         "/ja/partner-cities/hiroshima/", "/de/projekte/", "/ja/projects/", "/de/projekte/?view=map&year=2026",
         "/de/projekte/?view=timeline", "/de/projekte/teehaus/", "/ja/projects/teehaus/", "/de/veranstaltungen/",
         "/ja/events/", "/de/impressum/", "/de/suche/?q=Musik",
         "/api/v1/de/cities", "/api/v1/ja/events")  # fmt: skip
# Slow pages need fewer requests for the same precision: the system counts CPU time in hundredths of a second.
WARM_UP, ROUNDS, REQUESTS, SLOW_REQUESTS = 20, 5, 200, 30
BUDGET = 12.0


@dataclass(frozen=True, slots=True)
class Server:
    """A gunicorn with one worker and the port it listens on."""

    process: psutil.Process
    port: int


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serve(application: str, environment: dict[str, str]) -> Iterator[Server]:
    """Run `application` under gunicorn with one synchronous worker."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--workers=1", f"--bind=127.0.0.1:{port}",
               "--log-level=warning", "--timeout=60"]  # fmt: skip
    process = psutil.Popen(command, env=environment)
    try:
        wait_for(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int, seconds: float = 30) -> None:
    """Return once something listens; raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"Nothing answers on port {port}.")


def get(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Status and ETag of one answer; the body is read and dropped."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers or {})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, response.headers.get("ETag", "")


def cpu_seconds(processes: list[psutil.Process]) -> float:
    """User and system time that these processes have used so far."""
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def database_processes() -> set[int]:
    """Keys of every PostgreSQL process of this machine at this moment."""
    found = psutil.process_iter(["name"])
    return {process.pid for process in found if (process.info["name"] or "").startswith("postgres")}


def cost(server: Server, path: str, strangers: set[int], requests: int) -> float:
    """Milliseconds of CPU per request of `path`, the median of some rounds; raises RuntimeError unless it is 200.

    PostgreSQL processes that were there before the server (`strangers`) work for somebody else.
    """
    for _ in range(WARM_UP):
        status, _etag = get(server.port, path)
        if status != 200:
            raise RuntimeError(f"{path} answers {status}.")
    backends = [psutil.Process(pid) for pid in database_processes() - strangers]
    measured = server.process.children() + backends
    rounds = []
    for _ in range(ROUNDS):
        before = cpu_seconds(measured)
        for _ in range(requests):
            get(server.port, path)
        rounds.append((cpu_seconds(measured) - before) / requests * 1000)
    return sorted(rounds)[len(rounds) // 2]


def prepare(environment: dict[str, str]) -> None:
    """Database, seed, maps and static files, as `make run` makes them."""
    if not environment.get("DATABASE_URL"):
        subprocess.run(
            [sys.executable, "-m", "twinning.local.postgres", "start"], check=True, env=environment
        )
    for command in (
        ["migrate", "-v0"],
        ["seed", "-v0"],
        ["build_map", "-v0"],
        ["collectstatic", "--noinput", "-v0"],
    ):
        subprocess.run([sys.executable, "manage.py", *command], check=True, env=environment)


def measure(environment: dict[str, str], strangers: set[int], requests: int) -> dict[str, float]:
    """Milliseconds of CPU per request of every page of PAGES."""
    with serve("twinning.wsgi:application", environment) as server:
        return {path: cost(server, path, strangers, requests) for path in PAGES}


def main() -> int:
    """Measure and print the table; 1 when a page is over the budget while the portal remembers what it has read."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DEBUG": "0", "HTTPS": "0", "SECRET_KEY": secrets.token_hex(32), "ALLOWED_HOSTS": "127.0.0.1",
            "STATIC_ROOT": folder, "LOG_LEVEL": "WARNING",
            # All requests come from one address here.
            "API_REQUESTS_PER_MINUTE": "1000000",
        }  # fmt: skip
        prepare(environment)
        strangers = database_processes()
        with serve("twinning.local.hello:application", environment) as server:
            unit = cost(server, "/", strangers, REQUESTS)
        warm = measure(environment, strangers, REQUESTS)
        bare = measure(environment | {"REMEMBER_SECONDS": "0"}, strangers, SLOW_REQUESTS)
    print(f"Bare Django hello: {unit:.2f} ms of CPU = 1. Budget: {BUDGET:g}.\n")
    print("| page | CPU ms | ratio | ratio, nothing remembered |\n|---|---:|---:|---:|")
    for path in PAGES:
        print(f"| `{path}` | {warm[path]:.2f} | {warm[path] / unit:.1f} | {bare[path] / unit:.1f} |")
    return int(max(warm.values()) / unit > BUDGET)


if __name__ == "__main__":
    sys.exit(main())
