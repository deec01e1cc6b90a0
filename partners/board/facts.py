"""The structured facts of a slip in the reader's words: how many, how old, when, which languages.

Pure wording without a query: pages of the board, the comparison of two slips (`partners.board.words`) and mails use
the same words. Ranges are (from, to) with an open end as None; an empty text means that nothing was said.
"""

import datetime
from collections.abc import Iterable
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.board.slip import Slip, SlipLanguage
from twinning.cldr import either, language_label, listed, month_span

Range = tuple[int | None, int | None]


def people(span: Range) -> str:
    """How many: "30 to 45 people", "40 people", "at least 30 people", "up to 20 people"."""
    low, high = span
    if low is None and high is None:
        return ""
    if low is not None and low == high:
        return ngettext("%(count)d person", "%(count)d people", low) % {"count": low}
    if high is None:
        return ngettext("at least %(count)d person", "at least %(count)d people", low) % {"count": low}
    if low is None:
        return ngettext("up to %(count)d person", "up to %(count)d people", high) % {"count": high}
    return ngettext("%(low)d to %(count)d person", "%(low)d to %(count)d people", high) % {
        "low": low,
        "count": high,
    }


def ages(span: Range) -> str:
    """How old: "18 to 70", "16 years", "from 18", "up to 12"."""
    low, high = span
    if low is None and high is None:
        return ""
    if low is not None and low == high:
        return ngettext("%(count)d year", "%(count)d years", low) % {"count": low}
    if high is None:
        return _("from %(age)d") % {"age": low}
    if low is None:
        return _("up to %(age)d") % {"age": high}
    return _("%(low)d to %(high)d") % {"low": low, "high": high}


def _runs(months: Iterable[datetime.date]) -> list[list[datetime.date]]:
    """Months in a row together."""
    counted = enumerate(sorted(set(months)))
    runs = groupby(counted, key=lambda pair: pair[1].year * 12 + pair[1].month - pair[0])
    return [[month for _number, month in run] for _key, run in runs]


def when(months: Iterable[datetime.date]) -> str:
    """Months that suit: "May 2027", "May or September 2027", "May – July 2027"; "any time" when none is named."""
    spans = []
    for run in _runs(months):
        # Two in a row are a choice, three are a span of time.
        spans += [month_span(run[0], run[-1])] if len(run) > 2 else [month_span(one, one) for one in run]
    return either(spans) if spans else _("any time")


def spoken(languages: Iterable[tuple[str, str]]) -> str:
    """Languages with their level where it matters: "French, a little German"."""
    # Translators: the language's name comes as it stands in a list. Where grammar would bend it or put something before
    # it, write the amount behind it, in brackets.
    a_little = _("a little %(language)s")
    return listed(
        a_little % {"language": language_label(code)}
        if level == SlipLanguage.Level.BASIC
        else language_label(code)
        for code, level in languages
    )


def who(slip: Slip) -> str:
    """Group and number in a line: "Choir, 30 to 45 people"."""
    group = capfirst(str(slip.get_group_display()))
    number = people((slip.size_from, slip.size_to))
    return listed([group, number]) if number else group
