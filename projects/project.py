"""A joint project and those who take part in it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from projects.querysets import ProjectQuerySet
from twinning.languages import served
from twinning.models import Editorial, TimeStamped
from twinning.richtext import RichTextField


class Precision(models.TextChoices):
    """How exactly a date is known or meant: "2026", "May 2026" or "3 May 2026"."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class Project(Editorial):
    """What people of several cities do together. `state` says whether the public sees it, `stage` how far it is."""

    class Stage(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")

    PUBLISH_FIELDS = ("title", "summary")

    slug = models.SlugField(
        _("address word"), max_length=80, unique=True,
        help_text=_("The last part of the page's address, in Latin letters. Old words keep working."),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=150)
    summary = models.CharField(_("in one or two sentences"), max_length=300, blank=True)
    goal = models.TextField(_("aim"), blank=True, help_text=_("What is to be different at the end?"))
    story = RichTextField(_("story"), blank=True)
    audience = models.CharField(
        _("who can take part"), max_length=150, blank=True, help_text=_("For example: 14 to 19 years.")
    )
    rhythm = models.CharField(
        _("rhythm"), max_length=100, blank=True, help_text=_("For what comes back: every spring.")
    )
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.PLANNED)
    starts_on = models.DateField(_("begins"))
    starts_precision = models.CharField(
        _("how exactly"), max_length=5, choices=Precision, default=Precision.MONTH
    )
    ends_on = models.DateField(_("ends"), null=True, blank=True, help_text=_("Empty: open end."))
    ends_precision = models.CharField(
        _("how exactly (end)"), max_length=5, choices=Precision, default=Precision.MONTH
    )
    themes = models.ManyToManyField(
        "partners.Theme", blank=True, related_name="projects", verbose_name=_("themes")
    )
    languages = ArrayField(
        models.CharField(max_length=12), verbose_name=_("languages"), default=list, blank=True,
        help_text=_("Language codes, separated by commas: fr, ca."),
    )  # fmt: skip
    sources = models.ManyToManyField(
        "partners.Source", blank=True, related_name="projects", verbose_name=_("sources")
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    is_sample = models.BooleanField(_("sample"), default=False, help_text=_("Invented, for demonstration."))
    staff_note = models.TextField(_("note for staff"), blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta(Editorial.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-starts_on", "slug"]
        indexes = [models.Index(fields=["state", "-starts_on"], name="projects_by_start")]
        constraints = [
            *Editorial.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="projects_project_dates",
                violation_error_message=_("The end is before the start. Change one of the dates."),
            ),
            models.CheckConstraint(
                condition=~Q(stage="finished") | Q(ends_on__isnull=False),
                name="projects_project_finished_when",
                violation_error_message=_("A finished project needs the date of its end."),
            ),
        ]

    def __str__(self) -> str:
        return served(self, "title").text or self.slug

    def get_absolute_url(self, language: str | None = None) -> str:
        """The page of this project in `language` (default: the active one)."""
        if language is None:
            return reverse("projects:project-detail", kwargs={"slug": self.slug})
        with override(language):
            return reverse("projects:project-detail", kwargs={"slug": self.slug})


class Participation(TimeStamped):
    """One who takes part: an organisation, a city, or the home town (`is_home`), in a role.

    For an organisation `city` and `is_home` repeat where it is, so that lists by city need not look further:
    `projects.actions.save_participation` sets them.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("lead")
        PARTNER = "partner", _("partner")
        ASSOCIATE = "associate", _("associate")
        HOST = "host", _("host")
        FUNDER = "funder", _("funder")

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="participations", verbose_name=_("project")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="participations",
        verbose_name=_("organisation"),
    )  # fmt: skip
    city = models.ForeignKey(
        "partners.City", models.PROTECT, null=True, blank=True, related_name="participations",
        verbose_name=_("city"),
    )  # fmt: skip
    is_home = models.BooleanField(_("the home town"), default=False)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.PARTNER)
    note = models.CharField(_("what they do"), max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(city__isnull=False) | Q(is_home=True),
                name="projects_participation_of_somebody",
                violation_error_message=_("Choose an organisation, a city, or the home town."),
            ),
            models.CheckConstraint(
                condition=Q(city__isnull=True) | Q(is_home=False),
                name="projects_participation_one_place",
                violation_error_message=_("Choose a city or the home town, not both."),
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(role="lead"),
                name="projects_participation_one_lead",
                violation_error_message=_("Only one can lead a project."),
            ),
            models.UniqueConstraint(
                fields=["project", "organisation", "city", "is_home", "role"],
                nulls_distinct=False,
                name="projects_participation_once",
                violation_error_message=_("This participation is already there."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.city or _("the home town"))
