"""Joint projects of the first installation, loaded by `manage.py seed`; `projects.seed.samples` holds invented ones.

projects.json holds what the confirmed facts of the partner cities carry, with their sources. Two stay drafts because
a date is not confirmed; their notes for staff say which.
"""

from pathlib import Path

from projects.models import Project
from projects.seed import samples
from projects.seed.loading import load_project
from twinning import seeding

HERE = Path(__file__).parent


def load(run: seeding.Run) -> None:
    """The real projects with everything that their pages show."""
    seeding.free_words("project", Project)
    for values in seeding.read(HERE, "projects.json"):
        load_project(run, values)


seeding.register("projects", load)
seeding.register_samples("projects", samples.create, samples.remove)
