"""Rows of the grants app for tests; every keyword may be overridden."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from projects.grants.models import (
    Applicant,
    ApplicantMember,
    Application,
    BudgetLine,
    CostLine,
    IncomeLine,
    PartnerAbroad,
    Programme,
    Ruleset,
    Signatory,
)
from tests.factories import make_city, make_user
from twinning.accounts.models import User

_numbers = count(1)


def make_programme(**fields: Any) -> Programme:
    """A published rolling programme."""
    number = next(_numbers)
    values = {
        "slug": f"programme-{number}",
        "title_de": f"Programm {number}",
        "summary_de": "Geld für Begegnungen.",
        "state": "published",
    }
    return Programme.objects.create(**values | fields)


def make_ruleset(programme: Programme | None = None, **fields: Any) -> Ruleset:
    """Rules in force: shortfall, at most 5,000 euros, no further limits."""
    values = {
        "number": 1,
        "state": "in_force",
        "in_force_from": timezone.now(),
        "most": Decimal(5000),
        "needs_compensation": True,
    }
    return Ruleset.objects.create(programme=programme or make_programme(), **values | fields)


def make_budget(programme: Programme, **fields: Any) -> BudgetLine:
    """10,000 euros for this year."""
    values = {"year": timezone.localdate().year, "amount": Decimal(10000)}
    return BudgetLine.objects.create(programme=programme, **values | fields)


def make_applicant(user: User | None = None, *, role: str = "signatory", **fields: Any) -> Applicant:
    """An association with one signatory; `user` acts for it."""
    values = {
        "name": f"Verein {next(_numbers)} e. V.",
        "form": "ev",
        "register_court": "Hannover",
        "register_number": f"VR {next(_numbers)}",
        "street": "Musterweg 4",
        "postcode": "30159",
        "town": "Hannover",
    }
    applicant = Applicant.objects.create(**values | fields)
    Signatory.objects.create(applicant=applicant, name="Mika Muster", function="Vorsitz")
    if user:
        ApplicantMember.objects.create(applicant=applicant, user=user, role=role)
    return applicant


def make_application(
    user: User | None = None, *, ruleset: Ruleset | None = None, whole: bool = True, **fields: Any
) -> Application:
    """A draft that is ready to be sent (`whole`), or an empty one."""
    person = user or make_user()
    rules = ruleset or make_ruleset()
    values: dict[str, Any] = {
        "key": uuid4(),
        "programme": rules.programme,
        "ruleset": rules,
        "created_by": person,
    }
    if not whole:
        return Application.objects.create(**values | fields)
    start = timezone.localdate() + timedelta(days=100)
    values |= {
        "applicant": make_applicant(person),
        "title": "Papierkraniche",
        "short_text": "Jugendliche schreiben ein Stück.",
        "concept": "Alle zwei Wochen treffen sie sich.",
        "audience": "Jugendliche",
        "starts_on": start,
        "ends_on": start + timedelta(days=9),
        "places": "Hannover",
        "costs_total": Decimal(3000),
        "requested": Decimal(2500),
    }
    application = Application.objects.create(**values | fields)
    city = make_city()
    application.cities.add(city)
    PartnerAbroad.objects.create(application=application, name="Jugendbühne", city=city)
    CostLine.objects.create(application=application, head="A1", text="Honorar", unit_price=Decimal(3000))
    IncomeLine.objects.create(application=application, head="E1", text="Kasse", amount=Decimal(500))
    return application
