"""The desk: what waits, field by field; consents are written down and never changed; lists and the card."""

import datetime
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partners.organisations.desk import waiting
from partners.organisations.models import Consent, Contact, EntryChange, Membership, Organisation
from partners.organisations.release import entries_are_complete, no_sample_is_public
from tests.factories import make_city, make_source, make_user
from tests.factories_organisations import (
    make_change,
    make_contact,
    make_logo,
    make_membership,
    make_organisation,
)
from tests.staff.conftest import anna, ben, desk, home, other_desk, signed_in
from tests.staff.forms import errors, opened, save
from twinning.accounts.models import User
from twinning.addresses.actions import find
from twinning.mail.models import OutgoingMail

__all__ = ["anna", "ben", "desk", "home", "other_desk"]
pytestmark = pytest.mark.django_db


def queue(client: Client, tab: str = "") -> str:
    response = client.get(reverse("admin:organisations_entrychange_queue"), {"tab": tab} if tab else {})
    assert response.status_code == 200
    return response.content.decode()


def decide(client: Client, row: Membership | EntryChange, **data: Any) -> Any:
    return client.post(reverse(f"admin:organisations_{row._meta.model_name}_review", args=[row.pk]), data)


# --- the queue ------------------------------------------------------------------------------------
def test_queue_opens_where_something_waits_and_counts_all_kinds(desk: Client) -> None:
    assert "Nothing is waiting." in queue(desk)
    make_change(make_organisation(name="Chor"))
    html = queue(desk)
    for text in (
        "Claims (0)",
        "Proposed changes (1)",
        "Changed by members (0)",
        "Chor",
        "Ein besserer Satz.",
    ):
        assert text in html
    assert queue(desk, "nonsense") is not None


def test_oldest_claim_comes_first(desk: Client) -> None:
    for name, days in (("Neu", 1), ("Alt", 9)):
        claim = make_membership(make_organisation(name=name), state="pending")
        Membership.objects.filter(pk=claim.pk).update(
            created_at=timezone.now() - datetime.timedelta(days=days)
        )
    html = queue(desk, "claims")
    assert html.index("Alt") < html.index("Neu")


def test_claim_is_confirmed_from_its_panel(desk: Client, anna: User) -> None:
    claim = make_membership(state="pending")
    response = decide(desk, claim, decision="confirm")
    assert response["Location"].endswith("?tab=claims")
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by) == ("active", anna)


def test_refusal_without_a_reason_is_shown_again_with_what_was_typed(desk: Client) -> None:
    claim = make_membership(state="pending")
    response = decide(desk, claim, decision="decline", reason="  ")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Say why: the person reads it." in html
    assert "<details open>" in html
    claim.refresh_from_db()
    assert claim.state == "pending"
    assert decide(desk, claim, decision="decline", reason="Unbekannt.").status_code == 302


def test_second_of_two_staff_is_told(desk: Client, other_desk: Client) -> None:
    claim = make_membership(state="pending")
    decide(desk, claim, decision="confirm")
    response = decide(other_desk, claim, decision="decline", reason="Nein.")
    assert response.status_code == 422
    assert "Somebody was faster" in response.content.decode()


def test_new_organisation_shows_all_it_tells_and_what_is_missing(desk: Client) -> None:
    draft = make_organisation(state="draft", summary_de="", summary_fr="Nous roulons.", place="Süd")
    claim = make_membership(draft, state="pending")
    html = queue(desk, "claims")
    assert "Nous roulons." in html
    assert "Not possible yet: publish" in html
    assert 'value="publish"' not in html
    assert decide(desk, claim, decision="publish").status_code == 422
    Organisation.objects.update(summary_de="Wir fahren.")
    assert 'value="publish"' in queue(desk, "claims")
    assert decide(desk, claim, decision="publish").status_code == 302
    assert Organisation.objects.published().count() == 1


@pytest.mark.parametrize(
    ("website", "email", "sign"),
    [
        ("https://www.chor.example", "ana@chor.example", "ok"),
        ("https://chor.example", "ana@mail.example", "ask"),
    ],
)
def test_address_that_fits_the_website_is_a_good_sign(
    desk: Client, website: str, email: str, sign: str
) -> None:
    make_membership(make_organisation(website=website), make_user(email), state="pending")
    assert f'<li class="{sign}">' in queue(desk, "claims")


