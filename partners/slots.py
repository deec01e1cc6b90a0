"""What this app puts into shared places: navigation, colours of places, the signpost of error pages, search."""

from django.utils.translation import gettext_lazy as _

from partners.actions import remeasure_all
from partners.palette import place_rules
from partners.searching import city_choices, theme_choices
from twinning.municipality.actions import when_home_changes
from twinning.search import facets
from twinning.slots import add_navigation, fill
from twinning.stylesheet import register_rules

add_navigation(_("Partner cities"), "partners:city-list", prefix="partners", order=10)
fill("home.hero", "partners/home_hero.html")
fill("why.picture", "partners/compass.html")
fill("error.signpost", "partners/error_signpost.html")
fill("search.nothing", "partners/search_nothing.html")
facets.register("city", city_choices)
facets.register("theme", theme_choices)
register_rules(place_rules)
when_home_changes(remeasure_all)
