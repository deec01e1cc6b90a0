"""Events, their dates and venues keep a history; registrations and proposals do not, for they hold people's data."""

from events.models import (
    EmbedOrigin,
    Event,
    EventPhoto,
    Feed,
    Occurrence,
    OccurrenceLanguage,
    Question,
    Series,
    Venue,
    VenueAccess,
)
from twinning.audit import keep_history

# What the worker and registrations write all the time is no decision of anybody.
HEALTH = ("etag", "last_modified", "fetched_at", "succeeded_at", "failures", "problem", "problem_detail")

keep_history(Event, many=("cities", "themes", "organisations"))
keep_history(Feed, without=HEALTH)
keep_history(Occurrence, without=("taken", "online_url"))
for model in (EmbedOrigin, EventPhoto, OccurrenceLanguage, Question, Series, Venue, VenueAccess):
    keep_history(model)
