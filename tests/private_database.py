"""Pytest plugin: the tests' own fast PostgreSQL cluster, unless DATABASE_URL names a server.

pyproject.toml loads it with `-p`, early enough to tell the settings. One cluster serves all xdist workers,
and two runs side by side as well: each run holds a numbered lock and uses the database names of that
number; the last one to leave stops the cluster. The system lifts the lock of a run that was killed.
"""

import fcntl
import os
from collections.abc import Generator
from typing import IO

import pytest

from twinning.local.dotenv import database_url
from twinning.local.postgres import TEST_DATABASE, place, start, stop

RUNS = 16
held: list[IO[str]] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Before pytest-django: it reads the settings in this very hook."""
    # Only the first process starts anything; xdist's workers inherit its environment.
    if "PYTEST_XDIST_WORKER" not in os.environ and not database_url():
        start("test")
        number = take_number()
        os.environ[TEST_DATABASE] = "test_twinning" if number == 0 else f"test_twinning_{number}"
        early_config.add_cleanup(leave)
    return (yield)


def lock_of(number: int) -> IO[str]:
    return (place.home(place.ROOT) / f"test-run-{number}.lock").open("w")


def take_number() -> int:
    """The first number that no other run of this clone holds."""
    for number in range(RUNS):
        handle = lock_of(number)
        if is_free(handle):
            held.append(handle)
            return number
        handle.close()
    raise pytest.UsageError(f"{RUNS} test runs of this clone are under way already.")


def is_free(handle: IO[str]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def leave() -> None:
    """Give the number back, and stop the cluster when nobody else uses it."""
    while held:
        held.pop().close()
    handles = [lock_of(number) for number in range(RUNS)]
    if all([is_free(handle) for handle in handles]):
        stop("test")
    for handle in handles:
        handle.close()
