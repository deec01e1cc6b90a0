"""`make bench-events`: CPU time of the calendar's pages with 10 and with 100,000 dates, as a ratio to a bare answer.

As `make bench` measures, in a new database beside DATABASE_URL's that is dropped afterwards. The dates lie in the last
25 and the next 2 years, about 300 in a month. Prints the table, the queries of each page in a cold process, and the
plan of the slowest query.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from datetime import timedelta
from importlib import import_module
from typing import Any

import django

from tests.bench_submissions import scratch_database
from twinning.local import bench
from twinning.local.dotenv import database_url
from twinning.local.run import ROOT

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "10,100000").split(","))
DATES_PER_EVENT, BATCH = 50, 5000
PAST, FUTURE = timedelta(days=25 * 365), timedelta(days=2 * 365)
REQUESTS, BARE_REQUESTS = 100, 20


def fill(size: int) -> None:
    """So many dates, spread evenly, each event with its share of them; all of them with a city, a theme, a language."""
    models, cities = import_module("events.models"), import_module("partners.models")
    now, venue = import_module("django.utils.timezone").now(), _venue(models)
    known = models.Occurrence.objects.count()
    per_event = max(1, min(DATES_PER_EVENT, size // 5))
    events = models.Event.objects.bulk_create(
        models.Event(
            slug=f"bench-{known}-{number}", state="published", title_de=f"Abend {number} mit Gästen",
            title_en=f"Evening {number} with guests", teaser_de="Ein Abend.", teaser_en="An evening.",
            text_de="<p>Wir reden.</p>" * 20, text_en="<p>We talk.</p>" * 20,
        )
        for number in range(-(-(size - known) // per_event))
    )  # fmt: skip
    towns, themes = list(cities.City.objects.order_by("pk")), list(cities.Theme.objects.order_by("pk"))
    for name, rows in (("city", towns), ("theme", themes)):
        through = getattr(models.Event, f"{'cities' if name == 'city' else 'themes'}").through
        links = (
            through(event_id=event.pk, **{f"{name}_id": rows[number % len(rows)].pk})
            for number, event in enumerate(events)
        )
        through.objects.bulk_create(links, batch_size=BATCH)
    span, first = PAST + FUTURE, now - PAST
    # A few of ten dates lie ahead, too.
    if size <= 10:
        span, first = timedelta(days=60), now - timedelta(days=10)
    dates = models.Occurrence.objects.bulk_create(
        (
            models.Occurrence(
                event=events[number // per_event], venue=venue, second_city=towns[number % len(towns)],
                starts_at=(start := first + span * number / (size - known)), ends_at=start + timedelta(hours=2),
                registration="internal", capacity=30, taken=number % 31,
            )
            for number in range(size - known)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    models.OccurrenceLanguage.objects.bulk_create(
        (models.OccurrenceLanguage(occurrence=date, language="de") for date in dates), batch_size=BATCH
    )
    with import_module("django.db").connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _venue(models: Any) -> Any:
    venue, _is_new = models.Venue.objects.get_or_create(
        name_de="Haus der Begegnung (Probe)", defaults={"town": "Hannover"}
    )
    return venue


def pages() -> dict[str, str]:
    """What is measured, under the name that the table shows."""
    models, reverse = import_module("events.models"), import_module("django.urls").reverse
    now = import_module("django.utils.timezone").now()
    date = models.Occurrence.objects.upcoming(now).select_related("event").first()
    city = date.event.cities.first().slug
    with import_module("django.utils.translation").override("de"):
        listing = reverse("events:event-list")
        month = reverse("events:event-month", kwargs={"year": now.year, "month": now.month})
        return {
            "list": listing,
            "list of a city": f"{listing}?city={city}",
            "month": month,
            "archive": reverse("events:event-archive"),
            "event": date.event.get_absolute_url("de"),
            "date": date.get_absolute_url("de"),
            "calendar of a city": f"{reverse('events:calendar-ics')}?city={city}",
        }


def queries(path: str) -> list[tuple[float, str]]:
    """Every query of the page in a cold process, with its seconds."""
    client = import_module("django.test").Client()
    utils, db = import_module("django.test.utils"), import_module("django.db")
    import_module("django.core.cache").cache.clear()
    import_module("twinning.memory").forget()
    with utils.CaptureQueriesContext(db.connection) as captured:
        response = client.get(path, headers={"host": "127.0.0.1"})
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}.")
    return [(float(query["time"]), query["sql"]) for query in captured.captured_queries]


def plan(sql: str) -> str:
    """How PostgreSQL does it."""
    with import_module("django.db").connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())


def table(environment: dict[str, str], unit: float, strangers: set[int]) -> None:
    """One row for each page; then the slowest query of all of them."""
    found, slowest = pages(), (0.0, "")
    warm, bare = {}, {}
    with bench.serve("twinning.wsgi:application", environment) as server:
        warm = {name: bench.cost(server, path, strangers, REQUESTS) for name, path in found.items()}
    with bench.serve("twinning.wsgi:application", environment | {"REMEMBER_SECONDS": "0"}) as server:
        bare = {name: bench.cost(server, path, strangers, BARE_REQUESTS) for name, path in found.items()}
    for name, path in found.items():
        asked = queries(path)
        slowest = max(slowest, *asked)
        took = sum(seconds for seconds, _sql in asked) * 1000
        ratios = f"{warm[name] / unit:.1f} | {bare[name] / unit:.1f}"
        print(f"| {name} | {warm[name]:.2f} | {ratios} | {len(asked)} | {took:.0f} |")
    print(f"\nSlowest query, {slowest[0] * 1000:.0f} ms:\n{slowest[1][:3000]}\n\n{plan(slowest[1])}\n")


def main() -> int:
    """Measure at every size and print a table for each."""
    if not database_url(ROOT):
        subprocess.run([sys.executable, "-m", "twinning.local.postgres", "start"], check=True, cwd=ROOT)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DEBUG": "0", "HTTPS": "0", "SECRET_KEY": secrets.token_hex(32), "ALLOWED_HOSTS": "127.0.0.1",
            "STATIC_ROOT": folder, "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "twinning.settings",
        }  # fmt: skip
        django.setup()
        # All of the code at once, so that what is edited meanwhile does not mix with it.
        import_module("twinning.urls")
        with scratch_database() as variables:
            environment = os.environ | variables
            bench.prepare(environment)
            strangers = bench.database_processes()
            with bench.serve("twinning.local.hello:application", environment) as server:
                unit = bench.cost(server, "/", strangers, bench.REQUESTS)
            print(f"Bare Django hello: {unit:.2f} ms of CPU = 1.")
            for size in SIZES:
                fill(size)
                print(
                    f"\n{size} dates\n\n| page | CPU ms | ratio | nothing remembered | queries | ms in them |"
                )
                print("|---|---:|---:|---:|---:|---:|")
                table(environment, unit, strangers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
