"""What the reader of a thread may know: found by the personal link, built without the other side's address.

Called by the views; the one place that decides whether an address is shown.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from partners.conversations.mails import PURPOSES
from partners.conversations.models import Conversation, Message, Participant
from twinning.tokens.actions import find


def reader_of(token: str) -> Participant | None:
    """The side that this link belongs to, with its conversation; None for a link that is wrong, old or erased."""
    for purpose in PURPOSES.values():
        if number := find(token, purpose):
            rows = Participant.objects.select_related("conversation").filter(pk=number)
            return rows.filter(conversation__erased_at__isnull=True).first()
    return None


def fresh(reader: Participant) -> Participant:
    """The same side as it stands now."""
    return Participant.objects.select_related("conversation").get(pk=reader.pk)


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as one side sees it."""

    conversation: Conversation
    reader: Participant
    other_name: str
    other_agreed: bool
    # Empty before both have agreed, and when the office has ended the conversation.
    other_email: str
    messages: list[Message]

    @property
    def is_open(self) -> bool:
        """Both may still write."""
        return self.conversation.state == Conversation.State.OPEN

    @property
    def is_blocked(self) -> bool:
        """The office has ended it."""
        return self.conversation.state == Conversation.State.BLOCKED

    @property
    def has_last_word(self) -> bool:
        """The last message is the reader's own."""
        return self.messages[-1].author_id == self.reader.pk

    @property
    def is_my_turn(self) -> bool:
        """The other side waits for an answer, or for a yes."""
        return self.other_waits or not self.has_last_word

    @property
    def has_both(self) -> bool:
        """Both have agreed, and the address is shown."""
        return bool(self.other_email)

    @property
    def other_waits(self) -> bool:
        """The other side would show its address and this one has not decided yet."""
        return self.other_agreed and not self.reader.agreed_at

    @property
    def steps(self) -> list[dict[str, str]]:
        """From the first message to a direct contact, as components/steps.html prints it."""
        is_answered = len({message.author_id for message in self.messages}) > 1
        done = [True, is_answered, self.other_agreed or bool(self.reader.agreed_at), self.has_both]
        texts = [
            _("A first message"),
            _("An answer"),
            _("One of you agrees to show the address"),
            _("Both have agreed: you write to each other directly"),
        ]
        now = next((number for number, is_done in enumerate(done) if not is_done), len(done))
        states = [
            "done" if is_done else "now" if now == number else "" for number, is_done in enumerate(done)
        ]
        return [{"text": text, "state": state} for text, state in zip(texts, states, strict=True)]


def thread_for(reader: Participant) -> Thread:
    """All that this side may see (two queries)."""
    conversation = reader.conversation
    other = conversation.participants.exclude(pk=reader.pk).get()
    other.name = other.name or _("somebody who has left")
    messages = list(conversation.messages.all())
    for message in messages:
        message.author = reader if message.author_id == reader.pk else other
    has_both = conversation.agreed_at and conversation.state != Conversation.State.BLOCKED
    return Thread(
        conversation=conversation,
        reader=reader,
        other_name=other.name,
        other_agreed=other.agreed_at is not None,
        other_email=other.email if has_both else "",
        messages=messages,
    )
