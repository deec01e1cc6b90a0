"""Partner cities, how they are tied to the home town, and where each fact comes from.

The shape follows real cases: several dated events per partnership with different precision, kinds and levels
side by side, conflicting sources, names in many spellings, no fixed time offsets.
"""

from partners.city import City, CityName, CityPhoto, Greeting
from partners.facts import CityFact, Confidence, Population, Source
from partners.mapdrawing import MapDrawing
from partners.partnership import HomeDistrict, Partnership, PartnershipEvent
from partners.theme import Theme

__all__ = [
    "City",
    "CityFact",
    "CityName",
    "CityPhoto",
    "Confidence",
    "Greeting",
    "HomeDistrict",
    "MapDrawing",
    "Partnership",
    "PartnershipEvent",
    "Population",
    "Source",
    "Theme",
]
