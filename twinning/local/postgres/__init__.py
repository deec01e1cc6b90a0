"""A private PostgreSQL for `make run` and the tests: no system user, no TCP port, nothing outside the
clone.

`twinning/settings.py` asks `connection_settings()` where it listens; the Makefile, the supervisor and the
pytest plugin start and stop it. With DATABASE_URL set, none of this is used.
"""

from twinning.local.postgres.cluster import TEST_DATABASE, connection_settings, start, status, stop

__all__ = ["TEST_DATABASE", "connection_settings", "start", "status", "stop"]
