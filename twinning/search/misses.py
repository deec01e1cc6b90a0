"""Searches that found nothing: counted for staff by day, language and folded words, without anything about a person.

Called by the search page (`note`), the nightly command (`purge`), and the lists of the desk. What looks like an
address, a number or a letter is not kept at all; no time of day, no account and no network address is.
"""

import re
from datetime import date, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import F, Max, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from twinning.public_forms import SECONDS, counter
from twinning.search.models import SearchMiss
from twinning.sorting import fold

LONGEST, MOST_WORDS, MOST_DIGITS = 60, 6, 4
# In a minute, and rows of a day: a machine that types at random fills neither the list nor the disk.
PER_MINUTE, PER_DAY = 60, 500
ADDRESS = re.compile(r"@|://|www\.|\.(com|org|net|de|fr|pl|jp|eu|info)\b")
ROBOT = re.compile(r"bot|crawl|spider|slurp|curl|wget|python|java/|headless|preview|monitor", re.IGNORECASE)


def worth_keeping(text: str) -> str:
    """The folded words, or "" for what may be somebody's address, number or letter rather than a search."""
    words = fold(text).split()
    folded = " ".join(words)
    is_letter = not folded or len(folded) > LONGEST or len(words) > MOST_WORDS
    has_number = sum(sign.isdigit() for sign in folded) > MOST_DIGITS
    has_word = any(sign.isalpha() for sign in folded)
    return "" if is_letter or has_number or not has_word or ADDRESS.search(folded) else folded


def is_counted(request: HttpRequest) -> bool:
    """People count; machines, staff who try a search again, and more than one search a second do not."""
    agent = request.headers.get("User-Agent", "")
    if request.method != "GET" or not agent or ROBOT.search(agent) or request.user.is_staff:
        return False
    return _this_minute() <= PER_MINUTE


def _this_minute() -> int:
    key = counter("search-misses")
    cache.add(key, 0, 2 * SECONDS)
    try:
        return cache.incr(key)
    except ValueError:
        # A full cache has dropped the counter.
        return 1


def note(text: str, language: str) -> None:
    """Count one search without a hit. The database adds, so that searches of the same moment are all counted."""
    query = worth_keeping(text)
    if not query:
        return
    today = timezone.localdate()
    rows = SearchMiss.objects.filter(day=today)
    known = rows.filter(language=language, query=query)
    if known.update(count=F("count") + 1) or rows.count() >= PER_DAY:
        return
    _row, is_new = SearchMiss.objects.get_or_create(day=today, language=language, query=query)
    if not is_new:
        known.update(count=F("count") + 1)


def most_frequent(since: date | None = None, language: str = "") -> QuerySet:
    """What was looked for in vain, added up over the days, the most frequent first: values for lists."""
    rows = SearchMiss.objects.all()
    if since:
        rows = rows.filter(day__gte=since)
    if language:
        rows = rows.filter(language=language)
    added = rows.values("language", "query").annotate(times=Sum("count"), last=Max("day"))
    return added.order_by("-times", "-last", "query", "language")


def expired() -> QuerySet:
    """Older than SEARCH_MISS_DAYS."""
    return SearchMiss.objects.filter(day__lt=timezone.localdate() - timedelta(days=settings.SEARCH_MISS_DAYS))


def purge(*, dry_run: bool = False) -> int:
    """Erase what is too old; how many rows. A dry run only counts."""
    rows = expired()
    return rows.count() if dry_run else rows.delete()[0]
