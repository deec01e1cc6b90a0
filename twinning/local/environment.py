"""Makes the virtual environment in `.venv` and installs the pinned requirements; the Makefile calls it
first.

Runs with whatever Python 3.11 or newer the machine has, before anything is installed: standard library
only.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from twinning.local.problem import Problem

ROOT = Path(__file__).resolve().parents[2]
OLDEST = (3, 11)
NO_VENV = """A virtual environment could not be made: this Python ({version}) comes without ensurepip and pip.
Install what is missing and try again, for example:
  Debian, Ubuntu:  apt install python{version}-venv
  elsewhere:       python3 -m pip install virtualenv"""
NOT_INSTALLED = """The packages of requirements-dev.txt could not be installed; the lines above say why.
Without a network, an index of your own helps: PIP_INDEX_URL=... or PIP_FIND_LINKS=..."""


def prepare(root: Path = ROOT) -> None:
    """Leave a virtual environment that fits requirements-dev.txt; does nothing when it already does."""
    with locked(root):
        if not has_pip(root):
            make(root)
        if not is_current(root):
            install(root)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """`make run` and `make test` at the same time must not install into each other."""
    folder = root / ".local"
    folder.mkdir(exist_ok=True)
    with (folder / "environment.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def python(root: Path) -> Path:
    return root / ".venv" / "bin" / "python"


def succeeds(*command: str | Path) -> bool:
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def has_pip(root: Path) -> bool:
    """False too for an environment whose own Python was removed from the system, or is too old."""
    new_enough = f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"
    return succeeds(python(root), "-c", new_enough)


def make(root: Path) -> None:
    """Try the ways to a virtual environment in turn: ensurepip, the pip of the system, virtualenv."""
    print("Making the virtual environment .venv …", flush=True)
    target = root / ".venv"
    ways: list[list[list[str | Path]]] = [
        [[sys.executable, "-m", "venv", "--clear", target]],
        [
            [sys.executable, "-m", "venv", "--clear", "--without-pip", target],
            [sys.executable, "-m", "pip", "--python", python(root), "install", "--quiet", "pip"],
        ],
        [[sys.executable, "-m", "virtualenv", "--clear", target]],
        [[shutil.which("virtualenv") or "virtualenv", "--clear", "--python", sys.executable, target]],
    ]
    for commands in ways:
        if all(succeeds(*command) for command in commands) and has_pip(root):
            return
    shutil.rmtree(target, ignore_errors=True)
    raise Problem(NO_VENV.format(version="{}.{}".format(*sys.version_info[:2])))


def fingerprint(root: Path) -> str:
    return hashlib.sha256((root / "requirements-dev.txt").read_bytes()).hexdigest()


def stamp(root: Path) -> Path:
    """Lies in the environment itself, so that it goes when the environment goes."""
    return root / ".venv" / "requirements.sha256"


def is_current(root: Path) -> bool:
    return stamp(root).is_file() and stamp(root).read_text() == fingerprint(root)


def install(root: Path) -> None:
    print("Installing the pinned requirements; the first time takes a minute …", flush=True)
    command = [python(root), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "-r", root / "requirements-dev.txt"]
    # Whoever runs the portal as root knows; pip's warning about it would only frighten.
    done = subprocess.run(command, cwd=root, env=os.environ | {"PIP_ROOT_USER_ACTION": "ignore"})
    if done.returncode:
        raise Problem(NOT_INSTALLED)
    stamp(root).write_text(fingerprint(root))


def main() -> int:
    try:
        prepare()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
