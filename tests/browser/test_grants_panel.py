"""The panel in a real browser: axe finds nothing, scores are kept, a session is held on a phone without a script."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Watch, sign_in
from tests.browser.test_axe import examine

GRANTS = "/verwaltung/grants"
MEMBER, OFFICER, DECIDER = "jury@example.org", "sachbearbeitung@example.org", "entscheidung@example.org"
# The member is free of ties and has an open review; the session is open, everybody is there; one decision is prepared.
SCENE = f"""
import json
from decimal import Decimal
from projects.grants import office_actions
from projects.grants.models import Application, BudgetLine, Conflict, Review, Session
from projects.grants.panel import workflow
from twinning.accounts.models import User
member, officer, decider = (User.objects.get(email=email) for email in {(MEMBER, OFFICER, DECIDER)!r})
review = Review.objects.filter(reviewer=member, application__state="in_review").first()
for person in (member, officer, decider):
    for case in Application.objects.filter(is_sample=True, state__in=["in_review", "for_decision", "waitlisted"]):
        Conflict.objects.get_or_create(application=case, user=person, defaults={{"is_tied": False}})
session = Session.objects.exclude(state="closed").first()
if session.state == "planned":
    workflow.begin(session, by=officer)
    everybody = {{row.pk: (True, "") for row in session.attendances.all()}}
    workflow.note_attendance(session, everybody, by=officer)
waiting = Application.objects.get(state="waitlisted", is_sample=True)
line = BudgetLine.objects.filter(programme=waiting.programme).order_by("-year").first()
decision = office_actions.prepare_decision(
    waiting, by=officer, outcome="approved", amount=Decimal(1000), budget_line=line
)
item = session.items.get(application__state="for_decision")
print(json.dumps([review.pk, session.pk, item.pk, decision.pk, waiting.pk]))
"""


def test_pages_have_no_findings_and_scores_are_kept(
    browser: Browser, page: Page, portal: str, in_portal: Callable[[str], Any]
) -> None:
    review, session, _item, decision, waiting = in_portal(SCENE)
    sign_in(page, portal, MEMBER)
    watch = Watch(page, portal)
    page.goto(f"{portal}{GRANTS}/review/")
    assert examine(page, settle=300) == {}
    page.goto(f"{portal}{GRANTS}/review/{review}/change/")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator(".opts").first.locator("input[value='5']").check()
    expect(page.locator("#review-sum strong")).to_contain_text("5")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("textarea[name=text]").fill("Stark in der Begegnung, aber teuer.")
        page.locator("textarea[name=text]").blur()
    assert examine(page, settle=300) == {}
    page.reload()
    expect(page.locator("textarea[name=text]")).to_have_value("Stark in der Begegnung, aber teuer.")
    page.locator("select[name=advice]").select_option("")
    page.locator("input[name=_send]").click()
    expect(page.locator(".errornote li")).not_to_have_count(0)
    assert examine(page, settle=300) == {}
    assert watch.foreign == []
    with browser.new_context() as context:
        desk = context.new_page()
        sign_in(desk, portal, OFFICER)
        addresses = (
            f"session/{session}/change/", "session/", "session/add/", "review/assign/", "decision/",
            f"decision/{decision}/change/", f"decision/case/{waiting}/prepare/", "budgetline/",
        )  # fmt: skip
        for address in addresses:
            desk.goto(f"{portal}{GRANTS}/{address}")
            assert (address, examine(desk, settle=300)) == (address, {})


def test_session_is_held_and_signed_on_a_phone_without_a_script(
    browser: Browser, portal: str, in_portal: Callable[[str], Any]
) -> None:
    _review, session, item, decision, _waiting = in_portal(SCENE)
    states = {}
    for email in (OFFICER, DECIDER):
        with browser.new_context() as with_script:
            sign_in(with_script.new_page(), portal, email)
            states[email] = with_script.storage_state()
    phone = {"java_script_enabled": False, "viewport": {"width": 390, "height": 844}}
    with browser.new_context(**phone, storage_state=states[OFFICER]) as context:
        page = context.new_page()
        page.goto(f"{portal}{GRANTS}/session/{session}/change/?item={item}")
        form = page.locator(f"form[action*='item/{item}/']").first
        voters = page.locator(".attending input[type=checkbox]:checked").count()
        voters -= page.locator(".warned strong").count()
        form.locator("input[value=approved_reduced]").check()
        form.locator("input[name=yes]").fill(str(voters))
        form.locator("input[name=amount]").fill("1.200,00")
        form.locator("input[type=submit].default").click()
        # Without its reason a reduction is not stored, and nothing is lost.
        expect(page.locator("#item .errornote")).to_be_visible()
        expect(page.locator("input[name=amount]")).to_have_value("1.200,00")
        page.locator("textarea[name=reason]").fill("Honorar gekürzt.")
        page.locator("#item input[type=submit].default").click()
        expect(page.locator(".agenda")).to_contain_text("1.200,00")
    with browser.new_context(**phone, storage_state=states[DECIDER]) as context:
        page = context.new_page()
        page.goto(f"{portal}{GRANTS}/decision/")
        page.locator(f"input[name=decision][value='{decision}']").check()
        page.locator("form[action$='/batch/'] input[type=submit]").click()
        page.locator("input[name=_go]").click()
        expect(page.locator("#letters")).to_contain_text("SAMPLE")
