"""Invented people who have registered for invented dates: so many places as the file says. Called by the seed."""

from typing import Any
from uuid import uuid5

from events.booking.actions.invented import enter_invented
from events.booking.links import forget_links
from events.booking.mails import forget_mails
from events.booking.notice import NOTICE_VERSION
from events.booking.registration import Question
from events.occurrence import Occurrence

# First names for all genders, from the languages of the portal; the family name says that nobody is meant.
NAMES = {
    "de": ("Mika Muster", "Kim Muster", "Luca Muster", "Noa Muster"),
    "en": ("Robin Sample", "Alex Sample"),
    "fr": ("Camille Exemple", "Dominique Exemple"),
    "pl": ("Ola Przykładowa", "Sasza Przykładowy"),
    "ja": ("見本 光", "見本 薫"),
    "ar": ("نور مثال", "ضحى مثال"),
}
PEOPLE = [(language, name) for language, names in NAMES.items() for name in names]
NEEDS = "Beispiel: Ich komme mit einem Rollstuhl und brauche Platz daneben."


def register(date: Occurrence, groups: list[int]) -> None:
    """One person for each number of places, in this order; whoever does not fit waits."""
    questions = list(date.event.questions.all())
    for number, places in enumerate(groups):
        language, name = PEOPLE[number % len(PEOPLE)]
        enter_invented(
            date,
            key=uuid5(date.uuid, f"registration {number}"),
            name=name,
            email=f"gast{number + 1}@example.org",
            language=language,
            places=places,
            access_needs=NEEDS if number == 0 and questions else "",
            consent_version=NOTICE_VERSION,
            answers={question.pk: _answer(question, number) for question in questions},
        )


def _answer(question: Question, number: int) -> str:
    if question.kind == Question.Kind.CHOICE:
        options = question.options_de.splitlines()
        return options[number % len(options)]
    return str(number % 3)


def forget(registrations: Any) -> None:
    """Take away the personal links and the mails of these registrations: visitors may have used them."""
    for registration in registrations:
        forget_links(registration)
        forget_mails(registration)
