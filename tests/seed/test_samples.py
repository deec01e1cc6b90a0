"""`seed --samples` and `remove_samples`: a demonstration that leaves nothing behind."""

import pytest
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command

from tests.factories import make_staff
from tests.seed.dump import dump
from twinning.feedback.models import BarrierReport, ContactMessage, LanguageWish
from twinning.pages.models import Page
from twinning.translations.actions import refresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings: settings) -> None:
    settings.DEBUG = True


def test_samples_show_work_on_the_desk(sampled: None) -> None:
    assert (BarrierReport.objects.count(), BarrierReport.objects.overdue().count()) == (3, 1)
    assert (ContactMessage.objects.count(), ContactMessage.objects.open().count()) == (3, 2)
    assert LanguageWish.objects.count() == 3


def test_samples_say_that_they_are_invented(sampled: None) -> None:
    texts = [row.text for model in (BarrierReport, ContactMessage) for row in model.objects.all()]
    assert [text for text in texts if not text.startswith("Beispiel: ")] == []
    assert not LanguageWish.objects.exclude(path__endswith=" (Beispiel)").exists()


def test_samples_twice_are_there_once(sampled: None) -> None:
    before = dump()
    call_command("seed", "--samples", verbosity=0)
    assert dump() == before


def test_samples_leave_without_a_trace_and_with_what_staff_did_to_them(seeded: None) -> None:
    LanguageWish.objects.create(path="/ja/aims/", language="ja", count=2)
    refresh()
    staff = make_staff()
    before = dump()
    call_command("seed", "--samples", verbosity=0)
    assert dump() != before
    report = BarrierReport.objects.first()
    report.handled_by, report.answer = staff, "Danke."
    report.save()
    kind = ContentType.objects.get_for_model(BarrierReport)
    LogEntry.objects.create(
        user=staff, content_type=kind, object_id=str(report.pk), object_repr=str(report), action_flag=CHANGE
    )
    call_command("remove_samples", verbosity=0)
    assert dump() == before


def test_removing_samples_that_are_not_there_changes_nothing(seeded: None) -> None:
    before = dump()
    call_command("remove_samples", verbosity=0)
    assert dump() == before


def test_a_live_site_refuses_samples(settings: settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="never for a live site"):
        call_command("seed", "--samples", verbosity=0)
    assert not Page.objects.exists()


def test_seed_alone_invents_nothing(seeded: None) -> None:
    assert not BarrierReport.objects.exists()
    assert not LanguageWish.objects.exists()
