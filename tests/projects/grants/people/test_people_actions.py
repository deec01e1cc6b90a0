"""Members of an applicant: invited once, bound only by their own address, and always somebody who may sign."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections, transaction
from django.utils import timezone

from projects.grants.letters.tending import tend
from projects.grants.models import Applicant, ApplicantMember, Event, Invitation
from projects.grants.people import actions
from projects.grants.people.actions import WrongPerson
from projects.grants.workflow import Refused
from tests.factories import make_user
from tests.factories_grants import make_application
from tests.factories_grants_people import make_group, make_invitation
from twinning.mail.models import OutgoingMail


def signatories(applicant: Applicant) -> list[int]:
    return list(applicant.members.filter(role="signatory").values_list("user", flat=True))


@pytest.mark.django_db
def test_invite_twice_is_one_row_and_one_mail() -> None:
    applicant, (chief,) = make_group("signatory")
    first, _path = make_invitation(applicant, chief, email="Gast@Example.org")
    second, _path = make_invitation(applicant, chief, role="finance")
    assert (first.pk, second.role) == (second.pk, "finance")
    assert (Invitation.objects.count(), OutgoingMail.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_invite_is_refused_to_others_for_members_and_beyond_the_limit() -> None:
    applicant, (chief, writer) = make_group("signatory", "project")
    for by, email in ((writer, "x@example.org"), (make_user(), "x@example.org"), (chief, writer.email)):
        with pytest.raises(Refused):
            make_invitation(applicant, by, email=email)
    for number in range(actions.MOST_OPEN):
        make_invitation(applicant, chief, email=f"x{number}@example.org")
    with pytest.raises(Refused):
        make_invitation(applicant, chief, email="late@example.org")
    assert Invitation.objects.count() == actions.MOST_OPEN


@pytest.mark.django_db
def test_accept_binds_only_the_invited_address_and_only_once() -> None:
    applicant, (chief,) = make_group("signatory")
    row, _path = make_invitation(applicant, chief)
    guest, stranger = make_user(email="gast@example.org"), make_user()
    with pytest.raises(WrongPerson):
        actions.accept(row, user=stranger)
    members = {actions.accept(row, user=guest).pk for _attempt in range(2)}
    assert len(members) == 1
    assert (applicant.members.get(user=guest).role, applicant.members.count()) == ("project", 2)
    assert OutgoingMail.objects.filter(recipient=chief.email).count() == 1
    actions.remove(applicant.members.get(user=guest), by=chief)
    with pytest.raises(Refused):
        actions.accept(row, user=guest)


@pytest.mark.django_db
def test_accept_leaves_the_role_of_a_member_as_it_is() -> None:
    applicant, (chief,) = make_group("signatory")
    row, _path = make_invitation(applicant, chief)
    guest = make_user(email="gast@example.org")
    ApplicantMember.objects.create(applicant=applicant, user=guest, role="signatory")
    assert actions.accept(row, user=guest).role == "signatory"


@pytest.mark.django_db
def test_taken_back_invitation_is_void() -> None:
    applicant, (chief, writer) = make_group("signatory", "project")
    row, path = make_invitation(applicant, chief)
    raw = path.rstrip("/").rsplit("/", 1)[1]
    with pytest.raises(Refused):
        actions.take_back(row, by=writer)
    assert actions.invitation_behind(raw) == row
    actions.take_back(row, by=chief)
    assert actions.invitation_behind(raw) is None
    with pytest.raises(Refused):
        actions.accept(row, user=make_user(email=row.email))


@pytest.mark.django_db
def test_last_signatory_stays() -> None:
    applicant, (chief, writer) = make_group("signatory", "project")
    mine, theirs = applicant.members.get(user=chief), applicant.members.get(user=writer)
    with pytest.raises(Refused):
        actions.remove(mine, by=chief)
    with pytest.raises(Refused):
        actions.set_role(mine, by=chief, role="project")
    for act in (actions.remove, lambda row, by: actions.set_role(row, by=by, role="finance")):
        with pytest.raises(Refused):
            act(mine, by=writer)
    actions.set_role(theirs, by=chief, role="signatory")
    actions.remove(mine, by=chief)
    assert signatories(applicant) == [writer.pk]


@pytest.mark.django_db
def test_removed_member_is_told_and_their_invitations_end() -> None:
    applicant, (chief, second) = make_group("signatory", "signatory")
    make_invitation(applicant, second)
    actions.remove(applicant.members.get(user=second), by=chief)
    actions.remove(ApplicantMember(pk=0, applicant=applicant), by=chief)
    assert not Invitation.objects.exists()
    mail = OutgoingMail.objects.get(recipient=second.email)
    assert applicant.name in mail.subject


@pytest.mark.django_db
@pytest.mark.parametrize("stays", [True, False])
def test_hand_over_moves_the_signature_and_is_in_the_trail(stays: bool) -> None:
    chief = make_user()
    application = make_application(chief)
    over = make_application(chief, applicant=application.applicant, state="withdrawn")
    applicant = application.applicant
    other = ApplicantMember.objects.create(applicant=applicant, user=make_user(name="Alex"), role="finance")
    with pytest.raises(Refused):
        actions.hand_over(applicant, by=other.user, to=other, stays=True)
    with pytest.raises(Refused):
        actions.hand_over(applicant, by=chief, to=applicant.members.get(user=chief), stays=True)
    actions.hand_over(applicant, by=chief, to=other, stays=stays)
    assert signatories(applicant) == [other.user_id]
    assert applicant.members.filter(user=chief, role="project").exists() == stays
    event = Event.objects.get(code="hand_over")
    assert (event.application, event.is_applicant, event.data["to_name"]) == (application, True, "Alex")
    assert not over.events.exists()
    assert OutgoingMail.objects.filter(recipient=other.user.email).count() == 1


@pytest.mark.django_db
def test_sweep_forgets_old_addresses_only() -> None:
    applicant, (chief,) = make_group("signatory")
    old, _path = make_invitation(applicant, chief)
    make_invitation(applicant, chief, email="neu@example.org")
    Invitation.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=29))
    assert tend(dry_run=True)["invitations forgotten"] == 1
    assert tend()["invitations forgotten"] == 1
    assert Invitation.objects.get().email == "neu@example.org"


def _at_once(*acts: Callable[[], None]) -> list[Exception]:
    """Run the acts in threads of their own; what they raised."""
    raised: list[Exception] = []

    def run(act: Callable[[], None]) -> None:
        try:
            act()
        except Refused as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.django_db(transaction=True)
def test_two_signatories_leave_at_once_and_one_stays() -> None:
    applicant, people = make_group("signatory", "signatory")
    rows = [applicant.members.get(user=person) for person in people]
    acts = [lambda row=row: actions.remove(row, by=row.user) for row in rows]
    assert len(_at_once(*acts)) == 1
    assert len(signatories(applicant)) == 1


@pytest.mark.django_db(transaction=True)
def test_invite_clicked_at_once_is_one_row_and_one_mail() -> None:
    applicant, (chief,) = make_group("signatory")
    assert _at_once(*[lambda: make_invitation(applicant, chief)] * 4) == []
    assert (Invitation.objects.count(), OutgoingMail.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_nobody_would_stay() -> None:
    """Negative control: looking, waiting and deleting without a lock leaves nobody in this very harness."""
    applicant, people = make_group("signatory", "signatory")
    pause = Barrier(2)

    def naive(number: int) -> None:
        with transaction.atomic():
            is_last = len(signatories(applicant)) == 1
            pause.wait()
            if not is_last:
                applicant.members.filter(user=people[number]).delete()

    _at_once(lambda: naive(0), lambda: naive(1))
    assert not signatories(applicant)
