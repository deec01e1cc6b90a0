"""Who may open and do what: every address of the section for nobody, somebody, a member, a member of another
organisation, and staff; and that what is refused changes nothing.
"""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from partners.organisations.mails import consent_link
from partners.organisations.models import EntryChange, Membership, Organisation
from partners.organisations.urls import urlpatterns
from tests.factories import make_staff, make_user
from tests.factories_organisations import make_change, make_contact, make_membership, make_organisation
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.usefixtures("home", "english")
ROLES = ("nobody", "other", "member", "foreign", "staff")
LOGIN, OPEN, MISSING, FORBIDDEN, ON = "login", 200, 404, 403, 302
# What opening each page gives each role, in the order of ROLES.
PAGES: dict[str, tuple[Any, ...]] = {
    "organisation-list": (OPEN, OPEN, OPEN, OPEN, OPEN),
    "organisation-detail": (OPEN, OPEN, OPEN, OPEN, OPEN),
    "message-create": (OPEN, OPEN, OPEN, OPEN, OPEN),
    "contact-message-create": (OPEN, OPEN, OPEN, OPEN, OPEN),
    "consent-detail": (OPEN, OPEN, OPEN, OPEN, OPEN),
    "organisation-create": (LOGIN, OPEN, OPEN, OPEN, OPEN),
    "membership-list": (LOGIN, OPEN, OPEN, OPEN, OPEN),
    "membership-delete": (LOGIN, MISSING, OPEN, MISSING, MISSING),
    "claim-create": (LOGIN, OPEN, OPEN, OPEN, OPEN),
    "change-create": (LOGIN, OPEN, ON, OPEN, OPEN),
    "organisation-update": (LOGIN, FORBIDDEN, OPEN, FORBIDDEN, FORBIDDEN),
}
DESK = ("membership_review", "entrychange_queue", "entrychange_review", "membership_changelist",
        "entrychange_changelist", "organisation_changelist", "contact_changelist")  # fmt: skip


@pytest.fixture
def place() -> Organisation:
    """An entry with a person."""
    return make_contact(make_organisation("chor")).organisation


@pytest.fixture
def people(place: Organisation) -> dict[str, User | None]:
    return {
        "nobody": None,
        "other": make_user(),
        "member": make_membership(place).user,
        "foreign": make_membership().user,
        "staff": make_staff(),
    }


def arguments(place: Organisation, name: str) -> list[Any]:
    contact = place.contacts.get()
    if name == "consent-detail":
        return [consent_link(contact).rstrip("/").rpartition("/")[2]]
    if name == "contact-message-create":
        return [contact.pk]
    if name == "membership-delete":
        return [place.memberships.get().pk]
    return [] if name in {"organisation-list", "organisation-create", "membership-list"} else [place.slug]


def result(client: Client, user: User | None, page: str, data: dict[str, str] | None = None) -> Any:
    client.logout()
    if user:
        client.force_login(user)
    response = client.get(page) if data is None else client.post(page, data)
    is_login = response.status_code == 302 and reverse("account_login") in response["Location"]
    return LOGIN if is_login else response.status_code


