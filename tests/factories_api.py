"""One public row of every list of open data, with whatever hangs on it."""

from datetime import date, timedelta

from django.utils import timezone

from events.models import Event, OccurrenceLanguage
from partners.models import City, Partnership, PartnershipEvent, Population, Theme
from partners.organisations.models import Organisation
from projects.grants.programme import Programme, Round
from projects.models import Project
from tests.factories import make_city, make_partnership, make_source
from tests.factories_events import make_event, make_occurrence, make_venue
from tests.factories_grants import make_programme
from tests.factories_organisations import make_organisation
from tests.factories_projects import make_participation, make_project, make_theme

Row = City | Partnership | Organisation | Project | Event | Programme


def make_rows(theme: Theme | None = None) -> dict[str, Row]:
    """A row of every list by the list's key, tied to each other."""
    theme = theme or make_theme()
    city = make_city(local_name="Posnania", local_name_language="pl")
    Population.objects.create(
        city=city, value=540_000, as_of=date(2024, 12, 31), source=make_source(), is_preferred=True
    )
    tie = make_partnership(city)
    PartnershipEvent.objects.create(
        partnership=tie,
        date=date(1979, 5, 4),
        precision="day",
        sort_date=date(1979, 5, 4),
        text_de="Es geht los.",
    )
    group = make_organisation(city=city, summary_de="Ein Satz.")
    group.themes.add(theme)
    project = make_project()
    project.themes.add(theme)
    make_participation(project, organisation=group, city=city)
    event = make_event(cities=[city], themes=[theme], organisations=[group], project=project)
    occurrence = make_occurrence(event, venue=make_venue())
    OccurrenceLanguage.objects.create(occurrence=occurrence, language="pl")
    call = make_programme(opening="rounds", state="published")
    call.cities.add(city)
    now = timezone.now()
    Round.objects.create(
        programme=call, name_de="Herbst", opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=30)
    )
    return {
        "cities": city, "partnerships": tie, "organisations": group, "projects": project, "events": event,
        "calls": call,
    }  # fmt: skip
