"""Real organisations rest on sources; invented ones say so and leave without a trace."""

import uuid

import pytest
from django.conf import settings
from django.core.management import call_command

from partners.conversations.actions import Person, open_conversation, report_row
from partners.organisations import actions, consents
from partners.organisations.models import Contact, Membership, Organisation
from tests.factories import make_staff, make_user
from tests.seed.dump import dump
from twinning import seeding
from twinning.accounts.models import User
from twinning.languages import column

pytestmark = pytest.mark.django_db
REAL = {
    "hannover-bristol-gesellschaft", "bristol-hannover-council", "chado-kai", "bristol-choral-society",
    "hannoverscher-oratorienchor", "igs-list", "jacaranda-school", "hochschule-hannover",
    "university-of-the-arts-poznan", "mayors-for-peace",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _demonstration(settings: settings) -> None:
    settings.DEBUG = True


def test_real_organisations_have_sources_and_neither_address_nor_person(seeded: None) -> None:
    rows = Organisation.objects.published()
    assert {row.slug for row in rows} == REAL
    assert [row.slug for row in rows if row.email or row.contacts.exists() or not row.sources.exists()] == []
    assert not rows.filter(is_sample=True).exists()
    assert not Contact.objects.exists()


def test_real_organisations_speak_six_languages(seeded: None) -> None:
    missing = [
        f"{row.slug} {name} {code}"
        for row in Organisation.objects.all()
        for name in ("summary", "description")
        for code in settings.PUBLISHED_LANGUAGES
        if getattr(row, column(name, "de")) and not getattr(row, column(name, code))
    ]
    assert missing == []


def test_real_organisations_are_tied_to_a_city_or_a_theme(seeded: None) -> None:
    rows = Organisation.objects.prefetch_related("themes", "partner_cities")
    assert [row.slug for row in rows if not row.themes.all()] == []
    assert [row.slug for row in rows if row.city_id is None and not row.partner_cities.all()] == []


def test_what_staff_withdrew_stays_withdrawn(seeded: None) -> None:
    Organisation.objects.filter(slug="igs-list").update(state="draft", summary_de="Unser Satz.")
    call_command("seed", verbosity=0)
    row = Organisation.objects.get(slug="igs-list")
    assert (row.state, row.summary_de) == ("draft", "Unser Satz.")


def test_samples_are_marked_and_cannot_reach_anybody(sampled: None) -> None:
    samples = Organisation.objects.filter(is_sample=True)
    assert samples.count() == 8
    assert {row.slug for row in Organisation.objects.filter(is_sample=False)} == REAL
    addresses = [*samples.values_list("email", flat=True), *Contact.objects.values_list("email", flat=True)]
    assert [address for address in addresses if not address.endswith("@example.org")] == []
    assert set(Contact.objects.values_list("is_sample", flat=True)) == {True}
    assert Contact.objects.published().count() == Contact.objects.count() == 6


def test_demo_citizen_speaks_for_an_invented_association(sampled: None) -> None:
    member = Membership.objects.get()
    assert (member.user.email, member.organisation.slug, member.state) == (
        "buergerin@example.org", "brueckenklang", "active",
    )  # fmt: skip


def _work_on_samples() -> list[User]:
    """People claim, change, write to and report what is invented; who they are."""
    staff, other = make_staff(), make_user()
    organisation = Organisation.objects.get(slug="kawanone")
    contact = organisation.contacts.get()
    claim = actions.claim(organisation, by=other, key=uuid.uuid4(), role="x", text="y")
    actions.confirm_claim(claim, by=staff)
    values = {"summary_de": "Anders."}
    actions.update_entry(organisation, by=other, key=uuid.uuid4(), version=1, language="de", values=values)
    change = actions.propose_change(
        organisation, by=staff, key=uuid.uuid4(), language="de", values={"place": "Mitte"}, note=""
    )
    actions.decline_change(change, by=staff, reason="Nein.")
    person = Person("A", "a@example.org", "de")
    for about, row in (("organisation", organisation), ("contact", contact)):
        open_conversation(
            key=uuid.uuid4(), about=about, about_id=row.pk, subject="x", subject_language="de", asker=person,
            host=Person("B", "b@example.org", "ja"), text="Hallo", notice_version="1",
        )  # fmt: skip
        report_row(key=uuid.uuid4(), about=about, about_id=row.pk, subject="x", text="schlecht")
    consents.withdraw_consent(contact)
    return [staff, other]


def _rows() -> set[str]:
    """Everything but the worker's list of deliveries, which names mails by number only and is swept by itself."""
    return {row for row in dump() if '"model": "django_tasks_database.dbtaskresult"' not in row}


def test_samples_leave_without_a_trace_whatever_happened_to_them(seeded: None) -> None:
    before = _rows()
    seeding.create_samples()
    assert _rows() != before
    people = _work_on_samples()
    seeding.remove_samples()
    User.objects.filter(pk__in=[person.pk for person in people]).delete()
    assert _rows() ^ before == set()


def test_removing_what_is_not_there_changes_nothing(seeded: None) -> None:
    before = dump()
    seeding.remove_samples()
    assert dump() == before