def test_membership_is_ended_with_a_reason(desk: Client) -> None:
    membership = make_membership()
    assert decide(desk, membership, decision="end", reason="").status_code == 422
    assert decide(desk, membership, decision="end", reason="Der Verein bat darum.").status_code == 302
    assert "Der Verein bat darum." in OutgoingMail.objects.get().text


def test_chosen_fields_are_taken_over(desk: Client) -> None:
    organisation = make_organisation(place="Alt")
    after = {"summary_de": "Besser.", "place": "Neu", "themes": [], "city": ""}
    change = make_change(
        organisation, before={"summary_de": organisation.summary_de, "place": "Alt"}, after=after
    )
    assert decide(desk, change, decision="accept", version="1", take=["place"]).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.place, organisation.summary_de) == ("Neu", "Ein Satz über uns.")


def test_field_that_changed_meanwhile_is_warned_of_and_not_ticked(desk: Client) -> None:
    change = make_change(
        before={"summary_de": "Früher.", "place": ""}, after={"summary_de": "Neu.", "place": "Mitte"}
    )
    html = queue(desk, "changes")
    assert "The entry has changed since." in html
    ticks = dict(re.findall(r'name="take" value="(\w+)"( checked)?', html))
    assert ticks == {"summary_de": "", "place": " checked"}
    assert "Ein Satz über uns." in html
    assert change.state == "pending"


def test_form_that_was_open_while_the_entry_changed_is_shown_again(desk: Client) -> None:
    change = make_change()
    Organisation.objects.update(version=3, summary_de="Von jemand anderem.")
    response = decide(desk, change, decision="accept", version="1", take=["summary_de"])
    assert response.status_code == 422
    assert "Von jemand anderem." in response.content.decode()
    assert 'name="version" value="3"' in response.content.decode()
    assert decide(desk, change, decision="accept", version="3", take=["summary_de"]).status_code == 302


def test_note_alone_is_thanked_for(desk: Client) -> None:
    change = make_change(before={}, after={}, note="Sie sind umgezogen.")
    assert "Sie sind umgezogen." in queue(desk, "changes")
    assert decide(desk, change, decision="accept", version="1").status_code == 302
    assert OutgoingMail.objects.filter(recipient=change.submitted_by.email).count() == 1


def test_members_changes_are_listed_with_both_states(desk: Client) -> None:
    user = make_user(name="Mika")
    make_change(user=user, state="accepted", decided_by=user, decided_at=timezone.now())
    html = queue(desk, "members")
    for text in ("Mika", "<del>Ein Satz über uns.</del>", "<ins>Ein besserer Satz.</ins>"):
        assert text in html
    assert 'name="take"' not in html


@pytest.mark.parametrize("data", [{}, {"decision": "delete"}, {"decision": "accept", "version": "x"}])
def test_nonsense_decides_nothing(desk: Client, data: dict[str, str]) -> None:
    change = make_change()
    assert decide(desk, change, **data).status_code in {403, 422}
    change.refresh_from_db()
    assert change.state == "pending"


# --- lists ----------------------------------------------------------------------------------------
def _list_row(name: str) -> None:
    organisation = make_organisation(city=make_city())
    rows = {"contact": make_contact, "membership": make_membership, "entrychange": make_change}
    if name in rows:
        rows[name](organisation)


@pytest.mark.parametrize("name", ["organisation", "contact", "membership", "entrychange"])
def test_list_costs_the_same_for_one_row_and_for_three(desk: Client, name: str) -> None:
    address = reverse(f"admin:organisations_{name}_changelist")
    counts = []
    for number in range(3):
        _list_row(name)
        desk.get(address)
        with CaptureQueriesContext(connection) as found:
            assert desk.get(f"{address}?q=x").status_code == 200
        counts.append(len(found) if number != 1 else counts[0])
    assert counts[0] == counts[2]


@pytest.mark.parametrize(("tab", "make"), [("claims", make_membership), ("changes", make_change)])
def test_queue_stays_cheap(desk: Client, tab: str, make: Any) -> None:
    def cost() -> int:
        make(state="pending")
        with CaptureQueriesContext(connection) as found:
            queue(desk, tab)
        return len(found)

    first, second, third = cost(), cost(), cost()
    # A panel compares one entry with one proposal: a few queries each, at most twenty panels.
    assert third - second == second - first <= 6


