"""Conversations for tests: a French asker and a German host unless told otherwise."""

import re
import uuid
from typing import Any

from partners.conversations.actions import Person, open_conversation
from partners.conversations.models import Conversation, Participant
from twinning.mail.models import OutgoingMail

ASKER = Person("Marie Petit", "marie@example.fr", "fr")
HOST = Person("Jan Krüger", "jan@example.de", "de")


def make_conversation(**fields: Any) -> Conversation:
    """A first message about a slip, passed on."""
    values = {
        "key": uuid.uuid4(),
        "about": "slip",
        "about_id": 7,
        "subject": "Chor sucht Gastchor",
        "subject_language": "de",
        "asker": ASKER,
        "host": HOST,
        "text": "Bonjour, nous sommes quarante.",
        "notice_version": "2026-11",
    }
    return open_conversation(**values | fields)


def sides_of(conversation: Conversation) -> tuple[Participant, Participant]:
    """Asker and host as they stand in the database."""
    sides = {side.side: side for side in Participant.objects.filter(conversation=conversation)}
    return sides["asker"], sides["host"]


def links_to(email: str) -> list[str]:
    """Paths of the personal links in this address's mails, oldest first."""
    texts = OutgoingMail.objects.filter(recipient=email).order_by("pk").values_list("text", flat=True)
    return [path for text in texts for path in re.findall(r"https?://[^/\s]+(/\S+/)", text)]
