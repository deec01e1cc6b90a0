"""Who may open what: every address of the funding pages x role x GET and POST, from the resolver; and no leak.

A new address without a line in OPEN fails. A cell is open (a page, a form with errors, a redirect within the portal)
or shut (log-in page, 403, 404); 405 tells nothing and is fine in both.
"""

import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories_grants_access import SECRET_NAME, SECRET_TITLE, World, addresses, make_world, words_of
from twinning.mail.models import OutgoingMail

ALL = "anonymous owner stranger officer reviewer decider finance lead tied tied_officer"
ACCOUNT = ALL.removeprefix("anonymous ")
OWNER = "owner"
# When the session is over, the page gives back what was typed, and nothing else.
STEP = f"{OWNER}|{OWNER} anonymous"
# Staff without a tie.
CASE = "officer decider lead"
TEAM = f"{CASE} tied_officer"
WRITERS = "officer lead tied_officer"
READERS = f"{TEAM} finance"
# Name -> who may open it; after a bar who may post, where that is fewer.
OPEN: dict[str, str] = {
    "admin:grants_applicant_add": "",
    "admin:grants_applicant_change": TEAM + "|",
    "admin:grants_applicant_changelist": TEAM,
    "admin:grants_applicant_delete": "",
    "admin:grants_applicant_history": TEAM,
    "admin:grants_application_act": CASE,
    "admin:grants_application_bulk": f"{TEAM}|{WRITERS}",
    "admin:grants_application_change": CASE,
    "admin:grants_application_changelist": TEAM,
    "admin:grants_application_compare": CASE,
    "admin:grants_application_dossier": CASE,
    "admin:grants_application_export": TEAM,
    "admin:grants_application_discard": CASE,
    "admin:grants_application_messages": "officer lead",
    "admin:grants_application_statistics": TEAM,
    "admin:grants_application_statistics_file": TEAM,
    "admin:grants_application_ties": f"{CASE} reviewer",
    "admin:grants_award_add": "",
    "admin:grants_award_change": f"{CASE} finance|",
    "admin:grants_award_changelist": READERS,
    "admin:grants_award_delete": "",
    "admin:grants_award_history": f"{CASE} finance",
    "admin:grants_budgetline_change": READERS,
    "admin:grants_budgetline_changelist": READERS,
    "admin:grants_decision_batch": "decider",
    "admin:grants_decision_change": f"{CASE}|decider",
    "admin:grants_decision_changelist": TEAM,
    "admin:grants_decision_letter": CASE,
    "admin:grants_decision_letters": TEAM,
    "admin:grants_decision_prepare": "officer lead",
    "admin:grants_decision_send": CASE,
    "admin:grants_programme_add": "lead",
    "admin:grants_programme_change": f"{READERS}|lead",
    "admin:grants_programme_changelist": READERS,
    "admin:grants_programme_delete": "",
    "admin:grants_programme_history": READERS,
    "admin:grants_programme_previews": READERS,
    "admin:grants_programme_restore": "",
    "admin:grants_programme_short_links": "",
    "admin:grants_programme_versions": "",
    "admin:grants_review_ask": "officer lead",
    "admin:grants_review_assign": WRITERS,
    "admin:grants_review_change": "reviewer",
    "admin:grants_review_changelist": f"{WRITERS} reviewer tied",
    "admin:grants_review_release": "officer lead",
    "admin:grants_ruleset_add": "lead",
    "admin:grants_ruleset_change": f"{TEAM}|",
    "admin:grants_ruleset_changelist": TEAM,
    "admin:grants_ruleset_delete": "",
    "admin:grants_ruleset_history": TEAM,
    "admin:grants_session_add": WRITERS,
    "admin:grants_session_agenda": WRITERS,
    "admin:grants_session_attendance": WRITERS,
    "admin:grants_session_begin": WRITERS,
    "admin:grants_session_change": TEAM,
    "admin:grants_session_changelist": TEAM,
    "admin:grants_session_close": WRITERS,
    "admin:grants_session_item": "officer lead",
    "admin:grants_session_minutes": CASE,
    "admin:grants_session_remove": "officer lead",
    "admin:grants_session_update": WRITERS,
    "admin:grants_textblock_add": "lead",
    "admin:grants_textblock_change": f"{TEAM}|{WRITERS}",
    "admin:grants_textblock_changelist": TEAM,
    "admin:grants_textblock_delete": "",
    "admin:grants_textblock_history": TEAM,
    "grants:accept": OWNER,
    "grants:applicant-detail": OWNER,
    "grants:applicant-hand-over": OWNER,
    "grants:applicant-invite": OWNER,
    "grants:applicant-update": OWNER,
    "grants:application-detail": OWNER,
    "grants:application-list": ACCOUNT,
    "grants:application-messages": OWNER,
    "grants:begin": ACCOUNT,
    "grants:copy": OWNER,
    "grants:download": OWNER,
    "grants:empty-form": ALL,
    "grants:file-detail": f"{OWNER} {CASE} reviewer",
    "grants:file-remove": OWNER,
    "grants:file-replace": OWNER,
    "grants:file-upload": OWNER,
    "grants:invitation-accept": ACCOUNT,
    "grants:invitation-delete": OWNER,
    "grants:letter-detail": f"{OWNER} {CASE} reviewer",
    "grants:member-delete": OWNER,
    "grants:member-update": OWNER,
    "grants:partner-ask": OWNER,
    "grants:partner-confirm": ALL,
    "grants:programme-check": ALL,
    "grants:programme-detail": ALL,
    "grants:programme-list": ALL,
    "grants:step-applicant": STEP,
    "grants:step-costs": STEP,
    "grants:step-costs-draft": STEP,
    "grants:step-partner": STEP,
    "grants:step-project": STEP,
    "grants:step-review": STEP,
    "grants:step-time": STEP,
    "grants:submit": STEP,
    "grants:withdraw": OWNER,
}
# These must not even learn of the case.
OUTSIDE = ("anonymous", "stranger", "tied", "tied_officer")
SHUT, LOG_IN = {403, 404}, ("login", "anmelden")
# Pages that show lists of everything, beside the funding pages.
AROUND = ("admin:index", "home")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_every_address_has_its_line() -> None:
    assert sorted(addresses()) == sorted(OPEN)


