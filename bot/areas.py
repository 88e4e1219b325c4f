"""A gazetteer's rows become areas: what is new, what changes, what is refused; and the whole of it in one transaction.

A row is the area of its name within its parent. So the same file again changes nothing, and a cell that is empty leaves
what is there. Nothing is ever removed, and what an admin retired stays retired.
"""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.intake.areas import AreaRow, read_areas
from bot.intake.table import Reason, Refused
from bot.tagging.gazetteer import DEEPEST
from bot.tagging.segment import normalise
from storage import Database, Tx, areas, audit, facts, offices
from storage.records import Area

TRIES = 5  # to see the same areas before and after the file was thought about


@dataclass(slots=True)
class AreaReport:
    """What became of a gazetteer: rows, and of those taken how many areas are new, changed or as they were."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: list[Refused] = field(default_factory=list)


@dataclass(eq=False, slots=True)
class _Node:
    """An area while the file is being understood: one of the office's, or a new one, or one with a row."""

    name: str
    parent: "_Node | None"
    area: Area | None = None
    row: AreaRow | None = None

    @property
    def above(self) -> "list[_Node]":
        """What it lies in, the smallest first."""
        found: list[_Node] = []
        node = self.parent
        while node is not None and len(found) <= DEEPEST:
            found.append(node)
            node = node.parent
        return found


class Plan:
    """The areas of a file among those of the office. Takes time in proportion to both."""

    def __init__(self, known: Mapping[int, Area], rows: Sequence[AreaRow]) -> None:
        self.refused: list[Refused] = []
        self._named: dict[str, list[_Node]] = defaultdict(list)
        self._within: dict[tuple[_Node | None, str], _Node] = {}
        nodes = {id: _Node(normalise(area.name), None, area) for id, area in known.items()}
        for node in nodes.values():
            assert node.area is not None
            node.parent = nodes.get(node.area.parent_id or 0)
            self._enter(node)
        self._settle(rows)

    def _enter(self, node: _Node) -> None:
        self._named[node.name].append(node)
        self._within[node.parent, node.name] = node

    @property
    def nodes(self) -> list[_Node]:
        """The areas that have a row, those above before those below."""
        found = [node for nodes in self._named.values() for node in nodes if node.row is not None]
        return sorted(found, key=lambda node: len(node.above))

    def _settle(self, rows: Sequence[AreaRow]) -> None:
        """Gives each row its place: when all rows that its parent could be have theirs."""
        left = Counter(normalise(row.name) for row in rows)
        waiting: dict[str, list[AreaRow]] = defaultdict(list)
        ready: deque[AreaRow] = deque()
        for row in rows:
            above = normalise(row.parent[-1]) if row.parent else ""
            (waiting[above] if left[above] else ready).append(row)
        while ready:
            row = ready.popleft()
            self._place(row)
            name = normalise(row.name)
            left[name] -= 1
            if not left[name]:
                ready.extend(waiting.pop(name, ()))
        for rest in waiting.values():
            self.refused += [_refused(row, Reason.CYCLE, row.parent[-1]) for row in rest]

    def _place(self, row: AreaRow) -> None:
        name = normalise(row.name)
        try:
            parent = self._parent(row)
            node = self._within.get((parent, name)) or self._moved(parent, name)
            if not row.parent and node is None:
                node = self._only(row, [node for node in self._named[name] if node.row is None])
        except _NotPlaced as no:
            self.refused.append(_refused(row, no.reason, no.detail))
            return
        if node is not None and node.row is not None:
            self.refused.append(_refused(row, Reason.TWICE, str(node.row.row)))
        elif parent is not None and len(parent.above) + 2 > DEEPEST:
            self.refused.append(_refused(row, Reason.TOO_DEEP, row.name))
        elif node is None:
            self._enter(_Node(name, parent, row=row))
        else:
            node.row = row

    def _parent(self, row: AreaRow) -> _Node | None:
        """The area that the row's parent names, by its own name or with those above it."""
        if not row.parent:
            return None
        *higher, last = map(normalise, row.parent)
        found = [
            node for node in self._named[last] if all(any(up.name == name for up in node.above) for name in higher)
        ]
        if not found:
            raise _NotPlaced(Reason.UNKNOWN_PARENT, row.parent[-1])
        return self._only(row, found)

    def _only(self, row: AreaRow, found: Sequence[_Node]) -> _Node | None:
        if len(found) > 1:
            raise _NotPlaced(Reason.SEVERAL, row.parent[-1] if row.parent else row.name)
        return found[0] if found else None

    def _moved(self, parent: _Node | None, name: str) -> _Node | None:
        """An area that was set up by hand, in nothing, gets its parent from the file: its routes and cases stay."""
        node = self._within.get((None, name))
        if node is None or node.area is None or node.row is not None or parent is None:
            return None
        if node is parent or node in parent.above:
            raise _NotPlaced(Reason.CYCLE, parent.name)
        del self._within[None, name]
        node.parent = parent
        self._within[parent, name] = node
        return node


