"""An association, school, choir, office ... that takes part in exchange."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from partners.organisations.logos import logo_path, validate_logo
from partners.organisations.querysets import OrganisationQuerySet
from twinning.models import Editorial


class Organisation(Editorial):
    """An entry of the directory. A name is a name: it is not translated, and says in which language it is written.

    Without `city` the organisation is in the home town, unless `place` names another one.
    """

    class Kind(models.TextChoices):
        TWINNING_ASSOCIATION = "twinning_association", _("twinning association")
        ASSOCIATION = "association", _("association")
        SCHOOL = "school", _("school")
        UNIVERSITY = "university", _("university")
        CULTURAL_CENTRE = "cultural_centre", _("cultural centre")
        ENSEMBLE = "ensemble", _("choir, orchestra or theatre group")
        SPORTS_CLUB = "sports_club", _("sports club")
        YOUTH = "youth", _("youth organisation")
        INITIATIVE = "initiative", _("initiative")
        NETWORK = "network", pgettext_lazy("organisation", "network")
        FAITH = "faith", _("faith community")
        PUBLIC_BODY = "public_body", _("public body")
        BUSINESS = "business", _("business")
        OTHER = "other", _("other organisation")

    PUBLISH_FIELDS = ("name", "summary")

    slug = models.SlugField(
        _("address word"), max_length=80, unique=True,
        help_text=_("The last part of the page's address, in Latin letters. Old words keep working."),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=150)
    name_language = models.CharField(_("language of the name"), max_length=12, default="de")
    other_names = models.CharField(
        _("other names"),
        max_length=300,
        blank=True,
        help_text=_("Short forms and spellings that people look for."),
    )
    kind = models.CharField(_("kind"), max_length=24, choices=Kind, default=Kind.ASSOCIATION)
    city = models.ForeignKey(
        "partners.City", models.PROTECT, null=True, blank=True, related_name="organisations",
        verbose_name=_("city"), help_text=_("Empty: in the home town."),
    )  # fmt: skip
    place = models.CharField(
        _("place"), max_length=100, blank=True, help_text=_("District, or a town that has no page here.")
    )
    partner_cities = models.ManyToManyField(
        "partners.City", blank=True, related_name="friends", verbose_name=_("works with these cities")
    )
    themes = models.ManyToManyField(
        "partners.Theme", blank=True, related_name="organisations", verbose_name=_("themes")
    )
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("languages"), default=list, blank=True,
        help_text=_("Language codes, separated by commas: fr, ca."),
    )  # fmt: skip
    website = models.URLField(_("website"), blank=True)
    logo = models.ImageField(
        _("logo"), upload_to=logo_path, validators=[validate_logo], blank=True,
        help_text=_("PNG, JPEG or WebP, at least 96 pixels, at most 1 MB."),
    )  # fmt: skip
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("about us"), blank=True)
    looks_for = models.TextField(_("what we look for"), blank=True)
    members = models.PositiveIntegerField(
        _("members"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("age to"), null=True, blank=True)
    email = models.EmailField(
        _("e-mail for messages"), blank=True, help_text=_("Never shown: messages go through the portal.")
    )
    mail_language = models.CharField(_("language of mails"), max_length=12, default="de")
    sources = models.ManyToManyField(
        "partners.Source", blank=True, related_name="organisations", verbose_name=_("sources")
    )
    maintained_at = models.DateTimeField(
        _("last maintained by members"), null=True, blank=True, editable=False
    )
    is_sample = models.BooleanField(_("sample"), default=False, help_text=_("Invented, for demonstration."))
    staff_note = models.TextField(_("note for staff"), blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta(Editorial.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        constraints = [
            *Editorial.Meta.constraints,
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_from__lte=F("age_to")),
                name="organisations_age_order",
                violation_error_message=_("The lower age comes first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self, language: str | None = None) -> str:
        """The page of this organisation in `language` (default: the active one)."""
        if language is None:
            return reverse("organisations:organisation-detail", kwargs={"slug": self.slug})
        with override(language):
            return reverse("organisations:organisation-detail", kwargs={"slug": self.slug})
