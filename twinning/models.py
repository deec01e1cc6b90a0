"""Abstract bases for every app: time stamps, editorial state, optimistic locking, photos.

No concrete model lives here: the ground floor's own rows are in its sub-apps.
"""

from functools import partial
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from twinning import renditions
from twinning.images import photo_path, validate_photo
from twinning.querysets import EditorialQuerySet


class TimeStamped(models.Model):
    """When a row came and when it last changed (aware times)."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A counter that rises with every save in the admin, so that a second editor is told instead of overwriting."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True


class Editorial(TimeStamped, Versioned):
    """Content that staff write as a draft and publish, at once or between two moments.

    `PUBLISH_FIELDS` names what must be there in German (or without language) before a row may be published;
    `twinning.publishing.missing_for_publication` checks it. Of `SUMMARY_FIELDS` one is enough: a page says in its
    opening sentence or in its text what it is about.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    PUBLISH_FIELDS: tuple[str, ...] = ("title",)
    SUMMARY_FIELDS: tuple[str, ...] = ()

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    publish_from = models.DateTimeField(
        _("publish from"), null=True, blank=True, help_text=_("Empty: as soon as the state says so.")
    )
    publish_until = models.DateTimeField(
        _("publish until"),
        null=True,
        blank=True,
        help_text=_("Empty: no end. The page disappears at this moment."),
    )

    objects = EditorialQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(publish_from__isnull=True)
                | Q(publish_until__isnull=True)
                | Q(publish_from__lt=F("publish_until")),
                name="%(app_label)s_%(class)s_publish_order",
                violation_error_message=_("The end of publication must come after its beginning."),
            )
        ]


class AbstractPhoto(TimeStamped):
    """A picture with everything that publishing it needs.

    Alt text per language or the word "decorative", credit, licence, focal point in per cent, and consent of the
    people shown. Subclasses register `alt` and `caption` for translation.
    """

    image = models.ImageField(
        _("picture"),
        upload_to=photo_path,
        validators=[validate_photo],
        width_field="width",
        height_field="height",
        help_text=_("JPEG, PNG or WebP, at least 1,600 pixels wide. Place and camera data are removed."),
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    alt = models.CharField(
        _("alternative text"),
        max_length=250,
        blank=True,
        help_text=_("What somebody who can't see it should know."),
    )
    is_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It tells nothing: no text needed.")
    )
    caption = models.CharField(_("caption"), max_length=250, blank=True)
    credit = models.CharField(_("credit"), max_length=200, help_text=_("Who made it, as it must be named."))
    licence = models.CharField(
        _("licence"), max_length=200, help_text=_("For example: CC BY 4.0, or: own picture.")
    )
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, from the left (%)"), default=50, validators=[MaxValueValidator(100)]
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, from the top (%)"), default=50, validators=[MaxValueValidator(100)]
    )
    shows_people = models.BooleanField(_("people can be recognised"), default=False)
    consent_on_file = models.BooleanField(_("their consent is on file"), default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(shows_people=False) | Q(consent_on_file=True),
                name="%(app_label)s_%(class)s_consent",
                violation_error_message=_(
                    "Recognisable people must have agreed before their picture is kept here."
                ),
            ),
            models.CheckConstraint(
                condition=Q(focal_x__lte=100, focal_y__lte=100),
                name="%(app_label)s_%(class)s_focal_point",
                violation_error_message=_("The focal point lies outside the picture."),
            ),
        ]

    def __str__(self) -> str:
        return self.alt or self.credit

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Make the smaller copies of a new picture; the one it replaces goes, with its copies, on commit."""
        is_new = not self.image._committed
        former = (
            type(self).objects.filter(pk=self.pk).values_list("image", flat=True).first() if is_new else None
        )
        super().save(*args, **kwargs)
        if is_new:
            renditions.make(self.image.name)
        if former:
            transaction.on_commit(partial(renditions.remove, former))

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Withdrawing a picture takes its files away too, once the row is gone for good."""
        transaction.on_commit(partial(renditions.remove, self.image.name))
        return super().delete(*args, **kwargs)
