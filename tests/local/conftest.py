"""Throw-away clones for the tests of the launcher; whatever a test starts in one is ended with it."""

import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from twinning.local.postgres import TEST_DATABASE, binaries, cluster, place, probe

WHEEL = next(binaries.candidates())
SERVERS = [WHEEL, *sorted(binaries.DEBIAN.glob("*/bin"))]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The launcher's own environment variables, as the test run has set them, must not reach these tests."""
    for name in (TEST_DATABASE, "DATABASE_URL", "PG_BIN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clone() -> Iterator[Path]:
    """A short path that every user may enter, unlike pytest's own folders."""
    root = Path(tempfile.mkdtemp(prefix="tw-"))
    root.chmod(0o755)
    yield root
    end(root)
    shutil.rmtree(root)


@pytest.fixture
def inner_clone(clone: Path) -> Iterator[Callable[[str], Path]]:
    """Makes a clone with a name of the test's choice."""
    made = []

    def make(name: str) -> Path:
        made.append(clone / name)
        made[-1].mkdir(parents=True)
        return made[-1]

    yield make
    for root in made:
        end(root)


@pytest.fixture(params=SERVERS, ids=lambda folder: f"PostgreSQL {binaries.inspect(folder).major}")
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> binaries.Server:
    """Every PostgreSQL that this machine has, one after the other."""
    monkeypatch.setenv("PG_BIN", str(request.param))
    return binaries.inspect(request.param)


def end(root: Path) -> None:
    for kind in ("data", "test"):
        for pid in processes(root, kind):
            cluster.send(pid, signal.SIGKILL)
        cluster.wait_until(lambda kind=kind: not processes(root, kind), 10)
    shutil.rmtree(place.temporary_folder(root), ignore_errors=True)


def processes(root: Path, kind: str = "data") -> list[int]:
    """Server processes that work in a data folder of this clone."""
    state = cluster.read_state(root, kind)
    return probe.processes_in(Path(state["data"])) if state else []
