"""The private PostgreSQL survives what happens to it: restarts, crashes, races, long paths."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest

from tests.local.conftest import processes
from twinning.local.postgres import TEST_DATABASE, __main__, binaries, cluster, place, probe, runs
from twinning.local.problem import Problem


def ask(root: Path, sql: str) -> list[tuple]:
    settings = cluster.connection_settings(root)
    connection = psycopg2.connect(
        dbname=settings["NAME"], user=settings["USER"], host=settings["HOST"], port=settings["PORT"]
    )
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def setting(root: Path, name: str) -> str:
    return ask(root, f"SHOW {name}")[0][0]


@pytest.fixture
def running(clone: Path) -> Path:
    cluster.start(root=clone)
    return clone


class TestStart:
    def test_cluster_is_private_and_complete(self, server: binaries.Server, clone: Path) -> None:
        assert cluster.start(root=clone) == f"PostgreSQL {server.major} is running ({sockets(clone)})."
        assert setting(clone, "server_version").split(".")[0] == str(server.major)
        assert setting(clone, "listen_addresses") == ""
        assert setting(clone, "server_encoding") == "UTF8"
        assert setting(clone, "is_superuser") == "on"
        assert stat.S_IMODE(sockets(clone).stat().st_mode) == 0o700
        assert (clone / ".local" / "postgres" / f"data-{server.major}").is_dir()
        assert ask(clone, "SELECT lower('ÄŁ'), 'a' < 'B'") == [("äł", False)]
        ask(clone, "CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; CREATE EXTENSION btree_gist")

    def test_locale_comes_with_postgresql_where_it_can(self, clone: Path) -> None:
        cluster.start(root=clone)
        assert ask(clone, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'twinning'") == [
            ("b", "C.UTF-8")
        ]

    def test_stopped_database_keeps_its_content(self, server: binaries.Server, clone: Path) -> None:
        cluster.start(root=clone)
        ask(clone, "CREATE TABLE kept AS SELECT 42 AS number")
        assert cluster.stop(root=clone) == "PostgreSQL has stopped."
        assert processes(clone) == []
        cluster.start(root=clone)
        assert ask(clone, "SELECT number FROM kept") == [(42,)]

    def test_second_start_finds_it_running(self, running: Path) -> None:
        before = processes(running)
        assert "is already running" in cluster.start(root=running)
        assert processes(running)[0] == before[0]

    def test_tests_get_a_fast_cluster_of_their_own(
        self, running: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert [setting(running, name) for name in ("fsync", "synchronous_commit")] == ["on", "on"]
        cluster.start("test", running)
        monkeypatch.setenv(TEST_DATABASE, "test_twinning")
        fast = ("fsync", "synchronous_commit", "full_page_writes")
        assert [setting(running, name) for name in fast] == ["off", "off", "off"]
        assert processes(running, "test") != processes(running, "data")

    def test_many_starts_at_once_make_one_cluster(self, clone: Path) -> None:
        script = "import sys, pathlib, twinning.local.postgres as p; p.start(root=pathlib.Path(sys.argv[1]))"
        started = [subprocess.Popen([sys.executable, "-c", script, str(clone)]) for _ in range(4)]
        assert [process.wait(60) for process in started] == [0, 0, 0, 0]
        masters = [pid for pid in processes(clone) if pid == probe.postmaster(data_folder(clone))]
        assert len(masters) == 1

    def test_aborted_initdb_is_made_again(self, clone: Path) -> None:
        draft = clone / ".local" / "postgres" / f"data-{binaries.find().major}.draft"
        draft.mkdir(parents=True)
        (draft.parent).chmod(0o700)
        (draft / "PG_VERSION").write_text("half")
        cluster.start(root=clone)
        assert ask(clone, "SELECT 1") == [(1,)]
        assert not draft.exists()

    def test_other_major_version_running_is_named(
        self, running: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = binaries.Server(binaries.find().bin, 99)
        monkeypatch.setattr(binaries, "find", lambda: other)
        with pytest.raises(Problem, match="make stop"):
            cluster.start(root=running)


class TestPaths:
    def test_long_path_moves_the_socket(self, inner_clone: Callable[[str], Path]) -> None:
        root = inner_clone("/".join(["a-rather-long-folder-name"] * 5))
        cluster.start(root=root)
        assert sockets(root).parent == place.temporary_folder(root)
        assert ask(root, "SELECT 1") == [(1,)]

    @pytest.mark.parametrize("name", ["with space", "Städte", "o'clock, now", "50%"])
    def test_unusual_characters_in_the_path(self, inner_clone: Callable[[str], Path], name: str) -> None:
        root = inner_clone(name)
        cluster.start(root=root)
        assert ask(root, "SELECT 1") == [(1,)]
        assert cluster.stop(root=root) == "PostgreSQL has stopped."
        assert processes(root) == []

    def test_two_clones_do_not_meet(self, running: Path, inner_clone: Callable[[str], Path]) -> None:
        second = inner_clone("second")
        cluster.start(root=second)
        assert sockets(second) != sockets(running)
        cluster.stop(root=second)
        assert ask(running, "SELECT 1") == [(1,)]

    def test_path_that_pg_ctl_cannot_quote_is_named(self, inner_clone: Callable[[str], Path]) -> None:
        with pytest.raises(Problem, match="Rename the folder"):
            cluster.start(root=inner_clone("a$b"))

    def test_link_at_the_place_of_the_folder_is_refused(self, clone: Path, tmp_path: Path) -> None:
        (clone / ".local").mkdir()
        (clone / ".local" / "postgres").symlink_to(tmp_path)
        with pytest.raises(Problem, match="belongs to"):
            cluster.start(root=clone)


class TestCrash:
    def test_killed_server_starts_again_at_once(self, server: binaries.Server, clone: Path) -> None:
        cluster.start(root=clone)
        ask(clone, "CREATE TABLE kept AS SELECT 42 AS number")
        os.kill(probe.postmaster(data_folder(clone)), signal.SIGKILL)
        cluster.start(root=clone)
        assert ask(clone, "SELECT number FROM kept") == [(42,)]

    def test_busy_helper_of_a_killed_server_is_ended(self, running: Path) -> None:
        settings = cluster.connection_settings(running)
        connection = psycopg2.connect(
            dbname=settings["NAME"], user="twinning", host=settings["HOST"], async_=True
        )
        while connection.poll() != psycopg2.extensions.POLL_OK:
            time.sleep(0.01)
        # A long computation: the helper does not notice that its server is gone.
        connection.cursor().execute("SELECT count(*) FROM generate_series(1, 100000000000)")
        time.sleep(0.3)
        os.kill(probe.postmaster(data_folder(running)), signal.SIGKILL)
        cluster.start(root=running)
        connection.close()
        assert ask(running, "SELECT 1") == [(1,)]

    def test_number_in_the_pid_file_that_another_program_has(self, running: Path) -> None:
        cluster.stop(root=running)
        with other_program() as pid:
            pretend(running, pid)
            cluster.start(root=running)
        assert ask(running, "SELECT 1") == [(1,)]

    def test_number_in_the_pid_file_of_a_zombie(self, running: Path) -> None:
        cluster.stop(root=running)
        child = os.fork()
        if child == 0:
            os._exit(0)
        cluster.wait_until(lambda: probe.is_zombie(Path(f"/proc/{child}")), 5)
        try:
            pretend(running, child)
            cluster.start(root=running)
        finally:
            os.waitpid(child, 0)
        assert ask(running, "SELECT 1") == [(1,)]

    def test_stop_does_not_touch_the_program_in_a_stale_pid_file(self, running: Path) -> None:
        cluster.stop(root=running)
        with other_program() as pid:
            pretend(running, pid)
            assert cluster.stop(root=running) == "PostgreSQL is not running."
            assert not probe.is_zombie(Path(f"/proc/{pid}"))

    def test_lost_socket_file_does_not_matter(self, running: Path) -> None:
        first = probe.postmaster(data_folder(running))
        probe.socket_file(sockets(running)).unlink()
        cluster.start(root=running)
        assert ask(running, "SELECT 1") == [(1,)]
        assert probe.postmaster(data_folder(running)) != first

    def test_stop_ends_a_connection_that_is_open(self, running: Path) -> None:
        settings = cluster.connection_settings(running)
        with closing(psycopg2.connect(dbname="twinning", user="twinning", host=settings["HOST"])):
            assert cluster.stop(root=running) == "PostgreSQL has stopped."
        assert processes(running) == []

    def test_failed_start_shows_the_log(self, running: Path) -> None:
        cluster.stop(root=running)
        with (data_folder(running) / "postgresql.conf").open("a") as configuration:
            configuration.write("shared_buffers = nonsense\n")
        with pytest.raises(Problem, match="nonsense"):
            cluster.start(root=running)


class TestStatus:
    def test_before_any_start(self, clone: Path) -> None:
        assert cluster.status(root=clone) == "PostgreSQL is not running."
        assert cluster.stop(root=clone) == "PostgreSQL is not running."
        assert list(clone.iterdir()) == []

    def test_running_names_the_way_in(self, running: Path) -> None:
        assert (
            cluster.status(root=running)
            == f"PostgreSQL is running: psql -h {sockets(running)} -U twinning twinning"
        )

    def test_connection_settings_start_nothing(self, clone: Path) -> None:
        assert cluster.connection_settings(clone) == {
            "NAME": "twinning",
            "USER": "twinning",
            "HOST": str(clone / ".local" / "postgres" / "data-socket"),
            "PORT": "5432",
        }
        assert list(clone.iterdir()) == []

    def test_connection_settings_of_a_test_run(self, clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(TEST_DATABASE, "test_twinning_3")
        settings = cluster.connection_settings(clone)
        assert settings["HOST"] == str(clone / ".local" / "postgres" / "test-socket")
        assert settings["TEST"] == {"NAME": "test_twinning_3"}

    def test_command_line_answers_with_a_message(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(cluster, "start", lambda kind: f"started {kind}")
        assert __main__.main(["start", "--test"]) == 0
        assert capsys.readouterr().out == "started test\n"

    def test_command_line_shows_a_problem_without_traceback(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fail(kind: str) -> None:
            raise Problem("what to do")

        monkeypatch.setattr(cluster, "stop", fail)
        assert __main__.main(["stop"]) == 1
        assert capsys.readouterr().err == "what to do\n"


class TestRuns:
    def test_last_run_stops_the_cluster(self, clone: Path) -> None:
        first, first_lock = runs.enter(clone)
        second, second_lock = runs.enter(clone)
        assert (first, second) == ("test_twinning", "test_twinning_1")
        assert runs.leave(first_lock, clone) == "PostgreSQL of the tests stays: a test run uses it."
        assert runs.leave(second_lock, clone) == "PostgreSQL has stopped."
        assert processes(clone, "test") == []


@contextmanager
def other_program() -> Iterator[int]:
    with subprocess.Popen(["sleep", "60"]) as program:
        yield program.pid
        program.kill()


def sockets(root: Path) -> Path:
    return Path(str(cluster.connection_settings(root)["HOST"]))


def data_folder(root: Path) -> Path:
    return Path(cluster.read_state(root, "data")["data"])


def pretend(root: Path, pid: int) -> None:
    """Leave a pid file as a killed server does."""
    (data_folder(root) / "postmaster.pid").write_text(f"{pid}\n{data_folder(root)}\n1\n5432\n\n\n\n\n")
