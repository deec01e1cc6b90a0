"""Who changed what: master data keep a history with each language by itself, visitors' messages keep none."""

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.test import Client
from django.urls import reverse

from partners.models import City, CityFact, Partnership, PartnershipEvent, Source
from tests.factories import make_city, make_source
from tests.staff.forms import opened, save
from tests.staff.test_versions import change
from twinning.accounts.models import User
from twinning.feedback.models import BarrierReport, ContactMessage
from twinning.municipality.models import Municipality
from twinning.pages.models import Aim, Page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "model", [City, CityFact, Partnership, PartnershipEvent, Source, Page, Aim, Municipality]
)
def test_master_data_keep_a_history(model: type) -> None:
    assert auditlog.contains(model)


@pytest.mark.parametrize("model", [BarrierReport, ContactMessage, User])
def test_personal_data_keep_none(model: type) -> None:
    assert not auditlog.contains(model)


def test_change_is_recorded_in_its_language_with_its_author(desk: Client, anna: User) -> None:
    city = make_city("x", lede_fr="Avant.")
    values = opened(desk, change(city))
    LogEntry.objects.all().delete()
    save(desk, change(city), values, lede_fr="Après.")
    entry = LogEntry.objects.get_for_object(city).get()
    assert entry.actor == anna
    assert entry.changes_dict["lede_fr"] == ["Avant.", "Après."]
    assert not {"lede", "version", "updated_at"} & set(entry.changes_dict)


def test_entry_shows_both_texts_in_their_language(desk: Client) -> None:
    city = make_city("x", lede_ar="قبل")
    save(desk, change(city), opened(desk, change(city)), lede_ar="بعد")
    entry = LogEntry.objects.get_for_object(city).order_by("-timestamp").first()
    html = desk.get(reverse("admin:auditlog_logentry_change", args=[entry.pk])).content.decode()
    assert '<td lang="ar" dir="rtl">قبل</td>' in html
    assert '<td lang="ar" dir="rtl">بعد</td>' in html


def test_linked_sources_are_recorded(desk: Client) -> None:
    city, source = make_city("x"), make_source(key="HAZ")
    save(desk, change(city), opened(desk, change(city)), sources=[str(source.pk)])
    entries = [entry for entry in LogEntry.objects.get_for_object(city) if "sources" in entry.changes_dict]
    assert len(entries) == 1
    html = desk.get(reverse("admin:auditlog_logentry_change", args=[entries[0].pk])).content.decode()
    assert "HAZ" in html
