"""Counts the test runs that share the test cluster; the pytest plugin and `make stop` call it.

Each run holds a numbered lock and uses the database names of that number, so two runs of one clone do not
meet. The system lifts the lock of a run that was killed.
"""

import fcntl
from pathlib import Path
from typing import IO

from twinning.local.postgres import cluster, place
from twinning.local.postgres.place import ROOT
from twinning.local.problem import Problem

MOST = 16


def enter(root: Path = ROOT) -> tuple[str, IO[str]]:
    """Start the cluster for one run: the name of its test database, and the lock to hand back to `leave`."""
    with cluster.locked(root, "test-runs"):
        cluster.start("test", root)
        for number in range(MOST):
            handle = lock_of(number, root)
            if take(handle):
                return (f"test_twinning_{number}" if number else "test_twinning"), handle
            handle.close()
    raise Problem(f"{MOST} test runs of this clone are under way already.")


def leave(handle: IO[str], root: Path = ROOT) -> str:
    handle.close()
    return stop_unused(root)


def stop_unused(root: Path = ROOT) -> str:
    """Stop the test cluster unless a run still uses it."""
    with cluster.locked(root, "test-runs"):
        if not any(is_taken(path) for path in place.home(root).glob("test-run-*.lock")):
            return cluster.stop("test", root)
    return "PostgreSQL of the tests stays: a test run uses it."


def is_taken(path: Path) -> bool:
    with path.open("w") as handle:
        return not take(handle)


def lock_of(number: int, root: Path) -> IO[str]:
    return place.lock_file(root, f"test-run-{number}").open("w")


def take(handle: IO[str]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
