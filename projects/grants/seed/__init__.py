"""The funding programmes as the sources tell them, loaded by `manage.py seed`.

programmes.json holds what the city says about each programme; what the sources leave open stands in `open_points` for
staff. rules.json holds what all programmes share: heads of the cost plan, declarations, criteria.
`projects.grants.seed.samples` holds invented applications.
"""

from pathlib import Path
from typing import Any

from django.utils import timezone

from partners.city import City
from projects.grants.models import Programme, Ruleset, TextBlock
from projects.grants.role_groups import set_up
from projects.grants.seed import samples
from twinning import seeding

HERE = Path(__file__).parent


def load(run: seeding.Run) -> None:
    """Programmes with their first rules, and the groups of staff."""
    shared = seeding.read(HERE, "rules.json")
    for values in seeding.read(HERE, "programmes.json"):
        programme = _programme(run, values)
        _rules(run, programme, values, shared)
    for name in ("text_blocks.json", "reasons.json"):
        for values in seeding.read(HERE, name):
            _text_block(run, values)
    set_up(reset=run.reset)


def _programme(run: seeding.Run, values: dict[str, Any]) -> Programme:
    row = values["programme"]
    cities = City.objects.filter(slug__in=row.pop("cities"))
    programme, is_new = run.row(Programme, {"slug": row.pop("slug")}, row)
    run.link(programme, "cities", cities, is_new)
    run.children(programme, "steps", values["steps"], ("code",))
    return programme


def _text_block(run: seeding.Run, values: dict[str, Any]) -> None:
    """A block for all programmes; what staff wrote stays."""
    key = {"programme": None, "kind": values.pop("kind"), "code": values.pop("code")}
    run.row(TextBlock, key, values)


def _rules(run: seeding.Run, programme: Programme, values: dict[str, Any], shared: dict[str, Any]) -> None:
    """Rules that are there are never changed: applications rest on them."""
    fields = values["rules"]
    number = fields.pop("number")
    if Ruleset.objects.filter(programme=programme, number=number).exists():
        return
    state = {"state": Ruleset.State.IN_FORCE, "in_force_from": timezone.now()}
    rules, _is_new = run.row(Ruleset, {"programme": programme, "number": number}, fields | state)
    for name in ("questions", "papers"):
        run.children(rules, name, values[name], ("code",))
    for name in ("heads", "declarations", "criteria"):
        run.children(rules, name, shared[name], ("code",))


seeding.register("grants", load)
seeding.register_samples("grants", samples.create, samples.remove)
