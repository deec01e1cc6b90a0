"""What a project has to show: steps, results, figures, documents, pictures, and who paid."""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.files import document_path, suffix_of, validate_document
from projects.project import Precision, Project
from twinning.languages import served
from twinning.models import AbstractPhoto, TimeStamped


class Milestone(models.Model):
    """A dated step; whether it is behind us follows from its date."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones", verbose_name=_("project"))
    date = models.DateField(_("date"))
    precision = models.CharField(_("how exactly"), max_length=5, choices=Precision, default=Precision.MONTH)
    title = models.CharField(_("title"), max_length=150)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["date", "pk"]

    def __str__(self) -> str:
        return served(self, "title").text


class Result(TimeStamped):
    """Something that has come of the project: a file, a link, or just told."""

    class Kind(models.TextChoices):
        EXHIBITION = "exhibition", _("exhibition")
        PUBLICATION = "publication", _("publication")
        RECORDING = "recording", _("recording")
        PERFORMANCE = "performance", _("performance")
        EXCHANGE = "exchange", _("exchange")
        WORKSHOP = "workshop", _("workshop")
        PLACE = "place", _("place or work of art")
        OTHER = "other", _("other result")

    project = models.ForeignKey(Project, models.CASCADE, related_name="results", verbose_name=_("project"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    title = models.CharField(_("title"), max_length=150)
    text = models.CharField(_("in a sentence"), max_length=300, blank=True)
    url = models.URLField(_("link"), blank=True)
    file = models.FileField(_("file"), upload_to=document_path, validators=[validate_document], blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url="") | Q(file=""),
                name="projects_result_file_or_link",
                violation_error_message=_("Give a file or a link, not both."),
            )
        ]

    def __str__(self) -> str:
        return served(self, "title").text


class Figure(models.Model):
    """A plain number with its unit and the day it was counted; three to eight make a good page."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="figures", verbose_name=_("project"))
    label = models.CharField(_("label"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    as_of = models.DateField(_("as of"))
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "label_de"],
                name="projects_figure_once",
                violation_error_message=_("This figure is already there."),
            )
        ]

    def __str__(self) -> str:
        return served(self, "label").text


class ProjectDocument(TimeStamped):
    """A document to download: in which language, from when, and whether everybody can read it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="documents", verbose_name=_("project"))
    title = models.CharField(_("title"), max_length=150, help_text=_("In the language of the document."))
    file = models.FileField(_("file"), upload_to=document_path, validators=[validate_document])
    language = models.CharField(_("language"), max_length=12)
    date = models.DateField(_("date"), null=True, blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True, editable=False)
    is_accessible = models.BooleanField(
        _("accessible PDF"), default=False, editable=False, help_text=_("Tagged, with a language.")
    )
    alternative = models.URLField(
        _("accessible version"), blank=True,
        help_text=_("A web page that says the same. Needed for a PDF that not everybody can read."),
    )  # fmt: skip
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> str:
        """The ending as people know it: "PDF"."""
        return suffix_of(self.file.name).removeprefix(".").upper()

    @property
    def needs_alternative(self) -> bool:
        """A PDF without tags or language, and no web page in its place."""
        return self.kind == "PDF" and not self.is_accessible and not self.alternative


class ProjectPhoto(AbstractPhoto):
    """A picture of the gallery; the one with the lowest position opens the page."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="photos", verbose_name=_("project"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta(AbstractPhoto.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "pk"]


class Funding(TimeStamped):
    """Who pays, out of which programme, and how much if that may be told. Our own grants link here from above."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="fundings", verbose_name=_("project"))
    source = models.CharField(_("who pays"), max_length=150)
    programme = models.CharField(_("programme"), max_length=150, blank=True)
    url = models.URLField(_("link"), blank=True)
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )  # fmt: skip
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    is_amount_public = models.BooleanField(_("the amount is public"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta:
        verbose_name = _("funding")
        verbose_name_plural = _("funding lines")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                name="projects_funding_amount",
                violation_error_message=_(
                    "An amount is more than nothing; leave the field empty if it is not known."
                ),
            )
        ]

    def __str__(self) -> str:
        return served(self, "source").text
