"""People who act in the same moment, with real threads and connections; each race has its negative control."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from partners.organisations import actions, consents
from partners.organisations.models import Consent, EntryChange, Membership, Organisation
from partners.organisations.workflow import Refused, check
from tests.factories import make_home, make_staff, make_user
from tests.factories_organisations import make_change, make_contact, make_membership, make_organisation
from tests.feedback.threads import together
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)
NEW = {"name": "Radfreunde", "name_language": "de", "kind": "sports_club", "summary_de": "Wir fahren Rad."}


@pytest.fixture(autouse=True)
def home() -> None:
    make_home()


def at_once(*acts: Callable[[], Any]) -> list[BaseException]:
    """Run different acts that start at the same moment; what they raised."""
    waiting = list(acts)
    lock = threading.Lock()

    def act() -> None:
        with lock:
            mine = waiting.pop()
        mine()

    return together(len(acts), act)


def test_two_staff_decide_about_a_claim_and_one_comes_first() -> None:
    claim = make_membership(state="pending")
    one, two = make_staff(), make_staff()
    errors = at_once(
        lambda: actions.confirm_claim(claim, by=one),
        lambda: actions.decline_claim(claim, by=two, reason="Nein."),
    )
    assert [type(error) for error in errors] == [Refused]
    assert OutgoingMail.objects.filter(recipient=claim.user.email).count() == 1


def test_without_the_lock_both_would_decide() -> None:
    """The negative control: reading, waiting for each other and writing lets both through."""
    claim = make_membership(state="pending")
    gate = threading.Barrier(2)

    def naive() -> None:
        row = Membership.objects.get(pk=claim.pk)
        check(row, Membership.State.ACTIVE)
        gate.wait()
        Membership.objects.filter(pk=row.pk).update(state="active", decided_at=row.created_at)

    assert together(2, naive) == []


def test_five_clicks_enter_one_organisation() -> None:
    user, key = make_user(), uuid.uuid4()
    told = {"language": "de", "values": NEW, "role": "x", "text": "y"}
    assert together(5, lambda: actions.enter_organisation(by=user, key=key, **told)) == []
    assert (Organisation.objects.count(), Membership.objects.count()) == (1, 1)


def test_without_the_shared_key_the_clicks_would_enter_five() -> None:
    user = make_user()
    told = {"language": "de", "values": NEW, "role": "x", "text": "y"}
    assert together(5, lambda: actions.enter_organisation(by=user, key=uuid.uuid4(), **told)) == []
    assert Organisation.objects.count() == 5


def test_two_members_save_at_once_and_the_second_is_told() -> None:
    organisation = make_organisation()
    members = [make_membership(organisation).user for _number in range(2)]

    def save(user: Any, text: str) -> None:
        actions.update_entry(
            organisation, by=user, key=uuid.uuid4(), version=1, language="de", values={"summary_de": text}
        )

    errors = at_once(lambda: save(members[0], "Eins."), lambda: save(members[1], "Zwei."))
    assert [type(error) for error in errors] == [actions.Outdated]
    organisation.refresh_from_db()
    assert (organisation.version, EntryChange.objects.count()) == (2, 1)


def test_without_the_lock_the_second_member_would_overwrite() -> None:
    """The negative control: both read version 1 before either writes."""
    organisation = make_organisation()
    gate = threading.Barrier(2)

    def naive() -> None:
        row = Organisation.objects.get(pk=organisation.pk)
        gate.wait()
        row.version += 1
        row.save()

    assert together(2, naive) == []
    organisation.refresh_from_db()
    assert organisation.version == 2


def test_member_who_is_ended_while_saving_either_saved_before_or_not_at_all() -> None:
    membership, staff = make_membership(), make_staff()
    save = {"by": membership.user, "key": uuid.uuid4(), "version": 1, "language": "de"}
    errors = at_once(
        lambda: actions.update_entry(membership.organisation, values={"summary_de": "Spät."}, **save),
        lambda: actions.end_membership(membership, by=staff, reason="Ende."),
    )
    membership.refresh_from_db()
    stored = Organisation.objects.get().summary_de == "Spät."
    assert membership.state == "ended"
    assert [type(error) for error in errors] == ([] if stored else [Refused])


def test_two_staff_take_over_a_proposal_once() -> None:
    change, one, two = make_change(), make_staff(), make_staff()
    take = {"version": 1, "take": ["summary_de"]}
    errors = at_once(
        lambda: actions.accept_change(change, by=one, **take),
        lambda: actions.accept_change(change, by=two, **take),
    )
    assert [type(error) for error in errors] == [Refused]
    assert (Organisation.objects.get().version, OutgoingMail.objects.count()) == (2, 1)


def test_consent_by_link_and_on_paper_make_one() -> None:
    contact = make_contact(consent=False)
    errors = at_once(
        lambda: consents.record_consent(contact, by=None, scope=["name"], evidence="Papier"),
        lambda: consents.give_consent(contact, messages=True, asked_on=contact.created_at.date()),
    )
    assert [type(error) for error in errors] in ([], [Refused])
    assert Consent.objects.in_force().count() == 1


def test_without_the_lock_the_database_still_keeps_one_consent() -> None:
    """The negative control: two plain inserts, and the constraint refuses the second."""
    contact = make_contact(consent=False)
    errors = together(2, lambda: Consent.objects.create(contact=contact, scope=["name"], evidence="Papier"))
    assert [type(error).__name__ for error in errors] == ["IntegrityError"]


def test_withdrawing_and_erasing_at_once_ends_in_nothing() -> None:
    contact = make_contact()
    errors = at_once(lambda: consents.withdraw_consent(contact), lambda: consents.erase_contact(contact))
    assert {type(error).__name__ for error in errors} <= {"DoesNotExist"}
    assert not Consent.objects.exists()
    connection.close()
