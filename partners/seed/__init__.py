"""The real partner cities with their sources, loaded by `manage.py seed`.

sources.json names where things were read; cities.json holds the twin towns with everything that their pages
show; relations.json holds the other ties, which have no page of their own. What is not confirmed is kept as a
fact with low confidence, for staff only. themes.json names the themes.
"""

from functools import partial
from pathlib import Path
from typing import Any

from partners.actions import save_city
from partners.models import City, HomeDistrict, Partnership, Source
from partners.seed.themes import load_themes
from twinning import seeding

HERE = Path(__file__).parent

# Lists that hang on a city: the columns that tell their entries apart, and a flag that only one may carry.
CITY_LISTS = {
    "other_names": (("name", "language"), ""),
    "greetings": (("language", "text"), ""),
    "populations": (("as_of", "source"), "is_preferred"),
    "facts": (("statement",), ""),
}


class _Loader:
    """One run over the three files, with the rows that the others point to at hand."""

    def __init__(self, run: seeding.Run) -> None:
        self.run = run
        self.sources: dict[str, Source] = {}
        self.districts: dict[str, HomeDistrict] = {}

    def load(self) -> None:
        """Sources first: everything rests on them."""
        seeding.free_words("city", City)
        relations = seeding.read(HERE, "relations.json")
        self.sources = self._by_key(Source, seeding.read(HERE, "sources.json"))
        self.districts = self._by_key(HomeDistrict, relations["districts"])
        for values in [*seeding.read(HERE, "cities.json"), *relations["cities"]]:
            self._city(values)

    def _by_key(self, model: type[Source] | type[HomeDistrict], rows: list[dict[str, Any]]) -> dict[str, Any]:
        return {values["key"]: self.run.row(model, {"key": values.pop("key")}, values)[0] for values in rows}

    def _city(self, values: dict[str, Any]) -> None:
        lists = {name: values.pop(name, []) for name in CITY_LISTS}
        tie, sources = values.pop("partnership"), values.pop("sources", [])
        city, is_new = self.run.row(
            City, {"slug": values.pop("slug")}, self._resolved(values), save=partial(save_city, draw=False)
        )
        self.run.link(city, "sources", self._many(sources), is_new)
        for name, (key, single) in CITY_LISTS.items():
            rows = [self._resolved(row) for row in lists[name]]
            self.run.children(city, name, rows, key, single)
        self._partnership(city, tie)

    def _partnership(self, city: City, values: dict[str, Any]) -> None:
        events, sources = values.pop("events"), values.pop("sources")
        district = self.districts.get(values.pop("home_district", ""))
        key = {"city": city, "kind": values.pop("kind"), "home_district": district}
        tie, is_new = self.run.row(Partnership, key, values)
        self.run.link(tie, "sources", self._many(sources), is_new)
        rows = [self._resolved(row) for row in events]
        self.run.children(tie, "events", rows, ("kind", "sort_date"), "counts_as_start")

    def _many(self, keys: list[str]) -> list[Source]:
        return [self.sources[key] for key in keys]

    def _resolved(self, values: dict[str, Any]) -> dict[str, Any]:
        """`values` with keys of sources replaced by the sources."""
        found = {
            name: self.sources[values[name]] for name in ("source", "coordinate_source") if name in values
        }
        if "sources" in values:
            found["sources"] = self._many(values["sources"])
        return values | found


def load(run: seeding.Run) -> None:
    """Themes, sources, districts of the home town, cities, and how they are tied to it."""
    load_themes(run)
    _Loader(run).load()


seeding.register("partners", load)
