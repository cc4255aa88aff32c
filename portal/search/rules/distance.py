"""Distance over the ground."""

from math import asin, cos, radians, sin, sqrt
from typing import Final

EARTH_KM: Final = 6371.0


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Kilometres as the crow flies between two points (latitude, longitude), by the haversine."""
    (lat1, lon1), (lat2, lon2) = one, other
    north = sin(radians(lat2 - lat1) / 2) ** 2
    east = sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(north + cos(radians(lat1)) * cos(radians(lat2)) * east))
