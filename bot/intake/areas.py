"""A gazetteer: the rows of a table of areas (区县, 街道, 社区), read with the same leniency as suggestions.

Columns: 名称 (the only one that must be there), 上级, 类别, 别名, 纬度, 经度, 范围; or their English names.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.casework.outlines import Outline, is_place, outline
from bot.intake.files import read_table
from bot.intake.table import Reason, Refused, Row
from bot.privacy import brief, clean

LONGEST = 40  # characters of a name, so that it fits on a button
MOST_NAMES = 20  # other names of one area

_COLUMNS = {
    "name": "名称 name 区域 区域名称 地名 area",
    "parent": "上级 parent 上级区域 上级名称 所属区域 所属",
    "kind": "类别 kind 类型 级别 type level",
    "other_names": "别名 othernames 其他名称 简称 aliases alias",
    "latitude": "纬度 latitude lat",
    "longitude": "经度 longitude lon lng",
    "outline": "范围 outline 边界 geometry geojson",
}
_NAMES = {name: column for column, names in _COLUMNS.items() for name in names.split()}
# Begins with a letter, a character or a figure, so it is no formula; and holds nothing that separates names.
_NAME = re.compile(r"\w[\w ()（）·.\-—]*")
_NUMBER = re.compile(r"[-+]?\d{1,3}(?:\.\d{1,18})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as the file has it: what is empty or None was not given. `parent` are names, the smallest area last."""

    row: int
    name: str
    parent: tuple[str, ...]
    kind: str
    other_names: tuple[str, ...]
    centre: tuple[float, float] | None  # latitude and longitude, degrees of WGS 84
    outline: Outline | None
    sheet: str = ""


def read_areas(path: Path) -> Iterator[AreaRow | Refused]:
    """Yield the rows of a file, in order; empty ones are skipped. Raises `UnreadableFile` at the first step."""
    for row in read_table(path, _column_of, "name"):
        yield row if isinstance(row, Refused) else _area(row)


@lru_cache(maxsize=1000)
def _column_of(heading: str) -> str | None:
    plain = unicodedata.normalize("NFKC", heading[:100]).casefold()
    return _NAMES.get(re.sub(r"\(.*?\)|[\W_]", "", plain))


def _area(row: Row) -> AreaRow | Refused:
    def refused(reason: Reason, detail: str) -> Refused:
        return Refused(row.row, reason, brief(clean(detail), LONGEST), row.sheet)

    cells = {column: _said(row.cells.get(column)) for column in _COLUMNS if column != "outline"}
    parent, others = (
        tuple(filter(None, map(str.strip, re.split(separators, cells[column]))))
        for column, separators in (("parent", r"[/／>＞\\|]"), ("other_names", r"[、,，;；/／|\n]"))
    )
    for name in (cells["name"], *parent, *others, *filter(None, [cells["kind"]])):
        if len(name) > LONGEST or not _NAME.fullmatch(name):
            return refused(Reason.BAD_NAME, name)
    if len(cells["name"]) < 2 or any(len(name) < 2 for name in others) or len(others) > MOST_NAMES:
        return refused(Reason.BAD_NAME, cells["name"])
    try:
        centre = _centre(cells["latitude"], cells["longitude"])
    except ValueError:
        return refused(Reason.BAD_POSITION, f"{cells['latitude']}, {cells['longitude']}")
    try:
        drawn = str(
            row.cells.get("outline") or ""
        ).strip()  # long, and read as JSON: what is unseen in it does not matter
        border = outline(drawn) if drawn else None
    except ValueError as wrong:
        return refused(Reason.BAD_OUTLINE, str(wrong))
    return AreaRow(row.row, cells["name"], parent, cells["kind"], others, centre, border, row.sheet)


def _said(value: Any) -> str:
    return "" if value is None else " ".join(clean(str(value)).split())


def _centre(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Both or neither. Raises ValueError for what is no place."""
    if not latitude and not longitude:
        return None
    numbers = [unicodedata.normalize("NFKC", text[:40]).removesuffix("°").strip() for text in (latitude, longitude)]
    if not all(map(_NUMBER.fullmatch, numbers)):
        raise ValueError("no number")
    north, east = map(float, numbers)
    if not is_place(north, east):
        raise ValueError("not on the earth")
    return north, east
