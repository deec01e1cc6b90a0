"""What must be put right before the opening: named by the command, checked on deployment, shown nowhere twice."""

import contextlib
import datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone, translation

from tests.factories import make_city, make_home, make_page
from twinning.checks import accessibility_statement_is_fresh

pytestmark = pytest.mark.django_db

COMPLETE = {
    "postal_address": "Trammplatz 2\n30159 Hannover",
    "phone": "+49 511 1680",
    "supervisory_authority": "Prinzenstraße 5, Hannover",
    "conciliation_url": "https://www.example.org",
}


def findings() -> list[str]:
    out = StringIO()
    with translation.override("en"), contextlib.suppress(SystemExit):
        call_command("release_check", stdout=out)
    return out.getvalue().splitlines()


def ready(**fields: object) -> None:
    make_home(**COMPLETE | {"statement_checked_on": timezone.localdate()} | fields)


def test_finished_portal_is_silent() -> None:
    ready()
    make_page("a")
    make_city("x")
    assert findings() == []


def test_portal_without_a_home_town_is_not_ready() -> None:
    assert findings() == ["The home town is missing: run `manage.py seed` or fill it in on the staff desk."]


def test_exit_code_says_whether_anything_is_left() -> None:
    with pytest.raises(SystemExit, match="1"):
        call_command("release_check", stdout=StringIO())
    ready()
    call_command("release_check", stdout=StringIO())


def test_unfinished_pages_are_named() -> None:
    ready()
    make_page("imprint", body_de="<p>[Telefon]</p>", body_pl="<p>[telefon]</p>", needs_legal_review=True)
    make_page("easy", body_de_simple="<p>Leicht.</p>")
    make_page("draft", body_de="<p>[offen]</p>", state="draft")
    assert sorted(findings()) == [
        "Page “easy”: its easy language was not checked by people who use it.",
        "Page “imprint”: needs a legal review.",
        "Page “imprint”: square brackets in de, pl.",
    ]


def test_imprint_needs_every_field() -> None:
    ready(phone="", postal_address="[Straße]")
    assert findings() == [
        "Home town: “Telephone” is empty.",
        "Home town: “Postal address” still holds square brackets.",
    ]


def test_published_city_without_its_texts_is_named() -> None:
    ready()
    make_city("x", lede_de="")
    assert findings() == ["x: Needed for publication: “Opening sentence” in German."]


@pytest.mark.parametrize(("age", "count"), [(0, 0), (365, 0), (366, 1), (None, 1)])
def test_statement_lasts_a_year(age: int | None, count: int) -> None:
    day = None if age is None else timezone.localdate() - datetime.timedelta(days=age)
    ready(statement_checked_on=day)
    assert len(findings()) == count
    assert [message.id for message in accessibility_statement_is_fresh()] == ["twinning.W001"] * count


def test_check_says_nothing_before_the_first_seed() -> None:
    assert accessibility_statement_is_fresh() == []
