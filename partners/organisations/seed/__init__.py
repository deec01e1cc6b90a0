"""Organisations of the first installation: real ones that confirmed facts carry, and invented ones for a demonstration.

organisations.json names only what the sources of the partner cities tell: no address, no person. samples.json is
invented from beginning to end and marked as a sample in every row; `remove` takes exactly these rows away.
"""

from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models
from django.utils import timezone

from partners.conversations.models import Conversation, Report
from partners.conversations.retention import erase, erase_report
from partners.models import City, Source, Theme
from partners.organisations import consents
from partners.organisations.actions import dissolve, save_organisation
from partners.organisations.addresses import KIND
from partners.organisations.models import Consent, Contact, Membership, Organisation
from twinning import seeding
from twinning.accounts.models import User

HERE = Path(__file__).parent
LINKS = {"partner_cities": (City, "slug"), "themes": (Theme, "key"), "sources": (Source, "key")}
# The demo log-in of a citizen speaks for this invented association.
MEMBER, SPEAKS_FOR = "buergerin@example.org", "brueckenklang"
PREFIX = "organisations sample "


def _rows(name: str) -> list[dict[str, Any]]:
    return seeding.read(HERE, name)


def _city(slug: str) -> City | None:
    return City.objects.filter(slug=slug).first() if slug else None


def _organisation(run: seeding.Run, values: dict[str, Any], **marks: Any) -> tuple[Organisation, bool]:
    """One entry with its links; `marks` are columns that are set besides those of the file."""
    linked = {name: values.pop(name) for name in LINKS if name in values}
    if "city" in values:
        values["city"] = _city(values["city"])
    row = {"state": Organisation.State.PUBLISHED, **values, **marks}
    made, is_new = run.row(Organisation, {"slug": row.pop("slug")}, row, save=save_organisation)
    for name, keys in linked.items():
        model, key = LINKS[name]
        run.link(made, name, model.objects.filter(**{f"{key}__in": keys}), is_new)
    return made, is_new


def load(run: seeding.Run) -> None:
    """The real organisations. What staff changed or withdrew stays."""
    seeding.free_words(KIND, Organisation)
    for values in _rows("organisations.json"):
        _organisation(run, values)


# --- samples --------------------------------------------------------------------------------------
def _key(text: str) -> UUID:
    return uuid5(NAMESPACE_URL, PREFIX + text)


def _person(organisation: Organisation, values: dict[str, Any]) -> None:
    row = {**values, "city": _city(values["city"]), "organisation": organisation, "is_sample": True}
    contact = Contact.objects.create(**row)
    Consent.objects.create(
        contact=contact,
        scope=sorted(Consent.Scope.values),
        evidence="Beispiel: erfunden, niemand hat zugestimmt.",
    )


def create() -> None:
    """Add the invented entries that are missing, with their people, and a member for the demo log-in."""
    run = seeding.Run()
    for values in _rows("samples.json"):
        person = values.pop("contact", None)
        organisation, is_new = _organisation(run, values, is_sample=True)
        if person and is_new:
            _person(organisation, person)
    user = User.objects.filter(email=MEMBER).first()
    organisation = Organisation.objects.filter(slug=SPEAKS_FOR, is_sample=True).first()
    if user and organisation:
        decided = {"role": "Vorstand", "text": "Beispiel", "state": "active", "decided_at": timezone.now()}
        row = {"organisation": organisation, "user": user, **decided}
        Membership.objects.get_or_create(key=_key("member"), defaults=row)


def remove() -> None:
    """Take every invented entry and person away, also when somebody has worked on them or written to them."""
    people = Contact.objects.filter(is_sample=True)
    entries = Organisation.objects.filter(is_sample=True)
    _forget_letters(consents.ABOUT, people)
    _forget_letters(KIND, entries)
    for contact in people:
        consents.erase_contact(contact)
    for organisation in entries:
        dissolve(organisation)
    seeding.forget(entries)


def _forget_letters(about: str, rows: models.QuerySet) -> None:
    """Conversations and reports about these rows, with their mails and links."""
    known = {"about": about, "about_id__in": list(rows.values_list("pk", flat=True))}
    for conversation in Conversation.objects.filter(**known):
        erase(conversation)
    for report in Report.objects.filter(**known):
        erase_report(report)
    Report.objects.filter(**known).delete()
    Conversation.objects.filter(**known).delete()


seeding.register("organisations", load)
seeding.register_samples("organisations", create, remove)
