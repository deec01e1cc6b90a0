"""Invented messages for a demonstration (`seed --samples`): so that desk and lists show something.

Every text begins with PREFIX, and the form keys are computed from it, so that `remove_samples` finds exactly
these rows. Nothing here is loaded without `--samples`.
"""

from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from twinning import seeding
from twinning.feedback.models import BarrierReport, ContactMessage, LanguageWish

PREFIX = "Beispiel: "
# A visitor's path has no spaces, so no real wish can end like this.
WISH_MARK = " (Beispiel)"


def _barriers() -> list[dict[str, Any]]:
    today = timezone.localdate()
    return [
        {
            "language": "de",
            "name": "Kim Muster",
            "email": "kim.muster@example.org",
            "text": "Auf der Karte kann ich die Namen der nahen Städte bei 200 % nicht lesen.",
            "wanted": "Die Karte als Liste, mit einem Link darunter.",
            "page": "/de/",
            "due_on": today + timedelta(days=9),
        },
        {
            "language": "en",
            "name": "Sam Sample",
            "email": "sam.sample@example.org",
            "text": "My screen reader reads the Japanese greeting letter by letter.",
            "page": "/en/partner-cities/hiroshima/",
            "state": BarrierReport.State.IN_PROGRESS,
            "due_on": today - timedelta(days=2),
        },
        {
            "language": "ar",
            "text": "لا أستطيع الوصول إلى قائمة اللغات بلوحة المفاتيح.",
            "page": "/ar/",
            "due_on": today + timedelta(days=13),
        },
    ]


def _contacts() -> list[dict[str, Any]]:
    today = timezone.localdate()
    return [
        {
            "language": "de",
            "name": "Alex Beispiel",
            "email": "alex.beispiel@example.org",
            "subject": "Chor sucht Gastgeber",
            "text": "Unser Chor möchte im Mai nach Rouen reisen. Wen können wir dort ansprechen?",
            "due_on": today + timedelta(days=5),
        },
        {
            "language": "fr",
            "name": "Dominique Exemple",
            "email": "dominique.exemple@example.org",
            "subject": "Club de judo",
            "text": "Nous sommes un club de judo de Perpignan et cherchons un club à Hanovre.",
            "due_on": today + timedelta(days=11),
        },
        {
            "language": "pl",
            "name": "Sasza Przykład",
            "email": "sasza.przyklad@example.org",
            "subject": "Warsztaty druku",
            "text": "Czy w Hanowerze jest pracownia graficzna, która przyjmie grupę z Poznania?",
            "state": ContactMessage.State.ANSWERED,
            "answer": "Tak. Przesyłamy adres pracowni i chętnie pomożemy w rozmowie.",
            "answered_at": timezone.now(),
            "due_on": today - timedelta(days=3),
        },
    ]


# Path, language, number of wishes.
_WISHES = (
    ("/de-simple/partnerstaedte/hiroshima/", "de-simple", 14),
    ("/de-simple/partnerstaedte/leipzig/", "de-simple", 9),
    ("/de-simple/haeufige-fragen/", "de-simple", 4),
)


def _key(kind: str, number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"{PREFIX}{kind} {number}")


def create() -> None:
    """Add the invented rows that are missing."""
    for model, rows in ((BarrierReport, _barriers()), (ContactMessage, _contacts())):
        for number, values in enumerate(rows):
            text = PREFIX + values.pop("text")
            defaults = {**values, "text": text, "notice_version": "sample"}
            model.objects.get_or_create(key=_key(model.PREFIX, number), defaults=defaults)
    for path, language, count in _WISHES:
        LanguageWish.objects.get_or_create(
            path=path + WISH_MARK, language=language, defaults={"count": count}
        )


def remove() -> None:
    """Take exactly these rows away, also when staff have worked on them."""
    for model, rows in ((BarrierReport, _barriers()), (ContactMessage, _contacts())):
        keys = [_key(model.PREFIX, number) for number in range(len(rows))]
        seeding.forget(model.objects.filter(key__in=keys))
    seeding.forget(LanguageWish.objects.filter(path__endswith=WISH_MARK))


seeding.register_samples("feedback", create, remove)
