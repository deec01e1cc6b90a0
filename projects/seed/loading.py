"""How one project comes out of a file: the project, its links, and the lists that hang on it.

Called by the loaders of real and of invented projects. Cities, organisations, themes and sources are named by their
keys; an organisation that is not there leaves its place, and a theme or source that is not there is left out.
"""

from typing import Any

from partners.models import City, Source, Theme
from partners.organisations.models import Organisation
from projects.actions import KIND, locate, save_project
from projects.models import Participation, Project
from twinning import seeding
from twinning.addresses.actions import find

# Lists that hang on a project, and the columns that tell their entries apart.
LISTS = {
    "participations": ("organisation", "city", "is_home", "role"),
    "milestones": ("date", "title_de"),
    "results": ("title_de",),
    "figures": ("label_de",),
    "fundings": ("source_de",),
}
LINKS = {"themes": (Theme, "key"), "sources": (Source, "key")}


def load_project(run: seeding.Run, values: dict[str, Any], **marks: Any) -> tuple[Project, bool] | None:
    """One project with its links and lists; `marks` are columns that tell a kind of project from the others.

    None when staff have given the address word to another project: theirs stays.
    """
    slug = values.pop("slug")
    taken = find(kind=KIND, language="", slug=slug)
    if taken and not Project.objects.filter(pk=taken, slug=slug, **marks).exists():
        return None
    lists = {name: values.pop(name, []) for name in LISTS}
    links = {name: values.pop(name, []) for name in LINKS}
    project, is_new = run.row(Project, {"slug": slug, **marks}, values, save=save_project)
    for name, (model, key) in LINKS.items():
        run.link(project, name, model.objects.filter(**{f"{key}__in": links[name]}), is_new)
    lists["participations"] = [_placed(row) for row in lists["participations"]]
    for name, key in LISTS.items():
        run.children(project, name, lists[name], key)
    return project, is_new


def _placed(values: dict[str, Any]) -> dict[str, Any]:
    """Who takes part, with the place of the organisation, or with the named place when it is not there."""
    slug, city = values.pop("organisation", ""), values.pop("city", "")
    row = Participation(
        organisation=Organisation.objects.filter(slug=slug).first() if slug else None,
        city=City.objects.filter(slug=city).first() if city else None,
        is_home=values.pop("is_home", False),
    )
    locate(row)
    return {"organisation": row.organisation, "city": row.city, "is_home": row.is_home, **values}
