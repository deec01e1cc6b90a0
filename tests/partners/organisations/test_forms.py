"""Forms for people with an account: what was typed stays, what is wrong is said, and nothing breaks them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from partners.models import Theme
from partners.organisations.forms import ClaimForm, MemberForm, NewEntryForm, ProposalForm
from partners.organisations.models import EntryChange, Membership, Organisation
from tests.factories import make_aim, make_city, make_user
from tests.factories_organisations import make_logo, make_membership, make_organisation
from tests.staff.forms import controls
from twinning.accounts.models import User
from twinning.public_forms import fresh_key

pytestmark = pytest.mark.usefixtures("home", "english")
NEW = {"name": "Radfreunde", "name_language": "de", "kind": "sports_club", "summary": "Wir fahren.", "role": "Vorsitz",
       "text": "Register"}  # fmt: skip


@pytest.fixture
def member(client: Client) -> User:
    """Somebody who maintains “chor” and is signed in."""
    organisation = make_organisation("chor", name="Chor", description_fr="Nous chantons.", languages=["de"])
    user = make_membership(organisation).user
    client.force_login(user)
    return user


def edit(client: Client, language: str = "de", **changes: Any) -> Any:
    """Open the form, change something and press the button."""
    page = f"{reverse('organisations:organisation-update', args=['chor'])}?language={language}"
    typed = controls(client.get(page)) | {name: _listed(value) for name, value in changes.items()}
    return client.post(page, typed)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


# --- maintain -------------------------------------------------------------------------------------
def test_untouched_form_changes_nothing(client: Client, member: User) -> None:
    assert edit(client).status_code == 302
    assert (Organisation.objects.get().version, EntryChange.objects.count()) == (1, 0)


def test_texts_are_stored_in_the_language_of_the_tab(client: Client, member: User) -> None:
    make_city("rouen")
    edit(client, "fr", summary="Une phrase.", partner_cities=["rouen"], languages=["de", "fr"], members="12")
    row = Organisation.objects.get()
    assert (row.summary_fr, row.summary_de, row.members) == ("Une phrase.", "Ein Satz über uns.", 12)
    assert ([city.slug for city in row.partner_cities.all()], row.languages) == (["rouen"], ["de", "fr"])


def test_tab_shows_its_language_to_people_and_machines(client: Client, member: User) -> None:
    html = client.get(
        f"{reverse('organisations:organisation-update', args=['chor'])}?language=ar"
    ).content.decode()
    assert 'lang="ar" dir="rtl"' in html
    assert html.count('aria-current="page"') >= 1
    for nonsense in ("xx", "de-simple", "", "uk"):
        page = f"{reverse('organisations:organisation-update', args=['chor'])}?language={nonsense}"
        assert client.get(page).status_code == 200


def test_public_entry_keeps_its_german_sentence(client: Client, member: User) -> None:
    response = edit(client, summary="")
    assert response.status_code == 422
    assert "needs this sentence in German" in response.content.decode()
    assert edit(client, "fr", summary="").status_code == 302


def test_mistakes_are_said_and_what_was_typed_stays(client: Client, member: User) -> None:
    response = edit(
        client, name="…", age_from="20", age_to="10", website="gibts nicht", email="x", description="Bleibt."
    )
    form = response.context["form"]
    assert response.status_code == 422
    assert set(form.errors) == {"name", "age_to", "website", "email"}
    assert "Bleibt." in response.content.decode()
    assert Organisation.objects.get().version == 1


def test_second_member_sees_both_texts_and_decides(client: Client, member: User) -> None:
    page = f"{reverse('organisations:organisation-update', args=['chor'])}?language=de"
    typed = controls(client.get(page)) | {"summary": ["Meins."]}
    Organisation.objects.update(summary_de="Von Ana.", version=2)
    response = client.post(page, typed)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Von Ana." in html
    assert "Meins." in html
    assert Organisation.objects.get().summary_de == "Von Ana."
    again = client.post(page, controls(response))
    assert again.status_code == 302
    assert Organisation.objects.get().summary_de == "Meins."


def test_logo_is_cleaned_and_can_be_taken_away(
    client: Client, member: User, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("ich.png", make_logo().read() + b"hidden", "image/png")
    assert edit(client, logo=file).status_code == 302
    row = Organisation.objects.get()
    with row.logo.open() as stored:
        assert b"hidden" not in stored.read()
    assert "ich" not in row.logo.name
    edit(client, remove_logo="on")
    assert not Organisation.objects.get().logo


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"", b"GIF89a" + b"x" * 99])
def test_file_that_is_no_logo_is_refused(client: Client, member: User, content: bytes) -> None:
    response = edit(client, logo=SimpleUploadedFile("logo.png", content, "image/png"))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["logo"]


def test_rows_that_the_form_does_not_offer_stay(client: Client, member: User) -> None:
    row = Organisation.objects.get()
    row.partner_cities.add(make_city("hidden", state="draft"))
    row.themes.add(Theme.objects.create(key="secret", aim=make_aim(state="draft")))
    edit(client, place="Mitte")
    assert row.partner_cities.count() == row.themes.count() == 1
    assert EntryChange.objects.get().after == {"place": "Mitte"}


# --- propose --------------------------------------------------------------------------------------
def test_proposal_form_neither_shows_nor_takes_the_address(client: Client) -> None:
    organisation = make_organisation("chor", email="geheim@example.org")
    client.force_login(make_user())
    page = reverse("organisations:change-create", args=["chor"])
    response = client.get(page)
    assert "geheim@example.org" not in response.content.decode()
    sent = client.post(page, controls(response) | {"place": ["Mitte"], "email": ["meine@example.org"]})
    assert sent.status_code == 302
    assert EntryChange.objects.get().after == {"place": "Mitte"}
    organisation.refresh_from_db()
    assert organisation.email == "geheim@example.org"


def test_proposal_without_a_change_says_so(client: Client) -> None:
    make_organisation("chor")
    client.force_login(make_user())
    page = reverse("organisations:change-create", args=["chor"])
    response = client.post(page, controls(client.get(page)))
    assert response.status_code == 422
    assert "not changed anything" in response.content.decode()


# --- enter and claim ------------------------------------------------------------------------------
def post(client: Client, page: str, *args: str, **fields: Any) -> Any:
    return client.post(reverse(f"organisations:{page}", args=args), {"key": fresh_key(), **fields})


def test_new_entry_is_written_in_the_language_of_the_page(client: Client) -> None:
    client.force_login(make_user())
    with override("pl"):
        assert post(client, "organisation-create", **NEW).status_code == 302
    assert Organisation.objects.get().summary_pl == "Wir fahren."


def test_known_name_leads_to_the_entry(client: Client) -> None:
    make_organisation("rad", name="RADFREUNDE")
    client.force_login(make_user())
    response = post(client, "organisation-create", **NEW)
    assert response.status_code == 422
    assert reverse("organisations:claim-create", args=["rad"]) in response.content.decode()
    make_city("rouen")
    assert post(client, "organisation-create", **NEW, city="rouen").status_code == 302


def test_claim_needs_its_two_answers(client: Client) -> None:
    make_organisation("chor")
    client.force_login(make_user())
    response = post(client, "claim-create", "chor", role=" ", text="")
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"role", "text"})
    assert post(client, "claim-create", "chor", role="Vorstand", text="Rufen Sie an.").status_code == 302
    assert (
        "asked for this entry already"
        in client.get(reverse("organisations:claim-create", args=["chor"])).content.decode()
    )


@pytest.mark.parametrize("key", ["", "x", "a:b:c"])
def test_form_without_its_key_is_shown_again(client: Client, key: str) -> None:
    make_organisation("chor")
    client.force_login(make_user())
    response = post(client, "claim-create", "chor", role="Vorstand", text="Hier", **{"key": key})
    assert response.status_code == 422
    assert "Hier" in response.content.decode()
    assert not Membership.objects.exists()


def test_leaving_asks_first(client: Client, member: User) -> None:
    page = reverse("organisations:membership-delete", args=[Membership.objects.get().pk])
    assert client.get(page).status_code == 200
    assert Membership.objects.get().state == "active"
    assert client.post(page, {"key": fresh_key()}).status_code == 302
    assert Membership.objects.get().state == "ended"


def test_own_organisations_are_told_with_state_and_reason(client: Client) -> None:
    user = make_user()
    make_membership(make_organisation(name="Erster"), user)
    make_membership(make_organisation(name="Zweiter"), user, state="declined", reason="Unbekannt.")
    make_membership(make_organisation(name="Fremder"))
    client.force_login(user)
    html = client.get(reverse("organisations:membership-list")).content.decode()
    for text in ("Erster", "Zweiter", "Unbekannt."):
        assert text in html
    assert "Fremder" not in html
    assert (
        reverse("organisations:membership-list")
        in client.get(reverse("accounts:profile-update")).content.decode()
    )


# --- anything at all ------------------------------------------------------------------------------
ANY = st.text(max_size=60) | st.sampled_from(
    ["\x00", "-1", "9" * 30, "1e9", "<b>", "de", "٣", "\u202e", "a" * 400]
)
NAMES = sorted(
    {
        *NewEntryForm.base_fields,
        *MemberForm.base_fields,
        *ProposalForm.base_fields,
        *ClaimForm.base_fields,
        "remove_logo",
    }
)


class AnythingTyped(TestCase):
    """Whatever comes in, forms answer with errors or with values that can be stored."""

    def setUp(self) -> None:
        self.organisation = make_organisation("fuzz")

    @settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(st.dictionaries(st.sampled_from(NAMES), st.lists(ANY, min_size=1, max_size=3)))
    def test_forms_never_break(self, typed: dict[str, list[str]]) -> None:
        data = QueryDict(mutable=True)
        for name, values in typed.items():
            data.setlist(name, values)
        forms = (
            NewEntryForm(data, language="de"),
            MemberForm(data, organisation=self.organisation, language="ar"),
            ProposalForm(data, organisation=self.organisation, language="fr"),
            ClaimForm(data),
        )
        for form in forms:
            form.is_valid()
            str(form)
