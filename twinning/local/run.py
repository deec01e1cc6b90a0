"""`make run` and `make stop`: the whole portal on this computer, ended by one Ctrl-C.

Starts the private database (unless DATABASE_URL names one), brings it up to date, then watches over the web
server and the worker that delivers mail.
"""

import argparse
import fcntl
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO

from twinning.local import postgres, processes
from twinning.local.dotenv import database_url
from twinning.local.messages import catalogues
from twinning.local.postgres import runs
from twinning.local.problem import Problem

ROOT = Path(__file__).resolve().parents[2]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PREPARATION = (["migrate", "-v0"], ["seed", "--samples", "-v0"], ["build_map", "-v0"])
FIRST_ANSWER = 60.0  # seconds that the web server may take to start
LONGEST_PAUSE = 60.0  # seconds between two starts of a worker that keeps dying
PORT_TAKEN = """Port {port} is taken by another program. Choose another one:
  make run PORT={other}"""
RUNNING = """The portal of this clone is running already: http://localhost:{port}
  make stop    ends it"""


class Stopped(BaseException):
    """A signal asked the supervisor to end. Not an Exception: nothing on the way may take it for an error."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m twinning.local.run")
    parser.add_argument("action", nargs="?", choices=["start", "stop"], default="start")
    parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
    options = parser.parse_args(arguments)
    try:
        if options.action == "stop":
            stop(ROOT)
        else:
            start(ROOT, options.port)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    return 0


def start(root: Path, port_text: str) -> None:
    """Run the portal until a signal arrives. Raises Problem when something stands in the way."""
    with only_one(root, port_text) as port:
        processes.end_all(root)  # of a supervisor that was killed
        check_free(port)
        with ending(root):
            variables = local_variables(root, port)
            prepare(root, variables)
            supervise(root, port, variables)


@contextmanager
def only_one(root: Path, port_text: str) -> Iterator[int]:
    """One portal per clone: the lock holds as long as the supervisor lives, however it ends."""
    port = parse_port(port_text)
    with state_file(root).open("a+") as handle:
        if not runs.take(handle):
            raise Problem(RUNNING.format(port=read_state(root).get("port", "?")))
        write_state(handle, {"pid": os.getpid(), "port": port})
        yield port


def parse_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Problem(f"PORT={text} is no port number. Choose one from 1024 to 65535: make run PORT=8123")
    return int(text)


def state_file(root: Path) -> Path:
    (root / ".local").mkdir(exist_ok=True)
    return root / ".local" / "run.json"


def read_state(root: Path) -> dict[str, int]:
    try:
        return json.loads(state_file(root).read_text())
    except (OSError, ValueError):
        return {}


def write_state(handle: IO[str], state: dict[str, int]) -> None:
    """Into the locked file itself: replacing it would leave the lock on a file that nobody finds."""
    handle.truncate(0)
    handle.write(json.dumps(state))
    handle.flush()


@contextmanager
def ending(root: Path) -> Iterator[None]:
    """Whatever happens inside, nothing is left running afterwards."""
    for number in SIGNALS:
        signal.signal(number, raise_stopped)
    try:
        yield
    except Stopped:
        print("\nStopping the portal …", flush=True)
    finally:
        # A second, impatient Ctrl-C must not leave half of it behind.
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        processes.end_all(root)
        if not database_url(root):
            print(postgres.stop(root=root), flush=True)


def raise_stopped(number: int, frame: FrameType | None) -> None:
    raise Stopped


def check_free(port: int) -> None:
    """Refuse early, with a message that helps; the web server itself would fail after all preparation."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as attempt:
            if attempt.connect_ex((address, port)) == 0:
                raise Problem(PORT_TAKEN.format(port=port, other=free_port(port)))


def free_port(taken: int) -> int:
    """A free port that is easy to type, for the message."""
    for port in (8123, 8234, 8345, 8456):
        with socket.socket() as attempt:
            if port != taken and attempt.connect_ex(("127.0.0.1", port)):
                return port
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return attempt.getsockname()[1]


