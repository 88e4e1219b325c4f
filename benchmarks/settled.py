"""The played town, in a database of either engine: its units, areas, cases and events."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.town import Place, Played, events
from bot.casework.deadlines import Calendar
from bot.tagging.defaults import default_categories
from storage import Database, Tx, offices

ZONE = ZoneInfo("Asia/Shanghai")
SINCE = datetime(2024, 1, 1, tzinfo=UTC)
UNITS = (
    *("城市管理局", "住房和城乡建设局", "人力资源和社会保障局", "教育局", "卫生健康局", "交通运输局", "生态环境局"),
    *("市场监督管理局", "公安局", "民政局", "农业农村局", "水利局", "文化和旅游局", "自然资源和规划局", "应急管理局"),
    *("供水公司", "供电公司", "燃气公司", "热力公司", "公共交通集团有限公司", "经济技术开发区管理委员会"),
    *(f"{name}街道办事处" for name in ("东门", "西关", "南湖", "北站", "河口", "青山", "春江", "柳林", "石桥", "新城")),
    *(f"{name}镇人民政府" for name in ("白沙", "龙泉", "大坝", "清溪", "黄土", "双河", "高坪", "下渡", "竹园")),
)
AREAS = ("东门街道", "西关街道", "南湖街道", "北站街道", "河口街道", "青山街道", "白沙镇", "龙泉镇", "清溪镇", "双河镇")
_AT_ONCE = 5_000  # rows


async def found(db: Database, start: datetime, end: datetime, cases: int, *, units: int = len(UNITS)) -> Place:
    """Settles an empty database: categories, areas and so many units. Returns what is to be played there."""
    async with db.transaction() as tx:
        await offices.seed(tx, default_categories())
        names = [{"name": name, "at": SINCE} for name in UNITS[:units]]
        await tx.many("INSERT INTO units (name, created_at) VALUES (:name, :at)", names)
        await tx.many("INSERT INTO areas (name) VALUES (:name)", [{"name": name} for name in AREAS])
        limits = {category.id: category.limit_days for category in await offices.categories(tx)}
        ids = tuple(unit.id for unit in await offices.units(tx))
        areas = tuple(area.id for area in await offices.areas(tx))
    return Place(start, end, cases, ids, limits, areas, Calendar(ZONE))


async def fill(db: Database, town: list[Played]) -> None:
    """Writes the cases that were sent, with their events, in one transaction."""
    sent = [played.row for played in town if played.events]
    async with db.transaction() as tx:
        await _insert(tx, "cases", sent)
        await _insert(tx, "events", events(town))
        if db.shared:  # SQLite counts on by itself
            await tx.value("SELECT setval(pg_get_serial_sequence('cases', 'id'), (SELECT MAX(id) FROM cases))")


async def _insert(tx: Tx, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    some: Iterator[Mapping[str, Any]] = iter(rows)
    while batch := list(islice(some, _AT_ONCE)):
        columns = list(batch[0])
        marks = ", ".join(f":{name}" for name in columns)
        await tx.many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", batch)
