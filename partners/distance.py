"""Distance and direction between the home city and a partner city.

Plain arithmetic without Django: saving a city stores these numbers, the
signpost, the table of cities and the city's hue are derived from them.
Printed distances are geodesics on the WGS84 ellipsoid (Karney 2013,
"Algorithms for geodesics", through geographiclib); a sphere would be wrong by
up to 0.6 %.
"""

from dataclasses import dataclass
from math import isfinite, sqrt

from geographiclib.geodesic import Geodesic

COMPASS_POINTS = (
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE",
    "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW",
)  # fmt: skip

# Half the circumference of the earth along a meridian; no two places are farther apart.
LONGEST_KM = 20_003.932


@dataclass(frozen=True, slots=True)
class Leg:
    """The shortest way from one place to another.

    km: length in kilometres.
    bearing: direction at the first place, degrees clockwise from north, 0 <= x < 360.
    back_bearing: direction at the second place towards the first, same unit.
        It is not simply the opposite: meridians converge.
    """

    km: float
    bearing: float
    back_bearing: float


def measure(lat1: float, lon1: float, lat2: float, lon2: float) -> Leg:
    """Return the WGS84 geodesic between two points given in decimal degrees.

    Accurate to a millimetre. Two equal points have no direction; they give
    0 km, bearing 0 and back bearing 180. Raises ValueError for a coordinate
    out of range.
    """
    for lat, lon in ((lat1, lon1), (lat2, lon2)):
        check_coordinates(lat, lon)
    line = Geodesic.WGS84.Inverse(lat1, lon1, lat2, lon2)
    if line["s12"] == 0:
        return Leg(0.0, 0.0, 180.0)
    return Leg(line["s12"] / 1000, _turn(line["azi1"]), _turn(line["azi2"] + 180))


def compass_index(bearing: float) -> int:
    """Return the sector 0 (north) to 15 (north-north-west), each 22.5 degrees wide.

    A bearing on the border of two sectors counts for the one clockwise of it.
    Raises ValueError if the bearing is not a finite number.
    """
    return int((_turn(bearing) + 11.25) // 22.5) % 16


def compass_point(bearing: float) -> str:
    """Return the English abbreviation of the sector, "N" to "NNW"; callers translate it."""
    return COMPASS_POINTS[compass_index(bearing)]


def plate_share(km: float, longest_km: float) -> float:
    """Return the length of a signpost plate as a share (0 to 1) of the longest one.

    The square root keeps the plates of near cities readable beside those of
    other continents. Raises ValueError for a negative or infinite distance
    or a longest distance that is not positive.
    """
    if not (isfinite(km) and isfinite(longest_km)) or km < 0 or longest_km <= 0:
        raise ValueError(f"no share of {km} km in {longest_km} km")
    return round(min(1.0, sqrt(km / longest_km)), 3)


def side(bearing: float) -> str:
    """Return the side on which a plate points: "e" for 0 <= bearing < 180, else "w"."""
    return "e" if _turn(bearing) < 180 else "w"


def hue(bearing: float) -> int:
    """Return the hue angle (whole degrees, 0 to 359) of a city: the compass is the colour wheel."""
    return round(_turn(bearing)) % 360


def check_coordinates(lat: float, lon: float) -> None:
    """Raise ValueError unless -90 <= lat <= 90 and -180 <= lon <= 180 (decimal degrees)."""
    if not -90 <= lat <= 90:
        raise ValueError(f"latitude {lat} is not between -90 and 90")
    if not -180 <= lon <= 180:
        raise ValueError(f"longitude {lon} is not between -180 and 180")


def _turn(degrees: float) -> float:
    """Bring an angle into 0 <= x < 360 (the modulo of a tiny negative number is 360.0)."""
    if not isfinite(degrees):
        raise ValueError(f"bearing {degrees} is not a number of degrees")
    turned = degrees % 360
    return 0.0 if turned == 360 else turned
