"""Questions to the office, everything that was written about them, and the answers that became frequent questions.

An enquiry row holds who asks and where it stands; the words lie in its messages. After VISITOR_MESSAGE_DAYS only the
row stays, without name, address and words (partners.enquiries.retention).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.enquiries.querysets import EnquiryQuerySet, FaqEntryQuerySet
from twinning.feedback.models import answer_due
from twinning.models import TimeStamped, Versioned

PREFIX = "A"


class Enquiry(TimeStamped, Versioned):
    """Somebody asks the office; the key from the form makes a second submission the same row.

    `version` counts what an answer must have seen: messages and endings, not who works on it.
    """

    class Topic(models.TextChoices):
        PARTNER = "partner", _("Finding a partner")
        PROJECTS = "projects", _("Projects")
        EVENTS = "events", _("Events")
        FUNDING = "funding", _("Funding")
        YOUTH = "youth", _("Youth and schools")
        VISIT = "visit", _("Visit and travel")
        PRESS = "press", _("Press")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        NEW = "new", _("new")
        IN_PROGRESS = "in_progress", _("in progress")
        WAITING = "waiting", _("waiting for the enquirer")
        ANSWERED = "answered", _("done")
        REOPENED = "reopened", _("written again")

    key = models.UUIDField(_("form key"), unique=True, editable=False)
    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    city = models.ForeignKey(
        "partners.City", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("city")
    )
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language of the page"), max_length=12)
    answer_language = models.CharField(_("answer wanted in"), max_length=12)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NEW)
    due_on = models.DateField(_("answer due"), default=answer_due)
    answered_at = models.DateTimeField(
        _("answered"), null=True, blank=True, help_text=_("Since when nothing waits for the office.")
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handled by"),
    )
    notice_version = models.CharField(_("version of the privacy notice"), max_length=20)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False, help_text=_("Invented, for demonstration."))

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="enquiries_enquiry_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "answered"], answered_at__isnull=False)
                | (~Q(state__in=["waiting", "answered"]) & Q(answered_at__isnull=True)),
                name="enquiries_enquiry_answered_when",
                violation_error_message=_(
                    "An answered enquiry needs the time of its answer, others have none."
                ),
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(state="answered", name="", email=""),
                name="enquiries_enquiry_erased_is_empty",
                violation_error_message=_("An erased enquiry is done and holds neither name nor address."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number that the enquirer is given: prefix, year, running number."""
        return f"{PREFIX}-{timezone.localtime(self.created_at):%Y}-{self.pk:04d}"

    @property
    def is_done(self) -> bool:
        """True when neither side waits for the other."""
        return self.state == self.State.ANSWERED


class EnquiryMessage(models.Model):
    """One letter of the thread, in the language in which it is written."""

    class Sender(models.TextChoices):
        ENQUIRER = "enquirer", _("enquirer")
        OFFICE = "office", _("office")

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="messages", verbose_name=_("enquiry"))
    key = models.UUIDField(_("form key"), unique=True, editable=False)
    sender = models.CharField(_("from"), max_length=10, choices=Sender)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("message of an enquiry")
        verbose_name_plural = _("messages of enquiries")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sender="office") | Q(author__isnull=True),
                name="enquiries_message_author_is_office",
                violation_error_message=_("Only letters of the office have an author."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="enquiries_message_has_words",
                violation_error_message=_("A letter needs words."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sender_display()}, {self.created_at:%Y-%m-%d}"

    @property
    def is_from_office(self) -> bool:
        """True for what the office wrote."""
        return self.sender == self.Sender.OFFICE


class EnquiryNote(models.Model):
    """What only the office sees: notes, and who did what. `text` is the note, or the name of who it was handed to."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        TAKEN = "taken", _("taken on")
        HANDED = "handed", _("handed over")
        CLOSED = "closed", _("closed without an answer")
        FAQ = "faq", _("made a frequent question")

    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="notes", verbose_name=_("enquiry"))
    key = models.UUIDField(_("form key"), unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NOTE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by")
    )
    text = models.TextField(_("text"), blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.created_at:%Y-%m-%d}"


class FaqEntry(models.Model):
    """Makes an editorial page a frequent question: its title is the question, its text the answer."""

    page = models.OneToOneField(
        "pages.Page", models.CASCADE, related_name="faq_entry", verbose_name=_("page")
    )
    enquiry = models.OneToOneField(
        Enquiry,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="faq_entry",
        verbose_name=_("made from"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=50)

    objects = FaqEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("frequent question")
        verbose_name_plural = _("frequent questions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.page)
