"""Areas with their outlines: finding those around a point, and writing a whole gazetteer at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from storage.database import Tx
from storage.facts import touch_areas


async def outlines_around(tx: Tx, latitude: float, longitude: float) -> dict[int, str]:
    """The outlines (GeoJSON) of the areas in use whose box holds the point, by the area's id."""
    rows = await tx.all(
        "SELECT o.area_id, o.geometry FROM outlines o JOIN areas a ON a.id = o.area_id "
        "WHERE o.south <= :latitude AND o.north >= :latitude AND o.west <= :longitude AND o.east >= :longitude "
        "AND a.retired_at IS NULL ORDER BY o.area_id",
        latitude=latitude,
        longitude=longitude,
    )
    return {row["area_id"]: row["geometry"] for row in rows}


async def outlined(tx: Tx) -> frozenset[int]:
    """The areas that have an outline."""
    return frozenset(row["area_id"] for row in await tx.all("SELECT area_id FROM outlines"))


async def outlines(tx: Tx) -> dict[int, str]:
    """All outlines (GeoJSON) by area."""
    return {row["area_id"]: row["geometry"] for row in await tx.all("SELECT area_id, geometry FROM outlines")}


async def add(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> dict[tuple[int | None, str], int]:
    """Makes areas (parent_id, name, kind, other_names, latitude, longitude). Returns the id of each by parent and name.

    Raises what the engine raises if there is one of that name in the same parent already.
    """
    last = await tx.value("SELECT COALESCE(MAX(id), 0) FROM areas")
    await tx.many(
        "INSERT INTO areas (parent_id, name, kind, other_names, latitude, longitude) "
        "VALUES (:parent_id, :name, :kind, :other_names, :latitude, :longitude)",
        rows,
    )
    made = await tx.all("SELECT id, parent_id, name FROM areas WHERE id > :last", last=last)
    return {(row["parent_id"], row["name"]): row["id"] for row in made}


async def change(tx: Tx, rows: Iterable[Mapping[str, Any]]) -> None:
    """Changes areas (id, parent_id, kind, other_names, latitude, longitude)."""
    await tx.many(
        "UPDATE areas SET parent_id = :parent_id, kind = :kind, other_names = :other_names, latitude = :latitude, "
        "longitude = :longitude WHERE id = :id",
        rows,
    )


async def set_outlines(tx: Tx, rows: Iterable[Mapping[str, Any]]) -> None:
    """Gives areas their outlines (area_id, south, north, west, east, geometry), in place of what they had."""
    await tx.many(
        "INSERT INTO outlines (area_id, south, north, west, east, geometry) "
        "VALUES (:area_id, :south, :north, :west, :east, :geometry) ON CONFLICT (area_id) DO UPDATE SET "
        "south = excluded.south, north = excluded.north, west = excluded.west, east = excluded.east, "
        "geometry = excluded.geometry",
        rows,
    )


async def touch(tx: Tx) -> None:
    """Every worker reads the areas again."""
    await touch_areas(tx)
