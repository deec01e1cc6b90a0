"""People who can be asked: named only with their recorded consent, written to only through the portal."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.organisations.organisation import Organisation
from partners.organisations.querysets import ConsentQuerySet, ContactQuerySet
from twinning.models import TimeStamped, Versioned


class Contact(TimeStamped, Versioned):
    """Somebody who speaks for an organisation, or helps in a city ("Contacts in the twin cities"), or both."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("organisation"),
    )
    city = models.ForeignKey(
        "partners.City", models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("city"),
        help_text=_("The page of this city names the person."),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=150)
    name_language = models.CharField(_("language of the name"), max_length=12, default="de")
    role = models.CharField(_("role"), max_length=150, blank=True)
    helps_with = models.CharField(_("helps with"), max_length=300, blank=True)
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("languages"), default=list, blank=True,
        help_text=_("Language codes, separated by commas: fr, ca."),
    )  # fmt: skip
    email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("Never shown: messages go through the portal.")
    )
    mail_language = models.CharField(_("language of mails"), max_length=12, default="de")
    is_listed = models.BooleanField(
        _("show in public"), default=True, help_text=_("Only works with a consent.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=10)
    is_sample = models.BooleanField(_("sample"), default=False, help_text=_("Invented, for demonstration."))

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(city__isnull=False),
                name="organisations_contact_of_something",
                violation_error_message=_("A contact person belongs to an organisation or a city."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Consent(models.Model):
    """What a person agreed to, when and how. Withdrawn once, it stays withdrawn; a new consent is a new row."""

    class Scope(models.TextChoices):
        NAME = "name", _("name, role and languages")
        MESSAGES = "messages", _("receive messages through the portal")

    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="consents", verbose_name=_("contact person")
    )
    scope = ArrayField(
        models.CharField(max_length=10, choices=Scope), verbose_name=_("agreed to"), default=list
    )
    given_on = models.DateField(_("given on"), default=timezone.localdate)
    evidence = models.CharField(
        _("how"),
        max_length=200,
        help_text=_("For example: signed form of 3 May 2026, file 12; or: link in our mail."),
    )
    text_version = models.CharField(_("version of the text"), max_length=20, default="2026-11")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("recorded by"),
    )  # fmt: skip
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(withdrawn_at__isnull=True),
                name="organisations_consent_in_force",
                violation_error_message=_("There is a consent in force already; withdraw it first."),
            ),
            models.CheckConstraint(
                condition=Q(scope__contains=["name"]),
                name="organisations_consent_names",
                violation_error_message=_("A consent to be named is the least that a contact person gives."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.given_on}"
