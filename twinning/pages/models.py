"""Editorial pages and the five aims, as staff write them."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from twinning.languages import column, current, served
from twinning.models import Editorial
from twinning.richtext import RichTextField
from twinning.slugs import slug_constraints


class Addressed(Editorial):
    """Editorial content with an address word per language and a fixed key that code may refer to."""

    PUBLISH_FIELDS = ("title",)
    SLUG_KIND = ""
    URL_NAME = ""

    key = models.SlugField(
        _("key"), max_length=60, unique=True, help_text=_("Never changes; the portal refers to it.")
    )
    title = models.CharField(_("title"), max_length=160)
    slug = models.SlugField(
        _("address word"),
        max_length=120,
        blank=True,
        help_text=_("The last part of the address. Old ones keep working."),
    )
    body = RichTextField(_("text"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=10)

    class Meta(Editorial.Meta):
        abstract = True
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return served(self, "title").text or self.key

    def slug_in(self, language: str) -> str:
        """The address word for readers of `language`: their own, else along the fallback chain, else the key."""
        return served(self, "slug", language).text or self.key

    def get_absolute_url(self, language: str | None = None) -> str:
        """The page's address in `language` (default: the active one)."""
        code = language or current()
        with override(code):
            return reverse(self.URL_NAME, kwargs={"slug": self.slug_in(code)})


class Page(Addressed):
    """An editorial page: why twinning, contact, imprint, privacy ..."""

    SLUG_KIND = "page"
    URL_NAME = "pages:page-detail"
    SUMMARY_FIELDS = ("lede", "body")
    # Pages that open a list of their own: the list's view shows them.
    OPENS = {"aims": "aims:aim-list"}

    class Readiness(models.TextChoices):
        READY = "ready", _("ready")
        NEEDS_INPUT = "needs_city_input", _("needs input from the city")
        TEMPLATE = "template", _("template")

    class Menu(models.TextChoices):
        NONE = "", _("in no menu")
        ABOUT = "about", _("about us")
        OFFERS = "offers", _("offers")
        LEGAL = "legal", _("legal")

    lede = models.TextField(_("opening sentence"), blank=True)
    menu = models.CharField(_("menu"), max_length=10, choices=Menu, blank=True, default=Menu.NONE)
    readiness = models.CharField(_("readiness"), max_length=20, choices=Readiness, default=Readiness.READY)
    needs_legal_review = models.BooleanField(_("needs a legal review"), default=False)
    easy_reviewed_by = models.CharField(
        _("easy language checked by"),
        max_length=200,
        blank=True,
        help_text=_("People who use Leichte Sprache. Empty: shown with a note that it is a draft."),
    )
    related = models.ManyToManyField("self", blank=True, symmetrical=False, verbose_name=_("see also"))
    staff_note = models.TextField(_("note for staff"), blank=True)

    class Meta(Addressed.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [*Editorial.Meta.constraints, *slug_constraints("pages_page")]

    def get_absolute_url(self, language: str | None = None) -> str:
        """The page's address in `language`; a page that opens a list stands where the list stands."""
        if self.key not in self.OPENS:
            return super().get_absolute_url(language)
        with override(language or current()):
            return reverse(self.OPENS[self.key])

    def open_points(self) -> list[str]:
        """Languages whose text still holds square brackets: places that only the city can fill."""
        fields = ("title", "lede", "body")
        return [
            code
            for code in settings.MODELTRANSLATION_LANGUAGES
            if any("[" in (getattr(self, column(name, code)) or "") for name in fields)
        ]


class Aim(Addressed):
    """One of the aims of the town's international work: what a project may be for."""

    SLUG_KIND = "aim"
    URL_NAME = "aims:aim-detail"
    PUBLISH_FIELDS = ("title", "summary")

    summary = models.TextField(_("summary"), blank=True)

    class Meta(Addressed.Meta):
        verbose_name = _("aim")
        verbose_name_plural = _("aims")
        constraints = [*Editorial.Meta.constraints, *slug_constraints("pages_aim")]
