"""Properties of the plan's form: what it writes it reads back, in every language; totals fit to the cent."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from projects.grants.costs.editing import edited
from projects.grants.costs.fields import AmountField, NumberField, questions
from projects.grants.costs.rows import CostRow, IncomeRow, WorkRow
from projects.grants.money import cents
from projects.grants.plan import Limits, sums

LANGUAGES = ("de", "en", "fr", "pl", "ja", "ar")
CENTS = some.integers(0, 999_999_999).map(lambda number: Decimal(number) / 100)
QUICK = settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def row(kind: type[Any], **values: str) -> Any:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data[f"x-{name}"] = value
    form = kind(data, prefix="x")
    for field in form.fields.values():
        if isinstance(field, forms.ChoiceField):
            field.choices = [*field.choices, ("A1", "A1"), ("E1", "E1")]
    return form


@QUICK
@given(amount=CENTS, language=some.sampled_from(LANGUAGES), script=some.sampled_from([{}, ARABIC, WIDE]))
def test_amounts_come_back_as_they_were_written(
    amount: Decimal, language: str, script: dict[int, str]
) -> None:
    with override(language):
        shown = str(AmountField("").prepare_value(amount)).translate(script)
        count = str(NumberField("", largest=Decimal(10**7)).prepare_value(amount)).translate(script)
        form = row(CostRow, head="A1", text="a", quantity="1", unit_price=shown)
        assert form.is_valid(), shown
        assert form.cleaned_data["unit_price"] == amount
        assert form.amount() == amount
        hours = row(WorkRow, text="a", hours=count)
        if amount <= Decimal("99999.99"):
            assert hours.is_valid(), count
            assert hours.cleaned_data["hours"] == amount


HABITS = (
    "1.234,56", "1234.56", "1 234,56", "1\u202f234,56", "1,234.56", "１２３４.５６", "١٢٣٤٫٥٦", "1'234.56",
    "1234,56 €", "€1,234.56", "١٬٢٣٤٫٥٦", "\u200f1234,56",
)  # fmt: skip


def test_habits_of_six_languages_mean_the_same_everywhere() -> None:
    for language in LANGUAGES:
        with override(language):
            for text in HABITS:
                form = row(IncomeRow, head="E1", text="a", status="planned", amount_typed=text)
                assert form.is_valid(), (language, text)
                assert form.amount() == Decimal("1234.56")


@QUICK
@given(whole=some.integers(1, 9999), part=some.integers(0, 999), mark=some.sampled_from([".", ","]))
def test_a_question_offers_readings_that_are_no_question(whole: int, part: int, mark: str) -> None:
    text = f"{whole}{mark}{part:03}"
    for language in LANGUAGES:
        with override(language):
            form = row(IncomeRow, head="E1", text="a", amount_typed=text)
            if form.is_valid():
                assert form.amount() == Decimal(f"{whole}{part:03}")
                continue
            offered = questions(form["amount_typed"])
            assert 1 <= len(offered) <= 2
            for spoken, written in offered:
                again = row(IncomeRow, head="E1", text="a", amount_typed=written)
                assert again.is_valid(), (language, text, written)
                assert written in spoken


@QUICK
@given(
    costs=some.lists(some.tuples(CENTS, some.integers(1, 99_999)), max_size=6),
    incomes=some.lists(CENTS, max_size=6),
    most=some.none() | CENTS,
)
def test_typed_plans_balance_to_the_cent(
    costs: list[tuple[Decimal, int]], incomes: list[Decimal], most: Decimal | None
) -> None:
    with override("de"):
        field = AmountField("")
        rows = [
            row(
                CostRow,
                head="A1",
                quantity=f"{count // 100},{count % 100:02}",
                unit_price=field.written(price),
            )
            for price, count in costs
        ]
        money = [row(IncomeRow, head="E1", amount_typed=field.written(amount)) for amount in incomes]
        assert all(form.is_valid() for form in (*rows, *money))
        total = sums(
            [form.as_line(None) for form in rows], [form.as_line() for form in money], Limits(most=most)
        )
    spent = sum((cents(price * count / 100) for price, count in costs), Decimal(0))
    assert total.costs == spent
    assert total.costs - total.financing == total.gap
    assert total.requested == min(max(spent - sum(incomes), Decimal(0)), most if most is not None else spent)
    if most is None and sum(incomes) <= spent:
        assert total.gap == 0


@QUICK
@given(text=some.text(max_size=60))
def test_any_text_is_a_number_or_a_message(text: str) -> None:
    form = row(IncomeRow, head="E1", text="a", amount_typed=text)
    if form.is_valid():
        assert form.amount() >= 0
    else:
        assert all(form.errors["amount_typed"])


@pytest.mark.parametrize(
    ("button", "texts"),
    [
        ({"drop": "costs-0"}, ["b", "c"]),
        ({"drop": "costs-2"}, ["a", "b"]),
        ({"drop": "costs-3"}, ["a", "b", "c"]),
        ({"go": "more-costs"}, ["a", "b", "c", None]),
        ({"go": "more-others"}, ["a", "b", "c"]),
        ({"pick": "costs-1-text:z"}, ["a", "z", "c"]),
        ({"pick": "version:9"}, ["a", "b", "c"]),
    ],
)
def test_buttons_change_the_rows_that_were_posted(button: dict[str, str], texts: list[str | None]) -> None:
    data = QueryDict(mutable=True)
    data.update({"version": "1", "costs-TOTAL_FORMS": "3", "costs-INITIAL_FORMS": "2"} | button)
    data.update({f"costs-{number}-text": text for number, text in enumerate("abc")})
    after = edited(data, ["costs"])
    assert int(after["costs-TOTAL_FORMS"]) == len(texts)
    assert [after.get(f"costs-{number}-text") for number in range(len(texts))] == texts
    assert f"costs-{len(texts)}-text" not in after
    assert not {"drop", "pick", "go"} & set(after)
    assert after["version"] == "1"
