"""What funding puts into shared places: the navigation, the profile, the end of an account."""

from django.utils.translation import gettext_lazy as _

from projects.grants.people.accounts import let_go
from twinning.accounts.actions import before_deletion
from twinning.slots import add_navigation, fill

add_navigation(_("Funding"), "grants:programme-list", prefix="grants", order=40)
fill("profile.links", "grants/mine/profile_link.html", order=5)
before_deletion(let_go)
