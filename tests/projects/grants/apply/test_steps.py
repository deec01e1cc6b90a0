"""Each step is saved on its own; bad input keeps what was typed; nobody else gets in."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from projects.grants.actions import submit
from projects.grants.models import Applicant, Application
from tests.factories import make_city, make_user
from tests.factories_grants import make_applicant, make_application, make_ruleset
from tests.factories_grants_apply import fill, read_form, step_url
from twinning.accounts.models import User

STEPS = ("applicant", "project", "partner", "time", "review")


@pytest.fixture
def user(db: None) -> User:
    return make_user(name="Kim Kasse")


@pytest.fixture
def client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def draft(user: User) -> Application:
    return make_application(user, whole=False)


def test_every_step_saves_what_was_typed_and_leads_on(client: Client, draft: Application) -> None:
    city = make_city()
    typed: dict[str, dict[str, Any]] = {
        "applicant": {
            "name": "Chor Linden e. V.", "form": "ev", "register_court": "Hannover", "register_number": "VR 7",
            "street": "Musterweg 4", "postcode": "30449", "town": "Hannover", "country": "DE", "input_tax": "no",
            "signatories-0-name": "Mika Muster", "signatories-0-function": "Vorsitz",
        },
        "project": {"title": "Papierkraniche", "short_text": "Kurz.", "concept": "Lang.", "audience": "Alle"},
        "partner": {"cities": [str(city.pk)], "partners-0-name": "Jugendbühne", "partners-0-city": str(city.pk)},
        "time": {
            "starts_on": "3.8.2027", "ends_on": "12.8.2027", "places": "Hiroshima", "people_home": "１２",
            "legs-0-origin": "Hannover", "legs-0-destination": "Posen", "legs-0-mode": "rail",
        },
    }  # fmt: skip
    after = {"applicant": "project", "project": "partner", "partner": "time", "time": "costs"}
    for step, values in typed.items():
        answer = fill(client, step_url(draft, step), {**values, "go": "next"})
        assert answer.status_code == 302, step
        assert answer["Location"].endswith(step_url(draft, after[step]))
    draft.refresh_from_db()
    assert draft.applicant.signatories.get().name == "Mika Muster"
    assert (draft.title, draft.people_home, str(draft.starts_on)) == ("Papierkraniche", 12, "2027-08-03")
    assert (draft.cities.get(), draft.partners.get().name) == (city, "Jugendbühne")
    assert draft.legs.get().people == 1
    assert all(draft.version_of(step) == 1 for step in typed)


def test_lines_can_be_added_and_removed_without_a_script(client: Client, draft: Application) -> None:
    url = step_url(draft, "time")
    leg = {"origin": "Hannover", "destination": "Posen", "mode": "bus"}
    first = {f"legs-0-{name}": value for name, value in leg.items()}
    answer = fill(client, url, {**first, "go": "more-legs"})
    assert answer["Location"].endswith("#legs-new")
    fill(client, url, {f"legs-1-{name}": value for name, value in {**leg, "destination": "Breslau"}.items()})
    assert [leg.destination for leg in draft.legs.all()] == ["Posen", "Breslau"]
    fill(client, url, {"legs-0-remove": "on"})
    assert [leg.destination for leg in draft.legs.all()] == ["Breslau"]


def test_a_partner_may_have_no_city_yet(client: Client, draft: Application) -> None:
    assert fill(client, step_url(draft, "partner"), {"partners-0-name": "Chor"}).status_code == 302
    assert draft.partners.get().city is None


def test_only_cities_of_the_programme_can_be_chosen(client: Client, draft: Application) -> None:
    ours, other = make_city("posen"), make_city("bristol")
    url = step_url(draft, "partner")

    def offered() -> set[str]:
        return {key for key, _name in client.get(url).context["form"].fields["cities"].choices}

    assert offered() >= {str(ours.pk), str(other.pk)}
    draft.programme.cities.set([ours])
    assert offered() == {str(ours.pk)}
    # What was chosen before stays.
    draft.cities.set([other])
    assert offered() == {str(ours.pk), str(other.pk)}


def test_malformed_input_is_answered_with_422_and_keeps_the_text(client: Client, draft: Application) -> None:
    cases = [
        ("project", {"title": "x" * 141, "short_text": "Bleibt stehen"}, "Bleibt stehen"),
        ("time", {"starts_on": "31.2.2027", "places": "Bleibt stehen"}, "31.2.2027"),
        ("time", {"starts_on": "3.8.2027", "ends_on": "1.8.2027"}, "1.8.2027"),
        ("time", {"people_home": "viele"}, "viele"),
        ("partner", {"partners-0-name": "A", "partners-0-email": "keine-adresse"}, "keine-adresse"),
        ("applicant", {"name": "Bleibt stehen", "form": "ev"}, "Bleibt stehen"),
    ]
    for step, values, kept in cases:
        answer = fill(client, step_url(draft, step), values)
        page = answer.content.decode()
        assert (answer.status_code, kept in page, 'class="errors' in page) == (422, True, True), (
            step,
            values,
        )
    draft.refresh_from_db()
    assert (draft.title, draft.places, draft.versions) == ("", "", {})


def test_an_application_of_somebody_else_is_not_there(client: Client, draft: Application) -> None:
    foreign = make_application(make_user(), ruleset=draft.ruleset)
    for step in STEPS:
        url = step_url(foreign, step)
        assert (client.get(url).status_code, client.post(url, {}).status_code) == (404, 404)
    assert client.post(step_url(foreign, "review").replace("review", "submit")).status_code == 404


def test_an_applicant_of_somebody_else_can_not_be_taken(client: Client, draft: Application) -> None:
    foreign = make_applicant(make_user())
    url = step_url(draft, "applicant")
    for values in (
        {"details_of": str(foreign.pk), "name": "Gekapert"},
        {"made": str(foreign.pk), "name": "Gekapert"},
    ):
        assert fill(client, url, values).status_code == 404
    fill(client, url, {"applicant": str(foreign.pk)})
    draft.refresh_from_db()
    assert draft.applicant_id != foreign.pk
    assert not Applicant.objects.filter(name="Gekapert").exists()


def test_one_s_own_applicant_is_chosen_and_its_data_kept(
    client: Client, user: User, draft: Application
) -> None:
    mine = make_applicant(user)
    fill(client, step_url(draft, "applicant"), {"applicant": str(mine.pk), "name": ""})
    draft.refresh_from_db()
    assert (draft.applicant, Applicant.objects.count()) == (mine, 1)
    mine.refresh_from_db()
    assert mine.name
    # Another one is wanted: what was typed about the first is kept, and the fields are empty.
    answer = fill(client, step_url(draft, "applicant"), {"applicant": "new", "phone": "0511 1"})
    mine.refresh_from_db()
    assert (answer["Location"].endswith("?new=1"), mine.phone) == (True, "0511 1")
    fill(client, answer["Location"], {"name": "Zweiter Verein"})
    draft.refresh_from_db()
    assert (draft.applicant.name, Applicant.objects.count()) == ("Zweiter Verein", 2)


def test_only_reopened_steps_can_be_changed_after_sending(
    client: Client, user: User, draft: Application
) -> None:
    sent = submit(make_application(user, ruleset=draft.ruleset), user=user)
    assert 'name="go"' not in client.get(step_url(sent, "project")).content.decode()
    Application.objects.filter(pk=sent.pk).update(state="changes_requested", open_sections=["project"])
    assert fill(client, step_url(sent, "project"), {"title": "Geändert"}).status_code == 302
    refused = client.post(step_url(sent, "time"), {"places": "Anderswo", "version": "0"})
    assert refused.status_code == 409
    assert "Anderswo" in refused.content.decode()
    sent.refresh_from_db()
    assert (sent.title, sent.places) == ("Geändert", "Hannover")


def test_rules_about_flights_stand_at_the_leg(client: Client, user: User) -> None:
    rules = make_ruleset(hours_without_flight=8)
    draft = make_application(user, ruleset=rules)
    leg = {
        "origin": "Hannover",
        "destination": "Leipzig",
        "mode": "flight",
        "people": "2",
        "hours_without_flight": "7,5",
    }
    url = step_url(draft, "time")
    fill(client, url, {f"legs-0-{name}": value for name, value in leg.items()})
    page = client.get(url).content.decode()
    at_leg = page[page.index('id="legs-0-notes"') : page.index('name="legs-0-origin"')]
    assert at_leg.count('class="note') == 2


def test_questions_are_asked_while_they_are_open_and_again_to_correct_them(
    client: Client, user: User
) -> None:
    rules = make_ruleset()
    for code in ("begun", "tour"):
        rules.questions.create(code=code, text_de=f"{code}?", excludes_if="yes")
    draft = make_application(user, ruleset=rules, whole=False, answers={"begun": "no"})
    url = step_url(draft, "project")
    assert [f"answer_{code}" in client.get(url).content.decode() for code in ("begun", "tour")] == [
        False,
        True,
    ]
    fill(client, url, {"answer_tour": "no"})
    fill(client, f"{url}?answers=1", {"answer_begun": "yes"})
    draft.refresh_from_db()
    assert draft.answers == {"begun": "yes", "tour": "no"}
    assert "answer_begun" in client.get(url).content.decode()


def test_lines_cost_no_further_queries(client: Client, user: User) -> None:
    draft = make_application(user)
    client.get(step_url(draft, "partner"))
    counts = []
    for number in (1, 2):
        for _line in range(number):
            draft.legs.create(origin="Hannover", destination="Posen", mode="flight")
            draft.partners.create(name="Chor", city=draft.cities.get())
        for step in ("partner", "time", "review"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(step_url(draft, step)).status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]


def _asked(client: Client, draft: Application) -> set[str]:
    """Fields that the steps of an application show."""
    found = set()
    for step in (*STEPS, "costs"):
        form = read_form(client.get(step_url(draft, step)).content.decode())
        found |= {name for name, kind in form.names if kind != "hidden" and not name.endswith("-remove")}
    return found


def test_micro_track_asks_at_most_fifteen_fields(client: Client, user: User) -> None:
    make_city()
    draft = make_application(user, ruleset=make_ruleset(is_short=True), whole=False)
    draft.ruleset.declarations.create(code="true", text_de="Alles stimmt.")
    assert 12 <= len(_asked(client, draft)) <= 15, _asked(client, draft)
    # A registered association has a register entry; money from others may stay empty.
    typed = {"name": "Chor", "form": "ev", "street": "Weg 4", "place": "30159 Bad Münder am Deister"}
    answer = fill(client, step_url(draft, "applicant"), typed)
    assert (answer.status_code, 'name="entry"' in answer.content.decode()) == (422, True)
    form = read_form(answer.content.decode()).data
    answer = client.post(step_url(draft, "applicant"), {**form, "entry": "Hannover, VR 1234"})
    assert answer.status_code == 302
    # The choice of the applicant is made by now.
    assert len(_asked(client, draft) - {"other_money", "applicant"}) <= 15
    applicant = Applicant.objects.get()
    assert (applicant.postcode, applicant.town) == ("30159", "Bad Münder am Deister")
    assert (applicant.register_court, applicant.register_number) == ("Hannover", "VR 1234")
    assert applicant.signatories.get().name == user.name


@pytest.mark.parametrize("step", [*STEPS, "costs"])
def test_enter_in_a_field_saves_and_never_adds_removes_or_sends(
    client: Client, draft: Application, step: str
) -> None:
    """Browsers press the first button of a form; on no step may that be one that does more than saving."""
    form = client.get(step_url(draft, step)).text.partition("data-autosave")[2].partition("</form>")[0]
    buttons = re.findall(r"<(?:button|input)[^>]*type=\"submit\"[^>]*>", form)
    assert 'name="go" value="here"' in buttons[0]
    assert 'tabindex="-1" aria-hidden="true"' in buttons[0]
    assert len(buttons) > 1
