"""Calls in public: state, order, and the eligibility check with its reasons."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from projects.grants import calls
from projects.grants.models import Programme, Question, Round
from tests.factories import make_home
from tests.factories_grants import make_programme, make_ruleset

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ROUNDS = Programme(opening="rounds")


def a_round(opens: int, closes: int) -> Round:
    return Round(opens_at=NOW + timedelta(days=opens), closes_at=NOW + timedelta(days=closes))


@pytest.mark.parametrize(
    ("programme", "rounds", "kind"),
    [
        (Programme(opening="rolling"), [], "always"),
        (ROUNDS, [a_round(-10, 30)], "open"),
        (ROUNDS, [a_round(-10, 14)], "soon"),
        (ROUNDS, [a_round(-40, -10), a_round(20, 50)], "later"),
        (ROUNDS, [a_round(-40, 0)], "closed"),
        (ROUNDS, [], "closed"),
    ],
)
def test_call_tells_whether_one_may_apply(programme: Programme, rounds: list[Round], kind: str) -> None:
    assert calls.call_state(programme, rounds, NOW).kind == kind


def test_days_are_counted_by_the_calendar_of_the_town() -> None:
    closes = datetime(2026, 11, 30, 22, 59, tzinfo=UTC)  # 23:59 in Hanover
    state = calls.call_state(ROUNDS, [Round(opens_at=NOW - timedelta(days=1), closes_at=closes)], NOW)
    assert ("5" in state.label, "23:59" in state.note) == (True, True)


@given(
    st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text(max_size=5) | st.sampled_from(["yes", "no"]))
)
def test_any_answers_give_a_verdict(given_answers: dict[str, str]) -> None:
    questions = [Question(code=code, excludes_if="yes") for code in "abc"]
    rows = calls.judge(questions, given_answers)
    result = calls.verdict(rows)
    assert (result == "not") == any(row.given == "yes" for row in rows)
    assert (result == "fits") == all(row.given == "no" for row in rows)


@pytest.fixture
def programme(db: None) -> Programme:
    make_home()
    rules = make_ruleset()
    for code, excludes in (("link", "no"), ("tour", "yes")):
        Question.objects.create(
            ruleset=rules, code=code, excludes_if=excludes, text_de=f"{code}?", explanation_de=f"Grund {code}"
        )
    return rules.programme


def check_url(programme: Programme) -> str:
    return reverse("grants:programme-check", kwargs={"slug": programme.slug})


def page(client: Client, programme: Programme, query: str = "") -> str:
    return client.get(check_url(programme) + query).content.decode()


def test_check_names_every_reason_in_the_visitors_language(client: Client, programme: Programme) -> None:
    text = page(client, programme, "?link=no&tour=yes")
    assert (text.count("Grund link"), text.count("Grund tour")) == (2, 2)


def test_check_asks_for_missing_answers(client: Client, programme: Programme) -> None:
    assert 'href="#q-tour"' in page(client, programme, "?link=yes")


def test_check_that_fits_leads_on(client: Client, programme: Programme) -> None:
    assert "?topic=funding" in page(client, programme, "?link=yes&tour=no")


def test_check_stores_nothing_and_sets_no_cookie(client: Client, programme: Programme) -> None:
    response = client.get(check_url(programme) + "?link=yes")
    assert response.cookies == {}


def test_draft_programme_is_for_staff_only(
    client: Client, admin_client: Client, programme: Programme
) -> None:
    Programme.objects.update(state="draft")
    url = programme.get_absolute_url()
    assert (client.get(url).status_code, admin_client.get(url).status_code) == (404, 200)


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_database_as_often_for_one_as_for_three(
    client: Client, db: None, django_assert_num_queries: object, number: int
) -> None:
    make_home()
    for _index in range(number):
        rules = make_ruleset(make_programme(opening="rounds"))
        Round.objects.create(
            programme=rules.programme,
            name_de="Runde",
            opens_at=timezone.now(),
            closes_at=timezone.now() + timedelta(days=30),
        )
    client.get(reverse("grants:programme-list"))
    with django_assert_num_queries(2):
        response = client.get(reverse("grants:programme-list"))
    assert response.content.decode().count('class="panel') == number


def test_call_page_asks_the_database_six_times_at_most(
    client: Client, programme: Programme, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(6):
        client.get(programme.get_absolute_url())
