"""Where a new case goes: to a unit, or to the dispatchers with the reason."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

OTHER = "other"
"""The code of the category 其他. It says nothing about who is responsible, so a person looks."""


class Reason(StrEnum):
    """Why a person must look at a case."""

    NOT_SURE = "not_sure"
    OTHER = "other"
    NO_UNIT = "no_unit"


@dataclass(frozen=True, slots=True)
class Route:
    """Cases of a category (its code) in an area, and in all that lies in it, go to a unit; without an area: wherever no
    route of its own exists."""

    category: str
    area: int | None
    unit: int


@dataclass(frozen=True, slots=True)
class Destination:
    """Either a unit, or None and the reason for the dispatchers."""

    unit: int | None
    reason: Reason | None = None


def unit_for(routes: Iterable[Route], category: str, areas: Sequence[int]) -> int | None:
    """The unit of the category in the first of `areas` that has one, else its unit for all areas, else None.

    `areas` are the case's own and all that it lies in, the smallest first (社区, 街道, 区县); empty for none.
    """
    units = {route.area: route.unit for route in routes if route.category == category}
    return next((units[area] for area in areas if area in units), units.get(None))


def destination(
    category: str | None, confident: bool, areas: Sequence[int], routes: Iterable[Route], active: Collection[int]
) -> Destination:
    """Decide where a case goes, from the tagger's category (None: it knew no word) and whether that was sure enough.

    `areas` as for `unit_for`. `active` are the units that take cases: a retired one gets nothing, and its cases go to
    no other unit unasked.
    """
    if category == OTHER:
        return Destination(None, Reason.OTHER)
    if category is None or not confident:
        return Destination(None, Reason.NOT_SURE)
    unit = unit_for(routes, category, areas)
    return Destination(unit) if unit in active else Destination(None, Reason.NO_UNIT)
