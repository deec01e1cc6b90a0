"""Pins requirements.txt and requirements-dev.txt from the `.in` files; `make requirements` calls it.

pip-compile drops the comments of an `.in` file. The reason for each package is worth keeping where people
look at versions, so this module writes it above the pin.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = ("requirements", "requirements-dev")
HEADER = "# Written by `make requirements` from {name}.in. Change that file, never this one.\n"
COMPILE = (
    "--generate-hashes --strip-extras --allow-unsafe --no-header --quiet "
    "--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options"
).split()


def canonical(name: str) -> str:
    """The name as package indexes spell it: `Django_Tasks` and `django-tasks` are one."""
    return re.sub(r"[-_.]+", "-", name).lower()


def reasons(source: str) -> dict[str, list[str]]:
    """Comment lines that stand directly above a package in an `.in` file, by package."""
    found: dict[str, list[str]] = {}
    comment: list[str] = []
    for line in source.splitlines():
        if line.startswith("#"):
            comment.append(line)
            continue
        if name := re.match(r"[A-Za-z0-9][\w.-]*", line):
            found[canonical(name[0])] = comment
        comment = []
    return found


def explain(pins: str, why: dict[str, list[str]]) -> str:
    """The pinned file with the reason above each package that was asked for by name."""
    lines = []
    for line in pins.splitlines():
        if name := re.match(r"([A-Za-z0-9][\w.-]*)==", line):
            lines += why.get(canonical(name[1]), [])
        lines.append(line)
    return "\n".join(lines) + "\n"


def pin(name: str, why: dict[str, list[str]], extra: list[str]) -> None:
    """Write one lock file; versions that still fit are kept unless `--upgrade` is asked for."""
    target = ROOT / f"{name}.txt"
    command = [sys.executable, "-m", "piptools", "compile", *COMPILE, *extra, "-o", target.name, f"{name}.in"]
    subprocess.run(command, cwd=ROOT, check=True)
    target.write_text(HEADER.format(name=name) + "\n" + explain(target.read_text(), why))


def main(extra: list[str]) -> None:
    why: dict[str, list[str]] = {}
    for name in FILES:
        why |= reasons((ROOT / f"{name}.in").read_text())
        pin(name, why, extra)


if __name__ == "__main__":
    main(sys.argv[1:])
