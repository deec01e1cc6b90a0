"""Frequent questions of the first installation, and invented enquiries that leave without a trace."""

import uuid

import pytest
from django.conf import settings

import partners.enquiries.seed as seed
from partners.enquiries import actions
from partners.enquiries.faq import published_questions
from partners.enquiries.models import Enquiry, FaqEntry
from partners.models import City
from tests.factories import make_staff
from tests.seed.dump import dump
from twinning.languages import own_languages
from twinning.pages.models import Page
from twinning.richtext import clean_html
from twinning.seeding import Run, create_samples, remove_samples

pytestmark = pytest.mark.django_db
KEYS = ["faq-nobody-known", "faq-language", "faq-address", "faq-missing-language"]


def test_questions_are_written_in_six_languages() -> None:
    seed.load(Run())
    assert [question.key for question in published_questions(None)] == KEYS
    for page in Page.objects.all():
        assert own_languages(page, ("title", "slug", "body")) == settings.PUBLISHED_LANGUAGES
        assert page.open_points() == []
        for code in settings.PUBLISHED_LANGUAGES:
            body = getattr(page, f"body_{code}")
            assert clean_html(body) == body


def test_second_run_changes_nothing() -> None:
    seed.load(Run())
    before = dump()
    seed.load(Run())
    assert dump() == before


def test_question_that_staff_took_off_the_list_stays_off() -> None:
    seed.load(Run())
    FaqEntry.objects.filter(page__key="faq-address").delete()
    seed.load(Run())
    assert FaqEntry.objects.count() == 3
    seed.load(Run(reset=True))
    assert FaqEntry.objects.count() == 4


def test_samples_show_life_in_three_languages() -> None:
    seed.create_samples()
    assert sorted(Enquiry.objects.values_list("language", "is_sample")) == [
        ("de", True),
        ("fr", True),
        ("ja", True),
    ]
    assert (Enquiry.objects.open().count(), Enquiry.objects.overdue().count(), Enquiry.objects.waiting().count()) == (
        2, 1, 1,
    )  # fmt: skip
    assert not Enquiry.objects.exclude(email__endswith="@example.org").exists()


def test_samples_twice_are_there_once() -> None:
    seed.create_samples()
    before = dump()
    seed.create_samples()
    assert dump() == before


def test_samples_leave_with_what_staff_did_to_them(seeded: None) -> None:
    staff = make_staff()
    before = dump()
    create_samples()
    for enquiry in Enquiry.objects.all():
        actions.answer(enquiry, key=uuid.uuid4(), by=staff, text="Gern.", language="de", seen=enquiry.version)
        actions.make_faq_entry(enquiry, by=staff)
    remove_samples()
    assert [row for row in dump() if "django_tasks" not in row] == [
        row for row in before if "django_tasks" not in row
    ]


def test_seed_alone_invents_no_enquiry() -> None:
    seed.load(Run())
    assert not Enquiry.objects.exists()
    assert City.objects.count() == 0
