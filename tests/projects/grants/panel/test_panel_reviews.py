"""Reviews: dealing them out, the bounds of scores, what stays hidden, two windows, sending once."""

import json
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.grants import office_actions
from projects.grants.models import Conflict, Review
from projects.grants.panel import actions, reading
from projects.grants.panel.assignment import deal, deal_out
from projects.grants.panel.results import together, weigh
from projects.grants.workflow import Refused
from tests.factories_grants import make_applicant
from tests.factories_grants_office import make_free
from tests.factories_grants_panel import (
    make_in_review,
    make_judgement,
    make_members,
    make_review,
    make_reviewed_rules,
)
from tests.factories_grants_records import make_team_member
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

LIST, ASSIGN = "admin:grants_review_changelist", "admin:grants_review_assign"


@pytest.fixture
def officer(db: None) -> User:
    return make_team_member("officer")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sheet_of(review: Review) -> str:
    return reverse("admin:grants_review_change", args=[review.pk])


def typed(review: Review, *values: int | str, **rest: Any) -> dict[str, Any]:
    """What the sheet posts."""
    points = dict(zip([one.pk for one in review.application.ruleset.criteria.all()], values, strict=True))
    fields = {f"points_{key}": value for key, value in points.items()}
    return {**fields, "advice": "yes", "amount": "", "text": "Gut.", "version": review.version} | rest


