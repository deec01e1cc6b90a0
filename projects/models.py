"""Joint projects: who does what with which city, since when, and what has come of it."""

from projects.outcome import Figure, Funding, Milestone, ProjectDocument, ProjectPhoto, Result
from projects.project import Participation, Project
from projects.proposal import Proposal, ProposalEvent

__all__ = [
    "Figure",
    "Funding",
    "Milestone",
    "Participation",
    "Project",
    "ProjectDocument",
    "ProjectPhoto",
    "Proposal",
    "ProposalEvent",
    "Result",
]
