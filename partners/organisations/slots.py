"""What this app puts into shared places: the footer, sections of city pages, the profile, what people write about."""

from django.utils.translation import gettext_lazy as _

from partners.conversations.registry import About
from partners.conversations.registry import register as register_kind
from partners.organisations.addresses import KIND
from partners.organisations.consents import ABOUT
from partners.organisations.contact import Contact
from partners.organisations.organisation import Organisation
from partners.organisations.presenters import name_of
from twinning.folds import fold
from twinning.languages import written
from twinning.slots import add_footer_link, fill

add_footer_link("offers", _("People and groups"), "organisations:organisation-list")
fold("city", "city_organisations", lambda: Organisation.objects.all().folded_for_city())
fill("city.sections", "organisations/city_section.html", order=40)
fill("city.people", "organisations/city_people.html")
fill("profile.links", "organisations/profile_link.html", order=10)
register_kind(
    About(
        key=KIND,
        label=_("organisation"),
        find=lambda number: Organisation.objects.published().filter(pk=number).first(),
        title=name_of,
    )
)
register_kind(
    About(
        key=ABOUT,
        label=_("contact person"),
        find=lambda number: Contact.objects.published().filter(pk=number).first(),
        title=lambda contact: written(contact.name, contact.name_language),
    )
)
