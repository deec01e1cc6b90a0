"""Who reviews what: by turns, so that everybody has about the same to read, and nobody a case with a tie.

`deal()` is pure; `deal_out()` fetches what it needs in a fixed number of queries. Called by the page that asks
reviewers, first for the preview, then for the act itself.
"""

from collections.abc import Mapping, Sequence

from django.db.models import Count

from projects.grants.application import Application
from projects.grants.panel.people import members, tied
from projects.grants.review import Review
from twinning.accounts.models import User


def deal(
    cases: Sequence[int],
    people: Sequence[int],
    *,
    barred: Mapping[int, set[int]],
    load: Mapping[int, int],
    wanted: Mapping[int, int],
) -> dict[int, list[int]]:
    """Case -> people who shall review it, `wanted` for each at most; `barred` names those who can't.

    The case with the smallest choice comes first; each time whoever has least to do is taken, then the next in turn.
    """
    burden = {person: load.get(person, 0) for person in people}
    turn = {person: place for place, person in enumerate(people)}
    dealt: dict[int, list[int]] = {}
    choices = {case: [one for one in people if one not in barred.get(case, set())] for case in cases}
    for case in sorted(cases, key=lambda one: (len(choices[one]), cases.index(one))):
        fit = sorted(choices[case], key=lambda one: (burden[one], turn[one]))
        dealt[case] = fit[: wanted.get(case, 0)]
        for person in dealt[case]:
            burden[person] += 1
            # To the end of the row, behind everybody else with as much to do.
            turn[person] = max(turn.values()) + 1
    return {case: dealt[case] for case in cases}


def deal_out(cases: Sequence[Application], per_case: int) -> dict[Application, list[User]]:
    """As many reviewers as are still missing for each case, with what everybody has to do already counted."""
    people = list(members())
    open_reviews = Review.objects.filter(submitted_at=None, reviewer__in=people)
    load = dict(open_reviews.values_list("reviewer").annotate(number=Count("pk")).order_by())
    asked: dict[int, set[int]] = {case.pk: set() for case in cases}
    for case, reviewer in Review.objects.filter(application__in=cases).values_list("application", "reviewer"):
        asked[case].add(reviewer)
    ties = tied(cases, people)
    dealt = deal(
        [case.pk for case in cases],
        [person.pk for person in people],
        barred={case.pk: asked[case.pk] | ties[case.pk] for case in cases},
        load=load,
        wanted={case.pk: max(0, per_case - len(asked[case.pk])) for case in cases},
    )
    by_key = {person.pk: person for person in people}
    return {case: [by_key[person] for person in dealt[case.pk]] for case in cases}
