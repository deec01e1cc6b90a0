"""What the board puts into shared places: navigation, and sections of the home, city and organisation pages."""

from django.utils.translation import gettext_lazy as _

from partners.board.sections import city_rows, home_rows
from twinning.folds import fold
from twinning.slots import add_navigation, fill

add_navigation(_("Find a partner"), "board:slip-list", prefix="board", order=50)
fill("home.sections", "board/home_section.html", order=50)
fill("city.sections", "board/city_section.html", order=50)
fill("organisation.sections", "board/organisation_section.html", order=50)
fold("home", "board_slips", home_rows)
fold("city", "board_slips", city_rows)
