"""Lists that staff upload, and what each line of them would become. Nothing here is ever public."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.facts import Confidence
from partners.imports.problems import Problem, sentence
from twinning.models import TimeStamped
from twinning.private import PrivateStorage

MOST_PROBLEMS = 20


class BatchQuerySet(models.QuerySet):
    """Uploaded lists."""

    def undecided(self) -> Self:
        """Checked, but neither put into the review queue nor discarded."""
        return self.filter(state=Batch.State.CHECKED)

    def like(self, batch: "Batch") -> Self:
        """Earlier uploads of the very same file that were not discarded."""
        kept = self.filter(digest=batch.digest, kind=batch.kind, pk__lt=batch.pk or 0)
        return kept.exclude(state__in=[Batch.State.DISCARDED, Batch.State.REFUSED])


class Batch(TimeStamped):
    """One uploaded list: where it comes from, how it was read, what its lines came to."""

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        REFUSED = "refused", _("can't be read")
        CHECKED = "checked", _("checked, to be decided")
        QUEUED = "queued", _("in the review queue")
        REVIEWED = "reviewed", _("reviewed")
        DISCARDED = "discarded", _("discarded")

    key = models.UUIDField(_("form key"), unique=True, editable=False)
    kind = models.CharField(_("kind of list"), max_length=30)
    file = models.FileField(_("file"), storage=PrivateStorage(), upload_to="imports", blank=True)
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(_("SHA-256 of the file"), max_length=64)
    source = models.CharField(_("where it comes from"), max_length=300)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, default=Confidence.LOW)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    format = models.CharField(_("format"), max_length=4, blank=True)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    delimiter = models.CharField(_("delimiter"), max_length=1, blank=True)
    sheets = models.JSONField(_("sheets"), default=list, blank=True)
    unknown_columns = models.JSONField(_("unknown columns"), default=list, blank=True)
    lines_read = models.PositiveIntegerField(_("lines read"), default=0)
    empty_lines = models.PositiveIntegerField(_("empty lines"), default=0)
    counts = models.JSONField(_("lines by outcome"), default=dict, blank=True)
    problem_counts = models.JSONField(_("problems by sort"), default=dict, blank=True)
    refusal = models.JSONField(_("why it can't be read"), null=True, blank=True)
    # A second run over the same file takes over from one that died; the first one then notices and stops.
    attempt = models.PositiveIntegerField(default=0, editable=False)
    checked_at = models.DateTimeField(_("checked on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported list")
        verbose_name_plural = _("imported lists")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["digest"], name="imports_batch_digest"),
            models.Index(fields=["state"], name="imports_batch_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source=""),
                name="imports_batch_source",
                violation_error_message=_("Say where the list comes from."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | Q(refusal__isnull=False),
                name="imports_batch_refused_why",
                violation_error_message=_("A list that can't be read needs the reason."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["queued", "discarded"]) | Q(decided_at__isnull=False),
                name="imports_batch_decided_when",
                violation_error_message=_("A decision needs its time."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class CandidateQuerySet(models.QuerySet):
    """Lines of lists."""

    def queued(self) -> Self:
        """Lines of lists that are in the review queue, or were."""
        return self.filter(batch__state__in=[Batch.State.QUEUED, Batch.State.REVIEWED])

    def waiting(self) -> Self:
        """Somebody has to decide, oldest first."""
        return self.filter(state=Candidate.State.WAITING, batch__state=Batch.State.QUEUED).order_by("pk")

    def with_problems(self) -> Self:
        """Lines about which there is something to say, in the order of the file."""
        return self.exclude(problems=[]).order_by("line")


class Candidate(models.Model):
    """One line of a list: what it said, what we understood, and what somebody decided."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CONFLICT = "conflict", _("differs")
        SAME = "same", _("already known")
        DUPLICATE = "duplicate", _("twice in the list")
        ELSEWHERE = "elsewhere", _("about others")
        ERROR = "error", _("with an error")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        CLOSED = "closed", _("nothing to decide")

    # What somebody has to decide.
    OPEN = (Outcome.NEW, Outcome.CONFLICT)

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="candidates", verbose_name=_("list"))
    line = models.PositiveIntegerField(_("line"))
    title = models.CharField(_("what it is about"), max_length=300)
    raw = models.JSONField(_("cells"), default=dict)
    values = models.JSONField(_("understood as"), default=dict)
    problems = models.JSONField(_("problems"), default=list, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CLOSED)
    identity = models.CharField(max_length=32, blank=True, editable=False)
    place = models.CharField(max_length=120, blank=True, editable=False)
    spot = models.CharField(max_length=30, blank=True, editable=False)
    known_id = models.PositiveBigIntegerField(_("what we have"), null=True, blank=True, editable=False)
    made_id = models.PositiveBigIntegerField(_("what came of it"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a list")
        verbose_name_plural = _("lines of lists")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["batch", "identity"], name="imports_same_thing"),
            models.Index(fields=["batch", "outcome", "state"], name="imports_by_outcome"),
            models.Index(fields=["id"], condition=Q(state="waiting"), name="imports_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "line"],
                name="imports_candidate_line_once",
                violation_error_message=_("This line is already there."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "rejected"]) | Q(decided_at__isnull=False),
                name="imports_candidate_decided_when",
                violation_error_message=_("A decision needs its time."),
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(made_id__isnull=False),
                name="imports_candidate_made_what",
                violation_error_message=_("An accepted line needs what came of it."),
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(outcome__in=["new", "conflict"]),
                name="imports_candidate_waits_for_a_reason",
                violation_error_message=_("Only new and differing lines wait for a decision."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def sentences(self) -> list[str]:
        """What is to be said about the line, in the reader's language."""
        return [sentence(found) for found in self.problems]

    def add(self, found: Problem) -> None:
        """Note a problem, once; a line of which a thousand others say something else need not name them all."""
        if found not in self.problems and len(self.problems) < MOST_PROBLEMS:
            self.problems.append(found)
