"""Frequent questions of the first installation, and invented enquiries for a demonstration.

faq.json holds only what is true of the portal as it is: questions about events and funding come with them. Each person
and question in samples.json is invented.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from partners.enquiries.actions import forget_ways
from partners.enquiries.models import Enquiry, FaqEntry
from partners.enquiries.workflow import SETTLED
from partners.models import City
from twinning import seeding
from twinning.addresses.actions import forget
from twinning.pages.actions import save_addresses
from twinning.pages.models import Page

HERE = Path(__file__).parent
PREFIX = "Beispiel: "


def _save(page: Page) -> None:
    page.save()
    save_addresses(page)


def load(run: seeding.Run) -> None:
    """The pages, and the list that makes them frequent questions; what staff took off the list stays off."""
    for values in seeding.read(HERE, "faq.json"):
        page, is_new = run.row(Page, {"key": values["key"]}, values["page"], save=_save)
        if is_new or run.reset:
            run.row(FaqEntry, {"page": page}, {"position": values["position"]})


# --- samples --------------------------------------------------------------------------------------
def _key(*parts: object) -> UUID:
    return uuid5(NAMESPACE_URL, f"{PREFIX}{parts}")


def create_samples() -> None:
    """Add the invented enquiries that are missing."""
    for number, values in enumerate(seeding.read(HERE, "samples.json")):
        letters, city, due_in = (values.pop(name) for name in ("letters", "city", "due_in"))
        values |= {
            "city": City.objects.filter(slug=city).first(),
            "due_on": timezone.localdate() + timedelta(days=due_in),
            "answered_at": timezone.now() if values["state"] in SETTLED else None,
        }
        _create(number, values, letters)


def _create(number: int, values: dict[str, Any], letters: list[tuple[str, str]]) -> None:
    """One enquiry with its letters, (sender, text) each."""
    rest = {**values, "is_sample": True, "notice_version": "sample"}
    enquiry, is_new = Enquiry.objects.get_or_create(key=_key(number), defaults=rest)
    for place, (sender, text) in enumerate(letters if is_new else ()):
        key = _key(number, place)
        enquiry.messages.create(key=key, sender=sender, language=enquiry.language, text=text)


def remove_samples() -> None:
    """Take them away with everything that staff made of them, drafts of frequent questions included."""
    samples = Enquiry.objects.filter(is_sample=True)
    pages = Page.objects.filter(faq_entry__enquiry__in=samples)
    for page in pages:
        forget(kind=Page.SLUG_KIND, object_id=page.pk)
    seeding.forget(pages)
    for enquiry in samples:
        forget_ways(enquiry)
    seeding.forget(samples)


seeding.register("enquiries", load)
seeding.register_samples("enquiries", create_samples, remove_samples)