class _NotPlaced(Exception):
    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def _refused(row: AreaRow, reason: Reason, detail: str) -> Refused:
    return Refused(row.row, reason, detail, row.sheet)


async def take_in(db: Database, path: Path, *, actor: int | None, at: datetime, name: str = "") -> AreaReport:
    """Imports a gazetteer; `actor` is the admin who sent it, None for who runs the machine. All or nothing: a refused
    row is left out, but whatever raises leaves the office as it was. Raises UnreadableFile."""
    found = await asyncio.to_thread(lambda: list(read_areas(path)))
    rows = [row for row in found if isinstance(row, AreaRow)]
    unread = [row for row in found if isinstance(row, Refused)]
    for _ in range(TRIES):
        async with db.snapshot() as tx:
            mark = await facts.get(tx, facts.AREAS)
            known = {area.id: area for area in await offices.areas(tx)}
            outlines = await areas.outlines(tx)
        # Long to think about, short to write: so the one is done outside of the transaction.
        nodes, misplaced, borders = await asyncio.to_thread(_planned, known, rows)
        async with db.transaction(alone=True) as tx:
            if await facts.get(tx, facts.AREAS) != mark:
                continue
            report = AreaReport(len(found), refused=sorted([*unread, *misplaced], key=lambda r: (r.sheet, r.row)))
            await _write(tx, nodes, borders, outlines, report)
            if report.new or report.changed:
                await areas.touch(tx)
            subject = f"{name or path.name}: +{report.new} ~{report.changed}"
            await audit.note(tx, actor=actor, at=at, action="areas-import", subject=subject)
            return report
    raise RuntimeError("the areas are being changed all the time")


def _planned(
    known: Mapping[int, Area], rows: Sequence[AreaRow]
) -> tuple[list[_Node], list[Refused], dict[_Node, dict[str, Any]]]:
    """The areas of the file, the rows that have no place among them, and the columns of their outlines."""
    plan = Plan(known, rows)
    nodes, borders = plan.nodes, {}
    for node in nodes:
        if node.row is not None and node.row.outline is not None:
            south, north, west, east = node.row.outline.box
            box = {"south": south, "north": north, "west": west, "east": east}
            borders[node] = {**box, "geometry": node.row.outline.geojson()}
    return nodes, plan.refused, borders


async def _write(
    tx: Tx,
    nodes: Sequence[_Node],
    borders: Mapping[_Node, Mapping[str, Any]],
    outlines: Mapping[int, str],
    report: AreaReport,
) -> None:
    ids: dict[_Node, int] = {}
    changes, drawn = [], []
    for level in _levels(nodes):
        values = {node: _values(node, ids) for node in level}
        new = [values[node] for node in level if node.area is None]
        made = await areas.add(tx, new) if new else {}
        for node in level:
            id = ids[node] = node.area.id if node.area else made[values[node]["parent_id"], values[node]["name"]]
            redrawn = node in borders and outlines.get(id) != borders[node]["geometry"]
            if redrawn:
                drawn.append({"area_id": id, **borders[node]})
            differs = node.area is not None and any(
                getattr(node.area, column) != value for column, value in values[node].items()
            )
            if differs:
                changes.append({**{name: v for name, v in values[node].items() if name != "name"}, "id": id})
            report.new += node.area is None
            report.changed += node.area is not None and (differs or redrawn)
            report.same += node.area is not None and not (differs or redrawn)
    if changes:
        await areas.change(tx, changes)
    if drawn:
        await areas.set_outlines(tx, drawn)


def _levels(nodes: Iterable[_Node]) -> list[list[_Node]]:
    """What lies in nothing first, then what lies in that, and so on."""
    levels: dict[int, list[_Node]] = defaultdict(list)
    for node in nodes:
        levels[len(node.above)].append(node)
    return [levels[depth] for depth in sorted(levels)]


def _values(node: _Node, ids: Mapping[_Node, int]) -> dict[str, Any]:
    """The columns of an area: from its row, and what that leaves empty from what there is."""
    row, area, parent = node.row, node.area, node.parent
    assert row is not None
    latitude, longitude = row.centre or ((area.latitude, area.longitude) if area else (None, None))
    return {
        "parent_id": None if parent is None else parent.area.id if parent.area else ids[parent],
        "name": area.name if area else row.name,
        "kind": row.kind or (area.kind if area else ""),
        "other_names": "、".join(row.other_names) or (area.other_names if area else ""),
        "latitude": latitude,
        "longitude": longitude,
    }
