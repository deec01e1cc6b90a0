"""Projects and their parts keep a history; proposals do not, for they hold what people without an office wrote."""

from projects.models import (
    Figure,
    Funding,
    Milestone,
    Participation,
    Project,
    ProjectDocument,
    ProjectPhoto,
    Result,
)
from twinning.audit import keep_history

keep_history(Project, many=("themes", "sources"))
for model in (Figure, Funding, Milestone, Participation, ProjectDocument, ProjectPhoto, Result):
    keep_history(model)
