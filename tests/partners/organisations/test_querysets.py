"""What is public of organisations and people, and to whom the rest is visible."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.utils import timezone

from partners.models import City, Theme
from partners.organisations.models import Contact, EntryChange, Membership, Organisation
from tests.factories import make_aim, make_city, make_staff, make_user
from tests.factories_organisations import (
    make_change,
    make_consent,
    make_contact,
    make_membership,
    make_organisation,
)
from twinning.querysets import unfolded

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def test_organisation_of_a_city_is_there_or_works_with_it() -> None:
    rouen, bristol = make_city("rouen"), make_city("bristol")
    there = make_organisation(city=rouen)
    friend = make_organisation(partner_cities=[rouen, bristol])
    make_organisation(city=bristol)
    assert list(Organisation.objects.of_city(rouen).order_by("pk")) == [there, friend]


def test_draft_is_seen_by_staff_and_by_whoever_put_it_forward() -> None:
    draft, public = make_organisation(state="draft"), make_organisation()
    asker, former = make_user(), make_user()
    make_membership(draft, asker, state="pending")
    make_membership(draft, former, state="declined")
    seen = {who: set(Organisation.objects.visible_to(who)) for who in (NOBODY, asker, former, make_staff())}
    assert list(seen.values()) == [{public}, {draft, public}, {public}, {draft, public}]


def test_page_brings_cities_its_own_first_and_themes_along(django_assert_num_queries: object) -> None:
    rouen, near = make_city("rouen", distance_km=700.0), make_city("near", distance_km=200.0)
    hidden = make_city("hidden", state="draft")
    aim, draft = make_aim("culture", title_de="Kultur"), make_aim("draft", state="draft")
    themes = [
        Theme.objects.create(key="draft", aim=draft),
        Theme.objects.create(key="aim", aim=aim),
        Theme.objects.create(key="sport", name_de="Sport", position=5),
    ]
    made = make_organisation(city=rouen, partner_cities=[near, hidden], themes=themes)
    with django_assert_num_queries(1):
        row = Organisation.objects.for_page().get(pk=made.pk)
    assert [city.slug for city in unfolded(row.shown_cities)] == ["rouen", "near"]
    assert [theme.key for theme in unfolded(row.shown_themes)] == ["sport", "aim"]


def test_index_holds_cities_and_themes_of_each_entry_once() -> None:
    rouen, bristol = make_city(), make_city()
    theme = Theme.objects.create(key="sport", name_de="Sport")
    other = Theme.objects.create(key="art", name_de="Kunst")
    make_organisation(partner_cities=[rouen, bristol], themes=[theme, other])
    make_organisation()
    rows = list(Organisation.objects.for_index())
    assert sorted(rows[0]["city_ids"]) == sorted([rouen.pk, bristol.pk])
    assert sorted(rows[0]["theme_keys"]) == ["art", "sport"]
    assert (rows[1]["city_ids"], rows[1]["theme_keys"]) == ([], [])


def test_city_page_finds_its_organisations_in_its_own_query() -> None:
    rouen = make_city("rouen")
    make_organisation("b", name="B", city=rouen)
    make_organisation("a", name="A", partner_cities=[rouen])
    make_organisation("draft", city=rouen, state="draft")
    make_organisation("elsewhere")
    city = City.objects.annotate(cards=Organisation.objects.all().folded_for_city()).get(pk=rouen.pk)
    assert [row.slug for row in unfolded(city.cards)] == ["a", "b"]


def test_person_is_public_only_with_a_consent_in_force() -> None:
    agreed, without = make_contact(), make_contact(consent=False)
    unlisted, withdrawn = make_contact(is_listed=False), make_contact(consent=False)
    make_consent(withdrawn, withdrawn_at=timezone.now())
    in_draft = make_contact(make_organisation(state="draft"))
    of_city = make_contact(city=make_city())
    assert set(Contact.objects.published()) == {agreed, of_city}
    assert set(Contact.objects.without_consent()) == {without, withdrawn}
    assert {unlisted, in_draft}.isdisjoint(Contact.objects.visible_to(NOBODY))


def test_person_of_an_organisation_disappears_with_its_hours() -> None:
    over = timezone.now() - datetime.timedelta(minutes=1)
    make_contact(make_organisation(publish_until=over))
    assert not Contact.objects.published().exists()


def test_person_given_back_a_consent_is_public_again() -> None:
    contact = make_contact(consent=False)
    make_consent(contact, withdrawn_at=timezone.now())
    make_consent(contact)
    assert list(Contact.objects.published()) == [contact]


def test_card_tells_whether_the_person_takes_messages() -> None:
    make_contact(position=1, scope=["name", "messages"])
    make_contact(position=2, scope=["name"])
    assert [row.takes_messages for row in Contact.objects.for_cards()] == [True, False]


def test_memberships_and_changes_are_seen_by_their_owner_and_by_staff_who_may() -> None:
    own, member = make_membership(), make_user()
    change = make_change(user=member)
    plain, allowed = make_user(is_staff=True), make_user(is_staff=True)
    allowed.user_permissions.set(
        Permission.objects.filter(codename__in=["view_membership", "view_entrychange", "view_contact"])
    )
    assert list(Membership.objects.visible_to(own.user)) == [own]
    assert list(Membership.objects.visible_to(allowed)) == [own]
    assert list(EntryChange.objects.visible_to(member)) == [change]
    assert list(EntryChange.objects.visible_to(allowed)) == [change]
    for stranger in (NOBODY, make_user(), plain):
        assert not Membership.objects.visible_to(stranger).exists()
        assert not EntryChange.objects.visible_to(stranger).exists()


def test_people_without_consent_are_seen_by_staff_who_may_only() -> None:
    make_contact(consent=False)
    assert Contact.objects.visible_to(make_staff()).count() == 1
    assert Contact.objects.visible_to(make_user(is_staff=True)).count() == 0


def test_only_active_members_maintain_an_entry() -> None:
    user = make_user()
    for state in ("pending", "declined", "ended"):
        make_membership(user=user, state=state)
    active = make_membership(user=user)
    assert list(Organisation.objects.maintained_by(user)) == [active.organisation]
    assert list(Organisation.objects.maintained_by(NOBODY)) == []