def test_row_of_a_list_leads_to_its_working_page(desk: Client) -> None:
    claim = make_membership(state="pending")
    page = reverse("admin:organisations_membership_change", args=[claim.pk])
    assert desk.get(page)["Location"] == reverse("admin:organisations_membership_review", args=[claim.pk])


def test_filters_tell_members_from_others_and_consent_from_none(desk: Client) -> None:
    user = make_user()
    make_change(user=user, state="accepted", decided_by=user, decided_at=timezone.now())
    make_change()
    make_contact()
    make_contact(consent=False)
    for name, query, count in (
        ("entrychange", "by=members", 1), ("entrychange", "by=others", 1), ("entrychange", "by=x", 2),
        ("contact", "consent=yes", 1), ("contact", "consent=no", 1), ("contact", "consent=x", 2),
    ):  # fmt: skip
        response = desk.get(reverse(f"admin:organisations_{name}_changelist"), dict([query.split("=")]))
        assert response.context["cl"].result_count == count, query


# --- entries --------------------------------------------------------------------------------------
def test_entry_is_saved_with_its_word_and_the_old_one_stays_taken(desk: Client) -> None:
    organisation = make_organisation("alt")
    page = reverse("admin:organisations_organisation_change", args=[organisation.pk])
    save(desk, page, opened(desk, page), slug="neu")
    assert find(kind="organisation", language="", slug="neu") == organisation.pk
    other = make_organisation("anders")
    address = reverse("admin:organisations_organisation_change", args=[other.pk])
    assert list(errors(save(desk, address, opened(desk, address), slug="neu"))) == ["slug"]
    word = reverse("organisations:organisation-create").rstrip("/").rpartition("/")[2]
    assert list(errors(save(desk, address, opened(desk, address), slug=word))) == ["slug"]


def test_entry_is_published_only_with_its_german_sentence(desk: Client) -> None:
    organisation = make_organisation(state="draft", summary_de="")
    page = reverse("admin:organisations_organisation_change", args=[organisation.pk])
    assert list(errors(save(desk, page, opened(desk, page), state="published"))) == ["summary_de"]


def test_deleting_an_entry_erases_its_people(desk: Client) -> None:
    contact = make_contact()
    page = reverse("admin:organisations_organisation_delete", args=[contact.organisation_id])
    assert desk.post(page, {"post": "yes"}).status_code == 302
    assert (Organisation.objects.count(), Contact.objects.count()) == (0, 0)


