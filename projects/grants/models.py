"""Funding requests: programmes with their rules, applicants, applications, and what becomes of them."""

from projects.grants.applicant import Applicant, ApplicantMember, Invitation, Signatory
from projects.grants.application import Application, FileNumber
from projects.grants.case import ChangeRequest, Check, Event, Message, Note
from projects.grants.decision import Award, Decision, Letter
from projects.grants.parts import Attachment, CostLine, IncomeLine, PartnerAbroad, TravelLeg
from projects.grants.programme import BudgetLine, Programme, ProgrammeStep, Round
from projects.grants.review import AgendaItem, Attendance, Conflict, Review, Score, Session
from projects.grants.ruleset import Criterion, Declaration, Head, Paper, Question, Ruleset, TextBlock

__all__ = [
    "AgendaItem",
    "Applicant",
    "ApplicantMember",
    "Application",
    "Attachment",
    "Attendance",
    "Award",
    "BudgetLine",
    "ChangeRequest",
    "Check",
    "Conflict",
    "CostLine",
    "Criterion",
    "Decision",
    "Declaration",
    "Event",
    "FileNumber",
    "Head",
    "IncomeLine",
    "Invitation",
    "Letter",
    "Message",
    "Note",
    "Paper",
    "PartnerAbroad",
    "Programme",
    "ProgrammeStep",
    "Question",
    "Review",
    "Round",
    "Ruleset",
    "Score",
    "Session",
    "Signatory",
    "TextBlock",
    "TravelLeg",
]
