"""Who applies: an organisation with its legal data, once for all applications, and its people with their roles."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from twinning.models import TimeStamped, Versioned


class ApplicantQuerySet(models.QuerySet):
    """Applicants."""

    def of(self, user: object) -> Self:
        """Those for which this person acts."""
        return self.filter(members__user=user).distinct() if getattr(user, "pk", None) else self.none()

    def visible_to(self, user: object) -> Self:
        """One's own, and all of them for staff who may."""
        if getattr(user, "is_staff", False) and user.has_perm("grants.view_applicant"):
            return self.all()
        return self.of(user)


class Applicant(TimeStamped, Versioned):
    """Legal data of an applying organisation or person. Bank data is asked for after an approval, never here."""

    class Form(models.TextChoices):
        REGISTERED = "ev", _("registered association (e. V.)")
        GGMBH = "ggmbh", _("non-profit company (gGmbH)")
        COMPANY = "company", _("company")
        GBR = "gbr", _("civil-law partnership (GbR)")
        FOUNDATION = "foundation", _("foundation")
        SCHOOL = "school", _("school")
        UNIVERSITY = "university", _("university")
        PUBLIC = "public", _("public body")
        GROUP = "group", _("informal group")
        PERSON = "person", _("person")
        ABROAD = "abroad", _("organisation abroad")

    class InputTax(models.TextChoices):
        NO = "no", _("no")
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")

    REGISTER_NEEDED = ("ev", "ggmbh", "company")

    name = models.CharField(_("legal name"), max_length=200)
    form = models.CharField(_("legal form"), max_length=12, choices=Form)
    is_twinning_association = models.BooleanField(_("twinning association"), default=False)
    register_court = models.CharField(_("register court"), max_length=100, blank=True)
    register_number = models.CharField(_("register number"), max_length=40, blank=True)
    street = models.CharField(_("street and number"), max_length=150)
    postcode = models.CharField(_("postcode"), max_length=20)
    town = models.CharField(_("town"), max_length=100)
    country = models.CharField(_("country"), max_length=2, default="DE")
    is_charitable = models.BooleanField(_("charitable"), default=False)
    input_tax = models.CharField(
        _("may deduct input tax"), max_length=6, choices=InputTax, default=InputTax.NO
    )
    website = models.URLField(_("website"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.SET_NULL, null=True, blank=True, related_name="applicants",
        verbose_name=_("entry in the directory"),
    )  # fmt: skip
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    objects = ApplicantQuerySet.as_manager()

    class Meta:
        verbose_name = _("applicant")
        verbose_name_plural = _("applicants")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(form__in=("ev", "ggmbh", "company"))
                | (~Q(register_number="") & ~Q(register_court="")),
                name="grants_applicant_register",
                violation_error_message=_("This legal form has a register court and a register number."),
            )
        ]

    def __str__(self) -> str:
        return self.name or str(_("Applicant without a name"))


class Signatory(models.Model):
    """Who may sign for the applicant."""

    applicant = models.ForeignKey(
        Applicant, models.CASCADE, related_name="signatories", verbose_name=_("applicant")
    )
    name = models.CharField(_("name"), max_length=150)
    function = models.CharField(_("function"), max_length=100)
    is_joint = models.BooleanField(_("only together with another"), default=False)

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.function}"


class ApplicantMember(TimeStamped):
    """A person with an account who acts for the applicant. Every role reads everything; writing follows the role."""

    class Role(models.TextChoices):
        SIGNATORY = "signatory", _("may write, send and sign")
        PROJECT = "project", _("may write")
        FINANCE = "finance", _("may write about money")

    applicant = models.ForeignKey(
        Applicant, models.CASCADE, related_name="members", verbose_name=_("applicant")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="applicant_roles", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.PROJECT)

    class Meta:
        verbose_name = _("member of an applicant")
        verbose_name_plural = _("members of applicants")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["applicant", "user"],
                name="grants_member_once",
                violation_error_message=_("This person is a member already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.applicant}"


class Invitation(TimeStamped):
    """Asks somebody to act for the applicant; the address is confirmed by the mailed link before anything is bound."""

    applicant = models.ForeignKey(
        Applicant, models.CASCADE, related_name="invitations", verbose_name=_("applicant")
    )
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=10, choices=ApplicantMember.Role)
    language = models.CharField(_("language"), max_length=12, default="de")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("invited by")
    )
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("accepted by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["applicant", "email"],
                condition=Q(accepted_at__isnull=True),
                name="grants_invitation_once",
                violation_error_message=_("This address has an open invitation."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} – {self.applicant}"
