"""The rules of `manage.py seed`: repeatable, all or nothing, and staff's texts stay."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from partners.models import City, CityFact, Population, Source
from tests.factories import make_page
from tests.seed.dump import dump
from twinning import seeding
from twinning.addresses.actions import find
from twinning.municipality.models import Municipality
from twinning.pages.models import Page

pytestmark = pytest.mark.django_db
OWN = ("municipality.", "pages.", "partners.")


def test_seed_makes_this_many_rows(capsys: pytest.CaptureFixture) -> None:
    """What the seeds of the other apps make is told by tests of their own."""
    call_command("seed")
    told = capsys.readouterr().out.strip().removeprefix("Made ").removesuffix(".")
    made = [entry for entry in told.split(", ") if entry.split()[1].startswith(OWN)]
    assert made == [
        "1 municipality.Municipality", "5 pages.Aim", "15 pages.Page", "16 partners.City", "42 partners.CityFact",
        "44 partners.CityName", "11 partners.Greeting", "2 partners.HomeDistrict", "16 partners.Partnership",
        "40 partners.PartnershipEvent", "8 partners.Population", "58 partners.Source", "12 partners.Theme",
    ]  # fmt: skip


def test_seed_twice_changes_nothing(seeded: None, capsys: pytest.CaptureFixture) -> None:
    before = dump()
    call_command("seed")
    assert capsys.readouterr().out.strip() == "Everything was there already."
    assert dump() == before


@pytest.mark.parametrize("language", ["ar", "de-simple"])
def test_seed_writes_the_same_columns_whatever_language_is_active(language: str) -> None:
    with override(language):
        call_command("seed", verbosity=0)
    columns = ("name", "name_de", "name_ja", "name_ar")
    row = City.objects.rewrite(False).values_list(*columns).get(slug="hiroshima")
    assert row == ("Hiroshima", "Hiroshima", "広島", "هيروشيما")
    titles = (
        Page.objects.rewrite(False).values_list("title", "title_de_simple", "title_pl").get(key="what-we-do")
    )
    assert titles == ("Was wir tun", "Was macht das Kultur·büro?", "Co robimy")


def test_seed_again_in_another_language_changes_nothing(seeded: None) -> None:
    before = dump()
    with override("ar"):
        call_command("seed", verbosity=0)
    assert dump() == before


def test_seed_reset_without_changes_changes_nothing(seeded: None) -> None:
    before = dump()
    call_command("seed", "--reset", verbosity=0)
    assert dump() == before


def test_seed_leaves_what_staff_wrote(seeded: None) -> None:
    Page.objects.filter(key="imprint").update(title_de="Wer wir sind", state="draft")
    City.objects.filter(slug="rouen").update(story_fr="<p>Texte à nous.</p>")
    call_command("tend_translations", verbosity=0)
    before = dump()
    call_command("seed", verbosity=0)
    assert dump() == before


def test_seed_fills_an_empty_column_and_tells_who_has_the_form_open(seeded: None) -> None:
    City.objects.filter(slug="rouen").update(lede_ja="", lede_de="Unser Satz.")
    call_command("seed", verbosity=0)
    rouen = City.objects.get(slug="rouen")
    assert (rouen.lede_de, rouen.version) == ("Unser Satz.", 2)
    assert rouen.lede_ja.startswith("まず学校、それから都市。")


def test_seed_reset_writes_the_delivered_text_back(seeded: None) -> None:
    Page.objects.filter(key="imprint").update(title_de="Wer wir sind")
    call_command("seed", "--reset", verbosity=0)
    page = Page.objects.get(key="imprint")
    assert (page.title_de, page.version) == ("Impressum", 2)
    assert Page.objects.get(key="privacy").version == 1


def test_seed_makes_a_deleted_row_again(seeded: None) -> None:
    City.objects.get(slug="leipzig").delete()
    call_command("seed", verbosity=0)
    assert City.objects.get(slug="leipzig").facts.count() == 5


def test_a_list_entry_that_staff_deleted_stays_away(seeded: None) -> None:
    bristol = City.objects.get(slug="bristol")
    bristol.facts.get(statement__startswith="2022 sangen").delete()
    call_command("seed", verbosity=0)
    assert bristol.facts.count() == 6
    call_command("seed", "--reset", verbosity=0)
    assert bristol.facts.count() == 7


def test_a_list_entry_that_staff_added_survives_a_reset(seeded: None) -> None:
    bristol = City.objects.get(slug="bristol")
    bristol.facts.create(statement="Von uns.")
    call_command("seed", "--reset", verbosity=0)
    assert bristol.facts.count() == 8


def test_the_number_that_staff_prefer_stays_until_a_reset(seeded: None) -> None:
    bristol = City.objects.get(slug="bristol")
    bristol.populations.update(is_preferred=False)
    source = Source.objects.get(key="POP_B")
    ours = Population.objects.create(
        city=bristol, value=490000, as_of=date(2025, 6, 30), source=source, is_preferred=True
    )
    call_command("seed", verbosity=0)
    assert bristol.populations.get(is_preferred=True) == ours
    call_command("seed", "--reset", verbosity=0)
    assert bristol.populations.get(is_preferred=True).value == 483000


def test_links_that_staff_chose_stay_until_a_reset(seeded: None) -> None:
    page = Page.objects.get(key="faq")
    page.related.set([Page.objects.get(key="privacy")])
    call_command("seed", verbosity=0)
    assert list(page.related.values_list("key", flat=True)) == ["privacy"]
    call_command("seed", "--reset", verbosity=0)
    assert sorted(page.related.values_list("key", flat=True)) == ["contact", "funding-basics", "how-to-use"]


def test_an_address_word_that_staff_changed_stays_and_the_old_one_still_leads_there(seeded: None) -> None:
    page = Page.objects.get(key="privacy")
    Page.objects.filter(pk=page.pk).update(slug_de="ihre-daten")
    call_command("seed", verbosity=0)
    page.refresh_from_db()
    assert page.slug_de == "ihre-daten"
    assert find(kind="page", language="de", slug="datenschutz") == page.pk


def test_a_failing_loader_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(run: seeding.Run) -> None:
        raise RuntimeError("no more")

    loaders: dict[str, Callable] = {**seeding._loaders, "last": fail}
    monkeypatch.setattr(seeding, "_loaders", loaders)
    with pytest.raises(RuntimeError, match="no more"):
        seeding.load_all()
    assert not City.objects.exists()
    assert not Municipality.objects.exists()


def test_a_clash_with_a_page_of_staff_is_told_and_loads_nothing() -> None:
    make_page("ours", slug_de="impressum")
    with pytest.raises(CommandError, match=r"clashes with what is there: (.|\n)*impressum"):
        call_command("seed", verbosity=0)
    assert list(Page.objects.values_list("key", flat=True)) == ["ours"]


def test_a_row_in_a_file_with_an_unknown_column_is_refused() -> None:
    with pytest.raises(ValueError, match="City has no column “nmae_de”"):
        seeding.Run().row(City, {"slug": "x"}, {"nmae_de": "X"})


def test_a_row_in_a_file_without_a_language_is_refused() -> None:
    with pytest.raises(ValueError, match="City.name depends on the active language"):
        seeding.Run().row(City, {"slug": "x"}, {"name": "X"})


def test_rich_text_from_a_file_is_cleaned_before_it_is_compared() -> None:
    run = seeding.Run()
    values = {"title_de": "X", "body_de": ["<p>Gut</p>", "<script>böse</script>"]}
    for _time in range(2):
        page, _is_new = run.row(Page, {"key": "x"}, values)
    assert page.body_de == "<p>Gut</p>"
    assert (run.made, run.changed) == ({"pages.Page": 1}, {})


def test_entries_of_a_list_are_completed_when_a_language_arrives(seeded: None) -> None:
    greeting = City.objects.get(slug="poznan").greetings.get()
    type(greeting).objects.filter(pk=greeting.pk).update(meaning_ar="")
    call_command("seed", verbosity=0)
    greeting.refresh_from_db()
    assert greeting.meaning_ar == "طاب يومكم!"


def test_facts_are_linked_to_their_sources_once(seeded: None) -> None:
    fact = CityFact.objects.get(statement__startswith="Nach dem harten Winter 1947")
    assert list(fact.sources.values_list("key", flat=True)) == ["BBC", "BHC", "DIPLO"]
