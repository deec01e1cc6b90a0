"""From slips to wishes, and from one slip to those that fit it best. Called by the pages and the weekly suggestions."""

from django.db.models import Q

from partners.board.matching import ANYWHERE, HOME, Match, Wish, compare
from partners.board.querysets import SlipQuerySet
from partners.board.slip import Slip
from partners.city import City

# More than these, the newest ones, are never compared for one page.
COMPARED = 500

Found = list[tuple[Slip, Match]]


def _key(city: City | None) -> str:
    return city.slug if city else HOME


def wish_of(slip: Slip) -> Wish:
    """What the slip says, for `compare`. Reads languages, themes and cities: prefetch them for many slips."""
    wanted = {Slip.Scope.ANY: ANYWHERE, Slip.Scope.HOME: HOME}.get(slip.wanted) or _key(slip.wanted_city)
    return Wish(
        kind=slip.kind,
        group=slip.group,
        activity=slip.activity,
        size=(slip.size_from, slip.size_to),
        age=(slip.age_from, slip.age_to),
        months=frozenset((month.year, month.month) for month in slip.months),
        place=_key(slip.place),
        wanted=wanted,
        can_host=slip.can_host,
        wants_to_travel=slip.wants_to_travel,
        languages=tuple((spoken.language, spoken.level) for spoken in slip.languages.all()),
        themes=frozenset(theme.key for theme in slip.themes.all()),
    )


def with_wishes(slips: SlipQuerySet) -> SlipQuerySet:
    """Together with everything that `wish_of` reads (three queries)."""
    return slips.select_related("place", "wanted_city").prefetch_related("languages", "themes")


def _candidates(slip: Slip) -> Q:
    """Slips that may be possible partners of this one: somewhere else, looking this way, about the same."""
    if slip.place_id:
        elsewhere, towards_us = ~Q(place=slip.place_id), Q(wanted_city=slip.place_id)
    else:
        elsewhere, towards_us = Q(place__isnull=False), Q(wanted=Slip.Scope.HOME)
    links = Slip.themes.through.objects
    alike = links.filter(theme__in=links.filter(slip=slip.pk).values("theme")).values("slip")
    same = Q(group=slip.group) | Q(activity=slip.activity) | Q(pk__in=alike)
    return elsewhere & (towards_us | Q(wanted=Slip.Scope.ANY)) & same & _where_we_look(slip)


def _where_we_look(slip: Slip) -> Q:
    if slip.wanted == Slip.Scope.ANY:
        return Q()
    return Q(place=slip.wanted_city_id) if slip.wanted_city_id else Q(place__isnull=True)


def matches_of(slip: Slip, *, exclude: object = ()) -> Found:
    """All possible partners on the board, best first, without those whose keys are in `exclude` (three queries).

    Never slips of the same owner. Among equals the one with fewer open points comes first, then the newer one.
    """
    others = Slip.objects.published().exclude(email__iexact=slip.email).exclude(pk__in=exclude)
    keys = others.filter(_candidates(slip)).newest_first().values("pk")
    rows = with_wishes(Slip.objects.filter(Q(pk__in=keys[:COMPARED]) | Q(pk=slip.pk))).newest_first()
    found = {row.pk: row for row in rows}
    mine = wish_of(found.pop(slip.pk, slip))
    pairs = [(other, compare(mine, wish_of(other))) for other in found.values()]
    possible = [pair for pair in pairs if pair[1].is_possible]
    return sorted(possible, key=lambda pair: (-pair[1].points, pair[1].of))


def best_matches(slip: Slip, limit: int = 5) -> Found:
    """The best partners on the board for this slip (three queries)."""
    return matches_of(slip)[:limit]
