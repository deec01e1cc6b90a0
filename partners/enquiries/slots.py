"""Where visitors find the way to the office: the footer, the end of each city's page, the frequent questions."""

from django.utils.translation import gettext_lazy as _

from twinning.slots import add_footer_link, fill

add_footer_link("offers", _("Ask the office"), "enquiries:enquiry-create")
fill("city.sections", "enquiries/city_section.html", order=90)
fill("page.sections", "enquiries/faq_section.html")
