"""What this app puts into shared places: navigation and sections of other pages."""

from django.utils.translation import gettext_lazy as _

from events.pages.sections import coming, of_aim, of_city, of_organisation, of_project
from events.proposals.actions import let_go
from twinning.accounts.actions import before_deletion
from twinning.folds import fold
from twinning.slots import add_navigation, fill

add_navigation(_("Events"), "events:event-list", prefix="events", order=30)
fold("home", "event_rows", coming)
fold("city", "event_rows", of_city)
fold("organisation", "event_rows", of_organisation)
fold("project", "event_rows", of_project)
fold("aim", "event_rows", of_aim)
fill("home.sections", "events/pages/home_section.html", order=20)
fill("city.sections", "events/pages/city_section.html", order=20)
fill("project.sections", "events/pages/project_section.html", order=20)
fill("aim.sections", "events/pages/aim_section.html", order=40)
fill("organisation.sections", "events/pages/organisation_section.html", order=40)
fill("profile.links", "events/proposals/profile_link.html", order=21)
before_deletion(let_go)
