"""Answers for the tools outside Django: is an ordinary database server configured?

The settings read `.env` with django-environ; the launcher and the tests must know one thing before Django
exists.
"""

import os
import re
from pathlib import Path

from twinning.local.postgres.place import ROOT


def database_url(root: Path = ROOT) -> str | None:
    """DATABASE_URL from the environment or, as in the settings, from `.env`."""
    if "DATABASE_URL" in os.environ:
        return os.environ["DATABASE_URL"] or None
    try:
        text = (root / ".env").read_text()
    except OSError:
        return None
    found = re.search(r"^\s*(?:export\s+)?DATABASE_URL\s*=\s*['\"]?([^'\"\s#]+)", text, re.MULTILINE)
    return found[1] if found else None
