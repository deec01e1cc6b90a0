"""What people told only the office goes in time; what the directory is made of stays."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from partners.organisations.models import EntryChange, Membership, Organisation
from partners.organisations.notice import NOTICE_VERSION
from partners.organisations.retention import purge
from tests.factories import make_user
from tests.factories_organisations import make_change, make_membership, make_organisation

pytestmark = pytest.mark.usefixtures("home", "english")
LATER = datetime.timedelta(days=366)


def rows() -> dict[str, Any]:
    decided = {"decided_at": timezone.now()}
    return {
        "pending": make_membership(state="pending"),
        "active": make_membership(),
        "declined": make_membership(state="declined"),
        "ended": make_membership(state="ended"),
        "waiting": make_change(),
        "accepted": make_change(state="accepted", **decided),
    }


def test_past_claims_and_changes_go_and_members_stay() -> None:
    made = rows()
    with time_machine.travel(timezone.now() + LATER):
        assert purge() == {"proofs of members": 1, "past claims": 2, "past changes": 1}
        assert purge() == {"proofs of members": 0, "past claims": 0, "past changes": 0}
    assert set(Membership.objects.all()) == {made["pending"], made["active"]}
    assert Membership.objects.get(pk=made["active"].pk).text == ""
    assert Membership.objects.get(pk=made["pending"].pk).text != ""
    assert list(EntryChange.objects.all()) == [made["waiting"]]


def test_nothing_goes_before_its_day() -> None:
    rows()
    with time_machine.travel(timezone.now() + LATER - datetime.timedelta(days=2)):
        assert set(purge().values()) == {0}


def test_dry_run_only_counts(capsys: pytest.CaptureFixture) -> None:
    rows()
    with time_machine.travel(timezone.now() + LATER):
        call_command("purge_claims", "--dry-run")
    assert "past claims: 2" in capsys.readouterr().out
    assert (Membership.objects.count(), EntryChange.objects.count()) == (4, 2)


def test_all_of_a_person_goes_with_the_account() -> None:
    user = make_user()
    make_membership(user=user)
    make_change(user=user)
    user.delete()
    assert (Membership.objects.count(), EntryChange.objects.count(), Organisation.objects.count()) == (
        0,
        0,
        2,
    )


@pytest.mark.parametrize(
    "page", ["organisation-create", "claim-create", "change-create", "organisation-update"]
)
def test_form_says_what_becomes_of_it(client: Client, page: str) -> None:
    organisation = make_organisation("chor")
    user = make_membership(organisation).user if page == "organisation-update" else make_user()
    client.force_login(user)
    args = [] if page == "organisation-create" else ["chor"]
    html = client.get(reverse(f"organisations:{page}", args=args)).content.decode()
    assert f'data-version="{NOTICE_VERSION}"' in html
    assert "365 days" in html
