"""Azimuthal projection centred on one place: every direction from there is true.

Used by the drawing functions for land, pins and rings alike, so that a pin lies
on the right side of its coast. It works on a sphere, which differs from the
ellipsoid by 0.57 % in distance at worst (0.35 % for the twin towns of Hanover)
and, far from the antipode, by less than half a degree in direction: enough for
a drawing, while printed numbers come from `partners.distance`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt
from typing import Literal

from partners.distance import check_coordinates

EARTH_RADIUS_KM = 6371.0088  # mean radius R1 of WGS84 (IUGG)
FARTHEST_KM = pi * EARTH_RADIUS_KM

Law = Literal["linear", "sqrt"]


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the drawing; x grows to the east, y to the south, as in SVG."""

    x: float
    y: float


class Projection:
    """Maps geographic degrees to the plane around a centre (lat, lon).

    A place `reach_km` away lands at `radius` units. With the law "linear" the
    radius is proportional to the distance (azimuthal equidistant, Snyder 1987,
    p. 191), with "sqrt" to its square root, which spreads near places apart.
    Raises ValueError for coordinates, a reach or a law that make no map.
    """

    def __init__(
        self, lat: float, lon: float, *, reach_km: float, radius: float, law: Law = "linear"
    ) -> None:
        check_coordinates(lat, lon)
        if not 0 < reach_km <= FARTHEST_KM + 1 or radius <= 0:
            raise ValueError(f"no disc of {reach_km} km in {radius} units")
        if law not in ("linear", "sqrt"):
            raise ValueError(f"unknown law {law!r}")
        self.lat, self.lon = lat, lon
        self.reach_km, self.radius, self.law = reach_km, radius, law
        self._sin, self._cos = sin(radians(lat)), cos(radians(lat))

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        """Return x, y of a place; the centre is 0, 0. The antipode lies due east by convention."""
        phi, lam = radians(lat), radians(lon - self.lon)
        sin_phi, cos_phi, cos_lam = sin(phi), cos(phi), cos(lam)
        east = cos_phi * sin(lam)
        north = self._cos * sin_phi - self._sin * cos_phi * cos_lam
        across = hypot(east, north)
        angle = atan2(across, self._sin * sin_phi + self._cos * cos_phi * cos_lam)
        if across == 0:
            return (0.0, 0.0) if angle < 1 else (self.length(FARTHEST_KM), 0.0)
        stretch = self.length(angle * EARTH_RADIUS_KM) / across
        return east * stretch, -north * stretch

    def points(self, places: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        """Project many (lon, lat) pairs; mind the order, it is that of the land data."""
        return [self.point(lat, lon) for lon, lat in places]

    def length(self, km: float) -> float:
        """Return the radius at which the places `km` away lie."""
        share = km / self.reach_km
        return self.radius * (sqrt(share) if self.law == "sqrt" else share)


def antipode(lat: float, lon: float) -> tuple[float, float]:
    """Return latitude and longitude of the place on the other side of the earth."""
    return -lat, lon - 180 if lon > 0 else lon + 180


def window(lat: float, lon: float, reach_km: float) -> tuple[float, float, float]:
    """Return south, north and half the width in longitude of a box that holds a disc.

    The half width is 180 if the disc touches a pole.
    """
    angle = min(reach_km / EARTH_RADIUS_KM, pi)
    south, north = lat - degrees(angle), lat + degrees(angle)
    if south <= -90 or north >= 90:
        return max(south, -90.0), min(north, 90.0), 180.0
    return south, north, degrees(asin(min(1.0, sin(angle) / cos(radians(lat)))))
