"""Rows of the projects app for tests, one function per model; every keyword may be overridden."""

from datetime import date
from io import BytesIO
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from partners.models import Theme
from projects.models import (
    Figure,
    Funding,
    Milestone,
    Participation,
    Project,
    ProjectDocument,
    ProjectPhoto,
    Proposal,
    Result,
)
from tests.factories import make_aim, make_city, make_user
from twinning.accounts.models import User
from twinning.addresses.actions import remember

_numbers = count(1)

PDF = b"%PDF-1.4\n%%EOF\n"


def make_theme(key: str | None = None, **fields: Any) -> Theme:
    """A field such as "music", named in German and English."""
    name = key or f"theme-{next(_numbers)}"
    values = {"key": name, "name_de": f"Thema {name}", "name_en": f"Theme {name}"}
    return Theme.objects.create(**values | fields)


def make_aim_theme(key: str | None = None, **fields: Any) -> Theme:
    """A theme that is an aim of the town and shows its title."""
    aim = make_aim(key)
    return Theme.objects.create(**{"key": aim.key, "aim": aim} | fields)


def make_project(slug: str | None = None, **fields: Any) -> Project:
    """A published project that runs since May 2024, with its address word remembered."""
    number = next(_numbers)
    values = {
        "slug": slug or f"project-{number}",
        "title_de": f"Projekt {number}",
        "title_en": f"Project {number}",
        "summary_de": "Ein Satz.",
        "summary_en": "One sentence.",
        "story_de": "<p>Eine Geschichte.</p>",
        "stage": "running",
        "starts_on": date(2024, 5, 1),
        "state": "published",
    }
    themes = fields.pop("themes", ())
    project = Project.objects.create(**values | fields)
    project.themes.set(themes)
    remember(kind="project", object_id=project.pk, words={"": project.slug})
    return project


def make_participation(project: Project | None = None, **fields: Any) -> Participation:
    """A city as partner, unless an organisation, a city or `is_home` is given."""
    if not {"organisation", "city", "is_home"} & set(fields):
        fields["city"] = make_city()
    if "organisation" in fields and not {"city", "is_home"} & set(fields):
        organisation = fields["organisation"]
        fields |= {"city": organisation.city, "is_home": organisation.city is None and not organisation.place}
    return Participation.objects.create(project=project or make_project(), **{"role": "partner"} | fields)


def make_milestone(project: Project | None = None, **fields: Any) -> Milestone:
    """A step of May 2025."""
    values = {"date": date(2025, 5, 1), "title_de": "Ein Schritt", "title_en": "A step"}
    return Milestone.objects.create(project=project or make_project(), **values | fields)


def make_result(project: Project | None = None, **fields: Any) -> Result:
    """An exhibition that is just told."""
    values = {"kind": "exhibition", "title_de": "Eine Ausstellung", "title_en": "An exhibition"}
    return Result.objects.create(project=project or make_project(), **values | fields)


def make_figure(project: Project | None = None, **fields: Any) -> Figure:
    """Twenty-four people as of June 2025."""
    number = next(_numbers)
    values = {
        "label_de": f"Zahl {number}",
        "label_en": f"Number {number}",
        "value": 24,
        "as_of": date(2025, 6, 1),
    }
    return Figure.objects.create(project=project or make_project(), **values | fields)


def make_document(project: Project | None = None, **fields: Any) -> ProjectDocument:
    """A German PDF whose accessibility nobody has judged."""
    values = {"title": "Bericht", "language": "de", "file": ContentFile(PDF, name="report.pdf")}
    return ProjectDocument.objects.create(project=project or make_project(), **values | fields)


def picture(width: int = 1600, height: int = 900) -> ContentFile:
    """A plain picture, just wide enough."""
    buffer = BytesIO()
    Image.new("RGB", (width, height), "teal").save(buffer, format="PNG")
    return ContentFile(buffer.getvalue(), name="picture.png")


def make_photo(project: Project | None = None, **fields: Any) -> ProjectPhoto:
    """A picture with everything that publishing needs; writes files, so MEDIA_ROOT should be a test's own."""
    values = {"image": picture(), "alt_de": "Eine Fläche", "credit": "Kulturbüro", "licence": "CC BY 4.0"}
    return ProjectPhoto.objects.create(project=project or make_project(), **values | fields)


def make_funding(project: Project | None = None, **fields: Any) -> Funding:
    """A public sum of the town."""
    values = {"source_de": "Stadt", "source_en": "Town", "amount": 1200, "is_amount_public": True}
    return Funding.objects.create(project=project or make_project(), **values | fields)


def make_proposal(submitted_by: User | None = None, **fields: Any) -> Proposal:
    """A French proposal that waits for the office; a decided state brings its time and message along."""
    values = {
        "key": uuid4(),
        "language": "fr",
        "title": "Un chœur commun",
        "summary": "Deux chœurs chantent ensemble.",
        "text": "Nous répétons depuis mars.",
        "partners": "Chœur de Rouen, chœur de Hanovre",
        "starts_on": date(2026, 3, 1),
        "submitted_at": timezone.now(),
    }
    state = fields.get("state", "submitted")
    if state not in {"submitted", "withdrawn"}:
        values["decided_at"] = timezone.now()
    if state in {"returned", "declined"}:
        values["message"] = "Il manque quelque chose."
    cities, themes = fields.pop("cities", ()), fields.pop("themes", ())
    proposal = Proposal.objects.create(submitted_by=submitted_by or make_user(), **values | fields)
    proposal.cities.set(cities)
    proposal.themes.set(themes)
    return proposal
