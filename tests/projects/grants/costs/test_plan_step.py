"""The step "costs": saving, messages, buttons beside the rows, the short plan, foreign and closed plans."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import override

from projects.grants.costs.tables import plan_tables, plan_tables_of
from projects.grants.models import Application, Award, CostLine, Decision, Head, IncomeLine, Ruleset
from projects.grants.snapshot import take
from tests.factories import make_user
from tests.factories_grants import make_applicant, make_application, make_budget, make_ruleset

pytestmark = pytest.mark.django_db
QUERIES = 15
SENT = {"number": "HF-2026-9001", "submitted_at": timezone.now(), "snapshot": {}}
COSTS = {"A1": "Honorare", "B3": "Reise", "B12": "CO₂-Ausgleich"}
INCOMES = {"E1": "Eigenes Geld", "E2": "Eigene unbezahlte Arbeit", "E6": "Andere öffentliche Förderung"}


def make_rules(**fields: Any) -> Ruleset:
    rules = make_ruleset(**{"own_work_rate": Decimal(10), **fields})
    for side, names in (("costs", COSTS), ("financing", INCOMES)):
        for code, name in names.items():
            Head.objects.create(ruleset=rules, side=side, code=code, name_de=name)
    return rules


def address(application: Application, name: str = "step-costs", language: str = "de") -> str:
    with override(language):
        return reverse(f"grants:{name}", kwargs={"uuid": application.uuid})


def posted(version: int = 0, **rows: list[dict[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {"version": version}
    for prefix in ("costs", "incomes", "work"):
        lines = rows.get(prefix, [])
        data |= {f"{prefix}-TOTAL_FORMS": len(lines), f"{prefix}-INITIAL_FORMS": 0}
        for index, line in enumerate(lines):
            data |= {f"{prefix}-{index}-{name}": value for name, value in line.items()}
    return data


def cost(price: str, **fields: Any) -> dict[str, Any]:
    return {"head": "A1", "text": "Probe", "quantity": "1", "unit_price": price} | fields


def income(amount: str, **fields: Any) -> dict[str, Any]:
    return {"head": "E1", "text": "Kasse", "status": "in_hand", "amount_typed": amount} | fields


@pytest.fixture
def application() -> Application:
    person = make_user()
    return make_application(person, ruleset=make_rules(), whole=False)


@pytest.fixture
def signed_in(application: Application, client: Client) -> Client:
    client.force_login(application.created_by)
    return client


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", strip_tags(answer.content.decode()))


def test_plan_is_stored_with_sums_and_shown_again(signed_in: Client, application: Application) -> None:
    data = posted(
        costs=[cost("950,50", quantity="8", unit="Person", head="B3"), {}, cost("1.400,00")],
        incomes=[income("1 500,00"), income("500", head="E6", status="applied")],
        work=[{"text": "Aufbau", "hours": "20,5"}],
    )
    answer = signed_in.post(address(application), data | {"go": "next"})
    assert answer.status_code == 302
    assert answer.url == address(application, "step-review")
    application.refresh_from_db()
    assert application.costs_total == Decimal("9004.00")
    assert application.requested == Decimal(5000)
    assert list(application.costs.values_list("head", "unit", "quantity", "unit_price")) == [
        ("B3", "Person", Decimal(8), Decimal("950.50")),
        ("A1", "", Decimal(1), Decimal(1400)),
    ]
    assert application.incomes.get(head="E2").amount == Decimal(205)
    page = signed_in.get(address(application))
    for text in ('value="950,50"', 'value="20,5"', "7.604,00 €", "9.004,00 €", "205,00 €", "2.004,00 €"):
        assert text in page.content.decode(), text


def test_saving_again_keeps_lines_and_what_the_page_does_not_ask(
    signed_in: Client, application: Application
) -> None:
    line = CostLine.objects.create(
        application=application, head="A1", text="Gage", unit_price=Decimal(10), is_eligible=False
    )
    gone = CostLine.objects.create(application=application, head="A1", text="Weg", unit_price=Decimal(10))
    data = posted(costs=[cost("20", id=line.pk, text="Gage neu")])
    assert signed_in.post(address(application), data).status_code == 302
    line.refresh_from_db()
    assert (line.text, line.unit_price, line.is_eligible) == ("Gage neu", Decimal(20), False)
    assert not CostLine.objects.filter(pk=gone.pk).exists()


def test_a_line_of_another_application_is_never_touched(signed_in: Client, application: Application) -> None:
    other = make_application(make_user())
    line = other.costs.get()
    signed_in.post(address(application), posted(costs=[cost("1", id=line.pk, text="fremd")]))
    line.refresh_from_db()
    assert line.text == "Honorar"
    assert application.costs.get().text == "fremd"


@pytest.mark.parametrize(
    ("language", "text", "readings"),
    [
        ("de", "1,234", ("1.234,00", "1,23")),
        ("en", "1.234", ("1,234.00", "1.23")),
        ("fr", "1,234", ("1 234,00", "1,23")),
    ],
)
def test_ambiguous_amount_asks_and_either_answer_works(
    signed_in: Client, application: Application, language: str, text: str, readings: tuple[str, str]
) -> None:
    way = address(application, language=language)
    data = posted(costs=[cost(text, text="bleibt stehen")])
    answer = signed_in.post(way, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{text}"' in page
    assert "bleibt stehen" in page
    assert not application.costs.exists()
    buttons = re.findall(r'name="pick" value="(costs-0-unit_price:[^"]+)"', page)
    assert len(buttons) == 2
    assert [re.sub(r"\s", " ", button.split(":")[1]) for button in buttons] == list(readings)
    signed_in.post(way, data | {"pick": buttons[1]})
    assert application.costs.get().unit_price == Decimal("1.23")


def test_malformed_numbers_are_named_and_everything_is_kept(
    signed_in: Client, application: Application
) -> None:
    data = posted(
        costs=[cost("zwölf", text="eins"), cost("-5", text="zwei"), cost("1,2345", text="drei")],
        incomes=[income("99999999999", text="vier")],
        work=[{"text": "fünf", "hours": "2²"}],
    )
    answer = signed_in.post(address(application), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    for typed in ("zwölf", "-5", "1,2345", "99999999999", "2²", "eins", "zwei", "drei", "vier", "fünf"):
        assert f'value="{typed}"' in page, typed
    assert page.count('class="msg"') >= 5
    assert not CostLine.objects.filter(application=application).exists()


def test_rows_come_and_go_by_buttons_without_a_script(signed_in: Client, application: Application) -> None:
    way = address(application)
    data = posted(costs=[cost("1", text="a"), cost("2", text="b"), cost("3", text="c")])
    answer = signed_in.post(way, data | {"go": "more-costs"})
    assert answer.url == f"{way}#costs-new"
    ids = list(application.costs.values_list("pk", flat=True))
    rows = [cost("1", id=pk, text=name) for pk, name in zip(ids, "abc", strict=True)]
    signed_in.post(way, posted(1, costs=rows) | {"drop": "costs-1"})
    assert list(application.costs.values_list("pk", "text")) == [(ids[0], "a"), (ids[2], "c")]


def test_rows_come_and_go_even_beside_a_malformed_one(signed_in: Client, application: Application) -> None:
    way = address(application)
    data = posted(costs=[cost("x", text="falsch"), cost("2", text="gut")])
    more = signed_in.post(way, data | {"go": "more-costs"})
    assert more.status_code == 422
    assert 'name="costs-2-text"' in more.content.decode()
    assert signed_in.post(way, data | {"drop": "costs-0"}).status_code == 302
    assert application.costs.get().text == "gut"
    # Numbers out of range change nothing.
    for drop in ("costs-7", "costs--1", "nothing-0", "costs-", "costs"):
        application.refresh_from_db()
        kept = [cost("2", id=application.costs.get().pk, text="gut")]
        signed_in.post(way, posted(application.version_of("costs"), costs=kept) | {"drop": drop})
        assert application.costs.count() == 1, drop


def test_totals_follow_what_is_typed_and_store_nothing(signed_in: Client, application: Application) -> None:
    data = posted(
        costs=[cost("1.000,00"), cost("1,234"), cost("0", text="leer"), {"unit_price": "5"}],
        incomes=[income("200,00")],
    )
    answer = signed_in.post(address(application, "step-costs-draft"), data)
    text = words(answer)
    assert answer.status_code == 200
    assert "1.005,00 €" in text
    assert "805,00 €" in text
    page = answer.content.decode()
    assert 'href="#costs-3"' in page
    assert 'href="#costs-4"' in page
    assert 'href="#id_costs-1-unit_price"' in page
    assert not application.costs.exists()
    added = signed_in.post(address(application, "step-costs-draft"), data | {"go": "more-incomes"})
    assert 'name="incomes-1-text"' in added.content.decode()


def test_every_rule_of_the_plan_names_the_way_out(signed_in: Client, application: Application) -> None:
    rules = application.ruleset
    Ruleset.objects.filter(pk=rules.pk).update(
        most=Decimal(400), max_rate=Decimal(10), min_own_share=Decimal(20), head_warning=Decimal(50)
    )
    data = posted(costs=[cost("1000")], incomes=[income("100", head="E6", status="applied")])
    signed_in.post(address(application), data)
    page = signed_in.get(address(application)).content.decode()
    for text in ("500,00 €", "100,00 €", "200,00 €", 'href="#id_incomes"', 'href="#id_costs"'):
        assert text in page, text
    assert page.count("<rect") >= 4
    assert "style=" not in page.split('id="plan"')[1].split("</form>")[0]


def test_second_editor_sees_both_plans(signed_in: Client, application: Application) -> None:
    way = address(application)
    first = posted(costs=[cost("100", text="zuerst")])
    signed_in.post(way, first)
    # The same text typed another way is no conflict.
    assert signed_in.post(way, posted(costs=[cost("100,00", text="zuerst")])).status_code == 302
    answer = signed_in.post(way, posted(costs=[cost("300", text="danach")]))
    assert answer.status_code == 409
    assert "zuerst" in words(answer)
    assert "danach" in words(answer)
    assert application.costs.get().text == "zuerst"
    quiet = signed_in.post(way, posted(costs=[cost("300")]), headers={"X-Autosave": "1"})
    assert quiet.json()["state"] == "conflict"


def test_either_plan_can_be_taken_after_a_conflict(signed_in: Client, application: Application) -> None:
    way = address(application)
    signed_in.post(way, posted(costs=[cost("100", text="zuerst")], incomes=[income("10", text="zuerst")]))
    mine = posted(costs=[cost("300", text="danach"), cost("1")], incomes=[income("20", text="danach")])
    page = signed_in.post(way, mine).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    hidden.pop("csrfmiddlewaretoken", None)
    answer = signed_in.post(way, {**hidden, "resolve": "1", "pick-costs": "mine", "pick-incomes": "theirs"})
    assert answer.status_code == 302
    assert list(application.costs.values_list("text", "unit_price")) == [
        ("danach", Decimal(300)),
        ("Probe", Decimal(1)),
    ]
    assert list(application.incomes.values_list("text", "amount")) == [("zuerst", Decimal(10))]


def test_plan_typed_after_the_session_was_over_waits_for_its_writer(
    client: Client, application: Application
) -> None:
    way = address(application)
    assert client.post(way, posted(costs=[cost("77,70", text="nicht verloren")])).status_code == 401
    client.force_login(application.created_by)
    page = client.get(way).content.decode()
    assert 'value="nicht verloren"' in page
    assert "77,70 €" in page.replace("\xa0", " ")
    assert not application.costs.exists()


def test_saving_in_the_background_tells_ids_and_version(signed_in: Client, application: Application) -> None:
    way = address(application)
    answer = signed_in.post(way, posted(costs=[cost("5")]), headers={"X-Autosave": "1"}).json()
    assert answer["state"] == "saved"
    assert answer["values"]["version"] == "1"
    assert answer["values"]["costs-0-id"] == str(application.costs.get().pk)
    bad = signed_in.post(way, posted(1, costs=[cost("1,234")]), headers={"X-Autosave": "1"})
    assert (bad.status_code, bad.json()["state"]) == (422, "invalid")


def test_foreign_closed_and_signed_out_plans_stay_shut(client: Client, application: Application) -> None:
    ways = [address(application), address(application, "step-costs-draft")]
    assert client.get(ways[0]).status_code == 302
    assert client.post(ways[1], posted()).status_code == 401
    client.force_login(make_user())
    assert client.get(ways[0]).status_code == 404
    assert [client.post(way, posted()).status_code for way in ways] == [404, 404]
    client.force_login(application.created_by)
    Application.objects.filter(pk=application.pk).update(state="expired")
    page = client.get(ways[0])
    assert 'name="drop"' not in page.content.decode()
    assert client.post(ways[0], posted(costs=[cost("5")])).status_code == 409
    assert not application.costs.exists()


def test_page_asks_the_database_as_often_for_three_lines_as_for_one(
    signed_in: Client, application: Application, django_assert_num_queries: Any
) -> None:
    way = address(application)
    signed_in.get(way)
    for number in range(3):
        CostLine.objects.create(application=application, head="A1", text=f"{number}", unit_price=Decimal(1))
        IncomeLine.objects.create(application=application, head="E1", text=f"{number}", amount=Decimal(1))
        IncomeLine.objects.create(application=application, head="E2", text=f"{number}", amount=Decimal(1))
        if number != 1:
            with django_assert_num_queries(QUERIES):
                signed_in.get(way)


def test_who_deducts_input_tax_is_told_to_leave_it_out(signed_in: Client, application: Application) -> None:
    applicant = make_applicant(application.created_by, input_tax="yes")
    assert "input tax" not in words(signed_in.get(address(application, language="en")))
    Application.objects.filter(pk=application.pk).update(applicant=applicant)
    assert "input tax" in words(signed_in.get(address(application, language="en")))


def test_short_plan_asks_for_sums_only(client: Client) -> None:
    person = make_user()
    rules = make_rules(is_short=True, most=Decimal(1500))
    application = make_application(person, ruleset=rules, whole=False)
    client.force_login(person)
    way = address(application)
    page = client.get(way).content.decode()
    assert "unit_price" not in page
    typed = re.findall(r'<(?:input|select|textarea)[^>]* name="(?:costs-0-|own|other)[^"]*"', page)
    assert len([field for field in typed if 'type="hidden"' not in field]) == 4
    data = {
        "version": 0,
        "costs-TOTAL_FORMS": 1,
        "costs-INITIAL_FORMS": 0,
        "costs-0-text": "Fahrt",
        "costs-0-amount_typed": "1.000,00",
        "own_cash": "200",
        "other_money": "1,234",
    }
    answer = client.post(way, data)
    assert answer.status_code == 422
    assert "other_money:1,23" in answer.content.decode()
    assert client.post(way, data | {"other_money": "50,50"}).status_code == 302
    application.refresh_from_db()
    assert application.requested == Decimal("749.50")
    assert set(application.incomes.values_list("head", "amount")) == {
        ("E1", Decimal(200)),
        ("E5", Decimal("50.50")),
    }
    # Lines that come to the sum already stay; others are replaced by one.
    IncomeLine.objects.create(application=application, head="E4", text="Beitrag", amount=Decimal(10))
    row = {"costs-0-id": application.costs.get().pk, "costs-INITIAL_FORMS": 1, "version": 1}
    client.post(way, data | row | {"other_money": "60,50"})
    assert application.incomes.count() == 3
    client.post(way, data | row | {"other_money": "", "version": 2})
    assert list(application.incomes.values_list("head", flat=True)) == ["E1"]


def test_read_tables_show_stored_and_sent_plans_alike(signed_in: Client, application: Application) -> None:
    data = posted(
        costs=[cost("950,50", quantity="2,5", unit="Tage"), cost("1")],
        incomes=[income("500", status="applied")],
        work=[{"text": "Aufbau", "hours": "3"}],
    )
    signed_in.post(address(application), data)
    CostLine.objects.filter(text="Probe", quantity=1).update(is_eligible=False)
    application = Application.objects.get(pk=application.pk)
    with override("de"):
        tables = plan_tables(application)
        assert tables == plan_tables_of(take(application), application.ruleset)
        page = render_to_string("grants/costs/table.html", {"plan": tables})
        empty = render_to_string("grants/costs/table.html", {"plan": plan_tables_of({}, application.ruleset)})
    for text in (
        "2.377,25 €",
        "2,5 Tage × 950,50",
        "1.877,25 €",
        "30,00 €",
        "3 × 10,00",
        "Eigenes Geld: Kasse",
    ):
        assert text in page.replace("\xa0", " "), text
    assert "<table" not in empty


def test_reduced_grant_stands_above_the_plan_with_the_difference(client: Client) -> None:
    person = make_user()
    rules = make_rules(least=Decimal(2200))
    application = make_application(person, ruleset=rules, state="approved_reduced", **SENT)
    decision = Decision.objects.create(
        application=application, outcome="approved_reduced", amount=Decimal(2000), prepared_by=make_user(),
        budget=make_budget(application.programme), reason="Zu wenig Geld.",
    )  # fmt: skip
    Award.objects.create(
        application=application,
        decision=decision,
        amount=Decimal(2000),
        state="notified",
        needs_new_plan=True,
    )
    client.force_login(person)
    way = address(application)
    text = words(client.get(way))
    for amount in ("2.000,00 €", "2.500,00 €", "500,00 €"):
        assert amount in text
    assert "2.200,00 €" not in text
    lines = {"costs": application.costs.get().pk, "incomes": application.incomes.get().pk}
    data = posted(costs=[cost("2500", id=lines["costs"])], incomes=[income("500", id=lines["incomes"])])
    assert client.post(way, data).status_code == 302
    application.refresh_from_db()
    assert application.requested == Decimal(2000)
    page = client.get(way).content.decode()
    assert "2.200,00" not in page
    assert 'class="note warn"' not in page.split('id="plan-top"')[1].split('id="plan"')[0]


def test_buttons_with_digits_without_end_do_nothing(client: Client, application: Application) -> None:
    client.force_login(application.created_by)
    digits = "9" * 5000
    rows = posted(costs=[cost("100")], incomes=[income("50")])
    for wrong in ({"drop": f"costs-{digits}"}, {"drop": "costs-0", "costs-INITIAL_FORMS": digits}):
        answer = client.post(address(application, "step-costs-draft"), rows | wrong)
        assert answer.status_code == 200
