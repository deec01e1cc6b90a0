"""The search for PostgreSQL's programs keeps its order and says what to do when it finds none."""

import importlib.util
import shutil
from pathlib import Path

import pytest

from tests.local.conftest import WHEEL
from twinning.local.dotenv import database_url
from twinning.local.postgres import binaries
from twinning.local.problem import Problem


def installation(folder: Path, version: str) -> Path:
    """A folder that looks like PostgreSQL of some version."""
    folder.mkdir(parents=True)
    for name in ("initdb", "pg_ctl", "postgres"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return folder


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without wheel, without Debian's packages and with an empty PATH."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(binaries, "DEBIAN", tmp_path / "debian")
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/bin")
    monkeypatch.setattr(
        shutil, "which", lambda name: str(tmp_path / "path" / name) if path_has(tmp_path) else None
    )
    return tmp_path


def path_has(folder: Path) -> bool:
    return (folder / "path").is_dir()


def test_wheel_comes_before_the_system() -> None:
    assert binaries.find() == binaries.Server(WHEEL.resolve(), 18)


def test_pg_bin_comes_before_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN", str(installation(tmp_path / "bin", "16.2")))
    assert binaries.find() == binaries.Server(tmp_path / "bin", 16)


@pytest.mark.parametrize("version", ["14.9", "nonsense"])
def test_pg_bin_that_does_not_fit_is_no_silent_detour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setenv("PG_BIN", str(installation(tmp_path / "bin", version)))
    with pytest.raises(Problem, match="holds no PostgreSQL 15 or newer"):
        binaries.find()


def test_newest_of_debian_comes_before_path(bare: Path) -> None:
    for version in ("9", "14", "16", "17"):
        installation(bare / "debian" / version / "bin", f"{version}.1")
    installation(bare / "path", "18.1")
    assert binaries.find() == binaries.Server(bare / "debian" / "17" / "bin", 17)


def test_path_is_used_where_debian_has_only_an_old_one(bare: Path) -> None:
    installation(bare / "debian" / "14" / "bin", "14.9")
    installation(bare / "path", "18.1")
    assert binaries.find() == binaries.Server(bare / "path", 18)


def test_broken_installation_is_passed_over(bare: Path) -> None:
    broken = installation(bare / "debian" / "17" / "bin", "17.1")
    (broken / "postgres").write_bytes(b"\x7fELF of another machine")
    installation(bare / "debian" / "16" / "bin", "16.1")
    assert binaries.find().major == 16


def test_nothing_found_says_what_to_do(bare: Path) -> None:
    with pytest.raises(Problem, match="apt install postgresql"):
        binaries.find()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DATABASE_URL=postgres://u:p@host/portal\n", "postgres://u:p@host/portal"),
        ("DEBUG=1\nexport DATABASE_URL = 'postgres:///portal'  # ours\n", "postgres:///portal"),
        ("#DATABASE_URL=postgres://old/one\n", None),
        ("DATABASE_URL=\n", None),
    ],
)
def test_database_url_of_the_env_file(tmp_path: Path, text: str, expected: str | None) -> None:
    (tmp_path / ".env").write_text(text)
    assert database_url(tmp_path) == expected


def test_database_url_of_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=postgres://file/name\n")
    monkeypatch.setenv("DATABASE_URL", "postgres://variable/name")
    assert database_url(tmp_path) == "postgres://variable/name"
    monkeypatch.setenv("DATABASE_URL", "")
    assert database_url(tmp_path) is None


def test_no_env_file_means_the_private_database(tmp_path: Path) -> None:
    assert database_url(tmp_path) is None
