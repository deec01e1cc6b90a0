"""The invented slips: complete, marked, never over, and gone without a trace."""

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine
from auditlog.context import disable_auditlog
from django.core.management import call_command
from django.utils import timezone

from partners.board import actions, tasks
from partners.board.models import Slip
from partners.board.seed import create, remove
from partners.board.wishes import best_matches
from partners.conversations.models import Conversation
from partners.theme import Theme
from tests.factories import make_city, make_home
from tests.partners.board.test_actions import answer
from tests.seed.dump import dump
from twinning.mail.models import OutgoingMail
from twinning.tokens.models import Token

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


CITIES = ("leipzig", "poznan", "rouen", "bristol", "perpignan", "blantyre", "hiroshima")


@pytest.fixture
def cities(db: None) -> Iterator[None]:
    """The cities and themes that the slips name, on a day in November 2026."""
    make_home()
    for slug in CITIES:
        make_city(slug)
    Theme.objects.create(key="encounter", name_de="Begegnung")
    with time_machine.travel(datetime.datetime(2026, 11, 25, 12, tzinfo=BERLIN), tick=False):
        yield


@pytest.fixture
def samples(cities: None) -> None:
    create()


def titled(start: str) -> Slip:
    return Slip.objects.get(title__startswith=start)


@pytest.mark.usefixtures("samples")
def test_eleven_slips_hang_and_two_wait() -> None:
    assert Slip.objects.published().count() == 11
    assert Slip.objects.waiting().count() == 2
    assert Slip.objects.filter(state="expired").exclude(outcome="").count() == 3
    assert not Slip.objects.filter(is_sample=False).exists()


@pytest.mark.usefixtures("samples")
def test_slips_are_whole() -> None:
    for slip in Slip.objects.all():
        slip.full_clean(exclude=["key"])
        assert slip.languages.exists(), slip.title
        assert slip.email.endswith("@example.org")
    assert {slip.language for slip in Slip.objects.published()} == {"de", "fr", "en", "pl", "ja"}
    assert {slip.place.slug for slip in Slip.objects.published() if slip.place} == {
        "rouen", "leipzig", "blantyre", "hiroshima", "poznan", "bristol",
    }  # fmt: skip


@pytest.mark.usefixtures("samples")
def test_youth_choir_finds_the_choir_from_rouen_in_five_of_six_points() -> None:
    (best, match), *_rest = best_matches(titled("Jugendchor Nordstadt"))
    assert (best, match.points, match.of) == (titled("Chœur de Rouen"), 5, 6)
    assert titled("Jugendchor Nordstadt").email == "buergerin@example.org"


@pytest.mark.usefixtures("cities")
@pytest.mark.parametrize("year", [2026, 2027, 2029])
def test_slips_hang_whenever_the_demonstration_is(year: int) -> None:
    with time_machine.travel(datetime.datetime(year, 12, 20, 12, tzinfo=BERLIN), tick=False):
        create()
        today = timezone.localdate()
        slips = list(Slip.objects.published())
        assert len(slips) == 11
        assert all(slip.expires_on >= today + datetime.timedelta(days=21) for slip in slips)
        assert all(month >= today.replace(day=1) for slip in slips for month in slip.months)


@pytest.mark.usefixtures("samples")
def test_slips_whose_time_is_over_hang_again() -> None:
    with time_machine.travel(datetime.datetime(2028, 1, 5, 12, tzinfo=BERLIN), tick=False):
        tasks.tend()
        assert Slip.objects.published().count() == 0
        create()
        assert Slip.objects.published().count() == 11


@pytest.mark.usefixtures("samples")
def test_nobody_gets_mails_about_invented_slips() -> None:
    with time_machine.travel(datetime.datetime(2027, 1, 25, 2, tzinfo=BERLIN), tick=False):
        tasks.tend()
    assert OutgoingMail.objects.count() == 0


@pytest.mark.usefixtures("cities")
def test_twice_is_once_and_removing_leaves_nothing() -> None:
    before = dump()
    # As `seed --samples` runs it: what a demonstration invents stands in no history.
    with disable_auditlog():
        create()
        once = dump()
        create()
        assert dump() == once != before
        remove()
    assert dump() == before


@pytest.mark.usefixtures("samples")
def test_removing_takes_along_what_visitors_did_with_them() -> None:
    slip = titled("Jugendchor")
    answer(slip)
    actions.withdraw_slip(slip)
    remove()
    assert not Conversation.objects.exists()
    assert not Token.objects.filter(purpose__startswith="slip.").exists()
    assert not OutgoingMail.objects.filter(key__startswith="slip-").exists()


def test_commands_bring_and_take_them(sampled: None) -> None:
    assert Slip.objects.published().count() == 11
    call_command("remove_samples", verbosity=0)
    assert not Slip.objects.exists()
