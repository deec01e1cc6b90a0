"""Enquiries for tests: rows as they lie in the database, without the mails that the actions would write."""

import datetime
from itertools import count
from typing import Any
from uuid import uuid4

from django.utils import timezone

from partners.enquiries.models import Enquiry, EnquiryMessage, FaqEntry
from tests.factories import make_page
from twinning.accounts.models import User

_numbers = count(1)


def make_enquiry(text: str = "Wer hilft uns?", **fields: Any) -> Enquiry:
    """A new question in German with its first letter; `days` from today until the answer is due."""
    days = fields.pop("days", 14)
    values = {
        "key": uuid4(),
        "topic": "partner",
        "name": "Kim",
        "email": f"kim{next(_numbers)}@example.org",
        "language": "de",
        "answer_language": "de",
        "due_on": timezone.localdate() + datetime.timedelta(days=days),
        "notice_version": "1",
    }
    enquiry = Enquiry.objects.create(**values | fields)
    make_letter(enquiry, text)
    return enquiry


def make_letter(enquiry: Enquiry, text: str, *, author: User | None = None, **fields: Any) -> EnquiryMessage:
    """A letter of the enquirer, or of the office when it has an author."""
    values = {
        "key": uuid4(),
        "sender": "office" if author else "enquirer",
        "language": enquiry.language,
        "author": author,
    }
    return enquiry.messages.create(text=text, **values | fields)


def make_answered(by: User, *, ago: datetime.timedelta = datetime.timedelta(0), **fields: Any) -> Enquiry:
    """A question that was answered so long ago."""
    enquiry = make_enquiry(state="answered", answered_at=timezone.now() - ago, **fields)
    make_letter(enquiry, "So geht es.", author=by)
    return enquiry


def make_question(key: str | None = None, *, position: int = 50, **fields: Any) -> FaqEntry:
    """A published frequent question in German."""
    return FaqEntry.objects.create(page=make_page(key, **fields), position=position)
