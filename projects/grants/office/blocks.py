"""Text blocks that an officer starts from: filled in for a case, in the language of its applicant."""

from datetime import date

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import override

from projects.grants.application import Application
from projects.grants.ruleset import TextBlock
from projects.grants.sentences import euros
from twinning.languages import served


def blocks(application: Application, kind: str) -> list[TextBlock]:
    """Blocks of this programme and of all programmes, in their order."""
    rows = TextBlock.objects.filter(Q(programme=application.programme_id) | Q(programme=None), kind=kind)
    return list(rows.order_by("position", "pk"))


def fill(block: TextBlock, application: Application, answer_by: date | None = None) -> str:
    """The block's text with what is known put into its brackets; `answer_by` is the day that will be given."""
    language, day = application.language, answer_by or application.answer_by
    with override(language):
        values = {
            "number": application.number or "",
            "title": application.title,
            "amount": euros(application.requested),
            "deadline": date_format(day, "DATE_FORMAT") if day else "…",
            "contact": application.programme.contact_email,
        }
    text = served(block, "text", language).text
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def add_to(typed: str, block: TextBlock, application: Application, answer_by: date | None = None) -> str:
    """What was typed stays; the block comes below it."""
    text = fill(block, application, answer_by)
    return f"{typed.rstrip()}\n\n{text}" if typed.strip() else text
