"""The applicant's page: only its own people see it, what was typed stays, the link binds the right person."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.grants.models import Applicant, Invitation
from tests.factories import make_user
from tests.factories_grants import make_applicant
from tests.factories_grants_people import make_group, make_invitation
from twinning.accounts.models import User


def url(name: str, applicant: Applicant, **more: int) -> str:
    return reverse(f"grants:{name}", kwargs={"pk": applicant.pk, **more})


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


DATA = {
    "name": "Chor Linden e. V.", "form": "ev", "register_court": "Hannover", "register_number": "VR 7",
    "street": "Weg 1", "postcode": "30159", "town": "Hannover", "country": "DE", "input_tax": "no",
    "website": "", "phone": "", "signatories-TOTAL_FORMS": "1", "signatories-INITIAL_FORMS": "0",
    "signatories-0-name": "Ann Beispiel", "signatories-0-function": "Kasse",
}  # fmt: skip


@pytest.mark.django_db
def test_foreign_applicant_is_not_there() -> None:
    applicant, (chief,) = make_group("signatory")
    row, _path = make_invitation(applicant, chief)
    member = applicant.members.get()
    client = signed_in(make_user())
    for name in ("applicant-detail", "applicant-update", "applicant-hand-over"):
        assert client.get(url(name, applicant)).status_code == 404
    posts = [
        url("applicant-invite", applicant),
        url("invitation-delete", applicant, invitation=row.pk),
        url("member-update", applicant, member=member.pk),
        url("member-delete", applicant, member=member.pk),
    ]
    assert {client.post(path).status_code for path in posts} == {404}
    mine = make_applicant(chief)
    assert signed_in(chief).post(url("member-delete", mine, member=member.pk)).status_code == 404
    assert Client().get(url("applicant-detail", applicant)).status_code == 302


@pytest.mark.django_db
def test_applicant_without_a_name_has_words_for_it() -> None:
    applicant, (chief,) = make_group("signatory")
    Applicant.objects.filter(pk=applicant.pk).update(name="")
    client = signed_in(chief)
    for path in (url("applicant-detail", applicant), reverse("grants:application-list")):
        assert str(Applicant(name="")) in client.get(path).content.decode()


@pytest.mark.django_db
def test_page_offers_what_the_role_allows() -> None:
    applicant, (chief, writer, treasurer) = make_group("signatory", "project", "finance")
    make_invitation(applicant, chief)
    page = signed_in(chief).get(url("applicant-detail", applicant)).content.decode()
    assert page.count('name="role"') == 2 + 3
    assert "gast@example.org" in page
    assert writer.email in page
    assert "the only person who may sign" in page or "einzige" in page
    for person, can_edit in ((writer, True), (treasurer, False)):
        page = signed_in(person).get(url("applicant-detail", applicant)).content.decode()
        assert 'name="role"' not in page
        assert "gast@example.org" not in page
        assert chief.email not in page
        assert (url("applicant-update", applicant) in page) == can_edit
        assert url("applicant-hand-over", applicant) not in page
    assert signed_in(treasurer).get(url("applicant-update", applicant)).status_code == 302


@pytest.mark.django_db
def test_invite_with_a_bad_address_keeps_it() -> None:
    applicant, (chief, writer) = make_group("signatory", "project")
    client = signed_in(chief)
    for email in ("nicht-ganz@", writer.email):
        values = {"email": email, "role": "finance", "language": "pl"}
        response = client.post(url("applicant-invite", applicant), values)
        assert response.status_code == 422
        assert f'value="{email}"' in response.content.decode()
    assert (
        client.post(url("applicant-invite", applicant), values | {"email": "a@example.org"}).status_code
        == 302
    )
    assert Invitation.objects.get().language == "pl"


@pytest.mark.django_db
def test_link_binds_the_invited_person_only() -> None:
    applicant, (chief,) = make_group("signatory")
    row, path = make_invitation(applicant, chief)
    assert Client().get(path).status_code == 302
    stranger = signed_in(make_user())
    assert {stranger.get(path).status_code, stranger.post(path).status_code} == {403}
    guest = signed_in(make_user(email=row.email))
    page = guest.get(path)
    assert (page.status_code, page["Referrer-Policy"]) == (200, "no-referrer")
    assert applicant.members.count() == 1
    for _click in range(2):
        assert guest.post(path)["Location"].endswith(f"/{applicant.pk}/")
    assert applicant.members.count() == 2
    assert guest.get(path + "x/").status_code == 404
    assert guest.get(path.replace(path.split("/")[-2], "wrong")).status_code == 410


@pytest.mark.django_db
def test_data_are_checked_stored_and_guarded_against_a_second_editor() -> None:
    applicant, (chief,) = make_group("signatory")
    client, path = signed_in(chief), url("applicant-update", applicant)
    assert client.get(path).status_code == 200
    bad = client.post(path, DATA | {"register_number": "", "town": "", "seen": applicant.version})
    assert bad.status_code == 422
    assert "Chor Linden" in bad.content.decode()
    nobody = client.post(path, DATA | {"signatories-0-name": "", "signatories-0-function": "", "seen": 1})
    assert nobody.status_code == 422
    assert client.post(path, DATA | {"seen": 1}).status_code == 302
    stored = Applicant.objects.get(pk=applicant.pk)
    assert (stored.name, stored.version) == ("Chor Linden e. V.", 2)
    assert [person.name for person in stored.signatories.all()] == ["Ann Beispiel"]
    late = client.post(path, DATA | {"name": "Anders", "seen": 1})
    assert late.status_code == 422
    page = late.content.decode()
    assert 'value="Anders"' in page
    assert 'value="2"' in page
    assert Applicant.objects.get(pk=applicant.pk).name == "Chor Linden e. V."


@pytest.mark.django_db
def test_roles_removal_and_hand_over_by_page() -> None:
    applicant, (chief, writer) = make_group("signatory", "project")
    client, row = signed_in(chief), applicant.members.get(user=writer)
    path = url("member-update", applicant, member=row.pk)
    for role, expected in (("king", "project"), ("finance", "finance")):
        assert client.post(path, {"role": role}).status_code == 302
        row.refresh_from_db()
        assert row.role == expected
    remove = url("member-delete", applicant, member=row.pk)
    assert client.get(remove).status_code == 200
    assert applicant.members.count() == 2
    hand = url("applicant-hand-over", applicant)
    assert client.get(hand).status_code == 200
    assert client.post(hand, {"stays": "yes"}).status_code == 422
    assert client.post(hand, {"to": row.pk, "stays": "yes"}).status_code == 302
    row.refresh_from_db()
    assert row.role == "signatory"
    assert client.post(remove).status_code == 302
    assert applicant.members.count() == 2
    leave = url("member-delete", applicant, member=applicant.members.get(user=chief).pk)
    assert client.get(leave).status_code == 200
    client.post(leave)
    assert client.get(url("applicant-detail", applicant)).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("roles", [("signatory",), ("signatory", "project", "finance")])
def test_page_asks_the_database_equally_often(roles: tuple[str, ...], django_assert_num_queries: Any) -> None:
    applicant, people = make_group(*roles)
    client, path = signed_in(people[0]), url("applicant-detail", applicant)
    client.get(path)
    with django_assert_num_queries(7):
        client.get(path)
