"""Decides as whom the server programs run; the cluster module calls it.

PostgreSQL refuses to run as root, and `initdb` refuses a user without a line in /etc/passwd (as after
`docker run --user 12345`). A user namespace of its own solves both without any right on the system: inside
it the same person has another number. Where namespaces are forbidden, root hands over to `postgres` or
`nobody`.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from twinning.local.problem import Problem

NO_WAY = """This user (number {uid}) has no line in /etc/passwd, and user namespaces are forbidden here,
so PostgreSQL cannot run. Use a known user (docker run without --user),
or DATABASE_URL=postgres://... for a server elsewhere."""
NOBODY_LEFT = """PostgreSQL does not run as root, user namespaces are forbidden here, and there is neither
a user `postgres` nor `nobody`. Add one (useradd --system postgres),
or set DATABASE_URL=postgres://... for a server elsewhere."""


@dataclass(frozen=True)
class Identity:
    """`prefix` goes in front of every command; `account` is the user to become, if any."""

    prefix: tuple[str, ...] = ()
    account: pwd.struct_passwd | None = None

    @property
    def uid(self) -> int:
        """Who owns the files, seen from outside."""
        return self.account.pw_uid if self.account else os.geteuid()

    def run(
        self, command: Sequence[str | Path], folder: Path, text: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a server program quietly; its environment holds no setting of another PostgreSQL."""
        become = {}
        if self.account:
            become = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return subprocess.run(
            [*self.prefix, *map(str, command)],
            cwd=folder,
            env=clean_environment(),
            input=text,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **become,
        )


def clean_environment() -> dict[str, str]:
    """English messages, UTC, and nothing that points the programs at another cluster."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def choose() -> Identity:
    uid = os.geteuid()
    if uid != 0 and is_known(uid):
        return Identity()
    prefix = namespace_prefix()
    if prefix:
        return Identity(prefix=prefix)
    if uid != 0:
        raise Problem(NO_WAY.format(uid=uid))
    return Identity(account=account_to_become())


def is_known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def namespace_prefix() -> tuple[str, ...]:
    """The command that opens a user namespace, or () where that is forbidden or `unshare` is missing."""
    program = shutil.which("unshare")
    ordinary = ordinary_account()
    if not program or not ordinary:
        return ()
    prefix = (program, "--user", f"--map-user={ordinary.pw_uid}", f"--map-group={ordinary.pw_gid}")
    attempt = subprocess.run([*prefix, "true"], capture_output=True)
    return prefix if attempt.returncode == 0 else ()


def ordinary_account() -> pwd.struct_passwd | None:
    """Any account but root: `nobody` where it exists. Inside the namespace it only lends its number."""
    accounts = [account for account in pwd.getpwall() if account.pw_uid != 0]
    return next(
        (account for account in accounts if account.pw_name == "nobody"), accounts[0] if accounts else None
    )


def account_to_become() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        if account.pw_uid != 0:
            return account
    raise Problem(NOBODY_LEFT)