def test_every_address_is_in_the_matrix() -> None:
    assert {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_for_whom_it_may(
    client: Client, place: Organisation, people: dict[str, User | None], name: str
) -> None:
    page = reverse(f"organisations:{name}", args=arguments(place, name))
    assert tuple(result(client, people[role], page) for role in ROLES) == PAGES[name]


FORM = {"key": "", "role": "x", "text": "y", "note": "z", "name": "Anders", "version": "1"}


@pytest.mark.parametrize("name", ["organisation-update", "membership-delete", "organisation-create", "claim-create",
                                  "change-create"])  # fmt: skip
@pytest.mark.parametrize("role", ["nobody", "other", "foreign", "staff"])
def test_what_is_refused_changes_nothing(
    client: Client, place: Organisation, people: dict[str, User | None], name: str, role: str
) -> None:
    before = _rows()
    result(client, people[role], reverse(f"organisations:{name}", args=arguments(place, name)), FORM)
    assert _rows() == before


def _rows() -> list[Any]:
    return [
        *Organisation.objects.rewrite(False).values_list("pk", "name", "version"),
        *Membership.objects.values_list("pk", "state"),
        EntryChange.objects.count(),
        OutgoingMail.objects.count(),
    ]


def test_claim_of_a_draft_is_only_for_whoever_sees_it(client: Client) -> None:
    draft = make_organisation("entwurf", state="draft")
    page = reverse("organisations:claim-create", args=["entwurf"])
    assert result(client, make_user(), page) == MISSING
    assert result(client, make_membership(draft, state="pending").user, page) == OPEN


def test_member_of_a_draft_edits_it_and_nobody_else_does(client: Client) -> None:
    member = make_membership(make_organisation("entwurf", state="draft")).user
    page = reverse("organisations:organisation-update", args=["entwurf"])
    assert [result(client, who, page) for who in (member, make_user(), make_staff())] == [
        OPEN,
        MISSING,
        FORBIDDEN,
    ]


@pytest.mark.parametrize("state", ["pending", "declined", "ended"])
def test_only_confirmed_members_edit(client: Client, state: str) -> None:
    membership = make_membership(state=state)
    page = reverse("organisations:organisation-update", args=[membership.organisation.slug])
    assert result(client, membership.user, page) == FORBIDDEN


# --- the desk -------------------------------------------------------------------------------------
def desk_page(name: str) -> str:
    rows = {"membership_review": make_membership, "entrychange_review": make_change}
    args = [rows[name](state="pending").pk] if name in rows else []
    return reverse(f"admin:organisations_{name}", args=args)


def staff_with(*codenames: str) -> User:
    user = make_user(is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="organisations", codename__in=codenames)
    )
    return user


@pytest.mark.parametrize("name", DESK)
def test_desk_is_for_staff_with_the_right(client: Client, name: str) -> None:
    page = desk_page(name)
    model = "entrychange" if name.endswith("queue") else name.partition("_")[0]
    assert result(client, None, page) == LOGIN
    assert result(client, make_membership().user, page) == FORBIDDEN
    assert result(client, staff_with(), page) == FORBIDDEN
    assert result(client, staff_with(f"view_{model}"), page) == OPEN


@pytest.mark.parametrize(("model", "decision"), [("membership", "confirm"), ("entrychange", "accept")])
def test_seeing_is_not_deciding(client: Client, model: str, decision: str) -> None:
    page = desk_page(f"{model}_review")
    data = {"decision": decision, "version": "1", "take": "summary_de"}
    assert result(client, staff_with(f"view_{model}"), page, data) == FORBIDDEN
    assert result(client, staff_with(f"view_{model}", f"change_{model}"), page, data) == ON


def test_publishing_with_a_claim_needs_the_right_to_entries(client: Client) -> None:
    claim = make_membership(make_organisation(state="draft"), state="pending")
    page = reverse("admin:organisations_membership_review", args=[claim.pk])
    rights = ("view_membership", "change_membership")
    assert result(client, staff_with(*rights), page, {"decision": "publish"}) == FORBIDDEN
    assert result(client, staff_with(*rights, "change_organisation"), page, {"decision": "publish"}) == ON


@pytest.mark.parametrize("act", ["ask", "withdraw"])
def test_consent_buttons_need_the_right_to_change_people(client: Client, act: str) -> None:
    contact = make_contact(consent=act == "withdraw")
    page = reverse(f"admin:organisations_contact_{act}", args=[contact.pk])
    result(client, staff_with("view_contact"), page, {})
    assert contact.consents.in_force().exists() == (act == "withdraw")
    assert not OutgoingMail.objects.exists()
    result(client, staff_with("view_contact", "change_contact"), page, {})
    assert contact.consents.in_force().exists() is False
    assert OutgoingMail.objects.count() == 1


def _views(resolver: Any) -> Iterator[Any]:
    for pattern in resolver.url_patterns:
        yield from _views(pattern) if hasattr(pattern, "url_patterns") else [pattern.callback]


def test_working_pages_declare_who_may_call_them() -> None:
    ours = [
        view
        for view in _views(get_resolver())
        if getattr(view, "__module__", "").startswith("partners.organisations.")
        and not hasattr(view, "model_admin")
    ]
    assert len(ours) >= len(PAGES)
    assert [view for view in ours if not hasattr(view, "access")] == []


def test_keys_are_unique_per_person(client: Client) -> None:
    """Two people who post the same key don't get each other's row."""
    key = uuid.uuid4()
    one, two = make_membership(key=key), make_user()
    assert Membership.objects.filter(key=key, user=two).count() == 0
    assert Membership.objects.visible_to(two).count() == 0
    assert list(Membership.objects.visible_to(one.user)) == [one]
