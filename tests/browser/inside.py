"""The browser tests' portal: it serves pages, and runs Python for the tests, in one process.

One process, because starting Django takes seconds, and because what a page remembers has to be forgotten when a test
changes rows behind its back. Prints the port that it serves; then it reads one JSON text of code per line and answers
with one line: what the code printed last, or its traceback. Started by the fixture `inside` with
`python -m tests.browser.inside`.
"""

import contextlib
import io
import json
import os
import sys
from code import InteractiveInterpreter
from threading import Thread

import django
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
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
    """What `code` printed last, or how it failed; it starts in German, and afterwards no page remembers anything."""
    memory.forget()
    console, said = Console(), io.StringIO()
    with contextlib.redirect_stdout(said), translation.override(settings.LANGUAGE_CODE):
        console.runsource(code, symbol="exec")
    memory.forget()
    if console.complaint:
        return {"error": console.complaint}
    return {"said": (said.getvalue().splitlines() or [""])[-1]}


def serve() -> int:
    """Serve the portal as `runserver` does, in a thread; the port."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def main() -> None:
    """Serve and answer until the tests close the pipe."""
    print(serve(), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twinning.settings")
    django.setup()
    main()
