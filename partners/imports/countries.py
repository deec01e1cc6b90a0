"""From what people write for a country to its ISO code: codes, names in all our languages, everyday names.

Called by the column that reads countries. Names come from CLDR; what CLDR lacks stands in EVERYDAY.
"""

import re
from collections import defaultdict
from difflib import get_close_matches
from functools import lru_cache

from babel import Locale
from django.conf import settings
from django_countries import countries

from twinning.sorting import fold

# Names that people use, and parts of a state that lists name as countries.
EVERYDAY = {
    "BY": ("Weißrussland",),
    "CD": ("DR Congo", "DR Kongo", "Democratic Republic of the Congo"),
    "CI": ("Ivory Coast", "Elfenbeinküste"),
    "CN": ("VR China", "PRC", "People's Republic of China", "Volksrepublik China"),
    "CZ": ("Czech Republic", "Tschechische Republik", "République tchèque", "Tschechei"),
    "DE": ("BRD", "Federal Republic of Germany", "Bundesrepublik Deutschland"),
    "GB": (
        "UK", "U.K.", "England", "Scotland", "Schottland", "Écosse", "Wales", "Northern Ireland", "Nordirland",
        "Great Britain", "Großbritannien", "Grande-Bretagne", "Angleterre",
    ),
    "KP": ("Nordkorea", "North Korea"),
    "KR": ("Südkorea", "South Korea", "Republic of Korea", "Corée du Sud", "Republik Korea"),
    "MD": ("Moldova", "Moldawien", "Moldau"),
    "MK": ("Macedonia", "Mazedonien"),
    "MM": ("Burma", "Birma"),
    "NL": ("Holland", "The Netherlands", "Hollande"),
    "PS": ("Palestine", "Palästina"),
    "RU": ("Russian Federation", "Russische Föderation", "Fédération de Russie"),
    "SZ": ("Swaziland", "Swasiland"),
    "TR": ("Turkey", "Türkiye", "Turquie"),
    "US": ("USA", "U.S.A.", "U.S.", "United States of America", "Vereinigte Staaten von Amerika", "Amerika"),
    "VN": ("Viet Nam",),
}  # fmt: skip
CLOSE = 0.75

_NO_WORD = re.compile(r"[\W_]+")


def squeeze(text: str) -> str:
    """`text` folded, one space for all that is no letter or digit: "Côte d’Ivoire" gives "cote d ivoire".

    Twice, because some signs decompose into capitals.
    """
    return _NO_WORD.sub(" ", fold(fold(text))).strip()


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Squeezed names in every language, and three-letter codes, with the ISO code of each.

    A name that two countries share belongs to none of them.
    """
    codes = set(dict(countries))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for language in {code.split("-")[0] for code in settings.MODELTRANSLATION_LANGUAGES}:
        for code, name in Locale.parse(language).territories.items():
            if code in codes:
                found[squeeze(name)].add(code)
    for code in codes:
        found[squeeze(countries.alpha3(code))].add(code)
    names = {name: min(owners) for name, owners in found.items() if name and len(owners) == 1}
    return names | {squeeze(name): code for code, texts in EVERYDAY.items() for name in texts}


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """The ISO code that `text` means ("fr", "Frankreich", "FRA", "フランス" all give "FR"), "" when it is none."""
    plain = text.strip().upper()
    if len(plain) == 2 and plain in dict(countries):
        return plain
    return _names().get(squeeze(text), "")


@lru_cache(maxsize=1)
def _by_edges() -> dict[str, list[str]]:
    """Names by their first and by their last two letters: who mistypes a name gets one of the two right."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in _names():
        if len(name) > 3:
            found[name[:2]].append(name)
            found[name[-2:]].append(name)
    return dict(found)


@lru_cache(maxsize=1024)
def similar_country(text: str) -> str:
    """The ISO code of the country whose name is nearest to the mistyped `text`, "" when none is near."""
    wanted = squeeze(text)
    if len(wanted) > 60:
        return ""
    edges = _by_edges()
    choice = {
        name
        for name in (*edges.get(wanted[:2], ()), *edges.get(wanted[-2:], ()))
        if abs(len(name) - len(wanted)) <= 3
    }
    near = get_close_matches(wanted, sorted(choice), n=1, cutoff=CLOSE)
    return _names()[near[0]] if near else ""
