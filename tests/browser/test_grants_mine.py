"""One's own applications in a real browser: axe on every kind of page, and the narrowest phones."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import sign_in
from tests.browser.test_axe import examine

CITIZEN = "buergerin@example.org"
# The citizen joins the groups of all sample applications; somebody is invited, too.
JOIN = """
import json
from django.urls import reverse
from django.utils.translation import override
from projects.grants.models import ApplicantMember, Applicant, Application
from projects.grants.people import actions
from twinning.accounts.models import User
user = User.objects.get(email="buergerin@example.org")
for row in Applicant.objects.all():
    ApplicantMember.objects.create(applicant=row, user=user, role="signatory")
first = Application.objects.get(number="SAMPLE-004")
actions.invite(first.applicant, by=user, email="gast@example.org", role="project", language="de")
numbers = {"changes": "SAMPLE-004", "granted": "SAMPLE-007", "running": "SAMPLE-005", "refused": "SAMPLE-009"}
def pages(code):
    with override(code):
        at = lambda name, number: reverse("grants:" + name, args=[Application.objects.get(number=number).uuid])
        own = lambda name: reverse("grants:" + name, args=[first.applicant_id])
        return {
            "list": reverse("grants:application-list"),
            **{name: at("application-detail", number) for name, number in numbers.items()},
            "withdraw": at("withdraw", "SAMPLE-005"), "accept": at("accept", "SAMPLE-007"),
            "people": own("applicant-detail"), "data": own("applicant-update"), "hand over": own("applicant-hand-over"),
        }
print(json.dumps({code: pages(code) for code in ("de", "ar")}))
"""
LEAVE = """
import json
from projects.grants.models import ApplicantMember, Invitation
Invitation.objects.filter(email="gast@example.org").delete()
ApplicantMember.objects.filter(user__email="buergerin@example.org").delete()
print(json.dumps(1))
"""
NARROW = {"width": 320, "height": 700}


@pytest.fixture
def addresses(in_portal: Callable[[str], Any]) -> Any:
    yield in_portal(JOIN)
    in_portal(LEAVE)


def test_own_pages_have_no_findings_and_fit_a_small_phone(page: Page, portal: str, addresses: Any) -> None:
    sign_in(page, portal, CITIZEN)
    found = {}
    for language, paths in addresses.items():
        for name, path in paths.items():
            answer = page.goto(portal + path)
            assert answer.status == 200, path
            found[language, name] = examine(page)
            page.set_viewport_size(NARROW)
            if page.evaluate("document.documentElement.scrollWidth") > NARROW["width"]:
                found[language, name]["320"] = ["The page scrolls sideways."]
    assert {key: problems for key, problems in found.items() if problems} == {}


def test_bad_invitation_shows_its_error_beside_what_was_typed(
    page: Page, portal: str, addresses: Any
) -> None:
    sign_in(page, portal, CITIZEN)
    page.goto(portal + addresses["de"]["people"])
    page.locator("input[name=email]").fill("nicht-ganz@")
    page.locator("input[name=email]").press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.locator("input[name=email]").input_value() == "nicht-ganz@"
    assert examine(page) == {}
