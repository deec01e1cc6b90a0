"""`make bench-search`: how long search takes with 100,000 and 1,000,000 texts in the index, on every PostgreSQL here.

Made-up things in all languages, their words as often as words are (the commonest stands in most texts), in a new
database that is dropped afterwards: on DATABASE_URL's server, and on one of its own of the version in PG_OLD.
Nothing is remembered between two searches. Prints CPU time, the median, the 95th percentile and the worst of each
kind of search; fails when a 95th percentile is above its budget. SIZES=100000 measures one size alone.
"""

import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Any
from zlib import crc32

import django

from tests.bench_submissions import scratch_database
from twinning.local.dotenv import database_url
from twinning.local.postgres import cluster
from twinning.local.run import ROOT

SIZES = tuple(int(size) for size in os.environ.get("SIZES", "100000,1000000").split(","))
OLD = Path(os.environ.get("PG_OLD", "/usr/lib/postgresql/15/bin"))
BUDGET = {100_000: 50, 1_000_000: 100}
THINGS, VOCABULARY, TIMES = 2_000, 30_000, 30
SYLLABLES = (
    "ba be bi bo da de di do fa fe fi ga ge go ha he ho ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe po ra re "
    "ri ro sa se si so ta te ti to wa we wi zu ver stadt land chor tanz kunst schul haus brief freund markt"
).split()
KINDS = ("event", "project", "organisation", "page", "slip")
Search = Callable[[], object]


class Dice:
    """The same throws in every run: what is measured is comparable."""

    def __init__(self, seed: str) -> None:
        self.state = crc32(seed.encode())

    def throw(self) -> float:
        self.state = (self.state * 1_103_515_245 + 12_345) % 2**31
        return self.state / 2**31

    def number(self, most: int) -> int:
        return 1 + int(self.throw() * most)


class Words:
    """A made-up vocabulary: the first word is the commonest, the n-th stands in a text 1/n as often."""

    def __init__(self, language: str) -> None:
        self.dice = Dice(language)
        found: dict[str, None] = {}
        while len(found) < VOCABULARY:
            parts = range(1 + self.dice.number(3))
            found["".join(SYLLABLES[self.dice.number(len(SYLLABLES)) - 1] for _part in parts)] = None
        self.all = list(found)
        self.weights = list(accumulate(1 / number for number in range(1, VOCABULARY + 1)))

    def some(self, count: int) -> str:
        places = (bisect(self.weights, self.dice.throw() * self.weights[-1]) for _word in range(count))
        return " ".join(self.all[min(place, VOCABULARY - 1)] for place in places)


def make_things(vocabulary: dict[str, Words]) -> list[Any]:
    """Rows of things as the index has them."""
    models, tokens = import_module("twinning.search.models"), import_module("twinning.search.tokens")
    dice, rows = Dice("things"), []
    for thing in range(1, THINGS + 1):
        kind, cities, themes = KINDS[thing % 5], [dice.number(20)], [dice.number(12)]
        for language, words in vocabulary.items():
            title, summary, body = words.some(4), words.some(12), words.some(45)
            names, whole = tokens.Vector(language), tokens.Vector(language)
            names.add(title, "A")
            for text, weight in ((title, "A"), (summary, "B"), (body, "C")):
                whole.add(text, weight)
            marks = tokens.filters(kind, cities, themes)
            names.mark(marks)
            whole.mark(marks)
            rows.append(
                models.IndexedText(
                    kind=kind, object_id=thing, language=language, url=f"/{language}/{thing}/", title=title, key=title,
                    title_language=language, summary=summary, summary_language=language, body=body, cities=cities,
                    themes=themes, importance=thing % 100, names=str(names), words=str(whole),
                )
            )  # fmt: skip
    return rows


COPY = """
INSERT INTO search_indexedtext (kind, object_id, language, url, title, title_language, key, summary, summary_language,
  body, cities, themes, importance, names, words, indexed_at)
SELECT kind, object_id + {things} * copy, language, url, title, title_language, key || ' ' || copy, summary,
  summary_language, body, cities, themes, importance, names,
  words || (quote_literal('de~nr' || copy || 'x' || object_id) || ':1A')::tsvector, indexed_at
FROM search_indexedtext CROSS JOIN generate_series({first}, {last}) AS copy WHERE object_id <= {things}
ORDER BY copy, id
"""


