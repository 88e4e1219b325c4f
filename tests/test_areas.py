"""A gazetteer's rows among the areas that there are; the command; the migration of what there was."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import Result

from bot import areas
from bot.areas import Plan
from bot.intake.areas import AreaRow, read_areas
from bot.intake.table import Reason
from bot.tagging.gazetteer import DEEPEST
from storage import Database, audit, facts, offices, open_database
from storage.database import migrations, statements
from storage.records import Area
from storage.sqlite import adapt
from tests.commands.calling import found, kaimen

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def row(name: str, *parent: str, number: int = 2) -> AreaRow:
    return AreaRow(number, name, parent, "", (), None, None)


def rows(*described: str) -> list[AreaRow]:
    """`甲区/东街` is 东街 in 甲区."""
    return [row(path.split("/")[-1], *path.split("/")[:-1], number=n) for n, path in enumerate(described, 2)]


def known(*described: tuple[int, str, int | None]) -> dict[int, Area]:
    return {id: Area(id, name, None, parent, "", "", None, None) for id, name, parent in described}


def placed(plan: Plan) -> set[str]:
    return {"/".join([*(up.name for up in reversed(node.above)), node.name]) for node in plan.nodes}


def reasons(plan: Plan) -> list[tuple[int, Reason]]:
    return [(refused.row, refused.reason) for refused in plan.refused]


def test_rows_stand_in_any_order() -> None:
    plan = Plan({}, rows("东街街道/朝阳社区", "城关区/东街街道", "城关区"))
    assert placed(plan) == {"城关区", "城关区/东街街道", "城关区/东街街道/朝阳社区"}
    assert [len(node.above) for node in plan.nodes] == [0, 1, 2]
    assert plan.refused == []


def test_a_parent_of_which_there_are_two_is_named_with_its_own() -> None:
    plan = Plan({}, rows("甲区", "乙区", "甲区/东街", "乙区/东街", "东街/和平", "甲区/东街/和平", "乙区/东街/和平"))
    assert {"甲区/东街/和平", "乙区/东街/和平"} <= placed(plan)
    assert reasons(plan) == [(6, Reason.SEVERAL)]


def test_a_row_without_a_parent_means_the_only_one_of_its_name() -> None:
    there = known((1, "甲区", None), (2, "乙区", None), (3, "东街", 1), (4, "和平", 1), (5, "和平", 2))
    plan = Plan(there, rows("东街", "和平", "南街"))
    assert placed(plan) == {"甲区/东街", "南街"}
    assert reasons(plan) == [(3, Reason.SEVERAL)]


def test_an_area_cannot_be_moved_into_what_lies_in_it() -> None:
    there = known((1, "甲区", None), (2, "东街", 1))
    assert reasons(Plan(there, rows("东街/甲区"))) == [(2, Reason.CYCLE)]


def test_there_is_an_end_to_depth() -> None:
    chain = "/".join(f"第{n}层" for n in range(DEEPEST + 2)).split("/")
    described = ["/".join(chain[max(0, n - 1) : n + 1]) for n in range(len(chain))]
    plan = Plan({}, rows(*described))
    assert len(plan.nodes) == DEEPEST
    assert reasons(plan) == [(DEEPEST + 2, Reason.TOO_DEEP), (DEEPEST + 3, Reason.UNKNOWN_PARENT)]


Paths = st.lists(st.lists(st.sampled_from("甲乙丙丁戊"), min_size=1, max_size=3).map("/".join), max_size=12)


@given(Paths)
def test_each_row_is_placed_or_refused_and_nothing_lies_in_itself(described: list[str]) -> None:
    plan = Plan({}, rows(*described))
    assert len(plan.nodes) + len(plan.refused) == len(described)
    assert len(placed(plan)) == len(plan.nodes)
    for node in plan.nodes:
        assert node not in node.above
        assert node.row is not None
        assert not node.row.parent or (node.parent is not None and node.parent.name == node.row.parent[-1])


# Files and the database


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = await open_database(database_url)
    yield db
    await db.close()


def table(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "areas.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_headings_and_cells_are_read_leniently(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "全市区划表;;;;",
        "* 区域名称;所属区域（全称）;简称;Lat;Lng",
        " 东街街道 ;滨江市 > 城关区;东街，老东街;３６．０６°;103.8343",
        ";;;;",
        "城关区;;;;",
    )
    first, second = read_areas(path)
    assert first == AreaRow(3, "东街街道", ("滨江市", "城关区"), "", ("东街", "老东街"), (36.06, 103.8343), None)
    assert isinstance(second, AreaRow)
    assert second.row == 5


async def test_ten_thousand_come_in_and_change_nothing_the_second_time(db: Database, tmp_path: Path) -> None:
    lines = ["名称,上级,类别,别名,纬度,经度"]
    lines += [f"第{n}区,,区,,," for n in range(10)]
    lines += [f"第{n}街道,第{n % 10}区,街道,,," for n in range(200)]
    lines += [f"和平社区,第{n}街道,社区,,36.{n:03d},103.5" for n in range(200)]
    lines += [f"第{n}社区,第{n % 200}街道,社区,别名{n},36.{n:04d},103.5" for n in range(9_590)]
    path = table(tmp_path, *lines)
    report = await areas.take_in(db, path, actor=None, at=NOW)
    assert (report.rows, report.new, report.refused) == (10_000, 10_000, [])
    async with db.snapshot() as tx:
        before, mark = await offices.areas(tx), await facts.get(tx, facts.AREAS)
    assert len({(area.parent_id, area.name) for area in before}) == 10_000
    report = await areas.take_in(db, path, actor=None, at=NOW)
    assert (report.new, report.changed, report.same) == (0, 0, 10_000)
    async with db.snapshot() as tx:
        assert await offices.areas(tx) == before
        assert await facts.get(tx, facts.AREAS) == mark, "nobody needs to read them again"
        assert [line.subject for line in await audit.last(tx)] == ["areas.csv: +0 ~0", "areas.csv: +10000 ~0"]


async def test_what_changes_meanwhile_is_thought_about_again(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, planned, once = table(tmp_path, "名称", "城关区"), areas._planned, []

    def slow(*args: object) -> object:
        once.append(1)
        if len(once) == 1:
            asyncio.run_coroutine_threadsafe(by_hand(), loop).result()
        return planned(*args)  # type: ignore[arg-type]

    async def by_hand() -> None:
        async with db.transaction() as tx:
            put = {"actor": None, "at": NOW, "action": "area-add", "subject": "城关区"}
            await audit.put(tx, "areas", None, {"name": "城关区"}, **put)  # type: ignore[arg-type]

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(areas, "_planned", slow)
    report = await areas.take_in(db, path, actor=None, at=NOW)
    assert (report.new, report.same, len(once)) == (0, 1, 2)


async def test_a_retired_area_stays_retired(db: Database, tmp_path: Path) -> None:
    path = table(tmp_path, "名称,类别", "城关区,区")
    await areas.take_in(db, path, actor=None, at=NOW)
    async with db.transaction() as tx:
        (area,) = await offices.areas(tx)
        put = {"actor": None, "at": NOW, "action": "area-retire", "subject": "城关区"}
        await audit.put(tx, "areas", {"id": area.id}, {"retired_at": NOW}, **put)  # type: ignore[arg-type]
    await areas.take_in(db, table(tmp_path, "名称,类别", "城关区,市辖区"), actor=None, at=NOW)
    async with db.snapshot() as tx:
        (area,) = await offices.areas(tx)
    assert (area.kind, area.retired_at) == ("市辖区", NOW)


def test_an_area_of_an_older_database_keeps_its_cases_and_routes() -> None:
    """SQLite drops the old rule about names together with the table, to which others point."""
    (_, _, places), older = next(m for m in migrations() if m[0] == 5), [m for m in migrations() if m[0] < 5]
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("PRAGMA foreign_keys = ON")
    for _, _, text in older:
        for statement in statements(text, "SQLITE"):
            db.execute(adapt(statement))
    db.execute("INSERT INTO areas (name) VALUES ('城关区'), ('河西区')")
    db.execute("INSERT INTO cases (status, area_id, created_at) VALUES ('draft', 2, ''), ('draft', NULL, '')")
    db.execute("BEGIN IMMEDIATE")
    for statement in statements(places, "SQLITE"):
        db.execute(adapt(statement))
    db.execute("COMMIT")
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("SELECT a.name FROM cases c JOIN areas a ON a.id = c.area_id").fetchall() == [("河西区",)]
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("UPDATE cases SET area_id = 99")
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("INSERT INTO areas (name) VALUES ('城关区')")
    db.execute("INSERT INTO areas (name, parent_id) VALUES ('城关区', 2)")
    db.close()


# The command


def called(*args: str) -> Result:
    return kaimen("areas", *args)


def test_the_command_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/kaimen.db")
    path = str(table(tmp_path, "名称,上级", "城关区,", "东街街道,城关区", "西街街道,没有区"))
    report = found(called(path, "--json"))
    assert report == {
        "rows": 3,
        "new": 2,
        "changed": 0,
        "same": 0,
        "refused": [{"row": 4, "sheet": "", "reason": "unknown-parent", "detail": "没有区"}],
    }
    said = called(path).stdout
    assert "0 new areas, 0 changed, 2 as they were" in said
    assert "Row 4: no such parent" in said
    many = "\n".join(f"={n}," for n in range(60))
    assert "... and 10 more (--json lists all)" in called(str(table(tmp_path, "名称,上级", many))).stdout


@pytest.mark.parametrize(
    ("lines", "says"), [(("区", "城关区"), "no column 名称 or name"), (("",), "the file is empty")]
)
def test_a_file_that_is_no_gazetteer_is_wrong_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: tuple[str, ...], says: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/kaimen.db")
    result = called(str(table(tmp_path, *lines)))
    assert result.exit_code == 2
    assert says in result.stderr


async def test_while_the_bot_runs_the_command_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url := f"sqlite:///{tmp_path}/kaimen.db")
    db = await open_database(url)
    try:
        result = await asyncio.to_thread(called, str(table(tmp_path, "名称", "城关区")))
    finally:
        await db.close()
    assert result.exit_code == 1
    assert "/areas" in result.stderr
