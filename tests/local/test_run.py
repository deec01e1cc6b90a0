"""`make run` starts everything, watches over it and leaves nothing behind; `make stop` clears up after a
kill.

A small stand-in for manage.py keeps this fast: it knows the commands that the supervisor calls.
"""

import http.client
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local.conftest import processes as servers
from twinning.local import processes, run
from twinning.local.postgres import cluster
from twinning.local.problem import Problem

MANAGE = """
import http.server, os, sys, time
from pathlib import Path

command, *rest = sys.argv[1:]
with open("calls", "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
if Path(f"{command}.fails").exists():
    sys.exit("no " + command)
if command == "runserver":
    port = int(rest[-1].rpartition(":")[2])
    http.server.HTTPServer(("127.0.0.1", port), http.server.SimpleHTTPRequestHandler).serve_forever()
if command == "db_worker":
    time.sleep(600)
if command == "demo_logins":
    print("editor@example.org   secret")
"""
SUPERVISOR = """
import pathlib, sys
from twinning.local import run
run.ROOT = pathlib.Path(sys.argv.pop(1))
sys.exit(run.main())
"""


class Portal:
    """A supervisor in a process of its own, as make starts it."""

    def __init__(self, root: Path) -> None:
        self.root, self.port = root, free_port()
        self.process = self.command("start")

    def command(self, action: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", SUPERVISOR, str(self.root), action, "--port", str(self.port)]
        with (self.root / "log").open("a") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def wait_for(self, text: str) -> None:
        assert cluster.wait_until(lambda: text in self.output(), 30), self.output()

    def output(self) -> str:
        return (self.root / "log").read_text()

    def calls(self) -> list[str]:
        return (self.root / "calls").read_text().splitlines()

    def children(self, command: str) -> list[int]:
        return [process.pid for process in processes.of_clone(self.root) if command in process.cmdline()]

    def is_gone(self) -> bool:
        return not processes.of_clone(self.root) and not servers(self.root)


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return attempt.getsockname()[1]


@pytest.fixture
def project(clone: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with an ordinary server configured, so that only the tests about the private one start it."""
    (clone / "manage.py").write_text(MANAGE)
    monkeypatch.setenv("DATABASE_URL", "postgres://user:secret@db.example/portal")
    return clone


@pytest.fixture
def private_database(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")


@pytest.fixture
def portal(project: Path) -> Iterator[Portal]:
    """A portal that says it is ready."""
    portal = Portal(project)
    portal.wait_for("The portal is ready")
    yield portal
    portal.process.kill()
    portal.process.wait()
    processes.end_all(project)


class TestRun:
    @pytest.mark.usefixtures("private_database")
    def test_prepares_starts_and_tells_the_way_in(self, portal: Portal) -> None:
        assert portal.calls()[:3] == ["migrate -v0", "seed --samples -v0", "build_map -v0"]
        assert sorted(portal.calls()[3:]) == [
            "db_worker --no-reload",
            "demo_logins",
            f"runserver --noreload 127.0.0.1:{portal.port}",
        ]
        assert f"http://localhost:{portal.port}" in portal.output()
        assert "editor@example.org   secret" in portal.output()
        assert cluster.status(root=portal.root).startswith("PostgreSQL is running")
        secret = portal.root / ".local" / "secret_key"
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        assert len(secret.read_text()) > 50

    @pytest.mark.parametrize("number", run.SIGNALS, ids=lambda number: number.name)
    def test_signal_stops_everything(self, portal: Portal, number: signal.Signals) -> None:
        portal.process.send_signal(number)
        assert portal.process.wait(30) == 0
        assert portal.is_gone()

    @pytest.mark.usefixtures("private_database")
    def test_private_database_stops_with_the_portal(self, portal: Portal) -> None:
        portal.process.terminate()
        assert portal.process.wait(30) == 0
        assert "PostgreSQL has stopped." in portal.output()
        assert portal.is_gone()

    def test_second_start_in_the_same_clone_points_to_the_first(self, portal: Portal) -> None:
        assert portal.command("start").wait(30) == 1
        assert f"running already: http://localhost:{portal.port}" in portal.output()
        assert portal.process.poll() is None

    def test_dead_worker_is_started_again(self, portal: Portal) -> None:
        first = portal.children("db_worker")
        os.kill(first[0], signal.SIGKILL)
        portal.wait_for("starts again in 1 s")
        assert cluster.wait_until(lambda: portal.children("db_worker") not in ([], first), 10)

    def test_dead_web_server_ends_the_portal_with_a_message(self, portal: Portal) -> None:
        os.kill(portal.children("runserver")[0], signal.SIGKILL)
        assert portal.process.wait(30) == 1
        assert "The web server ended by itself (code -9)" in portal.output()
        assert portal.is_gone()


class TestStop:
    def test_running_portal(self, portal: Portal) -> None:
        assert portal.command("stop").wait(30) == 0
        assert portal.process.wait(30) == 0
        assert portal.is_gone()

    @pytest.mark.usefixtures("private_database")
    def test_after_the_supervisor_was_killed(self, portal: Portal) -> None:
        portal.process.kill()
        portal.process.wait()
        assert len(processes.of_clone(portal.root)) == 2
        assert portal.command("stop").wait(30) == 0
        assert portal.is_gone()
        assert "2 left-over processes ended." in portal.output()

    def test_other_clone_is_left_alone(self, portal: Portal, tmp_path: Path) -> None:
        run.stop(tmp_path)
        assert len(processes.of_clone(portal.root)) == 2
        assert portal.process.poll() is None

    def test_nothing_to_stop(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        run.stop(project)
        assert capsys.readouterr().out == "PostgreSQL is not running.\n"


class TestRefusals:
    def test_port_taken_is_named_with_a_way_out(self, project: Path) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            with pytest.raises(Problem, match=rf"(?s)Port {port} is taken.*make run PORT=8\d\d\d"):
                run.start(project, str(port))
        assert not (project / "calls").exists()

    @pytest.mark.parametrize("port", ["0", "65536", "http", "-1", ""])
    def test_port_that_is_none(self, project: Path, port: str) -> None:
        with pytest.raises(Problem, match="is no port number"):
            run.start(project, port)

    @pytest.mark.usefixtures("private_database")
    def test_failed_preparation_stops_with_its_name(self, project: Path) -> None:
        (project / "seed.fails").touch()
        portal = Portal(project)
        assert portal.process.wait(30) == 1
        assert "`manage.py seed` failed" in portal.output()
        assert portal.is_gone()
        assert portal.calls() == ["migrate -v0", "seed --samples -v0"]


def test_ordinary_server_is_used_and_left_alone(portal: Portal) -> None:
    portal.process.terminate()
    assert portal.process.wait(30) == 0
    assert "PostgreSQL" not in portal.output()
    assert not (portal.root / ".local" / "postgres").exists()


def test_secret_key_survives_a_restart(project: Path) -> None:
    (project / ".local").mkdir()
    variables = run.local_variables(project, 8123)
    first = (project / ".local" / "secret_key").read_text()
    run.local_variables(project, 8123)
    assert (project / ".local" / "secret_key").read_text() == first
    assert variables["SITE_URL"] == "http://localhost:8123"


def test_welcome_is_a_closed_box() -> None:
    rows = run.welcome(8000, ["a@example.org  secret"]).strip().splitlines()
    assert len({len(row) for row in rows}) == 1
    assert "http://localhost:8000" in "".join(rows)


def test_any_answer_counts_as_one(portal: Portal) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", portal.port)
    connection.request("GET", "/missing")
    assert connection.getresponse().status == 404
    connection.close()
    assert run.answers(portal.port)
    assert not run.answers(free_port())
