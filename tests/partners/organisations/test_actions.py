"""Claims, members' changes and proposals: who may, once only, told in the person's language."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils.translation import override

from partners.organisations import actions, permissions
from partners.organisations.models import Contact, EntryChange, Membership, Organisation
from partners.organisations.workflow import Refused
from tests.factories import make_city, make_staff, make_user
from tests.factories_organisations import make_change, make_contact, make_membership, make_organisation
from twinning.accounts.models import User
from twinning.addresses.actions import find
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.usefixtures("home", "english")
TOLD = {"role": "Vorstand", "text": "Rufen Sie an."}
NEW = {
    "name": "Radfreunde Süd",
    "name_language": "de",
    "kind": "sports_club",
    "summary_de": "Wir fahren Rad.",
}


def claim(organisation: Organisation, user: User, **fields: Any) -> Membership:
    return actions.claim(organisation, by=user, **{"key": uuid.uuid4(), **TOLD, **fields})


def change(organisation: Organisation, user: User, **values: Any) -> Organisation:
    version = values.pop("version", organisation.version)
    return actions.update_entry(
        organisation, by=user, key=uuid.uuid4(), version=version, language="de", values=values
    )


def propose(organisation: Organisation, user: User, note: str = "", **values: Any) -> EntryChange:
    return actions.propose_change(
        organisation, by=user, key=uuid.uuid4(), language="de", values=values, note=note
    )


def mails(user: User) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(recipient=user.email))


# --- claims ---------------------------------------------------------------------------------------
def test_claim_waits_for_staff_and_gives_no_right() -> None:
    organisation, user = make_organisation(), make_user()
    assert claim(organisation, user).state == "pending"
    assert permissions.may_edit(user, organisation)[0] is False
    with pytest.raises(Refused):
        change(organisation, user, summary_de="Neu.")


def test_same_form_twice_is_one_claim() -> None:
    organisation, user, key = make_organisation(), make_user(), uuid.uuid4()
    assert claim(organisation, user, key=key) == claim(organisation, user, key=key)
    assert Membership.objects.count() == 1


def test_second_claim_of_the_same_entry_is_refused_with_the_reason() -> None:
    organisation, user = make_organisation(), make_user()
    claim(organisation, user)
    with pytest.raises(Refused, match="asked for this entry already"):
        claim(organisation, user)
    with pytest.raises(Refused, match="maintain this entry already"):
        claim(organisation, make_membership(organisation).user)


def test_declined_claim_may_be_asked_again() -> None:
    organisation, user = make_organisation(), make_user()
    make_membership(organisation, user, state="declined")
    assert claim(organisation, user).state == "pending"


def test_nobody_has_more_than_five_claims_waiting() -> None:
    user = make_user()
    for _number in range(permissions.WAITING_LIMIT):
        claim(make_organisation(), user)
    with pytest.raises(Refused, match="5 requests waiting"):
        claim(make_organisation(), user)


def test_confirmed_person_maintains_the_entry_and_reads_so_in_their_language() -> None:
    user, staff = make_user(preferred_language="fr"), make_staff()
    organisation = make_organisation(name="Chœur")
    done = actions.confirm_claim(claim(organisation, user), by=staff)
    assert (done.state, done.decided_by) == ("active", staff)
    assert permissions.may_edit(user, organisation)[0] is True
    (mail,) = mails(user)
    assert mail.language == "fr"
    with override("fr"):
        assert reverse("organisations:organisation-update", args=[organisation.slug]) in mail.text
    assert organisation.email not in mail.text


def test_declined_person_reads_the_reason() -> None:
    user = make_user()
    actions.decline_claim(claim(make_organisation(), user), by=make_staff(), reason="Wir kennen Sie nicht.")
    (mail,) = mails(user)
    assert "Wir kennen Sie nicht." in mail.text


def test_second_decision_about_a_claim_is_told_that_it_is_settled() -> None:
    waiting, staff = claim(make_organisation(), make_user()), make_staff()
    actions.confirm_claim(waiting, by=staff)
    with pytest.raises(Refused, match="faster"):
        actions.confirm_claim(waiting, by=staff)
    with pytest.raises(Refused, match="faster"):
        actions.decline_claim(waiting, by=staff, reason="Nein.")
    assert OutgoingMail.objects.count() == 1


def test_leaving_ends_the_right_at_once_and_twice_is_once() -> None:
    membership = make_membership()
    for _time in range(2):
        assert actions.leave(membership, by=membership.user).state == "ended"
    with pytest.raises(Refused):
        change(membership.organisation, membership.user, summary_de="Neu.")


def test_nobody_leaves_for_somebody_else() -> None:
    with pytest.raises(Refused):
        actions.leave(make_membership(), by=make_user())


def test_person_whose_membership_staff_end_reads_why() -> None:
    membership = make_membership()
    actions.end_membership(membership, by=make_staff(), reason="Der Verein hat uns geschrieben.")
    assert "Der Verein hat uns geschrieben." in mails(membership.user)[0].text
    with pytest.raises(Refused):
        actions.end_membership(membership, by=make_staff(), reason="Noch einmal.")


# --- new organisations ----------------------------------------------------------------------------
def enter(user: User, key: uuid.UUID | None = None, **values: Any) -> Membership:
    return actions.enter_organisation(
        by=user, key=key or uuid.uuid4(), language="de", values=NEW | values, **TOLD
    )


def test_new_organisation_is_a_draft_with_a_claim() -> None:
    rouen, user = make_city("rouen"), make_user()
    waiting = enter(user, partner_cities=["rouen"], city="")
    organisation = waiting.organisation
    assert (organisation.state, organisation.slug, waiting.state) == ("draft", "radfreunde-sued", "pending")
    assert list(organisation.partner_cities.all()) == [rouen]
    assert find(kind="organisation", language="", slug="radfreunde-sued") == organisation.pk


def test_same_form_twice_is_one_organisation() -> None:
    user, key = make_user(), uuid.uuid4()
    assert enter(user, key) == enter(user, key)
    assert Organisation.objects.count() == 1


def test_names_that_make_the_same_word_get_a_number() -> None:
    make_organisation("radfreunde-sued")
    words = [
        enter(make_user()).organisation.slug,
        enter(make_user(), name="合唱団", name_language="ja").organisation.slug,
    ]
    assert words == ["radfreunde-sued-2", "organisation"]


@pytest.mark.parametrize("page", ["organisation-create", "membership-list"])
@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_no_entry_stands_where_a_page_of_the_section_answers(page: str, language: str) -> None:
    with override(language):
        word = reverse(f"organisations:{page}").rstrip("/").rpartition("/")[2]
    assert enter(make_user(), name=word).organisation.slug == f"{word}-2"
    with pytest.raises(ValidationError, match="page of the portal"):
        actions.save_organisation(Organisation(slug=word, name="x"))


def test_confirming_can_publish_a_complete_draft() -> None:
    done = actions.confirm_claim(enter(make_user()), by=make_staff(), publish=True)
    assert Organisation.objects.published().get() == done.organisation


def test_draft_without_its_german_sentence_is_neither_published_nor_given_away() -> None:
    waiting = enter(make_user(), summary_de="", summary_fr="Nous roulons.")
    with pytest.raises(ValidationError, match="German"):
        actions.confirm_claim(waiting, by=make_staff(), publish=True)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.organisation.state) == ("pending", "draft")
    assert not OutgoingMail.objects.exists()


# --- members --------------------------------------------------------------------------------------
def test_members_change_is_public_at_once_and_listed_for_staff() -> None:
    membership = make_membership(make_organisation(summary_de="Alt.", members=3))
    changed = change(membership.organisation, membership.user, summary_de="Neu.", members="", name="Verein")
    changed.refresh_from_db()
    assert (changed.summary_de, changed.members, changed.version) == ("Neu.", None, 2)
    assert changed.maintained_at is not None
    (row,) = EntryChange.objects.by_members()
    assert row.before == {"summary_de": "Alt.", "members": 3, "name": membership.organisation.name}
    assert row.after == {"summary_de": "Neu.", "members": "", "name": "Verein"}
    assert not EntryChange.objects.waiting().exists()


def test_nothing_changed_is_nothing_listed() -> None:
    membership = make_membership(make_organisation(summary_de="Alt."))
    assert change(membership.organisation, membership.user, summary_de="Alt.", place="").version == 1
    assert not EntryChange.objects.exists()


def test_same_members_form_twice_is_one_change() -> None:
    membership, key = make_membership(), uuid.uuid4()
    values = {
        "by": membership.user,
        "key": key,
        "version": 1,
        "language": "de",
        "values": {"summary_de": "Neu."},
    }
    for _time in range(2):
        actions.update_entry(membership.organisation, **values)
    assert EntryChange.objects.count() == 1


def test_second_member_is_told_instead_of_overwriting() -> None:
    organisation = make_organisation()
    first, second = make_membership(organisation), make_membership(organisation)
    change(organisation, first.user, summary_de="Von mir.", version=1)
    with pytest.raises(actions.Outdated) as conflict:
        change(organisation, second.user, summary_de="Von mir auch.", version=1)
    assert conflict.value.organisation.summary_de == "Von mir."
    organisation.refresh_from_db()
    assert organisation.summary_de == "Von mir."


def test_members_logo_replaces_the_file_and_goes_with_it(django_capture_on_commit_callbacks: Any) -> None:
    membership = make_membership()
    organisation = membership.organisation
    values = {"by": membership.user, "language": "de", "values": {}}

    def put(version: int, logo: Any) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            done = actions.update_entry(organisation, key=uuid.uuid4(), version=version, logo=logo, **values)
        return done.logo.name

    storage = organisation.logo.storage
    first = put(1, ContentFile(b"x", "a.png"))
    second = put(2, ContentFile(b"y", "b.png"))
    assert (storage.exists(first), storage.exists(second)) == (False, True)
    assert put(3, False) == ""
    assert not storage.exists(second)


# --- proposals ------------------------------------------------------------------------------------
def test_proposal_changes_nothing_until_staff_decide() -> None:
    organisation = make_organisation(summary_de="Alt.")
    row = propose(organisation, make_user(), summary_de="Neu.", place="")
    organisation.refresh_from_db()
    assert (row.state, row.after, organisation.summary_de) == ("pending", {"summary_de": "Neu."}, "Alt.")


def test_proposal_needs_a_difference_or_a_note() -> None:
    organisation, user = make_organisation(summary_de="Alt."), make_user()
    with pytest.raises(Refused, match="not changed anything"):
        propose(organisation, user, summary_de="Alt.")
    assert propose(organisation, user, note="Der Verein ist umgezogen.").after == {}


def test_nobody_proposes_for_a_draft_or_without_end() -> None:
    user = make_user()
    with pytest.raises(Refused, match="not public"):
        propose(make_organisation(state="draft"), user, summary_de="Neu.")
    for _number in range(permissions.WAITING_LIMIT):
        propose(make_organisation(), user, summary_de="Neu.")
    with pytest.raises(Refused, match="requests waiting"):
        propose(make_organisation(), user, summary_de="Neu.")


def test_staff_take_over_only_what_they_chose() -> None:
    user, organisation = make_user(), make_organisation(summary_de="Alt.", place="Linden")
    row = propose(organisation, user, summary_de="Neu.", place="Mitte")
    done = actions.accept_change(row, by=make_staff(), version=1, take=["place", "slug"])
    organisation.refresh_from_db()
    assert (organisation.summary_de, organisation.place, organisation.slug) == (
        "Alt.",
        "Mitte",
        organisation.slug,
    )
    assert (done.state, done.taken, organisation.version) == ("accepted", ["place"], 2)
    assert "Einen Teil haben wir übernommen" in mails(user)[0].text


def test_nothing_chosen_is_no_decision() -> None:
    row = make_change()
    with pytest.raises(Refused, match="Choose at least one"):
        actions.accept_change(row, by=make_staff(), version=1, take=[])
    row.refresh_from_db()
    assert row.state == "pending"


def test_proposal_is_not_taken_over_into_an_entry_that_changed_meanwhile() -> None:
    row = make_change()
    Organisation.objects.update(version=5)
    with pytest.raises(actions.Outdated):
        actions.accept_change(row, by=make_staff(), version=1, take=["summary_de"])
    row.refresh_from_db()
    assert row.state == "pending"


def test_public_entry_keeps_what_it_needs() -> None:
    row = make_change(after={"summary_de": ""})
    with pytest.raises(ValidationError, match="German"):
        actions.accept_change(row, by=make_staff(), version=1, take=["summary_de"])
    row.organisation.refresh_from_db()
    assert (EntryChange.objects.get().state, row.organisation.summary_de) == ("pending", "Ein Satz über uns.")


def test_returned_proposal_names_its_reason_once() -> None:
    row = make_change()
    actions.decline_change(row, by=make_staff(), reason="Der Satz ist zu lang.")
    with pytest.raises(Refused):
        actions.decline_change(row, by=make_staff(), reason="Und zu laut.")
    (mail,) = mails(row.submitted_by)
    assert "Der Satz ist zu lang." in mail.text


# --- the end --------------------------------------------------------------------------------------
def test_deleted_entry_takes_people_mails_and_its_word_along() -> None:
    organisation = make_organisation("chor")
    actions.save_organisation(organisation)
    make_contact(organisation)
    actions.confirm_claim(claim(organisation, make_user()), by=make_staff())
    actions.delete_organisation(organisation)
    assert not Organisation.objects.exists()
    assert not Contact.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert find(kind="organisation", language="", slug="chor") is None


def test_city_with_organisations_stays() -> None:
    city = make_city()
    make_organisation(city=city)
    with pytest.raises(ProtectedError):
        city.delete()
