"""What staff read about the reading of calendars: a sentence for every code, and the words of a cancellation."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext_lazy, override

from events.feeds.feed import Feed
from twinning.fetching import REASONS

PROBLEMS: dict[str, Promise] = REASONS | {
    "no_calendar": gettext_lazy("What came is no calendar file."),
    "damaged_calendar": gettext_lazy("The calendar file is damaged."),
    "too_long": gettext_lazy("The calendar is too long to be read."),
    "too_many": gettext_lazy("The calendar holds more than 5,000 entries."),
    "too_many_days": gettext_lazy("The calendar lists too many single days."),
    "long_line": gettext_lazy("A line of the calendar is too long."),
    "nested": gettext_lazy("The calendar is built of too many parts inside one another."),
    "too_slow": gettext_lazy("Reading the calendar took more than five seconds."),
}

LEFT_OUT = {
    "too_often": ngettext_lazy(
        "%(count)d entry repeats more often than daily and was left out.",
        "%(count)d entries repeat more often than daily and were left out.",
        "count",
    ),
    "too_many_days": ngettext_lazy(
        "%(count)d entry lists too many single days and was left out.",
        "%(count)d entries list too many single days and were left out.",
        "count",
    ),
    "too_slow": ngettext_lazy(
        "%(count)d entry has a rule that takes too long and was left out.",
        "%(count)d entries have rules that take too long and were left out.",
        "count",
    ),
    "damaged": ngettext_lazy(
        "%(count)d entry is damaged and was left out.",
        "%(count)d entries are damaged and were left out.",
        "count",
    ),
    "no_start": ngettext_lazy(
        "%(count)d entry has no beginning and was left out.",
        "%(count)d entries have no beginning and were left out.",
        "count",
    ),
    "no_uid": ngettext_lazy(
        "%(count)d entry has no identity (UID) and was left out.",
        "%(count)d entries have no identity (UID) and were left out.",
        "count",
    ),
    "too_far": ngettext_lazy(
        "%(count)d entry lasts longer than a year and was left out.",
        "%(count)d entries last longer than a year and were left out.",
        "count",
    ),
    "cut": ngettext_lazy(
        "At least %(count)d more date is not read: only the next 500 are.",
        "At least %(count)d more dates are not read: only the next 500 are.",
        "count",
    ),
    "own": ngettext_lazy(
        "%(count)d entry came from this portal and was left out.",
        "%(count)d entries came from this portal and were left out.",
        "count",
    ),
}
PARTLY = "left_out"


def problem_text(feed: Feed) -> str:
    """What was wrong at the last try, in words; "" when all was well."""
    if feed.problem != PARTLY:
        known = PROBLEMS.get(feed.problem, PROBLEMS["unreachable"])
        return str(known) if feed.problem else ""
    parts = (part.partition(":") for part in feed.problem_detail.split(",") if part)
    return " ".join(
        str(LEFT_OUT[code] % {"count": int(count)}) for code, _colon, count in parts if code in LEFT_OUT
    )


def detail_of(left_out: dict[str, int]) -> str:
    """The counts as `Feed.problem_detail` keeps them."""
    return ",".join(f"{code}:{count}" for code, count in sorted(left_out.items()))[:300]


def cancel_reasons() -> dict[str, str]:
    """Why a date is off that a partner's calendar calls cancelled, in every language of the portal."""
    found = {}
    for code in settings.MODELTRANSLATION_LANGUAGES:
        with override(code):
            found[code] = gettext("Cancelled by the organiser.")
    return found
