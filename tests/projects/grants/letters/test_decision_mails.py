"""Mails that tell a decision: in the reader's language, with the amount or the reason, and a link to the case."""

from decimal import Decimal

import pytest

from projects.grants.letters.actions import KINDS
from projects.grants.mails import tell_applicant
from tests.factories_grants_letters import make_sent
from twinning.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db


def test_every_decision_mail_is_written_in_six_languages() -> None:
    rows = {language: make_sent(language) for language in ("de", "en", "fr", "pl", "ja", "ar")}
    OutgoingMail.objects.all().delete()
    for language, row in rows.items():
        for outcome, (_kind, mail) in KINDS.items():
            more = [("Betrag", Decimal(1800))]
            tell_applicant(row, mail, key=f"{outcome}", context={"amount": "1.800,00 €"}, more=more)
        sent = OutgoingMail.objects.filter(language=language)
        assert sent.count() == len(KINDS)
        for mail in sent:
            assert str(row.uuid) in mail.text
            assert "Papierkraniche" in mail.html
            assert mail.subject.strip()
        assert sent.filter(text__contains="1.800,00 €").count() == 2
    # A second time nobody gets anything.
    before = OutgoingMail.objects.count()
    tell_applicant(rows["de"], "decision_award", key="approved", context={"amount": "1.800,00 €"})
    assert OutgoingMail.objects.count() == before
