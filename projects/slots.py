"""What this app puts into shared places."""

from twinning.slots import fill

fill("profile.links", "projects/profile_link.html", order=20)