def fill(size: int, vocabulary: dict[str, Words]) -> None:
    """So many texts: the same things again and again, each copy with a word of its own."""
    models, db = import_module("twinning.search.models"), import_module("django.db")
    if not models.IndexedText.objects.exists():
        models.IndexedText.objects.bulk_create(make_things(vocabulary), batch_size=1000)
        add_words(vocabulary)
    there = models.IndexedText.objects.count() // (THINGS * len(vocabulary))
    wanted = -(-size // (THINGS * len(vocabulary)))
    with db.connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("DROP INDEX search_text_words")
        cursor.execute(COPY.format(things=THINGS, first=there, last=wanted - 1))
        cursor.execute(
            "CREATE INDEX search_text_words ON search_indexedtext USING gin (words) WITH (fastupdate=off)"
        )
        cursor.execute("VACUUM ANALYZE search_indexedtext, search_indexedword")


def add_words(vocabulary: dict[str, Words]) -> None:
    models, folding = import_module("twinning.search.models"), import_module("twinning.search.folding")
    models.IndexedWord.objects.bulk_create(
        (
            models.IndexedWord(
                language=language,
                key=word,
                word=word,
                letters=folding.letters(word),
                count=1 + 20_000 // number,
            )
            for language, words in vocabulary.items()
            for number, word in enumerate(words.all, 1)
        ),
        batch_size=5000,
    )


def searches(vocabulary: dict[str, Words]) -> dict[str, Callable[[int], Search]]:
    """What is measured: for each kind of search, the n-th one of it."""
    query = import_module("twinning.search.query")
    german, french = vocabulary["de"], vocabulary["fr"]

    def find(text: str, after: str = "", **narrowed: Any) -> Search:
        return lambda: query.find(query.Wanted(text, "de", **narrowed), after)

    def deep(number: int) -> Search:
        wanted, after = query.Wanted(german.all[number], "de"), ""
        for _page in range(45):
            after = query.find(wanted, after).after or after
        return lambda: query.find(wanted, after)

    def typo(number: int) -> Search:
        word = german.all[50 + number]
        return lambda: query.spelling(f"{word[:2]}{word[3:]}q", "de")

    return {
        "the commonest word": lambda number: find(german.all[0] + " " * (number % 2)),
        "one of the next common words": lambda number: find(german.all[1 + number]),
        "a rare word": lambda number: find(german.all[-1 - number]),
        "two common words": lambda number: find(f"{german.all[0]} {german.all[1 + number]}"),
        "a beginning of three letters": lambda number: find(german.all[number][:3]),
        "the commonest word, one kind and city": lambda number: find(
            german.all[0], kinds=(KINDS[number % 5],), city=1 + number % 20
        ),
        "a common word of another language": lambda number: find(french.all[number]),
        "nothing to find": lambda number: find(f"xq{number}xq wqx"),
        "the 46th page": deep,
        "a suggestion": lambda number: lambda: query.suggest(german.all[number][: 2 + number % 3], "de"),
        "a word typed wrong": typo,
    }


def cpu_ms(backend: Path) -> float:
    """CPU time so far of this process and of its server process."""
    user, system = backend.read_text().rpartition(")")[2].split()[11:13]
    return (time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")) * 1000


def measure(size: int, vocabulary: dict[str, Words]) -> bool:
    """A row for each kind of search; whether all of them keep the budget."""
    memory, db, is_fine = import_module("twinning.memory"), import_module("django.db"), True
    with db.connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    print(f"\n{size:,} texts, budget {BUDGET.get(size, 100)} ms, load {os.getloadavg()[0]:.1f}\n")
    print("| search | CPU ms, mean | median ms | p95 ms | worst ms |\n|---|---:|---:|---:|---:|")
    for name, search_of in searches(vocabulary).items():
        ready, took = [search_of(number) for number in range(TIMES)], []
        before = cpu_ms(backend)
        for search in ready:
            memory.forget()
            start = time.perf_counter()
            search()
            took.append((time.perf_counter() - start) * 1000)
        spent, p95 = (cpu_ms(backend) - before) / TIMES, statistics.quantiles(took, n=20)[-1]
        is_fine &= p95 <= BUDGET.get(size, 100)
        row = f"{spent:.1f} | {statistics.median(took):.1f} | {p95:.1f} | {max(took):.1f}"
        print(f"| {name} | {row} |", flush=True)
    return is_fine


@contextmanager
def old_server(folder: Path) -> Iterator[None]:
    """A cluster of the old version for this process, stopped and gone afterwards."""
    settings = import_module("django.db").connection.settings_dict
    before = {key: settings[key] for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")}
    os.environ["PG_BIN"] = str(OLD)
    print(cluster.start("data", folder))
    try:
        settings.update(PASSWORD="", **cluster.connection_settings(folder))
        yield
    finally:
        import_module("django.db").connection.close()
        settings.update(before)
        cluster.stop("data", folder)
        del os.environ["PG_BIN"]


def run(vocabulary: dict[str, Words]) -> bool:
    """All sizes on the server that this process is connected to."""
    db, is_fine = import_module("django.db"), True
    with scratch_database():
        import_module("django.core.management").call_command("migrate", verbosity=0)
        print(f"\nPostgreSQL {db.connection.pg_version // 10_000}")
        for size in SIZES:
            fill(size, vocabulary)
            is_fine &= measure(size, vocabulary)
    return is_fine


def main() -> int:
    """Measure at every size on every server."""
    if not database_url(ROOT):
        subprocess.run([sys.executable, "-m", "twinning.local.postgres", "start"], check=True, cwd=ROOT)
    os.environ |= {
        "DEBUG": "0", "HTTPS": "0", "SECRET_KEY": secrets.token_hex(32), "ALLOWED_HOSTS": "127.0.0.1",
        "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "twinning.settings",
    }  # fmt: skip
    django.setup()
    languages = import_module("twinning.search.rows").languages()
    vocabulary = {language: Words(language) for language in languages}
    is_fine = os.environ.get("ONLY_OLD") == "1" or run(vocabulary)
    if OLD.is_dir():
        with tempfile.TemporaryDirectory() as folder, old_server(Path(folder)):
            is_fine &= run(vocabulary)
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
