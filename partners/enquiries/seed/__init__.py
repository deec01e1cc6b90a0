"""Frequent questions of the first installation, and invented enquiries for a demonstration.

faq.json holds only what is true of the portal as it is: questions about events and funding come with them.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from partners.enquiries.actions import forget_ways
from partners.enquiries.models import Enquiry, EnquiryMessage, FaqEntry
from partners.models import City
from twinning import seeding
from twinning.addresses.actions import forget
from twinning.pages.actions import save_addresses
from twinning.pages.models import Page

HERE = Path(__file__).parent
PREFIX = "Beispiel: "
Sender = EnquiryMessage.Sender


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
def _enquiries() -> list[dict[str, Any]]:
    """Columns of each enquiry; `city` is a slug, `letters` are (sender, text)."""
    today = timezone.localdate()
    return [
        {
            "topic": "partner",
            "city": "rouen",
            "language": "fr",
            "answer_language": "fr",
            "name": "C. Exemple",
            "email": "c.exemple@example.org",
            "due_on": today + timedelta(days=2),
            "letters": [
                (
                    Sender.ENQUIRER,
                    "Bonjour, nous sommes un chœur de 24 personnes "
                    "et nous voudrions venir en juin. Y a-t-il des familles qui pourraient nous héberger "
                    "pendant trois nuits\u202f?\n\nMerci d’avance\u202f!",
                )
            ],
        },
        {
            "topic": "youth",
            "city": "leipzig",
            "language": "de",
            "answer_language": "de",
            "name": "Alex Muster",
            "email": "alex.muster@example.org",
            "due_on": today - timedelta(days=1),
            "letters": [
                (
                    Sender.ENQUIRER,
                    "Guten Tag, unsere 8. Klasse sucht eine Partnerklasse.\n\nWir möchten uns mit einer Klasse über "
                    "Stadtgärten schreiben. Wen können wir ansprechen?",
                )
            ],
        },
        {
            "topic": "visit",
            "city": "hiroshima",
            "language": "ja",
            "answer_language": "ja",
            "name": "Y. Mihon",
            "email": "y.mihon@example.org",
            "state": Enquiry.State.WAITING,
            "answered_at": timezone.now(),
            "due_on": today + timedelta(days=6),
            "letters": [
                (
                    Sender.ENQUIRER,
                    "はじめまして。\n\n小さなピアノ・コンサートを開きたいのですが、使える会場はありますか。",
                ),
                (Sender.OFFICE, "お問い合わせありがとうございます。何人ぐらいの会場をお探しですか。"),
            ],
        },
    ]


def _key(*parts: object) -> UUID:
    return uuid5(NAMESPACE_URL, f"{PREFIX}{parts}")


def create_samples() -> None:
    """Add the invented enquiries that are missing."""
    for number, values in enumerate(_enquiries()):
        letters, city = values.pop("letters"), City.objects.filter(slug=values.pop("city")).first()
        rest = {**values, "city": city, "is_sample": True, "notice_version": "sample"}
        enquiry, is_new = Enquiry.objects.get_or_create(key=_key(number), defaults=rest)
        for place, (sender, text) in enumerate(letters if is_new else ()):
            enquiry.messages.create(
                key=_key(number, place), sender=sender, language=enquiry.language, text=text
            )


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
