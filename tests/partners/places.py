"""Places with known facts, for the tests of distance and map."""

from typing import NamedTuple


class Place(NamedTuple):
    name: str
    lat: float
    lon: float


class Twin(NamedTuple):
    name: str
    lat: float
    lon: float
    km: float
    bearing: float
    point: str


HANNOVER = Place("Hannover", 52.3759, 9.7320)
MADRID = Place("Madrid", 40.4168, -3.7038)  # its antipode lies in New Zealand
AUCKLAND = Place("Auckland", -36.8485, 174.7633)  # its antipode lies in Spain
TROMSO = Place("Tromsø", 69.6492, 18.9553)
SUVA = Place("Suva", -18.1416, 178.4419)

# Distance and bearing from Hannover: WGS84, computed once with PROJ 9 (`Geod.inv`).
TWINS = [
    Twin("Bristol", 51.45523, -2.59665, 853.4, 268.0, "W"),
    Twin("Perpignan", 42.69764, 2.89541, 1191.5, 208.1, "SSW"),
    Twin("Rouen", 49.44313, 1.09932, 688.6, 245.2, "WSW"),
    Twin("Blantyre", -15.78499, 35.00854, 7935.3, 154.2, "SSE"),
    Twin("Poznań", 52.40692, 16.92993, 489.8, 86.7, "E"),
    Twin("Hiroshima", 34.38528, 132.45528, 8908.7, 44.8, "NE"),
    Twin("Leipzig", 51.33962, 12.37129, 215.3, 121.3, "ESE"),
]

LAND = [
    HANNOVER,
    MADRID,
    Place("Moscow", 55.75, 37.62),
    Place("Blantyre", -15.78499, 35.00854),
    Place("near the South Pole", -89.5, 0),
    Place("Chukotka west of the date line", 67, 178),
    Place("Chukotka east of the date line", 66, -172),
    Place("Chukotka on the date line", 67.5, 180),
    Place("Viti Levu", -17.8, 178.0),
    Place("Great Plains", 41, -100),
    Place("Amazonia", -5, -60),
    Place("Australia", -25, 135),
    Place("North Island", -38.7, 176),
]
SEA = [
    Place("North Sea", 56, 3),
    Place("Baltic Sea", 56, 19),
    Place("Bay of Biscay", 45.5, -5),
    Place("Caspian Sea", 41, 51),
    Place("antipode of Hannover", -52.3759, -170.2680),
    Place("North Pole", 90, 0),
    Place("Pacific on the date line", 0, 180),
]
