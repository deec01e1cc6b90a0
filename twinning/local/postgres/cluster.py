"""Starts, stops and describes the private clusters: `data` for `make run`, `test` for the tests.

Called by the settings (connection_settings), the command line in __main__, the supervisor and the pytest
plugin. Every change happens under a file lock, so any number of starts at once make one cluster.
"""

import fcntl
import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from twinning.local.postgres import binaries, identity, place, probe
from twinning.local.postgres.binaries import Server
from twinning.local.postgres.identity import Identity
from twinning.local.postgres.place import ROOT, Place
from twinning.local.problem import Problem

NAME = USER = "twinning"
# Set by the pytest plugin: the tests use the second cluster, with this name for their own database.
TEST_DATABASE = "PRIVATE_TEST_DATABASE"
# Losing the test cluster in a power cut costs nothing, and not waiting for the disk is several times faster.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
OTHER_MAJOR = """PostgreSQL {running} of this clone is still running, but PostgreSQL {wanted} was asked for.
Stop it first: make stop"""
NO_START = """PostgreSQL did not start. The end of {log}:
{tail}"""
NO_STOP = "PostgreSQL (process {pid}) does not stop. Look at {log}."
PATIENCE = 30.0  # seconds that a server gets to shut down before it is told more firmly


def connection_settings(root: Path = ROOT) -> dict[str, object]:
    """Django's connection settings of the private cluster. Starts nothing and never fails.

    Whoever has TEST_DATABASE in the environment gets the cluster of the tests.
    """
    test_name = os.environ.get(TEST_DATABASE)
    kind = "test" if test_name else "data"
    state = read_state(root, kind)
    folder = state["sockets"] if state else str(place.socket_folder(root, kind))
    settings: dict[str, object] = {"NAME": NAME, "USER": USER, "HOST": folder, "PORT": str(probe.PORT)}
    if test_name:
        settings["TEST"] = {"NAME": test_name}
    return settings


def start(kind: str = "data", root: Path = ROOT) -> str:
    """Start the cluster unless it runs, make it if there is none; answers with a line for people."""
    with locked(root, kind):
        who = identity.choose()
        where = place.prepare(root, kind, who)
        server = place.reachable(binaries.find(), where, who)
        data = where.data(server.major)
        if probe.answers(where.sockets, USER, NAME):
            check_same(read_state(root, kind), data, server)
            return f"PostgreSQL {server.major} is already running ({where.sockets})."
        clear_leftovers(data, where)
        if not data.is_dir():
            initialise(server, where, who)
        launch(server, where, who)
        write_state(root, where, data)
    return f"PostgreSQL {server.major} is running ({where.sockets})."


def stop(kind: str = "data", root: Path = ROOT) -> str:
    """Shut the cluster down and wait until nothing of it is left; answers with a line for people."""
    if not place.lock_file(root, kind).exists():
        return "PostgreSQL is not running."
    with locked(root, kind):
        state = read_state(root, kind)
        if not state or not is_running(state):
            return "PostgreSQL is not running."
        shut_down(Path(state["data"]), Path(state["log"]))
    return "PostgreSQL has stopped."


def status(kind: str = "data", root: Path = ROOT) -> str:
    state = read_state(root, kind)
    if not state or not probe.answers(Path(state["sockets"]), USER, NAME):
        return "PostgreSQL is not running."
    return f"PostgreSQL is running: psql -h {state['sockets']} -U {USER} {NAME}"


@contextmanager
def locked(root: Path, kind: str) -> Iterator[None]:
    """One start or stop at a time. The system lifts the lock when its holder dies."""
    path = place.lock_file(root, kind)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("w")
    except OSError as error:
        raise Problem(
            f"Cannot write to {path.parent}: {error.strerror}. Does it belong to another user?"
        ) from error
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def read_state(root: Path, kind: str) -> dict[str, str] | None:
    try:
        return json.loads(place.state_file(root, kind).read_text())
    except (OSError, ValueError):
        return None


def write_state(root: Path, where: Place, data: Path) -> None:
    """Remember what was started, for those who come later with another PG_BIN or TMPDIR."""
    state = {"sockets": str(where.sockets), "data": str(data), "log": str(where.log)}
    target = place.state_file(root, where.kind)
    draft = target.with_suffix(".draft")
    draft.write_text(json.dumps(state))
    draft.replace(target)


