"""Cities, ties and facts keep a history."""

from partners.models import (
    City,
    CityFact,
    CityName,
    CityPhoto,
    Greeting,
    HomeDistrict,
    Partnership,
    PartnershipEvent,
    Population,
    Source,
    Theme,
)
from twinning.audit import keep_history

for model in (City, CityFact, Partnership, PartnershipEvent):
    keep_history(model, many=("sources",))
for model in (CityName, CityPhoto, Greeting, HomeDistrict, Population, Source, Theme):
    keep_history(model)