# --- pure -----------------------------------------------------------------------------------------
@given(st.integers(1, 12), st.integers(2, 6), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_deal_without_ties_gives_everybody_as_much(cases: int, people: int, wanted: int) -> None:
    wanted = min(wanted, people)
    dealt = deal(
        range(cases), range(100, 100 + people), barred={}, load={}, wanted=dict.fromkeys(range(cases), wanted)
    )
    counts = Counter(person for chosen in dealt.values() for person in chosen)
    assert all(len(set(chosen)) == wanted for chosen in dealt.values())
    assert max(counts.values()) - min(counts.get(person, 0) for person in range(100, 100 + people)) <= 1


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_deal_never_gives_a_barred_case(data: Any) -> None:
    cases, people = range(6), range(10, 15)
    barred = {case: set(data.draw(st.sets(st.sampled_from(people)))) for case in cases}
    dealt = deal(cases, people, barred=barred, load={10: 3}, wanted=dict.fromkeys(cases, 2))
    for case, chosen in dealt.items():
        assert not set(chosen) & barred[case]
        assert len(chosen) == min(2, len(people) - len(barred[case]))


def test_weighted_mean_and_spread_are_exact() -> None:
    one = weigh([(4, 5), (4, 4), (3, 3), (5, 2), (2, 2)])
    assert (one.points, one.most, one.mean) == (59, 80, Decimal("3.69"))
    both = together([Decimal("4.00"), Decimal("3.00")])
    assert (both.mean, both.spread, both.count) == (Decimal("3.5"), Decimal("0.5"), 2)
    assert (weigh([]), together([])) == (None, None)
    for bad in ((6, 1), (-1, 1), (3, 0), (3, 6)):
        with pytest.raises(ValueError, match="0 to 5"):
            weigh([bad])


# --- asking ---------------------------------------------------------------------------------------
def test_dealing_out_leaves_ties_out_and_balances(officer: User) -> None:
    rules = make_reviewed_rules()
    cases = [make_in_review(officer, rules) for _number in range(4)]
    one, two, three = make_members(3)
    office_actions.declare_ties(cases[0], by=one, is_tied=True, reason="Vorstand")
    type(cases[1]).objects.filter(pk=cases[1].pk).update(applicant=make_applicant(two))
    cases[1].refresh_from_db()
    with CaptureQueriesContext(connection) as few:
        deal_out(cases[:1], 2)
    with CaptureQueriesContext(connection) as many:
        dealt = deal_out(cases, 2)
    assert len(few) == len(many)
    assert (one not in dealt[cases[0]], two not in dealt[cases[1]]) == (True, True)
    counts = Counter(person for chosen in dealt.values() for person in chosen)
    assert sorted(counts.values()) == [2, 3, 3]
    assert set(counts) == {one, two, three}


def test_page_deals_out_after_a_look_and_mails_once(officer: User) -> None:
    case, people = make_in_review(officer), make_members(2)
    client, page = signed_in(officer), reverse(ASSIGN)
    shown = client.post(page, {"per_case": 2, "due_on": "2099-01-01"})
    assert shown.status_code == 200
    assert Review.objects.count() == 0
    go = {"per_case": 2, "due_on": "2099-01-01", "_go": "1"}
    assert client.post(page, go | {"seen": "other"}).context["is_stale"] is True
    for _press in range(2):
        client.post(page, go | {"seen": shown.context["seen"]})
    assert {review.reviewer for review in case.reviews.all()} == set(people)
    mails = OutgoingMail.objects.filter(key__startswith="grants-review-")
    assert mails.count() == 2
    assert not any(case.title in mail.text for mail in mails)
    assert client.post(page, {"per_case": "x", "due_on": ""}).status_code == 422


def test_asking_refuses_ties_strangers_and_wrong_states(officer: User) -> None:
    case, (member, tied) = make_in_review(officer), make_members(2)
    office_actions.declare_ties(case, by=tied, is_tied=True)
    for person in (tied, officer):
        with pytest.raises(Refused):
            actions.ask_reviewers(case, [person], by=officer)
    with pytest.raises(Refused):
        actions.ask_reviewers(case, [member], by=member)
    [review] = actions.ask_reviewers(case, [member], by=officer)
    assert actions.ask_reviewers(case, [member], by=officer) == []
    actions.release_reviewer(review, by=officer)
    assert case.reviews.count() == 0
    client = signed_in(officer)
    client.post(
        reverse("admin:grants_review_ask", args=[case.pk]), {"reviewer": member.pk, "due_on": "2099-01-01"}
    )
    again = case.reviews.get()
    client.post(reverse("admin:grants_review_release", args=[again.pk]))
    assert case.reviews.count() == 0


# --- judging --------------------------------------------------------------------------------------
def test_sheet_opens_after_the_declaration_only(officer: User) -> None:
    [member] = make_members(1)
    review = make_review(make_in_review(officer), member, is_free=False)
    client = signed_in(member)
    assert review.application.title in client.get(reverse(LIST)).text
    closed = client.get(sheet_of(review))
    assert "/ties/" in closed["Location"]
    with pytest.raises(Refused):
        actions.save_review(review, make_judgement(review.application, 3, 3), by=member, version=1)
    make_free(member, review.application)
    assert review.application.concept in client.get(sheet_of(review)).text
    Conflict.objects.update(is_tied=True)
    assert client.get(sheet_of(review)).status_code == 404
    assert review.application.title not in client.get(reverse(LIST)).text


def test_half_a_review_is_kept_and_a_whole_one_is_sent_once(officer: User) -> None:
    [member] = make_members(1)
    review = make_review(make_in_review(officer), member)
    client, page = signed_in(member), sheet_of(review)
    kept = client.post(page, typed(review, 4, "", advice="", text=""), headers={"X-Autosave": "1"})
    answer = json.loads(kept.content)
    assert (answer["state"], answer["values"]) == ("saved", {"version": "2"})
    assert "12" in answer["fragments"]["review-sum"]
    lacking = client.post(page, typed(review, 4, "", advice="", text="", version=2, _send="1"))
    assert (lacking.status_code, len(lacking.context["form"].non_field_errors())) == (422, 3)
    done = typed(review, 4, 5, version=2, _send="1")
    for _press in range(2):
        client.post(page, done)
    review.refresh_from_db()
    assert (review.submitted_at is not None, review.version, review.scores.count()) == (True, 3, 2)
    assert client.post(page, typed(review, 1, 1, version=3)).status_code == 422
    assert sorted(review.scores.values_list("value", flat=True)) == [4, 5]


def test_enter_in_a_field_keeps_the_review_and_never_sends_it(officer: User) -> None:
    """Browsers press the first button of a form."""
    [member] = make_members(1)
    review = make_review(make_in_review(officer), member)
    form = signed_in(member).get(sheet_of(review)).text.partition("data-autosave")[2]
    assert form.index('name="_keep"') < form.index('name="_send"')


BAD: tuple[dict[str, Any], ...] = (
    {"amount": "1,234"}, {"amount": "99999"}, {"amount": "-5"}, {"advice": "maybe"}, {"points": 6},
)  # fmt: skip


def test_values_out_of_bounds_are_refused_and_stay_in_the_form(officer: User) -> None:
    [member] = make_members(1)
    review = make_review(make_in_review(officer), member)
    client = signed_in(member)
    for bad in BAD:
        rest = {name: value for name, value in bad.items() if name != "points"}
        posted = typed(review, bad.get("points", 4), 4, text="Bleibt stehen.", **rest)
        response = client.post(sheet_of(review), posted)
        assert (response.status_code, "Bleibt stehen." in response.text) == (422, True), bad
    assert review.scores.count() == 0


def test_points_out_of_bounds_never_reach_the_database(officer: User) -> None:
    [member] = make_members(1)
    review = make_review(make_in_review(officer), member)
    for value in (-1, 6):
        with pytest.raises(Refused):
            actions.save_review(review, make_judgement(review.application, value, 3), by=member, version=1)


def test_second_window_sees_both_and_overwrites_nothing(officer: User) -> None:
    [member] = make_members(1)
    review = make_review(make_in_review(officer), member)
    client, page = signed_in(member), sheet_of(review)
    client.post(page, typed(review, 4, 4, text="Aus dem ersten Fenster."))
    again = client.post(page, typed(review, 4, 4, text="Aus dem ersten Fenster."))
    assert again.status_code == 302  # the same once more is no conflict
    other = client.post(page, typed(review, 1, 1, text="Aus dem zweiten."))
    assert other.status_code == 409
    assert "Aus dem ersten Fenster." in other.text
    assert "Aus dem zweiten." in other.text
    review.refresh_from_db()
    assert review.text == "Aus dem ersten Fenster."


def test_others_scores_stay_hidden_until_the_own_review_is_sent(officer: User) -> None:
    one, two = make_members(2)
    case = make_in_review(officer)
    first, second = make_review(case, one), make_review(case, two)
    secret = make_judgement(case, 2, 2, text="Das Urteil der anderen.")
    actions.save_review(first, secret, by=one, version=1, sends=True)
    client = signed_in(two)
    assert "Das Urteil der anderen." not in client.get(sheet_of(second)).text
    assert (reading.opinions(case, two), reading.results([case], two)) == ([], {case.pk: None})
    assert client.get(sheet_of(first)).status_code == 404
    assert len(reading.opinions(case, officer)) == 1
    actions.save_review(second, make_judgement(case, 4, 4), by=two, version=1, sends=True)
    assert "Das Urteil der anderen." in client.get(sheet_of(second)).text
    found = reading.results([case], two)[case.pk]
    assert (found.mean, found.spread) == (Decimal("3.0"), Decimal("1.0"))


def test_list_takes_the_same_queries_for_one_and_three(officer: User) -> None:
    [member] = make_members(1)
    client, rules, counts = signed_in(member), make_reviewed_rules(), []
    client.get(reverse(LIST))
    for number in (1, 2):
        for _more in range(number):
            make_review(make_in_review(officer, rules), member)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIST))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_review_does_not_count_once_its_author_declares_a_tie(officer: User) -> None:
    one, two = make_members(2)
    case = make_in_review(officer)
    for person, value in ((one, 1), (two, 5)):
        review = make_review(case, person)
        actions.save_review(review, make_judgement(case, value, value), by=person, version=1, sends=True)
    Conflict.objects.filter(user=one).update(is_tied=True)
    assert reading.results([case], officer)[case.pk].mean == Decimal("5.0")
    assert [found.review.reviewer for found in reading.opinions(case, officer)] == [two]
    assert [row.reviewer for row in reading.void(case)] == [one]
