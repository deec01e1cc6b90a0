"""Runs Python inside the browser tests' portal: one process for all of it, because starting Django takes seconds.

Reads one JSON text of code per line and answers with one line: what the code printed last, or its traceback. Started
by the fixture `in_portal` with `python -m tests.browser.inside`.
"""

import contextlib
import io
import json
import os
import sys
from code import InteractiveInterpreter

import django
from django.conf import settings
from django.utils import translation

from twinning import memory


class Console(InteractiveInterpreter):
    """Python's own console, which keeps what it has to complain about."""

    def __init__(self) -> None:
        super().__init__({"__name__": "__main__"})
        self.complaint = ""

    def write(self, data: str) -> None:
        """Called with tracebacks and syntax errors."""
        self.complaint += data


def answer(code: str) -> dict[str, str]:
    """What `code` printed last, or how it failed; it starts as a new process would, in German, remembering nothing."""
    memory.forget()
    console, said = Console(), io.StringIO()
    with contextlib.redirect_stdout(said), translation.override(settings.LANGUAGE_CODE):
        console.runsource(code, symbol="exec")
    if console.complaint:
        return {"error": console.complaint}
    return {"said": (said.getvalue().splitlines() or [""])[-1]}


def main() -> None:
    """Answer until the tests close the pipe."""
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinning.settings")
    django.setup()
    main()
