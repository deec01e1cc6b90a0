"""Chromium is found where it is, fetched where it is not, and its absence is a failure only in CI."""

from pathlib import Path

import pytest

from twinning.local import chromium


def browser(folder: Path, name: str = "chromium", code: int = 0) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\nexit {code}\n")
    program.chmod(0o755)
    return str(program)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser and without a way to get one."""
    for name in ("CHROMIUM", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/bin:/usr/sbin")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "builds"))
    monkeypatch.setattr(chromium, "NAMES", ("chromium-of-the-test", "chrome-of-the-test"))
    monkeypatch.setattr(chromium, "install_package", lambda: False)
    monkeypatch.setattr(chromium, "install_build", lambda: False)
    return tmp_path


def test_named_browser_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser(bare / "path", "chromium-of-the-test")
    named = browser(bare / "elsewhere")
    monkeypatch.setenv("CHROMIUM", named)
    assert chromium.find() == named


def test_named_browser_that_does_not_start_is_no_silent_detour(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser(bare / "path", "chromium-of-the-test")
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    assert chromium.ensure() is None


def test_browser_of_the_system_comes_before_a_download(bare: Path) -> None:
    browser(bare / "builds" / "chromium-1200" / "chrome-linux", "chrome")
    assert chromium.find() == str(bare / "builds" / "chromium-1200" / "chrome-linux" / "chrome")
    system = browser(bare / "path", "chrome-of-the-test")
    assert chromium.find() == system


def test_browser_that_lacks_a_library_is_passed_over(bare: Path) -> None:
    browser(bare / "path", "chromium-of-the-test", code=127)
    second = browser(bare / "path", "chrome-of-the-test")
    assert chromium.find() == second


def test_missing_browser_is_installed(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def install() -> bool:
        browser(bare / "path", "chromium-of-the-test")
        return True

    monkeypatch.setattr(chromium, "install_build", install)
    assert chromium.ensure() == str(bare / "path" / "chromium-of-the-test")


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_no_browser_is_a_failure_only_in_ci(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ci: str, code: int
) -> None:
    monkeypatch.setenv("CI", ci)
    assert chromium.main() == code
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "apt install chromium" in printed.err


def test_packages_are_for_root_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 1000)
    assert chromium.install_package() is False


def test_hanging_download_is_given_up() -> None:
    assert chromium.succeeds(["sleep", "5"], seconds=0.1) is False
