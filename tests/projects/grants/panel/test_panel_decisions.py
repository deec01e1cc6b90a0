"""Preparing and signing on pages: four eyes, what was seen is what is signed, batch with preview, letters, budget."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.grants import office_actions
from projects.grants.models import Award, BudgetLine, Conflict, Decision, Letter, TextBlock
from projects.grants.panel import actions, workflow
from projects.grants.workflow import Refused
from tests.factories_grants import make_budget, make_ruleset
from tests.factories_grants_office import make_free, page_of
from tests.factories_grants_panel import make_members, make_ready, make_session, make_yes
from tests.factories_grants_records import make_team_member
from twinning.accounts.models import User

LIST, BATCH = "admin:grants_decision_changelist", "admin:grants_decision_batch"
BUDGET = "admin:grants_budgetline_changelist"


@pytest.fixture
def officer(db: None) -> User:
    return make_team_member("officer")


@pytest.fixture
def decider(db: None) -> User:
    return make_team_member("decider")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_prepared(officer: User, rules: Any = None, amount: str = "2500") -> Decision:
    """Ready to be signed, without a panel."""
    case = make_ready(officer, rules or make_ruleset(uses_panel=False))
    line = BudgetLine.objects.get(programme=case.programme)
    return office_actions.prepare_decision(
        case, by=officer, outcome="approved", amount=Decimal(amount), budget_line=line
    )


def test_decision_follows_the_panel_or_gives_a_reason(officer: User) -> None:
    case = make_ready(officer)
    line = BudgetLine.objects.get()
    values = {"outcome": "approved", "amount": Decimal(2500), "budget_line": line}
    with pytest.raises(Refused):
        actions.prepare(case, by=officer, **values)
    session = make_session(officer, [case], make_members(3))
    workflow.resolve(session.items.get(), make_yes(), by=officer, version=1)
    workflow.close(session, by=officer)
    with pytest.raises(Refused):
        actions.prepare(case, by=officer, **values | {"amount": Decimal(2000)})
    page = reverse("admin:grants_decision_prepare", args=[case.pk])
    client = signed_in(officer)
    assert client.get(page).context["form"].initial["outcome"] == "approved"
    typed = {"outcome": "approved_reduced", "amount": "2.000", "budget_line": line.pk}
    bad = client.post(page, typed)
    assert (bad.status_code, 'value="2.000"' in bad.text) == (422, True)
    client.post(page, typed | {"reason": "Nach neuer Rechnung."})
    decision = Decision.objects.get()
    assert (decision.amount, decision.agenda_item) == (Decimal(2000), session.items.get())


def test_whoever_prepared_can_not_sign_and_is_told(officer: User) -> None:
    both = make_team_member("officer", "decider")
    decision = make_prepared(both)
    make_free(both, decision.application)
    client, page = signed_in(both), reverse("admin:grants_decision_change", args=[decision.pk])
    assert len(client.get(page).context["facts"]["against"]) == 1
    answer = client.post(page, {"seen": actions.stamp(decision)})
    assert (answer.status_code, len(answer.context["refusals"])) == (422, 1)
    assert Award.objects.count() == 0


def test_signing_needs_a_declaration_and_signs_what_was_seen(officer: User, decider: User) -> None:
    decision = make_prepared(officer)
    client, page = signed_in(decider), reverse("admin:grants_decision_change", args=[decision.pk])
    assert "/ties/" in client.get(page)["Location"]
    with pytest.raises(Refused):
        actions.sign(decision, by=decider, seen=actions.stamp(decision))
    make_free(decider, decision.application)
    seen = client.get(page).context["facts"]["stamp"]
    anew = office_actions.prepare_decision(
        decision.application,
        by=officer,
        outcome="approved",
        amount=Decimal(1000),
        budget_line=decision.budget,
    )
    assert client.post(page, {"seen": seen}).status_code == 409
    assert Award.objects.count() == 0
    for _press in range(2):
        assert client.post(page, {"seen": actions.stamp(anew)}).status_code == 302
    assert Award.objects.get().amount == Decimal(1000)
    for role in ("officer", "finance", "lead"):
        other = make_team_member(role)
        make_free(other, decision.application)
        assert signed_in(other).post(page, {"seen": ""}).status_code == 403


def test_decision_names_its_conditions_instead_of_their_codes(officer: User) -> None:
    block = TextBlock.objects.create(
        kind="condition", code="no-steps", title_de="Ohne Stufen", title_en="Without steps", text_de="a"
    )
    decision = make_prepared(officer)
    Decision.objects.filter(pk=decision.pk).update(conditions=[block.code, "long-gone"])
    make_free(officer, decision.application)
    page = signed_in(officer).get(reverse("admin:grants_decision_change", args=[decision.pk])).text
    assert f"{block}, long-gone" in page


def test_tie_closes_every_page_of_the_decision(officer: User, decider: User) -> None:
    decision = make_prepared(officer)
    case = decision.application
    Conflict.objects.create(application=case, user=decider, is_tied=True)
    client = signed_in(decider)
    assert client.get(reverse("admin:grants_decision_change", args=[decision.pk])).status_code == 404
    for name in ("letter", "send"):
        assert client.post(reverse(f"admin:grants_decision_{name}", args=[case.pk])).status_code == 404
    for name in (LIST, "admin:index", BUDGET):
        assert case.title not in client.get(reverse(name)).text
    client.post(reverse(BATCH), {"decision": [decision.pk], "_go": "1"})
    assert Award.objects.count() == 0


def test_batch_shows_what_happens_then_signs_what_fits(officer: User, decider: User) -> None:
    rules = make_ruleset(uses_panel=False)
    make_budget(rules.programme, amount=Decimal(6000))
    decisions = [make_prepared(officer, rules) for _number in range(3)]
    make_free(decider, *[row.application for row in decisions])
    client = signed_in(decider)
    chosen = {"decision": [row.pk for row in decisions]}
    preview = client.post(reverse(BATCH), chosen)
    assert [len(row.reasons) for row in preview.context["rows"]] == [0, 0, 1]
    assert "1.000,00" in preview.text
    assert Award.objects.count() == 0
    seen = {f"seen_{row.decision.pk}": row.stamp for row in preview.context["rows"]}
    for _press in range(2):
        client.post(reverse(BATCH), chosen | seen | {"_go": "1"})
    assert (Award.objects.count(), BudgetLine.objects.get().committed) == (2, Decimal(5000))
    # Unseen is unsigned.
    BudgetLine.objects.update(amount=Decimal(9000))
    client.post(reverse(BATCH), chosen | {"_go": "1"})
    assert Award.objects.count() == 2


def test_letter_is_made_looked_at_and_sent(
    officer: User, decider: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = make_prepared(officer)
    case = decision.application
    make_free(decider, case)
    make_free(officer, case)
    client = signed_in(decider)
    page = reverse("admin:grants_decision_change", args=[decision.pk])
    client.post(page, {"seen": actions.stamp(decision)})
    calls: list[tuple[str, int]] = []
    for name in ("store_decision_letters", "send_decision"):
        monkeypatch.setattr(
            f"projects.grants.panel.decision_views.letters.{name}",
            lambda row, *, by, name=name: calls.append((name, row.pk)),
        )
    assert client.get(page).context["facts"]["letters"]["step"] == "make"
    assert reverse("admin:grants_decision_letter", args=[case.pk]) in client.get(page).text
    client.post(reverse("admin:grants_decision_letter", args=[case.pk]))
    Letter.objects.create(
        application=case,
        kind="award",
        language="de",
        file="grants/letters/probe.pdf",
        digest="0" * 64,
        size=1,
    )
    assert reverse("admin:grants_decision_send", args=[case.pk]) in client.get(page).text
    assert case.title in client.get(reverse(LIST)).text
    client.post(reverse("admin:grants_decision_send", args=[case.pk]))
    client.post(reverse("admin:grants_decision_letters"), {"case": [case.pk], "_make": "1"})
    assert [name for name, _key in calls] == [
        "store_decision_letters",
        "send_decision",
        "store_decision_letters",
    ]
    section = signed_in(officer).get(page_of(case)).text
    assert 'id="case-panel"' in section
    assert "2.500,00" in section.split('id="case-panel"')[1]


def test_budget_page_adds_up_and_leads_to_its_lists(officer: User, decider: User) -> None:
    rules, finance = make_ruleset(uses_panel=False), make_team_member("finance")
    one, two = make_prepared(officer, rules), make_prepared(officer, rules, "1000")
    make_free(decider, one.application)
    actions.sign(one, by=decider, seen=actions.stamp(one))
    line = BudgetLine.objects.get()
    client = signed_in(finance)
    [found] = client.get(reverse(BUDGET)).context["pots"]
    assert (line.committed, found.reserved, found.free) == (Decimal(2500), two.amount, Decimal(6500))
    bound = reverse("admin:grants_budgetline_change", args=[line.pk])
    assert bound in client.get(reverse(BUDGET)).text
    assert one.application.title in client.get(bound).text
    Conflict.objects.create(application=one.application, user=finance, is_tied=True)
    hidden = client.get(bound)
    assert (one.application.title in hidden.text, hidden.context["others"]) == (False, Decimal(2500))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(BUDGET))
    for year in (2031, 2032):
        make_budget(rules.programme, year=year)
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(BUDGET))
    assert len(few) == len(many)


def test_list_takes_the_same_queries_for_one_and_three(officer: User, decider: User) -> None:
    rules, client, counts = make_ruleset(uses_panel=False), signed_in(decider), []
    client.get(reverse(LIST))
    for number in (1, 2):
        for _more in range(number):
            make_free(decider, make_prepared(officer, rules, "1000").application)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIST))
        counts.append(len(queries))
    assert counts[0] == counts[1]
