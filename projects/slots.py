"""What this app puts into shared places: navigation, sections of other pages, a link on the profile."""

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext_lazy as _

from partners.models import City
from partners.organisations.actions import when_organisation_changes
from partners.sheet.sections import add as add_to_sheet
from projects.actions import follow_organisation
from projects.cards import folded_cards, running_first
from projects.models import Project
from twinning.folds import fold
from twinning.languages import Served, served
from twinning.querysets import unfolded
from twinning.slots import add_navigation, fill

LANGUAGES = settings.MODELTRANSLATION_LANGUAGES


def _on_now() -> ArraySubquery:
    """For the front page: what runs or comes."""
    return folded_cards(running_first(Project.objects.published().exclude(stage="finished")), LANGUAGES)


def _of_city() -> ArraySubquery:
    """For a city's page: all its projects."""
    projects = Project.objects.published().of_city(OuterRef(OuterRef("pk")))
    return folded_cards(running_first(projects), LANGUAGES)


def _on_sheet(city: City) -> list[tuple[Served, Served]]:
    """For the printed sheet of a city: the projects of its page."""
    return [
        (served(row, "title"), served(row, "summary"))
        for row in unfolded(getattr(city, "project_cards", None))
    ]


add_navigation(_("Projects"), "projects:project-list", prefix="projects", order=20)
fold("home", "project_cards", _on_now)
fold("city", "project_cards", _of_city)
add_to_sheet(_("Joint projects"), _on_sheet)
fill("home.sections", "projects/home_section.html", order=30)
fill("city.sections", "projects/city_section.html", order=30)
fill("aim.sections", "projects/aim_section.html", order=30)
fill("organisation.sections", "projects/organisation_section.html", order=30)
fill("profile.links", "projects/profile_link.html", order=20)
when_organisation_changes(follow_organisation)
