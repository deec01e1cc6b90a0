"""Text blocks that an officer starts from: filled in for a case, in the language of its applicant."""

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


def fill(block: TextBlock, application: Application) -> str:
    """The block's text with what is known put into its brackets."""
    language = application.language
    with override(language):
        values = {
            "number": application.number or "",
            "title": application.title,
            "amount": euros(application.requested),
            "deadline": date_format(application.answer_by, "DATE_FORMAT") if application.answer_by else "",
            "contact": application.programme.contact_email,
        }
    text = served(block, "text", language).text
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def add_to(typed: str, block: TextBlock, application: Application) -> str:
    """What was typed stays; the block comes below it."""
    text = fill(block, application)
    return f"{typed.rstrip()}\n\n{text}" if typed.strip() else text
