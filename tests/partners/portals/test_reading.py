"""Files of strangers: whatever they send ends soon, with a reason, and changes nothing."""

import json
import time
from typing import Any

import pytest

from partners.portals.reading import PROBLEMS, read
from tests.factories import make_city, make_home
from tests.factories_portals import BRISTOL, HANNOVER, file, hear, make_portal, told

OURS = "https://hannover.example.org"


def spoilt(**changes: Any) -> bytes:
    return json.dumps(file(**changes)).encode()


HOSTILE = {
    "nothing": (b"", "no_json"),
    "page": (b"<!doctype html><title>x</title>", "no_json"),
    "list": (b"[]", "no_json"),
    "latin": ('{"version": "1.0 é"}'.encode("latin-1"), "no_json"),
    "zero": (spoilt(organisations=[told(place="a\x00b")]), "no_json"),
    "not a number": (spoilt(x=1).replace(b'"x": 1', b'"x": NaN'), "no_json"),
    "endless number": (spoilt(x=1).replace(b'"x": 1', b'"x": ' + b"9" * 100_000), "no_json"),
    "endless fraction": (spoilt(x=1).replace(b'"x": 1', b'"x": 0.' + b"9" * 100_000), "no_json"),
    "nested": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested"),
    "endless string": (b'{"a": "' + b'\\"' * 900_000, "no_json"),
    "later": (spoilt(version="2.0"), "version"),
    "no version": (spoilt(version=1), "schema"),
    "script": (spoilt(organisations=[told(url="javascript:alert(1)")]), "schema"),
    "no title": (spoilt(organisations=[told(title={})]), "schema"),
    "too many": (spoilt(slips=[told("slip", n, until="2027-01-01") for n in range(501)]), "schema"),
    "long": (spoilt(organisations=[told(title={"en": "x" * 1001})]), "schema"),
    "odd day": (spoilt(projects=[told("project", starts="tomorrow")]), "schema"),
    "other city": (spoilt(city={"name": {"en": "Bath"}, "country": "GB", **HANNOVER}), "other_city"),
    "other country": (spoilt(city={"name": {"en": "Bristol"}, "country": "US", **BRISTOL}), "other_city"),
    "ourselves": (spoilt(portal={"url": f"{OURS}/", "name": {"en": "x"}, "languages": ["en"]}), "ourselves"),
}


@pytest.mark.django_db
def test_hostile_files_end_soon_and_say_why() -> None:
    city, home = make_city("bristol", country="GB", **BRISTOL), make_home(**HANNOVER)
    found = {}
    for name, (body, _code) in HOSTILE.items():
        begin = time.monotonic()
        found[name] = read(body, city=city, home=home, base=OURS).problem
        assert time.monotonic() - begin < 5, name
    assert found == {name: code for name, (_body, code) in HOSTILE.items()}
    assert set(found.values()) <= set(PROBLEMS)


@pytest.mark.django_db
def test_days_that_do_not_exist_are_refused_before_anything_is_stored() -> None:
    make_home(**HANNOVER)
    portal = make_portal()
    assert hear(portal, file(projects=[told("project", starts="2026-02-31")])) == []
    assert portal.problem == "schema"
    dates = [{"start": "2026-12-05T28:00:00Z", "timezone": "Europe/London"}]
    assert hear(portal, file(events=[told("event", dates=dates)])) == []
    assert (portal.problem, portal.failures) == ("schema", 2)


@pytest.mark.django_db
def test_unknown_members_and_lists_are_left_alone() -> None:
    make_home(**HANNOVER)
    rows = hear(make_portal(), file(version="1.7", choirs=[1, 2], organisations=[told(colour="red"), told()]))
    assert [row.uid for row in rows] == ["organisation/1"]
    assert rows[0].offered["colour"] == "red"


@pytest.mark.django_db
def test_without_coordinates_the_name_decides() -> None:
    city, home = (
        make_city("bristol", country="GB", name_en="Bristol", latitude=None, longitude=None),
        make_home(),
    )
    named = {"name": {"en": "BRISTOL"}, "country": "GB"}
    assert read(spoilt(city=named), city=city, home=home, base=OURS).problem == ""
    other = {"name": {"en": "Bath"}, "country": "GB"}
    assert read(spoilt(city=other), city=city, home=home, base=OURS).problem == "other_city"
