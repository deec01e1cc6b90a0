"""Invented projects and proposals for a demonstration (`seed --samples`), and the way to lose them without a trace.

samples.json and proposals.json hold the texts; pictures and documents are made when they are needed. Every row is
marked as a sample in the database and on the page.
"""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from partners.models import City, Theme
from projects import mails
from projects.actions import save_document
from projects.models import (
    Figure,
    Funding,
    Milestone,
    Participation,
    Project,
    ProjectDocument,
    ProjectPhoto,
    Proposal,
    ProposalEvent,
    Result,
)
from projects.seed.drawings import draw
from projects.seed.loading import load_project
from projects.seed.papers import odt, tagged_pdf
from twinning import renditions, seeding
from twinning.accounts.models import User
from twinning.seeding import Run

HERE = Path(__file__).parent
CREDIT = {"credit": "Kulturbüro (Beispiel)", "licence": "CC BY 4.0"}
PARTS = (Figure, Funding, Milestone, Participation)
# The demo log-in of a citizen has proposed something.
SENDER = "buergerin@example.org"
DRAFT_HUE = 200.0


# --- coming ---------------------------------------------------------------------------------------
def create() -> None:
    """Add the invented rows that are missing."""
    run = Run()
    for values in seeding.read(HERE, "samples.json"):
        photos, documents = values.pop("photos", []), values.pop("documents", [])
        loaded = load_project(run, {"state": Project.State.PUBLISHED, **values}, is_sample=True)
        if loaded and loaded[1]:
            _add_files(loaded[0], photos, documents)
    sender = User.objects.filter(email=SENDER).first()
    if sender:
        for number, values in enumerate(seeding.read(HERE, "proposals.json")):
            _add_proposal(sender, number, values)


def _add_files(project: Project, photos: list[dict[str, Any]], documents: list[dict[str, Any]]) -> None:
    """Pictures in the colour of a city, and papers."""
    for values in photos:
        city = City.objects.filter(slug=values.pop("city")).first()
        image = draw(values.pop("motif"), city.hue if city else DRAFT_HUE)
        ProjectPhoto.objects.create(project=project, image=image, **values, **CREDIT)
    for values in documents:
        save_document(ProjectDocument(project=project, file=PAPERS[values.pop("paper")](), **values))


def _summary_de() -> ContentFile:
    pages = [
        [
            ("H1", "Papierkraniche"),
            ("P", "Kurzbeschreibung. Alles in diesem Papier ist erfunden und dient der Vorführung."),
            ("H2", "Worum es geht"),
            ("P", "24 Jugendliche aus Hannover und Hiroshima schreiben ein Stück über Frieden. Eine Szene entsteht "
                  "hier, die nächste dort. Alle zwei Wochen treffen sie sich per Video."),
            ("H2", "Wer mitmacht"),
            ("P", "Die Werkhalle Sieben in Hannover leitet das Projekt. In Hiroshima schreibt und spielt die Gruppe "
                  "Kawanone mit. Mitmachen können Jugendliche von 14 bis 19 Jahren."),
        ],
        [
            ("H2", "Wie es weitergeht"),
            ("P", "Im August 2027 reist die Gruppe nach Hiroshima, im September kommt der Gegenbesuch. Gespielt wird "
                  "in drei Sprachen. Gesten, Musik und Übertitel helfen."),
            ("H2", "Was es kostet"),
            ("P", "15.000 Euro. Davon kommen 7.000 Euro von der Stadt, 3.950 Euro von einer Stiftung und 4.050 Euro "
                  "von der Gruppe selbst."),
        ],
    ]  # fmt: skip
    return tagged_pdf(pages, title="Papierkraniche: Kurzbeschreibung (Beispiel)", language="de", name="kurz")


def _summary_en() -> ContentFile:
    pages = [
        [
            ("H1", "Paper cranes"),
            ("P", "Summary. Everything in this paper is invented and serves for demonstration."),
            ("H2", "What it is about"),
            ("P", "24 young people from Hanover and Hiroshima write a play about peace. One scene is written here, the "
                  "next one there. Every two weeks they meet by video."),
            ("H2", "What comes next"),
            ("P", "In August 2027 the group travels to Hiroshima, the return visit follows in September."),
        ]
    ]  # fmt: skip
    return tagged_pdf(pages, title="Paper cranes: summary (sample)", language="en", name="summary")


def _consent() -> ContentFile:
    lines = [
        ("H1", "Einverständnis der Eltern (Beispiel)"),
        ("P", "Ich bin einverstanden, dass mein Kind am Projekt „Papierkraniche“ teilnimmt."),
        ("P", "Name des Kindes: ____________________________"),
        ("P", "Fotos dürfen gezeigt werden: ja / nein"),
        ("P", "Ort, Datum, Unterschrift: ____________________________"),
    ]
    return odt(lines, language="de", name="einverstaendnis")


PAPERS = {"summary_de": _summary_de, "summary_en": _summary_en, "consent": _consent}


def _key(number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"projects sample proposal {number}")


def _add_proposal(sender: User, number: int, values: dict[str, Any]) -> None:
    """A proposal with its history, without the mails that a real one would send."""
    events, cities, themes = values.pop("events"), values.pop("cities"), values.pop("themes")
    if Proposal.objects.filter(key=_key(number)).exists():
        return
    now, last = timezone.now(), events[-1]
    row = {"state": last["kind"], "submitted_at": now - timedelta(days=events[0]["days"]), "is_sample": True}
    if last["kind"] != Proposal.State.SUBMITTED:
        row |= {"message": last.get("message", ""), "decided_at": now - timedelta(days=last["days"])}
    proposal = Proposal.objects.create(key=_key(number), submitted_by=sender, **values, **row)
    proposal.cities.set(City.objects.filter(slug__in=cities))
    proposal.themes.set(Theme.objects.filter(key__in=themes))
    for event in events:
        at = now - timedelta(days=event["days"])
        ProposalEvent.objects.create(
            proposal=proposal, kind=event["kind"], at=at, message=event.get("message", "")
        )


# --- going ----------------------------------------------------------------------------------------
def remove() -> None:
    """Take every invented project and proposal away, also when staff have worked on them."""
    proposals = Proposal.objects.filter(is_sample=True)
    for proposal in proposals:
        mails.forget_mails(proposal)
    seeding.forget(ProposalEvent.objects.filter(proposal__in=proposals))
    seeding.forget(proposals)
    ours = {"project__is_sample": True}
    _forget_files(ProjectPhoto.objects.filter(**ours), "image", renditions.remove)
    for model in (ProjectDocument, Result):
        _forget_files(model.objects.filter(**ours), "file", default_storage.delete)
    for model in PARTS:
        seeding.forget(model.objects.filter(**ours))
    seeding.forget(Project.objects.filter(is_sample=True))
    seeding.free_words("project", Project)


def _forget_files(rows: QuerySet, column: str, remove_file: Any) -> None:
    """Delete rows; their files go once the whole removal is through."""
    for path in rows.values_list(column, flat=True):
        if path:
            transaction.on_commit(partial(remove_file, path))
    seeding.forget(rows)
