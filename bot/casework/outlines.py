"""Where a point lies: outlines of areas as GeoJSON (RFC 7946), and distances. Degrees of WGS 84; rules only.

The few lines of geometry that are needed are here, as a library for it would have to be imported by the first message
with a place, which is inside a transaction.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Any

from storage.records import Area

MOST_POINTS = 20_000  # of one outline; what a map of a district at 1:50,000 has is below 5,000
NEAR = 2_000.0  # metres
"""How far from an area's centre a place may be to count as in it, where no outline says better. A city's street office
(街道) is about 10 km² large, which is a circle of 1.8 km: farther out the next one is the likelier."""
_EARTH = 6_371_000.0  # metres; its mean radius

Point = tuple[float, float]  # longitude and latitude, as GeoJSON has them
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The border of an area: polygons, of each the outer ring first, then its holes. Rings end where they begin."""

    polygons: tuple[tuple[Ring, ...], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """South, north, west, east."""
        points = [point for polygon in self.polygons for point in polygon[0]]
        east, north = (max(values) for values in zip(*points, strict=True))
        west, south = (min(values) for values in zip(*points, strict=True))
        return south, north, west, east

    @property
    def size(self) -> float:
        """How large it is, for comparison with others nearby only."""
        return sum(abs(_size(outer)) - sum(abs(_size(hole)) for hole in holes) for outer, *holes in self.polygons)

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether the point is inside: a line from it crosses a polygon's rings an odd number of times."""
        point = (longitude, latitude)
        return any(sum(_crossings(ring, point) for ring in polygon) % 2 for polygon in self.polygons)

    def geojson(self) -> str:
        """The same for the same outline, however it was written."""
        coordinates = [[[list(point) for point in ring] for ring in polygon] for polygon in self.polygons]
        return json.dumps({"type": "MultiPolygon", "coordinates": coordinates}, separators=(",", ":"))


def outline(text: str) -> Outline:
    """The outline in a GeoJSON text: a Polygon, a MultiPolygon, or a Feature of either. Raises ValueError, which says
    what is wrong with it."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("no JSON") from None
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    kind = found.get("type") if isinstance(found, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError("neither Polygon nor MultiPolygon")
    coordinates = found.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons or not all(isinstance(p, list) and p for p in polygons):
        raise ValueError("no coordinates")
    left = MOST_POINTS
    made = []
    for polygon in polygons:
        rings = []
        for ring in polygon:
            rings.append(_ring(ring, left))
            left -= len(rings[-1])
        made.append(tuple(rings))
    return Outline(tuple(made))


def _ring(found: Any, most: int) -> Ring:
    if not isinstance(found, list) or len(found) < 3:
        raise ValueError("a ring of fewer than three points")
    if len(found) > most:
        raise ValueError(f"more than {MOST_POINTS} points")
    points = tuple(_point(position) for position in found)
    ring = points if points[0] == points[-1] else (*points, points[0])
    if len(set(ring)) < 3 or not _size(ring):
        raise ValueError("a ring that holds nothing")
    return ring


def _point(found: Any) -> Point:
    """A position: longitude, latitude, and perhaps a height."""
    if not isinstance(found, list) or not 2 <= len(found) <= 3:
        raise ValueError("a point without two numbers")
    if not all(type(number) in (int, float) for number in found) or not is_place(found[1], found[0]):
        raise ValueError("a point off the earth")
    return float(found[0]), float(found[1])


def is_place(latitude: float, longitude: float) -> bool:
    """Whether there is such a point on the earth."""
    return isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180


def _size(ring: Ring) -> float:
    """The area of a ring in square degrees, negative if it runs clockwise. From its first point on, for exactness."""
    x0, y0 = ring[0]
    return sum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in pairwise(ring)) / 2


def _crossings(ring: Ring, point: Point) -> int:
    """How many sides of the ring a line from the point to the east crosses. A corner belongs to the side above it."""
    x, y = point
    return sum(
        (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay) for (ax, ay), (bx, by) in pairwise(ring)
    )


def metres(a: Point, b: Point) -> float:
    """The distance between two points (longitude, latitude), by the haversine formula."""
    (ax, ay), (bx, by) = ((radians(lon), radians(lat)) for lon, lat in (a, b))
    half = sin((by - ay) / 2) ** 2 + cos(ay) * cos(by) * sin((bx - ax) / 2) ** 2
    return 2 * _EARTH * asin(min(1.0, sqrt(half)))


def area_at(
    areas: Mapping[int, Area],
    lineage: Callable[[int], Sequence[int]],
    inside: Mapping[int, float],
    outlined: frozenset[int],
    latitude: float,
    longitude: float,
) -> int | None:
    """The area of a point, or None: the smallest whose outline holds it; of those without an outline the one with the
    nearest centre, if that is near, in nothing whose outline does not hold the point, and not above such an area.

    `inside` are the sizes of the areas whose outline holds the point, `outlined` all areas that have an outline.
    """
    near: dict[int, float] = {}
    for area in areas.values():
        if area.latitude is None or area.longitude is None or area.retired_at is not None or area.id in outlined:
            continue
        if abs(area.latitude - latitude) > 0.02:  # 2.2 km: spares the rest for nearly all of them
            continue
        away = metres((area.longitude, area.latitude), (longitude, latitude))
        if away <= NEAR and not any(above in outlined and above not in inside for above in lineage(area.id)):
            near[area.id] = away
    smallest = min(inside, key=lambda one: (inside[one], one), default=None)
    if smallest is not None:  # what is near but not within the smallest outline tells less than that
        near = {id: away for id, away in near.items() if smallest in lineage(id)}
    above = {higher for id in near for higher in lineage(id)[1:]}
    return min((id for id in near if id not in above), key=lambda one: (near[one], one), default=smallest)
