"""The table of the shared cache comes and goes with its migration."""

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_cache_table_goes_back_and_comes_again() -> None:
    call_command("migrate", "accounts", "0001", verbosity=0)
    assert "portal_cache" not in connection.introspection.table_names()
    call_command("migrate", "accounts", verbosity=0)
    assert "portal_cache" in connection.introspection.table_names()
