"""Rows that hang on an application: lines of the plan, partners abroad, legs of the journey, other funders, files."""

import secrets
import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.grants import plan
from projects.grants.application import Application
from projects.grants.programme import SUM
from twinning.models import TimeStamped
from twinning.private import PrivateStorage


class CostLine(models.Model):
    """A line of spending: quantity x unit price, in euros."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="costs", verbose_name=_("application")
    )
    head = models.CharField(_("head"), max_length=4)
    text = models.CharField(_("what for"), max_length=200)
    quantity = models.DecimalField(
        _("quantity"), max_digits=8, decimal_places=2, default=1, validators=[MinValueValidator(Decimal(0))]
    )
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    unit_price = models.DecimalField(_("unit price"), validators=[MinValueValidator(Decimal(0))], **SUM)
    is_eligible = models.BooleanField(_("eligible"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta:
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=0, unit_price__gte=0),
                name="grants_costline_not_negative",
                violation_error_message=_("Amounts are not negative."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.head} {self.text}"

    def as_line(self) -> plan.Cost:
        """For the arithmetic."""
        return plan.Cost(self.head, self.text, self.quantity, self.unit_price, self.is_eligible)


class IncomeLine(models.Model):
    """A line of financing other than the requested grant, in euros; for own work also the hours."""

    class Status(models.TextChoices):
        IN_HAND = "in_hand", _("in hand")
        PLANNED = "planned", _("planned")
        APPLIED = "applied", _("applied for")
        GRANTED = "granted", _("promised")

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="incomes", verbose_name=_("application")
    )
    head = models.CharField(_("head"), max_length=4)
    text = models.CharField(_("from whom"), max_length=200)
    hours = models.DecimalField(_("hours"), max_digits=7, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(_("amount"), validators=[MinValueValidator(Decimal(0))], **SUM)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PLANNED)
    decided_on = models.DateField(_("date of the promise"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta:
        verbose_name = _("financing line")
        verbose_name_plural = _("financing lines")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="grants_incomeline_not_negative",
                violation_error_message=_("Amounts are not negative."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.head} {self.text}"

    def as_line(self) -> plan.Income:
        """For the arithmetic."""
        return plan.Income(self.head, self.text, self.amount, self.status)


class PartnerAbroad(TimeStamped):
    """The partner in the other city; confirms by a mailed link, in its own language, without an account."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="partners", verbose_name=_("application")
    )
    name = models.CharField(_("organisation"), max_length=200)
    contact_name = models.CharField(_("contact person"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    city = models.ForeignKey(
        "partners.City", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("city")
    )
    part = models.CharField(_("their part in the concept"), max_length=600, blank=True)
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    confirmed_by = models.CharField(_("confirmed by"), max_length=150, blank=True, editable=False)
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("partner abroad")
        verbose_name_plural = _("partners abroad")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(refused_at__isnull=True),
                name="grants_partner_one_answer",
                violation_error_message=_("A partner confirms or refuses, not both."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class TravelLeg(models.Model):
    """A leg of the journey; a flight needs compensation, and none where the train is fast enough."""

    class Mode(models.TextChoices):
        RAIL = "rail", _("rail")
        BUS = "bus", _("bus")
        CAR = "car", _("car")
        SHIP = "ship", _("ship")
        FLIGHT = "flight", _("flight")

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="legs", verbose_name=_("application")
    )
    origin = models.CharField(_("from"), max_length=100)
    destination = models.CharField(_("to"), max_length=100)
    mode = models.CharField(_("by"), max_length=6, choices=Mode)
    people = models.PositiveSmallIntegerField(_("people"), default=1, validators=[MinValueValidator(1)])
    hours_without_flight = models.DecimalField(
        _("hours without a flight"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    is_compensated = models.BooleanField(_("CO₂ is compensated"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta:
        verbose_name = _("leg of the journey")
        verbose_name_plural = _("legs of the journey")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.origin} – {self.destination}"


def attachment_path(instance: "Attachment", filename: str) -> str:
    """Outside the public folder of pictures, under a name that tells nothing."""
    return f"grants/{secrets.token_hex(2)}/{secrets.token_hex(16)}"


class Attachment(TimeStamped):
    """A file of an application or of a message. Private: served only through the permission check, as a download."""

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CLEAN = "clean", _("checked")
        REFUSED = "refused", _("refused")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, models.CASCADE, related_name="attachments", verbose_name=_("application")
    )
    paper = models.CharField(_("paper"), max_length=40, blank=True)
    file = models.FileField(_("file"), upload_to=attachment_path, storage=PrivateStorage(), max_length=200)
    name = models.CharField(_("name"), max_length=150)
    content_type = models.CharField(_("type"), max_length=80)
    size = models.PositiveIntegerField(_("size (bytes)"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.CHECKING)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("uploaded by")
    )
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "digest"],
                condition=Q(removed_at__isnull=True),
                name="grants_attachment_once",
                violation_error_message=_("This file is there already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
