"""States as the office names and colours them: its own words where the applicant reads something else."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from projects.grants.application import Application

State = Application.State
WORDS: dict[str, str | Promise] = dict(State.choices) | {
    State.CHANGES_REQUESTED: pgettext_lazy("for the office", "changes requested"),
    State.IN_REVIEW: pgettext_lazy("for the office", "in review"),
    State.FOR_DECISION: pgettext_lazy("for the office", "awaiting decision"),
}
TAGS = {
    State.IN_CHECK: "plain", State.CHANGES_REQUESTED: "warn", State.APPROVED: "ok", State.APPROVED_REDUCED: "ok",
    State.REJECTED: "plain", State.WAITLISTED: "warn", State.WITHDRAWN: "plain", State.INADMISSIBLE: "err",
}  # fmt: skip


def state_tag(application: Application) -> tuple[str, str]:
    """Kind of the tag and its word."""
    state = State(application.state)
    return TAGS.get(state, ""), str(WORDS[state])