def check_same(state: dict[str, str] | None, data: Path, server: Server) -> None:
    if state and state["data"] != str(data):
        raise Problem(OTHER_MAJOR.format(running=state["data"].rpartition("-")[2], wanted=server.major))


def is_running(state: dict[str, str]) -> bool:
    return bool(probe.processes_in(Path(state["data"]))) or probe.answers(Path(state["sockets"]), USER, NAME)


def clear_leftovers(data: Path, where: Place) -> None:
    """After `kill -9`: wait for orphaned helpers, then drop the pid file and the lock of the socket.

    A zombie or a reused number would keep both looking true. Only Linux tells whose processes are whose;
    elsewhere PostgreSQL's own judgement of the file has to do.
    """
    if not Path("/proc/self/cwd").exists():
        return
    shut_down(data, where.log)
    for leftover in (data / "postmaster.pid", probe.socket_lock(where.sockets)):
        leftover.unlink(missing_ok=True)


def shut_down(data: Path, log: Path) -> None:
    """Fast shutdown, then firmer signals; helpers without a server leave by themselves or are made to."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        pid = probe.postmaster(data)
        living = probe.processes_in(data)
        # Without /proc, an answering socket is the proof that the pid file tells the truth.
        targets = [pid] if pid in living or not Path("/proc/self/cwd").exists() else living
        if number == signal.SIGKILL:
            targets = living
        for target in filter(None, targets):
            send(target, number)
        if wait_until(lambda: is_down(data), PATIENCE if number == signal.SIGINT else 5):
            return
    raise Problem(NO_STOP.format(pid=probe.postmaster(data), log=log))


def is_down(data: Path) -> bool:
    if Path("/proc/self/cwd").exists():
        return not probe.processes_in(data)
    return probe.postmaster(data) is None


def send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
    except PermissionError as error:
        raise Problem(f"PostgreSQL (process {pid}) belongs to another user; stop it as that user.") from error


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Poll until the condition holds; False when the time is over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def initialise(server: Server, where: Place, who: Identity) -> None:
    """Make the data folder under another name first: a broken attempt is never taken for a cluster."""
    data = where.data(server.major)
    draft = data.with_name(f"{data.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    done = who.run([server.bin / "initdb", "-D", draft, *initdb_options(server, where)], where.folder)
    if done.returncode:
        raise Problem(f"initdb failed:\n{done.stdout}")
    single = [server.bin / "postgres", "--single", "-D", draft, "postgres"]
    done = who.run(single, where.folder, f"CREATE DATABASE {NAME};\n")
    if done.returncode or "ERROR" in done.stdout:
        raise Problem(f"The database {NAME} could not be created:\n{done.stdout}")
    with (draft / "postgresql.conf").open("a") as configuration:
        configuration.write("\ninclude_if_exists = 'launcher.conf'\n")
    draft.rename(data)


def initdb_options(server: Server, where: Place) -> list[str]:
    """UTF-8, sorted by code point everywhere; from 17 on without the system's own tables."""
    options = ["--username", USER, "--auth", "trust", "--encoding", "UTF8", "--no-instructions"]
    if server.major >= 17:
        options += ["--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"]
    else:
        options += ["--locale", "C.UTF-8"]
    if where.kind == "test":
        options.append("--no-sync")
    return options


def launch(server: Server, where: Place, who: Identity) -> None:
    data = where.data(server.major)
    (data / "launcher.conf").write_text(configuration(where))
    done = who.run(
        [server.bin / "pg_ctl", "start", "--wait", "--timeout", "60", "-D", data, "-l", where.log],
        where.folder,
    )
    if done.returncode or not wait_until(lambda: probe.answers(where.sockets, USER, NAME), 10):
        raise Problem(NO_START.format(log=where.log, tail=tail(where.log) or done.stdout))


def configuration(where: Place) -> str:
    values = {
        "listen_addresses": "",
        "port": str(probe.PORT),
        "unix_socket_directories": f'"{where.sockets}"',
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "random_page_cost": "1.1",
    }
    if where.kind == "test":
        values |= FAST
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in values.items()]
    return "# Written by the launcher at every start.\n" + "".join(lines)


def tail(log: Path, lines: int = 15) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
