"""Points, outlines and which area a point is in."""

import json
from math import cos, pi, sin

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.casework.outlines import MOST_POINTS, NEAR, Outline, area_at, metres, outline
from bot.tagging.gazetteer import lineage
from storage.records import Area
from tests.town import START

Degrees = st.floats(-80, 80)


def polygon(*rings: list[list[float]]) -> str:
    return json.dumps({"type": "Polygon", "coordinates": rings})


def box(south: float, west: float, north: float, east: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


@given(Degrees, Degrees, st.floats(0.001, 5), st.floats(0.001, 5), Degrees, Degrees)
def test_a_rectangle_holds_what_lies_between_its_sides(
    south: float, west: float, high: float, wide: float, latitude: float, longitude: float
) -> None:
    border = outline(polygon(box(south, west, south + high, west + wide)))
    assume(latitude not in (south, south + high) and longitude not in (west, west + wide))
    between = south < latitude < south + high and west < longitude < west + wide
    assert border.holds(latitude, longitude) is between
    assert border.holds(south + high / 2, west + wide / 2)
    assert border.box == (south, south + high, west, west + wide)


@given(st.integers(3, 40), st.floats(0.01, 3), st.floats(0, 0.95), st.floats(0, 2 * pi))
def test_a_polygon_holds_its_middle_and_nothing_beyond_its_circle(
    corners: int, radius: float, share: float, angle: float
) -> None:
    ring = [[100 + radius * cos(2 * pi * i / corners), 30 + radius * sin(2 * pi * i / corners)] for i in range(corners)]
    border = outline(polygon(ring))
    inner = radius * cos(pi / corners) * share
    assert border.holds(30 + inner * sin(angle), 100 + inner * cos(angle))
    assert not border.holds(30 + 1.01 * radius * sin(angle), 100 + 1.01 * radius * cos(angle))


@given(st.floats(0.5, 9.5), st.floats(0.5, 9.5))
def test_neighbours_share_no_point_and_leave_none_out(latitude: float, longitude: float) -> None:
    """Also one on the border between them belongs to exactly one."""
    squares = [outline(polygon(box(south, west, south + 5, west + 5))) for south in (0, 5) for west in (0, 5)]
    assert sum(square.holds(latitude, longitude) for square in squares) == 1
    assert sum(square.holds(5, longitude) for square in squares) == 1
    assert sum(square.holds(latitude, 5) for square in squares) == 1


def test_a_hole_is_outside_and_an_island_inside() -> None:
    border = outline(polygon(box(0, 0, 10, 10), box(4, 4, 6, 6)))
    assert border.holds(2, 2)
    assert not border.holds(5, 5)
    assert border.size == 96
    two = {"type": "MultiPolygon", "coordinates": [[box(0, 0, 1, 1)], [box(5, 5, 7, 7)]]}
    islands = outline(json.dumps({"type": "Feature", "geometry": two}))
    assert islands.holds(0.5, 0.5)
    assert islands.holds(6, 6)
    assert not islands.holds(3, 3)
    assert islands.size == 5


@given(st.lists(st.tuples(Degrees, Degrees), min_size=3, max_size=20, unique=True))
def test_written_and_read_again_it_is_the_same(points: list[tuple[float, float]]) -> None:
    text = polygon([list(point) for point in points])
    try:
        border = outline(text)
    except ValueError:
        assume(False)
    assert outline(border.geojson()) == border


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "null",
        "[]",
        '{"type": "Point", "coordinates": [1, 2]}',
        '{"type": "Polygon"}',
        '{"type": "Polygon", "coordinates": []}',
        '{"type": "Polygon", "coordinates": [[]]}',
        '{"type": "Polygon", "coordinates": {"a": 1}}',
        '{"type": "MultiPolygon", "coordinates": [[]]}',
        '{"type": "Feature", "geometry": null}',
        polygon([[0, 0], [1, 1]]),
        polygon([[0, 0], [1, 1], [0, 0]]),
        polygon([[0, 0], [1, 1], [2, 2], [0, 0]]),
        polygon([[0, 0], [1, 100], [1, 1]]),
        polygon([[0, 0], [181, 0], [1, 1]]),
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, NaN], [1, 1]]]}',
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, Infinity], [1, 1]]]}',
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, "1"], [1, 1]]]}',
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, true], [1, 1]]]}',
        '{"type": "Polygon", "coordinates": [[[0, 0], [1], [1, 1]]]}',
        f'{{"type": "Polygon", "coordinates": [[[0, 0], [1, {"9" * 5000}], [1, 1]]]}}',
        polygon([[0, 0], [1, 0], [1, 1]] * MOST_POINTS),
    ],
    ids=range(24),
)
def test_what_is_no_outline(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        outline(text)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=3), lambda inner: st.lists(inner)))
def test_whatever_stands_for_coordinates_is_an_outline_or_a_mistake(coordinates: object) -> None:
    try:
        found = outline(json.dumps({"type": "Polygon", "coordinates": coordinates}))
    except ValueError:
        return
    assert isinstance(found, Outline)


def test_distances() -> None:
    assert metres((103.8, 36.0), (103.8, 36.0)) == 0
    assert metres((0, 0), (0, 1)) == pytest.approx(111_195, rel=1e-4)
    assert metres((116.4, 39.9), (121.47, 31.23)) == pytest.approx(1_068_000, rel=0.01)


# Which area


def area(
    id: int, parent: int | None = None, centre: tuple[float, float] | None = None, *, retired: bool = False
) -> Area:
    latitude, longitude = centre or (None, None)
    return Area(id, str(id), START if retired else None, parent, "", "", latitude, longitude)


def at(areas: list[Area], inside: dict[int, float], outlined: set[int], point: tuple[float, float]) -> int | None:
    known = {one.id: one for one in areas}
    return area_at(known, lambda one: lineage(known, one), inside, frozenset(outlined), *point)


def test_the_smallest_outline_counts() -> None:
    areas = [area(1), area(2, 1), area(3, 2)]
    assert at(areas, {1: 9.0, 2: 4.0, 3: 1.0}, {1, 2, 3}, (36, 103)) == 3
    assert at(areas, {1: 9.0}, {1, 2, 3}, (36, 103)) == 1
    assert at(areas, {}, {1, 2, 3}, (36, 103)) is None


def test_without_an_outline_the_nearest_centre_counts_if_it_is_near() -> None:
    north = NEAR / 111_195  # degrees of latitude
    areas = [area(1, None, (36, 103)), area(2, None, (36.01, 103))]
    assert at(areas, {}, set(), (36.004, 103)) == 1
    assert at(areas, {}, set(), (36.006, 103)) == 2
    assert at(areas, {}, set(), (36 - north * 0.99, 103)) == 1
    assert at(areas, {}, set(), (36 - north * 1.01, 103)) is None
    assert at([area(1, None, (36, 103), retired=True)], {}, set(), (36, 103)) is None


def test_a_centre_makes_an_outline_more_precise_and_never_contradicts_one() -> None:
    areas = [area(1), area(2), area(3, 1, (36, 103)), area(4, 2, (36.001, 103)), area(5, 3, (36.005, 103))]
    assert at(areas, {1: 9.0}, {1, 2}, (36.001, 103)) == 5, "the one below tells more than the one above"
    assert at(areas[:4], {1: 9.0}, {1, 2}, (36.001, 103)) == 3, "another area's outline does not hold the point"
    assert at(areas, {2: 9.0}, {1, 2}, (36, 103)) == 4
    assert at(areas, {1: 9.0}, {1, 2}, (37, 103)) == 1
