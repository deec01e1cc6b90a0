"""`make bench-submissions`: 500 people apply within 60 seconds, from one address, at `make run`'s server.

The evening of a deadline in a school: nobody may be lost, doubled or turned away. Every tenth person clicks twice. The
server and the worker are those of `make run`; the database is a new one beside DATABASE_URL's, dropped afterwards.
Prints what came of it; ends with 1 when an application is lost, doubled or refused.
"""

import http.client
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from statistics import median
from typing import Any
from urllib.parse import quote, urlencode

import django

from twinning.local.bench import free_port, wait_for
from twinning.local.dotenv import database_url
from twinning.local.run import ROOT

PEOPLE, SECONDS, AT_ONCE, TWICE = int(os.environ.get("PEOPLE", "500")), 60.0, 32, 10
TOKEN = "b" * 32  # the form's protection wants the same in cookie and header, not a secret one
SETTLE, PATIENCE = 2.0, 10.0


@dataclass(frozen=True, slots=True)
class Ticket:
    """One person, ready to send: the address of the form and the signed-in session."""

    path: str
    session: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What one click got, and after how many seconds."""

    status: int
    target: str
    seconds: float


@contextmanager
def scratch_database() -> Iterator[dict[str, str]]:
    """A new database on the same server, where this process goes too; the variables that lead others there."""
    connection = import_module("django.db").connection
    values, name = connection.settings_dict, f"bench_{secrets.token_hex(4)}"
    home, quoted = values["NAME"], connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {quoted}")
    _move(connection, name)
    try:
        yield way_to(values)
    finally:
        _move(connection, home)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")
        connection.close()


def _move(connection: Any, name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def way_to(values: dict[str, Any]) -> dict[str, str]:
    """The same server for other processes: a socket's folder stands in the path, user and port beside it."""
    host, user, password = (quote(str(values[key]), safe="/") for key in ("HOST", "USER", "PASSWORD"))
    if host.startswith("/"):
        found = {"DATABASE_URL": f"postgres:///{host}/{values['NAME']}"}
        beside = {"PGUSER": values["USER"], "PGPORT": values["PORT"]}
        return found | {key: str(value) for key, value in beside.items() if value}
    port = f":{values['PORT']}" if values["PORT"] else ""
    return {"DATABASE_URL": f"postgres://{user}:{password}@{host}{port}/{values['NAME']}"}


def tickets() -> list[Ticket]:
    """One ruleset, and for each person an account, a whole draft and a session."""
    factories = import_module("tests.factories_grants")
    sessions = import_module("django.contrib.sessions.backends.db")
    auth, urls = import_module("django.contrib.auth"), import_module("django.urls")
    settings = import_module("django.conf").settings
    make_user = import_module("tests.factories").make_user
    # Nobody signs in with these passwords: they need not be slow to guess.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    rules, found = factories.make_ruleset(), []
    for _number in range(PEOPLE):
        person = make_user()
        draft = factories.make_application(person, ruleset=rules)
        session = sessions.SessionStore()
        session[auth.SESSION_KEY] = str(person.pk)
        session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        found.append(Ticket(urls.reverse("grants:submit", kwargs={"uuid": draft.uuid}), session.session_key))
    return found


def click(port: int, ticket: Ticket, start: float) -> Answer:
    """Wait for one's moment, then send the form as a browser does."""
    time.sleep(max(0.0, start - time.monotonic()))
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": f"sessionid={ticket.session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    try:
        connection.request("POST", ticket.path, urlencode({"signed_by": "Kim Kasse"}), headers)
        response = connection.getresponse()
        response.read()
        return Answer(response.status, response.headers.get("Location", ""), time.monotonic() - begun)
    except OSError as error:
        return Answer(0, type(error).__name__, time.monotonic() - begun)
    finally:
        connection.close()


def storm(port: int, people: list[Ticket]) -> tuple[list[Answer], float]:
    """Everybody within the time, every tenth person twice at once; the answers, and how long it took."""
    start = time.monotonic() + 1
    moments = [(ticket, start + index * SECONDS / PEOPLE) for index, ticket in enumerate(people)]
    clicks = sorted(moments + moments[::TWICE], key=lambda pair: pair[1])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda pair: click(port, *pair), clicks))
    return answers, time.monotonic() - start


@contextmanager
def portal(environment: dict[str, str]) -> Iterator[int]:
    """Web server and worker as `make run` starts them; the port."""
    port = free_port()
    commands = (["runserver", "--noreload", f"127.0.0.1:{port}"], ["db_worker", "--no-reload"])
    with tempfile.TemporaryFile() as log:
        processes = [
            subprocess.Popen(
                [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
            for command in commands
        ]
        try:
            wait_for(port, 60)
            yield port
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """A worker in the middle of a letter does not wait for the others in its queue."""
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def verdict(answers: list[Answer], took: float) -> int:
    """Count what is in the database against what was answered; print it."""
    models = import_module("projects.grants.models")
    mails = import_module("twinning.mail.models").OutgoingMail.objects
    numbers = sorted(models.Application.objects.exclude(number=None).values_list("number", flat=True))
    lost = PEOPLE - len(numbers)
    events = models.Event.objects.filter(code="submit").count()
    receipts = mails.filter(key__startswith="grants-received-").count()
    gaps = [number for index, number in enumerate(numbers, 1) if int(number.rsplit("-", 1)[1]) != index]
    refused = [answer for answer in answers if answer.status != 302 or "login" in answer.target]
    times = sorted(answer.seconds for answer in answers)
    print(
        f"{len(answers)} clicks of {PEOPLE} people in {took:.1f} s, answers {dict(Counter(a.status for a in answers))}"
    )
    print(
        f"lost {lost}, doubled {events - PEOPLE + lost}, refused {len(refused)}, gaps {len(gaps)}, receipts {receipts}"
    )
    print(f"answer after {median(times):.2f} s (median), {times[int(len(times) * 0.95)]:.2f} s (95 of 100), "
          f"{times[-1]:.2f} s (longest)")  # fmt: skip
    return int(bool(lost or events != PEOPLE or refused or gaps or receipts != PEOPLE))


def main() -> int:
    """Prepare, storm, count."""
    if not database_url(ROOT):
        subprocess.run([sys.executable, "-m", "twinning.local.postgres", "start"], check=True, cwd=ROOT)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DEBUG": "1", "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "twinning.settings",
            "MEDIA_ROOT": f"{folder}/media", "PRIVATE_ROOT": f"{folder}/private",
        }  # fmt: skip
        django.setup()
        with scratch_database() as variables:
            environment = os.environ | variables
            for command in (["migrate", "-v0"], ["seed", "-v0"]):
                subprocess.run([sys.executable, "manage.py", *command], check=True, cwd=ROOT, env=environment)
            people = tickets()
            with portal(environment) as port:
                answers, took = storm(port, people)
                time.sleep(SETTLE)
                return verdict(answers, took)


if __name__ == "__main__":
    sys.exit(main())
