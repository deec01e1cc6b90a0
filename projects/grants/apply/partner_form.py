"""Step 3: partner cities, and the partners there who work on the concept."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from partners.models import City
from projects.grants.application import Application
from projects.grants.apply.forms import RowForm, StepForm, choice, line, passage, several
from projects.grants.partnership.actions import addresses, lapse
from projects.grants.programme import Programme
from twinning.languages import own_name, served


class PartnerRow(RowForm):
    """A partner abroad."""

    IDLE = ("language",)
    NEEDED = ("name",)
    WIDE = ("name", "part")

    name = line(_("Organisation"), 200)
    contact_name = line(_("Contact person"), 150)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("This is no e-mail address. Example: name@example.org")},
    )
    language = choice(_("Language"), initial="en")
    city = choice(_("City"))
    part = passage(_("Their part in the concept"), 600, 3)

    def values(self) -> dict[str, Any]:
        """The city by its number."""
        values = super().values()
        city = values.pop("city")
        values["city_id"] = int(city) if city else None
        values["language"] = values.get("language") or "en"
        return values


class ShortPartnerRow(RowForm):
    """A partner abroad on the short track: the name will do."""

    NEEDED = ("name",)

    name = line(_("Organisation or person"), 200)


class PartnerForm(StepForm):
    """Cities and partners."""

    ROWS = {"partners": (PartnerRow, _("Partners abroad"))}
    NEEDED = ("cities",)

    cities = several(_("Partner cities"))

    def stored(self) -> dict[str, Any]:
        """Cities by number."""
        return {"cities": [str(city.pk) for city in self.application.cities.all()]}

    def prepare(self) -> None:
        """Published cities of the programme in the order of their names, and those that were chosen before."""
        named = Programme.cities.through.objects.filter(programme=self.application.programme_id)
        ours = Exists(named.filter(city=OuterRef("pk"))) | ~Exists(named)
        rows = City.objects.published().filter(ours).in_name_order()
        self.choices = [(str(row.pk), served(row, "name").text) for row in rows]
        known = {code for code, _name in self.choices}
        for row in self.application.cities.all():
            if str(row.pk) not in known:
                self.choices.append((str(row.pk), served(row, "name").text))
        self.fields["cities"].choices = self.choices

    def kinds(self) -> dict[str, tuple[type[RowForm], Any]]:
        """The short track asks for names only."""
        return (
            {"partners": (ShortPartnerRow, _("Partners abroad"))}
            if self.application.ruleset.is_short
            else self.ROWS
        )

    def all_forms(self) -> Any:
        """Every line knows the languages and cities."""
        languages = [(code, own_name(code)) for code in settings.PUBLISHED_LANGUAGES]
        for form in super().all_forms():
            if "city" in form.fields:
                form.fields["language"].choices = languages
                form.fields["city"].choices = [("", "–"), *self.choices]
            yield form

    def write(self, locked: Application) -> None:
        """Cities and partners."""
        locked.cities.set([int(pk) for pk in self.cleaned_data["cities"]])
        before = addresses(locked)
        self.store_rows(locked, "partners")
        lapse(locked, before)
