"""Pytest plugin: the tests' own fast PostgreSQL cluster, unless DATABASE_URL names a server.

pyproject.toml loads it with `-p`, early enough to tell the settings. One cluster serves all xdist workers;
the last run to leave stops it. The compiled catalogues must stand before Django starts as well, so they are
made here too.
"""

import os
from collections.abc import Generator
from functools import partial

import pytest

from twinning.local.dotenv import database_url
from twinning.local.messages import catalogues
from twinning.local.postgres import TEST_DATABASE, runs
from twinning.local.problem import Problem

# Like `make run`: without DEBUG the settings expect HTTPS, a secret key and collected static files.
DEFAULTS = {"DEBUG": "1", "SECRET_KEY": "only-for-tests"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Before pytest-django: it reads the settings in this very hook."""
    # Only the first process starts anything; xdist's workers inherit its environment.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ.update({name: value for name, value in DEFAULTS.items() if name not in os.environ})
        catalogues.compile_all()
        if not database_url():
            use_private_cluster(early_config)
    return (yield)


def use_private_cluster(config: pytest.Config) -> None:
    try:
        name, handle = runs.enter()
    except Problem as problem:
        raise pytest.UsageError(str(problem)) from None
    config.add_cleanup(partial(runs.leave, handle))
    os.environ[TEST_DATABASE] = name
