"""Events: what is on with which city, when that is there, and who comes."""

from events.booking.registration import Answer, Question, Registration
from events.event import Event, EventPhoto, Series
from events.feeds.feed import EmbedOrigin, Feed, FeedItem
from events.occurrence import GenerationRun, Occurrence, OccurrenceLanguage
from events.proposals.proposal import Proposal
from events.venue import Venue, VenueAccess

__all__ = [
    "Answer",
    "EmbedOrigin",
    "Event",
    "EventPhoto",
    "Feed",
    "FeedItem",
    "GenerationRun",
    "Occurrence",
    "OccurrenceLanguage",
    "Proposal",
    "Question",
    "Registration",
    "Series",
    "Venue",
    "VenueAccess",
]