def local_variables(root: Path, port: int) -> dict[str, str]:
    """What the settings need for a demo on this computer; the caller's own environment goes first."""
    defaults = {
        "DEBUG": "1",
        "SITE_URL": f"http://localhost:{port}",
        "DJANGO_RUNSERVER_HIDE_WARNING": "true",  # the box says what matters here
    }
    create_secret_key(root)
    return {name: value for name, value in defaults.items() if name not in os.environ}


def create_secret_key(root: Path) -> None:
    """Made once per clone, so that log-ins survive a restart. The settings read the file."""
    path = root / ".local" / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))


def prepare(root: Path, variables: dict[str, str]) -> None:
    catalogues.compile_all(root)
    if not database_url(root):
        print(postgres.start(root=root), flush=True)
    print("Preparing tables, content and maps …", flush=True)
    for arguments in PREPARATION:
        if processes.manage(root, variables, *arguments).wait():
            raise Problem(f"`manage.py {arguments[0]}` failed; the lines above say why.")


def supervise(root: Path, port: int, variables: dict[str, str]) -> None:
    """Watch both processes: a dead worker is started again, a dead web server ends the portal."""
    web = processes.manage(root, variables, "runserver", "--noreload", f"127.0.0.1:{port}")
    worker = Worker(root, variables)
    wait_for_answer(web, port)
    print(welcome(port, demo_logins(root, variables)), flush=True)
    while web.poll() is None:
        worker.look_after()
        time.sleep(0.5)
    raise Problem(f"The web server ended by itself (code {web.returncode}); the lines above say why.")


class Worker:
    """The process that does background work, started again with growing pauses when it keeps dying."""

    def __init__(self, root: Path, variables: dict[str, str]) -> None:
        self.root, self.variables = root, variables
        self.pause = 1.0
        self.start()

    def start(self) -> None:
        self.process = processes.manage(self.root, self.variables, "db_worker", "--no-reload")
        self.started, self.died = time.monotonic(), 0.0

    def look_after(self) -> None:
        """Called twice a second."""
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if not self.died:
            self.died = now
            if self.died - self.started > LONGEST_PAUSE:
                self.pause = 1.0  # it worked for a while: this is a new trouble
            code = self.process.returncode
            print(f"The worker ended (code {code}); it starts again in {self.pause:.0f} s.", flush=True)
        if now - self.died >= self.pause:
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
            self.start()


def wait_for_answer(web: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + FIRST_ANSWER
    while web.poll() is None and time.monotonic() < deadline:
        if answers(port):
            return
        time.sleep(0.2)
    if web.poll() is None:
        raise Problem(f"The web server gave no answer within {FIRST_ANSWER:.0f} seconds.")


def answers(port: int) -> bool:
    """True for any answer: an error page too is shown better in the browser than here."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=FIRST_ANSWER)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def demo_logins(root: Path, variables: dict[str, str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "manage.py", "demo_logins"],
        cwd=root,
        env=processes.environment(root, variables),
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.strip().splitlines()


def welcome(port: int, logins: list[str]) -> str:
    """The box that stays on the screen: where to look, how to log in, how to stop."""
    lines = [
        "The portal is ready:",
        "",
        f"  http://localhost:{port}",
        "",
        *logins,
        "",
        "Ctrl-C stops everything.",
    ]
    width = max(map(len, lines)) + 4
    rows = [f"│  {line.ljust(width - 2)}│" for line in lines]
    return "\n".join(["", f"╭{'─' * width}╮", *rows, f"╰{'─' * width}╯", ""])


def stop(root: Path) -> None:
    """End what is left over of this clone: supervisor, processes, databases."""
    with state_file(root).open("a+") as handle:
        if not runs.take(handle):
            os.kill(read_state(root)["pid"], signal.SIGTERM)
            fcntl.flock(handle, fcntl.LOCK_EX)  # until the supervisor has ended everything
        ended = processes.end_all(root)
        if ended:
            print(f"{ended} left-over processes ended.")
        print(postgres.stop(root=root))
        runs.stop_unused(root)


if __name__ == "__main__":
    sys.exit(main())