def _ask(client: Client, method: str, address: str) -> tuple[bool | None, str]:
    """Whether the page is open, None for a method that it does not have, and all it says. What was done is undone."""
    with transaction.atomic():
        response = getattr(client, method)(address)
        said = words_of(response)
        transaction.set_rollback(True)
    assert response.status_code < 500
    target = response.get("Location", "")
    # Django's admin leads to its first page when a row is not there.
    leads_away = target == reverse("admin:index") or any(word in target for word in LOG_IN)
    is_open = not leads_away and response.status_code not in SHUT
    return None if response.status_code == 405 else is_open, said


def _secrets(world: World, role: str) -> list[str]:
    """What this role must never read. The applicants' legal data are open to officers: a name is no sign of a case."""
    if role not in OUTSIDE:
        return []
    numbers = [case.number for case in (world.case, world.awarded)]
    return [SECRET_TITLE, *numbers, *([] if role == "tied_officer" else [SECRET_NAME])]


def _bare(status: int) -> object:
    return lambda request, *args, **kwargs: HttpResponse(status=status)


def test_every_cell_is_open_or_shut_as_told_and_leaks_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One walk for both, because a walk takes long; for the same reason without the portal's pages of errors."""
    for status in (403, 404):
        monkeypatch.setattr(f"twinning.urls.handler{status}", _bare(status), raising=False)
    wrong, missing = [], set()
    for role in ALL.split():
        client, secrets = world.client(role), _secrets(world, role)
        for name, keys in sorted(addresses().items()):
            readers, bar, writers = OPEN.get(name, "").partition("|")
            address = world.url(name, keys)
            for method, allowed in (("get", readers), ("post", writers if bar else readers)):
                if (name, method) in missing:
                    continue
                found, said = _ask(client, method, address)
                missing |= {(name, method)} if found is None else set()
                if found is not None and found != (role in allowed.split()):
                    wrong.append(f"{role} {method} {name}: {'open' if found else 'shut'}")
                wrong += [f"{role} {method} {name}: leaks {secret}" for secret in secrets if secret in said]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ["tied", "tied_officer"])
def test_nothing_of_a_case_reaches_lists_searches_and_mails_of_somebody_who_is_tied_to_it(
    world: World, role: str
) -> None:
    client, secrets, query = world.client(role), _secrets(world, role), "q=Quittenbaum&state=all"
    pages = [
        world.url(name, keys) for name, keys in addresses().items() if "list" in name or "export" in name
    ]
    asked = [f"{page}?{query}" for page in (*pages, reverse("search:result-list"))]
    found = [
        f"{page}: {secret}"
        for page in (*asked, *(reverse(name) for name in AROUND))
        for secret in secrets
        if secret in _ask(client, "get", page)[1]
    ]
    assert not found, "\n".join(found)
    call_command("tend_grants", verbosity=0)
    mails = OutgoingMail.objects.filter(recipient=world.people[role].email)
    assert not [
        mail
        for mail in mails
        if any(secret in f"{mail.subject} {mail.text} {mail.html}" for secret in secrets)
    ]


def test_the_same_look_finds_the_case_for_those_who_may_see_it(world: World) -> None:
    """The negative control: what is looked for can be found, also within files."""
    client, known = world.client("officer"), addresses()
    for name in ("change", "dossier", "export", "changelist"):
        name = f"admin:grants_application_{name}"
        assert SECRET_TITLE in _ask(client, "get", world.url(name, known[name]))[1], name
