"""Themes: the aims of the town and the fields, as loaded and as staff keep them."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from partners.models import Theme
from tests.factories import make_aim, make_home, make_staff
from tests.factories_projects import make_aim_theme, make_theme
from tests.staff.forms import errors, opened, save
from twinning.languages import own_languages, served
from twinning.pages.models import Aim

pytestmark = pytest.mark.django_db
LIST = "admin:partners_theme_changelist"
SIX = ("de", "en", "fr", "pl", "ja", "ar")


@pytest.fixture
def desk() -> Client:
    make_home()
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_staff(preferred_language="en"))
    return client


# --- what a theme is ------------------------------------------------------------------------------
def test_theme_of_an_aim_shows_the_title_of_the_aim() -> None:
    theme = make_aim_theme("encounter")
    theme.aim.title_en = "Meeting each other"
    assert (theme.title("en").text, str(theme)) == ("Meeting each other", "Ziel encounter")


def test_theme_without_aim_needs_a_german_name() -> None:
    theme = Theme(key="peace", name_en="Peace")
    with override("en"), pytest.raises(ValidationError) as refusal:
        theme.full_clean()
    assert refusal.value.messages == ["A theme needs a German name, or an aim whose title it shows."]
    with pytest.raises(IntegrityError), transaction.atomic():
        theme.save()
    theme.name_de = "Frieden"
    theme.full_clean()
    theme.save()


# --- what the seed brings -------------------------------------------------------------------------
def test_seed_brings_five_aims_and_seven_fields_in_six_languages(seeded: None) -> None:
    assert list(Theme.objects.values_list("key", flat=True)) == [
        "encounter", "cohesion", "cities-together", "networks", "culture", "arts-and-culture", "youth-exchange",
        "sustainable-urban-development", "education", "participation", "peace", "inclusion",
    ]  # fmt: skip
    assert set(Theme.objects.aims().values_list("aim__key", flat=True)) == set(
        Aim.objects.values_list("key", flat=True)
    )
    assert all(own_languages(theme, ("name",)) == SIX for theme in Theme.objects.filter(aim=None))
    assert served(Theme.objects.get(key="peace"), "name", "ar").direction == "rtl"


def test_seed_loaded_again_changes_nothing_and_keeps_what_staff_wrote(seeded: None) -> None:
    Theme.objects.filter(key="peace").rewrite(False).update(name_de="Friedensarbeit", name_fr=None)
    call_command("seed", verbosity=0)
    peace = Theme.objects.get(key="peace")
    assert (Theme.objects.count(), peace.name_de, peace.name_fr) == (12, "Friedensarbeit", "Paix")


# --- on the desk ----------------------------------------------------------------------------------
def test_staff_add_a_field(desk: Client) -> None:
    address = reverse("admin:partners_theme_add")
    assert (
        errors(save(desk, address, opened(desk, address), key="sport", name_de="Sport", position="180")) == {}
    )
    assert Theme.objects.get(key="sport").name_de == "Sport"


def test_field_without_name_is_refused_in_the_form(desk: Client) -> None:
    address = reverse("admin:partners_theme_add")
    found = errors(save(desk, address, opened(desk, address), key="sport", name_de="", name_en="Sport"))
    assert list(found) == ["__all__"]
    assert not Theme.objects.exists()


def test_key_of_a_theme_never_changes(desk: Client) -> None:
    theme = make_theme("sport")
    address = reverse("admin:partners_theme_change", args=[theme.pk])
    save(desk, address, opened(desk, address), key="other", name_en="Sports")
    theme.refresh_from_db()
    assert (theme.key, theme.name_en) == ("sport", "Sports")


def test_list_filters_aims_and_fields_and_costs_the_same_for_one_and_three(desk: Client) -> None:
    make_theme("sport")
    page = reverse(LIST)
    desk.get(page)
    with CaptureQueriesContext(connection) as one:
        desk.get(page)
    make_aim_theme("encounter")
    make_aim_theme("culture")
    with CaptureQueriesContext(connection) as three:
        desk.get(page)
    assert (len(one), len(three)) == (7, 7)

    def keys(query: str) -> list[str]:
        return [row.key for row in desk.get(f"{page}?{query}").context["cl"].result_list]

    assert keys("kind=aims") == ["culture", "encounter"]
    assert keys("kind=fields") == ["sport"]
    assert keys("q=Ziel+culture") == ["culture"]


def test_theme_may_be_made_for_a_new_aim(desk: Client) -> None:
    aim = make_aim("health")
    address = reverse("admin:partners_theme_add")
    assert errors(save(desk, address, opened(desk, address), key="health", aim=str(aim.pk))) == {}
    assert str(Theme.objects.get(key="health")) == "Ziel health"
