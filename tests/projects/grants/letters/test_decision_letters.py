"""Decision letters: what stands in them and in which order, in every language, stored before anything is sent."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from projects.grants.letters.actions import (
    drop_decision_letters,
    send_batch,
    send_decision,
    store_decision_letters,
)
from projects.grants.letters.compose import compose
from projects.grants.letters.decision_letter import add_months, build
from projects.grants.letters.facts import Facts
from projects.grants.letters.storing import intact
from projects.grants.models import Award, Event, Letter, TextBlock
from projects.grants.sentences import euros
from projects.grants.standing import shown_state
from projects.grants.workflow import Refused
from tests.factories_grants_letters import (
    is_tagged,
    make_rules,
    make_signed,
    make_staff,
    make_text_blocks,
    read,
    words,
)
from twinning.accounts.models import User
from twinning.mail.models import OutgoingMail


@pytest.fixture(autouse=True)
def blocks(db: None) -> None:
    make_text_blocks()


@pytest.fixture
def officer(db: None) -> User:
    return make_staff("officer")


@pytest.fixture
def decider(db: None) -> User:
    return make_staff("decider")


def in_order(text: str, parts: list[str]) -> bool:
    """Every part is there, each after the one before."""
    place = 0
    for part in parts:
        found = text.find(part, place)
        assert found >= 0, f"{part} is missing after {text[max(place - 60, 0) : place]}"
        place = found + len(part)
    return True


def test_award_letter_has_its_parts_in_order(officer: User, decider: User) -> None:
    decision = make_signed(officer, decider, conditions=["step-free"])
    pdf = intact(store_decision_letters(decision.application, by=decider)[0])
    text = words(pdf)
    number = decision.application.number
    assert in_order(
        text,
        [
            number,
            "Papierkraniche",
            "2.000,00 €",
            "zweitausend Euro",
            "66,67 %",
            "1. März 2027",
            "Der Plan ist in der Summe verbindlich",
            "3.000,00 €",
            "Wir zahlen auf Ihren Abruf",
            "Teilen Sie uns sofort mit",
            "ohne Stufen erreichbar",
            "31. Januar 2028",
            "Nennen Sie die Stadt",
            "als offene Daten",
            "Geld zurückfordern",
            "Klage beim Verwaltungsgericht",
            str(decider),
        ],
    )
    # The reason stands with the basis; what nobody decided is not invented.
    assert "Der Austausch fehlt." in text


def test_award_letter_is_tagged_in_every_language(officer: User, decider: User) -> None:
    rules = make_rules()
    for language in ("en", "fr", "pl", "ja", "ar"):
        decision = make_signed(
            officer,
            decider,
            language=language,
            rules=rules,
            amount=Decimal("1000.50"),
            title=f"Kraniche – 鶴 – طائر {language}",
        )
        letters = store_decision_letters(decision.application, by=decider)
        assert [(row.language, row.is_original) for row in letters] == [("de", True), (language, False)]
        for letter in letters:
            pdf = intact(letter)
            reader = read(pdf)
            root = reader.trailer["/Root"]
            assert (root["/Lang"], is_tagged(pdf)) == (
                letter.language if letter.language != "ja" else "ja-JP",
                True,
            )
            assert decision.application.number in reader.metadata.title
            assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_a_letter_in_a_language_without_a_block_is_not_made(officer: User, decider: User) -> None:
    TextBlock.objects.filter(code="remedy").update(text_fr="")
    decision = make_signed(officer, decider, language="fr")
    with pytest.raises(Refused) as caught:
        store_decision_letters(decision.application, by=decider)
    assert len(caught.value.failures) == 1
    assert "Français" in caught.value.failures[0] or "français" in caught.value.failures[0]
    assert (Letter.objects.count(), Award.objects.get().state) == (0, "drafted")


def test_the_same_data_make_the_same_bytes(officer: User, decider: User) -> None:
    decision = make_signed(officer, decider)
    letter = store_decision_letters(decision.application, by=decider)[0]
    decision.refresh_from_db()
    data, missing = build("award", Facts.of(decision.application), decision, is_original=True)
    assert missing == []
    assert hashlib.sha256(compose(data)).hexdigest() == letter.digest


def test_letters_are_made_once_and_approve_the_award(officer: User, decider: User) -> None:
    decision = make_signed(officer, decider)
    first = store_decision_letters(decision.application, by=decider)
    assert store_decision_letters(decision.application, by=decider) == first
    assert (Award.objects.get().state, Event.objects.filter(code="make_letter").count()) == ("approved", 1)
    decision.refresh_from_db()
    assert decision.proof_due_on == date(2028, 1, 31)


def test_whoever_prepared_does_not_make_the_letter_of_an_award(officer: User, decider: User) -> None:
    decision = make_signed(officer, decider)
    with pytest.raises(Refused):
        store_decision_letters(decision.application, by=officer)
    assert Letter.objects.count() == 0


def test_sending_tells_the_applicant_once(officer: User, decider: User) -> None:
    decision = make_signed(officer, decider, "approved_reduced", language="fr")
    row = decision.application
    with pytest.raises(Refused):
        send_decision(row, by=officer)
    store_decision_letters(row, by=decider)
    row.refresh_from_db()
    assert shown_state(row) == "for_decision"
    OutgoingMail.objects.all().delete()
    for _number in range(2):
        assert all(letter.sent_at for letter in send_decision(row, by=officer))
    mail = OutgoingMail.objects.get()
    assert mail.language == "fr"
    assert "2 000,00" in mail.text.replace("\u202f", " ").replace("\xa0", " ")
    assert (Award.objects.get().state, Event.objects.filter(code="send_letter").count()) == ("notified", 1)


def test_a_rejection_gives_reason_contact_and_next_chance(officer: User, decider: User) -> None:
    block = TextBlock.objects.get(code="no-partner")
    row = make_signed(
        officer, decider, "rejected", language="fr", reason=f"{block.text_de}\n\nRufen Sie an."
    ).application
    row.programme.contact_email = "team@example.org"
    row.programme.save()
    OutgoingMail.objects.all().delete()
    german, french = store_decision_letters(row, by=officer)
    send_decision(row, by=officer)
    assert in_order(
        words(intact(german)), [block.text_de, "Rufen Sie an.", "Verwaltungsgericht", "team@example.org"]
    )
    text = words(intact(french))
    assert "Les partenaires sur place" in text
    assert "Rufen Sie an." in text
    assert "Les partenaires sur place" in OutgoingMail.objects.get().text


def test_the_reserve_list_gets_a_note(officer: User, decider: User) -> None:
    row = make_signed(officer, decider, "waitlisted", reason="").application
    letter = store_decision_letters(row, by=officer)[0]
    assert (letter.kind, "reicht" in words(intact(letter)) or "Mittel" in words(intact(letter))) == (
        "waitlist",
        True,
    )
    assert [row.sent_at is not None for row in send_decision(row, by=officer)] == [True]


def test_a_damaged_letter_is_not_sent(officer: User, decider: User) -> None:
    row = make_signed(officer, decider).application
    letter = store_decision_letters(row, by=decider)[0]
    OutgoingMail.objects.all().delete()
    for content in (b"%PDF-1.7 something else", None):
        if content is None:
            letter.file.storage.delete(letter.file.name)
        else:
            with letter.file.storage.open(letter.file.name, "wb") as stream:
                stream.write(content)
        with pytest.raises(Refused):
            send_decision(row, by=officer)
    assert (OutgoingMail.objects.count(), Award.objects.get().state) == (0, "approved")
    drop_decision_letters(row, by=decider)
    assert send_decision_after_making(row, decider) == 1


def send_decision_after_making(row: object, decider: User) -> int:
    """Make and send anew; how many letters went out."""
    store_decision_letters(row, by=decider)
    return len(send_decision(row, by=decider))


def test_a_batch_sends_different_stored_letters_and_stops_for_nobody(officer: User, decider: User) -> None:
    rules = make_rules()
    rows = [
        make_signed(officer, decider, rules=rules, amount=Decimal(1000 + n)).application for n in range(5)
    ]
    for row in rows[:-1]:
        store_decision_letters(row, by=decider)
    stored = set(Letter.objects.filter(kind="award").values_list("digest", flat=True))
    batch = send_batch(rows, officer)
    assert (batch.sent, [row for row, _why in batch.refused], len(stored)) == (rows[:-1], rows[-1:], 4)
    assert (
        set(Letter.objects.exclude(sent_at=None).filter(kind="award").values_list("digest", flat=True))
        == stored
    )


def test_a_sent_letter_is_not_thrown_away(officer: User, decider: User) -> None:
    row = make_signed(officer, decider).application
    letter = store_decision_letters(row, by=decider)[0]
    send_decision(row, by=officer)
    with pytest.raises(Refused):
        drop_decision_letters(row, by=decider)
    letter.refresh_from_db()
    for change in (
        lambda: Letter.objects.filter(pk=letter.pk).update(digest="0" * 64),
        lambda: Letter.objects.filter(pk=letter.pk).update(file="other.pdf"),
        lambda: Letter.objects.filter(pk=letter.pk).update(sent_at=None),
        lambda: Letter.objects.filter(pk=letter.pk)._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL grants.erasing = 'on'")
    assert Letter.objects.filter(pk=letter.pk).update(digest="0" * 64) == 1


def test_months_end_with_the_shorter_month() -> None:
    assert add_months(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert add_months(date(2027, 12, 31), 1) == date(2028, 1, 31)


def test_a_lower_grant_stands_beside_what_was_asked_for(officer: User, decider: User) -> None:
    decision = make_signed(officer, decider, "approved_reduced", title="Kürzer")
    row = decision.application
    said = words(intact(store_decision_letters(row, by=decider)[0]))
    money = Facts.of(row).plan().sums
    left = money.costs - sum(line.amount for line in Facts.of(row).plan().incomes) - Decimal(2000)
    with override("de"):
        asked, granted, missing = (
            " ".join(euros(sum_).split()) for sum_ in (row.requested, Decimal(2000), left)
        )
        whole, accepted = (" ".join(euros(sum_).split()) for sum_ in (money.costs, Decimal(3000)))
    assert "Kosten Beantragt Anerkannter Plan" in said
    assert "Einnahmen Beantragt Anerkannter Plan" in said
    assert f"Zuwendung aus diesem Bescheid {asked} {granted}" in said
    assert f"Noch zu sparen oder zu finden – {missing}" in said
    assert f"Summe {whole} {accepted}" in said
