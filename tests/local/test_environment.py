"""The virtual environment is made in whichever way the machine offers, and filled only when needed."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
import venv
from pathlib import Path

import pytest

from twinning.local import environment, requirements
from twinning.local.problem import Problem


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A clone whose requirements are empty, so that nothing is fetched."""
    (tmp_path / "requirements-dev.txt").write_text("# nothing\n")
    return tmp_path


@pytest.fixture
def without_ensurepip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Python as Debian ships it without python3-venv; what stands in `pip` decides about its own pip."""
    program = tmp_path / "python-without-ensurepip"
    program.write_text(
        textwrap.dedent(f"""\
        #!/bin/sh
        echo "$@" >> {tmp_path}/calls
        case "$*" in
            "-m venv --clear --without-pip"*) exec {sys.executable} "$@" ;;
            "-m pip --python"*) test -e {tmp_path}/pip && exec {sys.executable} "$@" ;;
        esac
        exit 1
        """)
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr("shutil.which", lambda name: None)
    return tmp_path


def calls(folder: Path) -> list[str]:
    return (folder / "calls").read_text().splitlines()


class TestMake:
    def test_first_time_makes_and_second_time_does_nothing(
        self, project: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        environment.prepare(project)
        first = capsys.readouterr().out
        assert first.splitlines() == [
            "Making the virtual environment .venv …",
            "Installing the pinned requirements; the first time takes a minute …",
        ]
        assert environment.has_pip(project)
        environment.prepare(project)
        assert capsys.readouterr().out == ""

    def test_without_ensurepip_the_pip_of_the_system_helps(
        self, project: Path, without_ensurepip: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """`pip --python` fetches; here a pip that is already there stands in for the network."""
        monkeypatch.setattr(environment, "has_pip", lambda root: (root / "pip").exists())
        (without_ensurepip / "pip").touch()
        real = environment.succeeds
        monkeypatch.setattr(environment, "succeeds", lambda *command: "--python" in command or real(*command))
        environment.make(project)
        assert calls(project)[1].startswith("-m venv --clear --without-pip")
        assert (project / ".venv" / "bin" / "python").exists()

    def test_no_way_at_all_says_what_to_install(self, project: Path, without_ensurepip: Path) -> None:
        with pytest.raises(Problem, match=r"apt install python3\.\d+-venv"):
            environment.make(project)
        assert len(calls(project)) == 4
        assert not (project / ".venv").exists()

    def test_environment_of_a_python_that_is_gone_counts_as_none(self, project: Path) -> None:
        venv.create(project / ".venv", with_pip=False)
        (project / ".venv" / "bin" / "python").unlink()
        (project / ".venv" / "bin" / "python").symlink_to("/nowhere/python")
        assert not environment.has_pip(project)


class TestInstall:
    def test_changed_requirements_are_installed(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        installed = []
        monkeypatch.setattr(environment, "has_pip", lambda root: True)
        monkeypatch.setattr(environment, "install", lambda root: installed.append(root))
        (project / ".venv").mkdir()
        environment.prepare(project)
        environment.stamp(project).write_text(environment.fingerprint(project))
        environment.prepare(project)
        (project / "requirements-dev.txt").write_text("# changed\n")
        environment.prepare(project)
        assert installed == [project, project]

    def test_failed_installation_is_tried_again(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(environment, "python", lambda root: Path(sys.executable))
        (project / "requirements-dev.txt").write_text("no-hash-here==1.0\n")
        with pytest.raises(Problem, match="could not be installed"):
            environment.prepare(project)
        assert not environment.is_current(project)

    def test_command_line_shows_a_problem_without_traceback(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fail(root: Path = environment.ROOT) -> None:
            raise Problem("what to do")

        monkeypatch.setattr(environment, "prepare", fail)
        assert environment.main() == 1
        assert capsys.readouterr().err == "what to do\n"


class TestRequirements:
    @pytest.mark.parametrize("name", requirements.FILES)
    def test_each_package_asked_for_has_its_reason_where_the_version_stands(self, name: str) -> None:
        source = (requirements.ROOT / f"{name}.in").read_text()
        pinned = (requirements.ROOT / f"{name}.txt").read_text()
        for package, comment in requirements.reasons(source).items():
            assert comment, f"{name}.in: {package} has no reason"
            assert "\n".join([*comment, f"{package}=="]) in pinned

    @pytest.mark.parametrize("name", requirements.FILES)
    def test_every_version_is_pinned_with_hashes_and_names_no_index(self, name: str) -> None:
        pinned = (requirements.ROOT / f"{name}.txt").read_text()
        pins = [line for line in pinned.splitlines() if line and not line.startswith((" ", "#"))]
        assert [line for line in pins if not re.fullmatch(r"[a-z0-9-]+==\S+ \\", line)] == []
        assert "://" not in pinned

    def test_reason_is_the_comment_directly_above(self) -> None:
        source = "# A heading.\n\n# Why the first.\nFirst_One~=1.0\nsecond[extra]\n-r other.in\n"
        assert requirements.reasons(source) == {"first-one": ["# Why the first."], "second": []}

    def test_reasons_stand_above_the_pins(self) -> None:
        pins = "first-one==1.0 \\\n    --hash=sha256:0\nother==2\n"
        explained = requirements.explain(pins, {"first-one": ["# Why."]})
        assert explained == "# Why.\nfirst-one==1.0 \\\n    --hash=sha256:0\nother==2\n"


def test_env_example_names_every_variable_of_the_settings() -> None:
    settings = (environment.ROOT / "twinning" / "settings.py").read_text()
    example = (environment.ROOT / ".env.example").read_text()
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))
    assert read == set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))


class TestMakefile:
    """What the Makefile itself decides."""

    def test_help_is_what_make_alone_prints(self) -> None:
        assert make().stdout == make("help").stdout
        assert "make run PORT=8123" in make().stdout

    def test_run_lets_signals_reach_the_supervisor(self) -> None:
        """A shell in between would die of `kill <make>` and leave the portal running."""
        assert (
            'exec .venv/bin/python -m twinning.local.run --port "8123"'
            in make("-n", "run", "PORT=8123").stdout
        )

    def test_old_python_is_refused_with_advice(self, tmp_path: Path) -> None:
        for name in ("python3", "python3.11", "python3.12", "python3.13"):
            (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
            (tmp_path / name).chmod(0o755)
        done = make("environment", f"SHELL={shutil.which('sh')}", PATH=str(tmp_path))
        assert done.returncode == 2
        assert "Python 3.11 or newer is needed" in done.stderr
        assert "make run PYTHON=" in done.stderr


def make(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shutil.which("make"), "--no-print-directory", *arguments],
        cwd=environment.ROOT,
        capture_output=True,
        text=True,
        env=os.environ | variables,
    )