def test_logo_from_the_desk_is_cleaned(desk: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    organisation = make_organisation()
    page = reverse("admin:organisations_organisation_change", args=[organisation.pk])
    file = make_logo()
    file.name = "vertraulich.png"
    values = {name: value[0] if len(value) == 1 else value for name, value in opened(desk, page).items()}
    assert desk.post(page, {**values, "logo": file, "_save": "1"}).status_code == 302
    organisation.refresh_from_db()
    assert "vertraulich" not in organisation.logo.name


# --- people ---------------------------------------------------------------------------------------
def contact_page(contact: Contact) -> str:
    return reverse("admin:organisations_contact_change", args=[contact.pk])


def write_down(desk: Client, contact: Contact, **fields: Any) -> Any:
    row = {"scope": ["name"], "given_on": "03.05.2026", "evidence": "Akte 12"} | fields
    values = opened(desk, contact_page(contact))
    added = {f"consents-0-{name}": value for name, value in row.items()}
    return save(desk, contact_page(contact), values, **added, **{"consents-TOTAL_FORMS": "1"})


def test_consent_is_written_down_and_told_to_the_person(desk: Client, anna: User) -> None:
    contact = make_contact(consent=False)
    assert errors(write_down(desk, contact, scope=["name", "messages"], given_on="2026-05-03")) == {}
    consent = Consent.objects.get()
    assert (consent.scope, consent.evidence, consent.recorded_by) == (["messages", "name"], "Akte 12", anna)
    assert OutgoingMail.objects.get().recipient == contact.email


@pytest.mark.parametrize("wrong", [{"scope": ["messages"]}, {"evidence": ""}, {"given_on": "irgendwann"}])
def test_incomplete_consent_is_refused(desk: Client, wrong: dict[str, Any]) -> None:
    contact = make_contact(consent=False)
    assert write_down(desk, contact, **{"given_on": "2026-05-03"} | wrong).status_code == 200
    assert not Consent.objects.exists()


def test_second_consent_is_refused_in_words(desk: Client) -> None:
    contact = make_contact()
    values = opened(desk, contact_page(contact))
    added = {
        "consents-1-scope": ["name"],
        "consents-1-given_on": "2026-05-03",
        "consents-1-evidence": "Akte 13",
    }
    response = save(desk, contact_page(contact), values, **added, **{"consents-TOTAL_FORMS": "2"})
    assert response.status_code == 200
    assert "There is a consent in force already; withdraw it first." in response.content.decode()
    assert Consent.objects.count() == 1


def test_consent_that_was_given_cannot_be_edited(desk: Client) -> None:
    contact = make_contact()
    values = opened(desk, contact_page(contact))
    assert [name for name in values if name.startswith("consents-0-") and name.endswith("evidence")] == []


def test_staff_withdraw_with_a_button(desk: Client) -> None:
    contact = make_contact()
    assert "Withdraw the consent now" in desk.get(contact_page(contact)).content.decode()
    desk.post(reverse("admin:organisations_contact_withdraw", args=[contact.pk]))
    assert not Contact.objects.published().exists()
    assert "Ask for consent by mail" in desk.get(contact_page(contact)).content.decode()
    assert desk.get(reverse("admin:organisations_contact_ask", args=[contact.pk])).status_code == 302
    assert not OutgoingMail.objects.filter(key__contains="asked").exists()
    desk.post(reverse("admin:organisations_contact_ask", args=[contact.pk]))
    assert OutgoingMail.objects.filter(key__contains="asked").count() == 1


def test_erased_person_leaves_no_name_in_the_log(desk: Client) -> None:
    contact = make_contact(name="Mika Unverwechselbar")
    save(desk, contact_page(contact), opened(desk, contact_page(contact)), role_de="Neu")
    assert LogEntry.objects.filter(object_repr="Mika Unverwechselbar").exists()
    page = reverse("admin:organisations_contact_delete", args=[contact.pk])
    assert desk.post(page, {"post": "yes"}).status_code == 302
    assert not LogEntry.objects.filter(object_repr__contains="Unverwechselbar").exists()


def test_organisation_page_leads_to_its_people(desk: Client) -> None:
    organisation = make_contact().organisation
    html = desk.get(
        reverse("admin:organisations_organisation_change", args=[organisation.pk])
    ).content.decode()
    for name in ("contact", "membership"):
        address = (
            f"{reverse(f'admin:organisations_{name}_changelist')}?organisation__id__exact={organisation.pk}"
        )
        assert address in html
        assert desk.get(address).status_code == 200


# --- the card and the check -----------------------------------------------------------------------
def test_card_counts_what_waits(desk: Client, anna: User, rf: Any) -> None:
    make_membership(state="pending")
    make_change()
    make_contact(consent=False)
    user = make_user()
    make_change(user=user, state="accepted", decided_by=user, decided_at=timezone.now())
    old = make_change(user=user, state="accepted", decided_by=user, decided_at=timezone.now())
    EntryChange.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=15))
    request = rf.get("/")
    request.user = anna
    figures = waiting(request)["figures"]
    assert [(figure.number, figure.hot) for figure in figures] == [
        (1, True),
        (1, True),
        (1, False),
        (1, False),
    ]
    html = desk.get(reverse("admin:index")).content.decode()
    for figure in figures:
        assert str(figure.label) in html
        assert desk.get(figure.url).status_code == 200


def test_card_shows_nothing_to_staff_without_the_right() -> None:
    make_membership(state="pending")
    html = signed_in(make_user(is_staff=True)).get(reverse("admin:index")).content.decode()
    assert "claims of organisations" not in html


def test_release_check_names_gaps_and_samples() -> None:
    make_organisation("ganz").sources.add(make_source())
    make_organisation("leer", summary_de="")
    make_organisation("erfunden", is_sample=True)
    assert [text.partition(":")[0] for text in entries_are_complete()] == ["leer"]
    assert len(list(no_sample_is_public())) == 1
