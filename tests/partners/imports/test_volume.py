"""25,000 relations, dirty ones among them: counted right, in little time, and in memory that does not grow."""

import csv
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files import File

from partners.imports import checking, comparing
from partners.imports.actions import check, queue
from partners.imports.models import Batch, Candidate
from partners.models import City, Partnership
from tests.factories import make_city, make_partnership
from tests.factories_imports import HEADER, make_batch, row, uploader

pytestmark = pytest.mark.django_db

LINES = 25_000
PIECE = 20
SECONDS = 120
MEGABYTES = 60


def piece(number: int) -> list[list[str]]:
    """Twenty lines: eleven clean ones, nine that are dirty in nine ways."""
    name = f"Ort {number}"
    clean = [
        row(f"{name} {letter}", country, since_year=str(1950 + number % 70), note="Chöre und Schulen " * 3)
        for letter, country in zip(
            "abcdefghijk", ("FR", "Polen", "Royaume-Uni", "日本", "IT", "Espagne", "NL") * 2, strict=False
        )
    ]
    return [
        *clean,
        row(f"{name} ohne Art", "FR", kind=""),
        row(f"{name} ohne Land", ""),
        row(f"{name} falsches Land", "Frankreisch"),
        row(f"{name} a", "Frankreich", since_year=str(1950 + number % 70)),
        row(f"{name} zwei Jahre", "FR", since_year="1960"),
        row(f"{name} zwei Jahre", "FR", since_year="1961"),
        row(f"{name} woanders", "FR", lat="-33.45", lon="-70.66"),
        row(f"{name} Celle", "FR", home_city="Celle"),
        row("Rouen", "FR"),
    ]


EACH = {
    "new": 13, "error": 2, "duplicate": 1, "conflict": 2, "elsewhere": 1,
}  # fmt: skip


def lines(count: int) -> Iterator[list[str]]:
    for number in range(count // PIECE):
        yield from piece(number)


@pytest.fixture
def known(home: None) -> None:
    """One city is known already, with its tie."""
    city = make_city("rouen", name_de="Rouen", country="FR", latitude=49.443, longitude=1.099)
    make_partnership(city, since_year=1966)


def stored(folder: Path, count: int) -> Batch:
    """A list on disk, written line by line."""
    path = folder / f"{count}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(lines(count))
    batch = make_batch(state="checking", decided_at=None, digest=str(count))
    with path.open("rb") as file:
        batch.file.save("list", File(file))
    return batch


def resident() -> float:
    """Memory of this process now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1024**2


def test_list_of_25000_relations_is_checked_in_time_and_every_line_is_accounted_for(
    known: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, keep, peak = stored(tmp_path, LINES), checking.keep, [0.0]

    def watched(mine: Batch, candidates: list[Candidate]) -> None:
        keep(mine, candidates)
        peak[0] = max(peak[0], resident())

    monkeypatch.setattr(checking, "keep", watched)
    before, start = resident(), time.perf_counter()
    check(batch.pk)
    batch = queue(Batch.objects.get(pk=batch.pk), by=uploader())
    seconds = time.perf_counter() - start

    pieces = LINES // PIECE
    expected = Counter({outcome: number * pieces for outcome, number in EACH.items()})
    # The same line about Rouen stands in every piece: known once, and then twice in the list.
    expected += Counter({"same": 1, "duplicate": pieces - 1})
    assert batch.counts == dict(expected)
    assert sum(batch.counts.values()) == batch.lines_read == LINES
    assert batch.problem_counts == {
        "no_kind": pieces, "no_country": pieces, "unknown_country_like": pieces, "duplicate_of": 2 * pieces - 1,
        "other_values": 2 * pieces, "other_country": pieces, "other_home": pieces,
    }  # fmt: skip
    assert Candidate.objects.waiting().count() == (EACH["new"] + EACH["conflict"]) * pieces
    assert (City.objects.count(), Partnership.objects.count()) == (1, 1)
    assert seconds < SECONDS
    assert peak[0] - before < MEGABYTES


def test_memory_does_not_grow_with_the_list(
    known: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three times the lines, nearly the same peak: nothing is collected on the way."""
    monkeypatch.setattr(checking, "CHUNK", 50)
    monkeypatch.setattr(comparing, "CHUNK", 50)
    check(stored(tmp_path, 200).pk)
    peaks = {count: peak_of(stored(tmp_path, count)) for count in (1_000, 3_000)}
    assert peaks[3_000] < 1.2 * peaks[1_000], peaks


def peak_of(batch: Batch) -> int:
    """The most memory that Python objects took while the list was checked, in bytes."""
    tracemalloc.start()
    try:
        check(batch.pk)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
