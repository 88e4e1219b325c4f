"""Places: a gazetteer comes in by chat, and from then on what people name or share reaches the unit of the place."""

import asyncio
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.messages import Location, Media, MediaKind
from storage import cases, offices
from storage.records import Area, Case
from tests.town import Person, Town

HEADER = "名称,上级,类别,别名,纬度,经度,范围"
LAMPS = "的路灯坏了一周，井盖也没了"


def square(south: float, west: float, side: float) -> str:
    """A GeoJSON square, in quotes as a CSV needs them."""
    ring = [[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]
    return '"' + json.dumps({"type": "Polygon", "coordinates": [ring]}).replace('"', '""') + '"'


GAZETTEER = (
    f"城关区,,区,,,,{square(36.0, 103.0, 0.2)}",
    f"河西区,,区,,,,{square(36.0, 103.2, 0.2)}",
    f"东街街道办事处,城关区,街道,老东街,,,{square(36.0, 103.0, 0.1)}",
    "西园街道,河西区,街道,,36.05,103.25,",
    "朝阳社区,东街街道办事处,社区,,,,",
    "朝阳社区,西园街道,社区,,,,",
    "马坡岭街道,河西区,街道,,36.15,103.35,",
)


@pytest.fixture(autouse=True)
def _files(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the town, what stands for a file's id is its path."""

    async def fetch(self: object, media: Media) -> bytes:
        return await asyncio.to_thread(Path(media.ref).read_bytes)

    monkeypatch.setattr("tests.town.TownChannel.fetch", fetch, raising=False)


def table(tmp_path: Path, *rows: str, header: str = HEADER, name: str = "areas.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


async def sends_areas(admin: Person, path: Path, caption: str = "/areas") -> None:
    media = (Media(MediaKind.DOCUMENT, str(path), name=path.name, size=path.stat().st_size),)
    await admin.town.deliver(admin.inbound(text=caption, media=media))
    await admin.town.app.knock()


@pytest.fixture
async def admin(town: Town, tmp_path: Path) -> Person:
    """An admin who has imported the gazetteer."""
    admin = await town.admin()
    await sends_areas(admin, table(tmp_path, *GAZETTEER))
    return admin


async def all_areas(town: Town) -> list[Area]:
    async with town.app.db.snapshot() as tx:
        return await offices.areas(tx)


async def newest(town: Town) -> Case:
    async with town.app.db.snapshot() as tx:
        return max(await cases.recent(tx, 100), key=lambda case: case.id)


async def place_of(town: Town) -> str:
    """The area of the newest case."""
    case = await newest(town)
    return next((area.name for area in await all_areas(town) if area.id == case.area_id), "")


async def units_of_two_streets(admin: Person) -> None:
    for name, area in (("城管局", ""), ("东街城管所", "东街街道办事处"), ("河西城管分局", "河西区")):
        await admin.says(f"/unit add {name}")
        await admin.says(f"/route 城乡建设 {area} {name}")


# The gazetteer


async def test_a_gazetteer_comes_in_by_chat_and_again_without_doubling(
    town: Town, admin: Person, tmp_path: Path
) -> None:
    admin.saw("areas.csv", "共 7 行", "新增 7 个区域")
    before = await all_areas(town)
    by_id = {area.id: area for area in before}
    tree = {(area.name, by_id[area.parent_id].name if area.parent_id else "") for area in before}
    assert ("朝阳社区", "东街街道办事处") in tree
    assert ("朝阳社区", "西园街道") in tree
    await sends_areas(admin, table(tmp_path, *GAZETTEER))
    admin.saw("新增 0 个区域，更新 0 个，没变的 7 个")
    assert await all_areas(town) == before
    await sends_areas(admin, table(tmp_path, "西园街道,河西区,办事处,西园,,,", "马坡岭街道,,,,36.16,103.36,"))
    admin.saw("新增 0 个区域，更新 2 个，没变的 0 个")
    after = {area.id: area for area in await all_areas(town)}
    changed = [area for area in after.values() if area != by_id[area.id]]
    assert [(area.name, area.kind, area.other_names, area.latitude) for area in changed] == [
        ("西园街道", "办事处", "西园", 36.05),
        ("马坡岭街道", "街道", "", 36.16),
    ], "a cell that is empty leaves what is there"
    await admin.says("/audit")
    admin.sees("导入区域：areas.csv: +0 ~2", "导入区域：areas.csv: +7 ~0", "李主任")


async def test_the_file_is_asked_for_and_may_be_a_workbook_in_english(town: Town, tmp_path: Path) -> None:
    admin = await town.admin()
    await admin.says("/areas")
    await admin.presses("导入表格")
    admin.sees("名称,上级,类别")
    book = Workbook()
    assert book.active is not None
    book.active.append(["name", "parent", "Other names", "lat", "lon"])
    book.active.append(["Old Town", None, None, 36.05, 103.05])
    book.active.append(["Riverside", "Old Town", "River Side; Quay", None, None])
    book.save(tmp_path / "areas.xlsx")
    await sends_areas(admin, tmp_path / "areas.xlsx", caption="")
    admin.saw("新增 2 个区域")
    assert [area.names for area in await all_areas(town)] == [["Old Town"], ["Riverside", "River Side", "Quay"]]
    await admin.says("/areas")
    await admin.presses("导入表格")
    await admin.says("没有表格")
    admin.sees("没看到表格")


async def test_an_area_made_by_hand_finds_its_place_in_the_tree_and_keeps_its_routes(
    town: Town, tmp_path: Path
) -> None:
    admin = await town.admin()
    await town.unit("东街城管所", "urban", area="东街街道")
    await sends_areas(admin, table(tmp_path, "城关区,,,,,,", "东街街道,城关区,,,,,", "朝阳社区,东街街道,,,,,"))
    admin.saw("新增 2 个区域，更新 1 个")
    resident = await town.resident()
    await resident.says(f"朝阳社区{LAMPS}")
    await resident.presses("提交")
    resident.sees("已交给东街城管所")


async def test_only_admins_bring_areas(town: Town, tmp_path: Path) -> None:
    for person in (await town.resident(), await town.dispatcher(), await town.member(await town.unit("城管局"))):
        await sends_areas(person, table(tmp_path, *GAZETTEER))
        person.sees("没有这个命令")
    assert await all_areas(town) == []


async def test_who_is_no_admin_any_more_when_the_file_is_read_changes_nothing(town: Town, tmp_path: Path) -> None:
    admin = await town.admin()
    path = table(tmp_path, *GAZETTEER)
    media = (Media(MediaKind.DOCUMENT, str(path), name=path.name, size=path.stat().st_size),)
    await town.deliver(admin.inbound(text="/areas", media=media))
    async with town.app.db.transaction() as tx:
        await tx.run("UPDATE contacts SET admin = :no WHERE account = :account", no=False, account=admin.id)
    await town.app.knock()
    assert await all_areas(town) == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("西街街道,没有这个区,,,,,", "第 3 行：没有这个上级，表里和现有的区域里都没找到（没有这个区）"),
        ("西街街道,西街街道,,,,,", "第 3 行：绕成圈了"),
        ("西街街道,,,,200,103,", "第 3 行：经纬度不对，写成 36.0611 和 103.8343 这样的度数，两个都要（200, 103）"),
        ("西街街道,,,,36,,", "第 3 行：经纬度不对"),
        ("西街街道,,,,1_0,nan,", "第 3 行：经纬度不对"),
        ('西街街道,,,,,,"{""type"": ""Point""}"', "第 3 行：范围看不懂"),
        ("西街街道,,,,,,{{{", "第 3 行：范围看不懂"),
        ("=HYPERLINK(1),,,,,,", "第 3 行：名字不对"),
        ("＋86,,,,,,", "第 3 行：名字不对"),
        ("西街街道,,,=1+1,,,", "第 3 行：名字不对"),
        (f"{'长' * 41},,,,,,", "第 3 行：名字不对"),
        ("西,,,,,,", "第 3 行：名字不对"),
        ("城关区,,,,,,", "第 3 行：和前面一行是同一个区域（2）"),
        ("西街街道,,,,,,,,,,多的", "第 3 行：比表头多出几格"),
    ],
)
async def test_a_row_that_cannot_be_right_is_refused_with_its_number(
    town: Town, tmp_path: Path, row: str, why: str
) -> None:
    admin = await town.admin()
    await sends_areas(admin, table(tmp_path, "城关区,,,,,,", row, "南街街道,城关区,,,,,"))
    admin.saw("没收 1 行", why)
    assert [area.name for area in await all_areas(town)] == ["城关区", "南街街道"]


async def test_a_circle_and_what_lies_in_it_is_refused(town: Town, tmp_path: Path) -> None:
    admin = await town.admin()
    await sends_areas(
        admin, table(tmp_path, "甲街道,乙街道,,,,,", "乙街道,甲街道,,,,,", "丙社区,乙街道,,,,,", "丁区,,,,,,")
    )
    admin.saw("新增 1 个区域", "没收 3 行")
    assert [area.name for area in await all_areas(town)] == ["丁区"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "区,街\n城关区,东街".encode(), "没找到“名称”这一列"),
        ("a.csv", b"," * 1_000_000, "没找到“名称”这一列"),
        ("a.csv", b"", "是空的"),
        ("a.xlsx", b"PK\x03\x04 no", "损坏"),
        ("a.pdf", b"%PDF-1.7", "我只认 .xlsx"),
    ],
)
async def test_a_file_that_is_no_gazetteer_changes_nothing(
    town: Town, tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    admin = await town.admin()
    path = tmp_path / name
    path.write_bytes(content)
    await sends_areas(admin, path)
    admin.sees(says)
    assert await all_areas(town) == []


async def test_what_breaks_in_the_middle_leaves_nothing(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def full(*_: object) -> None:
        raise OSError("the disk is full")

    admin = await town.admin()
    monkeypatch.setattr("storage.areas.set_outlines", full)
    await sends_areas(admin, table(tmp_path, *GAZETTEER))
    admin.sees("区域都没动")
    assert "the disk is full" in caplog.text
    assert await all_areas(town) == []


# What people say


async def test_a_community_named_reaches_the_unit_of_its_street(town: Town, admin: Person) -> None:
    await units_of_two_streets(admin)
    resident = await town.resident()
    for place, unit, area in (
        ("东街街道朝阳社区", "东街城管所", "朝阳社区"),
        ("老东街", "东街城管所", "东街街道办事处"),
        ("马坡岭", "河西城管分局", "马坡岭街道"),
        ("河西区", "河西城管分局", "河西区"),
        ("城关区", "城管局", "城关区"),
        ("银河西路", "城管局", ""),
    ):
        await resident.says(f"{place}{LAMPS}")
        await resident.presses("提交")
        resident.sees(f"已交给{unit}")
        assert await place_of(town) == area


async def test_a_name_that_two_areas_share_needs_more(town: Town, admin: Person) -> None:
    await units_of_two_streets(admin)
    resident = await town.resident()
    await resident.says(f"朝阳社区{LAMPS}")
    assert "朝阳社区）" not in resident.last.text
    await resident.says("忘了说，是西园街道的")
    resident.sees("西园街道 朝阳社区")
    await resident.presses("提交")
    resident.sees("已交给河西城管分局")
    await admin.says(f"/try 朝阳社区{LAMPS}")
    assert "区域：" not in admin.last.text
    await admin.says(f"/case {(await newest(town)).number}")
    admin.sees("西园街道 朝阳社区")


async def test_a_shared_location_is_the_area_around_it(town: Town, admin: Person) -> None:
    await units_of_two_streets(admin)
    resident = await town.resident()
    for latitude, longitude, unit, area in (
        (36.05, 103.05, "东街城管所", "东街街道办事处"),
        (36.15, 103.15, "城管局", "城关区"),
        (36.051, 103.251, "河西城管分局", "西园街道"),
        (36.1, 103.3, "河西城管分局", "河西区"),
        (50.0, 90.0, "城管局", ""),
    ):
        await resident.says(f"这里{LAMPS}")
        await resident.sends_location(latitude, longitude)
        await resident.presses("提交")
        resident.sees(f"已交给{unit}")
        assert await place_of(town) == area


async def test_words_and_location_together(town: Town, admin: Person) -> None:
    resident = await town.resident()
    for words, area in (
        (f"河西区马坡岭街道{LAMPS}", "马坡岭街道"),  # people send where they are, not where it is
        (f"城关区{LAMPS}", "东街街道办事处"),  # what lies around is made more precise
        (f"朝阳社区{LAMPS}", "朝阳社区"),
    ):
        await resident.says(words)
        await resident.sends_location(36.05, 103.05)
        await resident.presses("提交")
        assert await place_of(town) == area
    parents = {area.id: area.parent_id for area in await all_areas(town)}
    street = next(area.id for area in await all_areas(town) if area.name == "东街街道办事处")
    assert parents[(await newest(town)).area_id or 0] == street, "the location told the two apart"


async def test_a_location_of_a_venue_by_its_point(town: Town, admin: Person) -> None:
    resident = await town.resident()
    await resident.says(f"门口{LAMPS}")
    await town.deliver(resident.inbound(location=Location(36.05, 103.05, "百货大楼")))
    resident.sees("东街街道办事处")


# Looking


async def test_areas_are_found_by_parent_and_by_name(town: Town, admin: Person) -> None:
    await admin.says("/areas")
    admin.sees("在用 7 个")
    assert admin.buttons[:2] == ["城关区 · 1", "河西区 · 2"]
    await admin.presses("河西区")
    admin.sees("河西区\n区")
    await admin.presses("里面 2 个")
    assert admin.buttons[:2] == ["西园街道 · 1", "马坡岭街道"]
    await admin.presses("西园街道")
    admin.sees("河西区 › 西园街道")
    await admin.presses("新增下级")
    await admin.says("和平社区")
    admin.sees("河西区 › 西园街道 › 和平社区")
    await admin.says("/area 朝阳")
    admin.sees("名字里有“朝阳”的区域有 2 个")
    assert admin.buttons[:2] == ["东街街道办事处 朝阳社区", "西园街道 朝阳社区"]
    await admin.says("/area 西园街道 朝阳社区")
    admin.sees("河西区 › 西园街道 › 朝阳社区")
    await admin.says("/area 西园街道 add 朝阳社区")
    admin.sees("已经有“朝阳社区”了")
    await admin.says("/area 马坡岭街道 add 朝阳社区")
    admin.sees("河西区 › 马坡岭街道 › 朝阳社区")
    await admin.says("/area 老东街")
    admin.sees("名字里有“老东街”的区域有 1 个")


async def test_a_route_is_set_along_the_tree(town: Town, admin: Person) -> None:
    await admin.says("/unit add 西园所")
    await admin.says("/route 城乡建设")
    await admin.presses("设某个区域的单位")
    assert admin.buttons[:2] == ["城关区 ›", "河西区 ›"]
    await admin.presses("河西区")
    assert admin.buttons[:3] == ["整个河西区", "西园街道 ›", "马坡岭街道"]
    await admin.presses("西园街道")
    await admin.presses("朝阳社区")
    await admin.presses("西园所")
    admin.sees("西园街道 朝阳社区→西园所")
    await admin.says("/route 城乡建设 西园街道 西园所")
    admin.sees("西园街道→西园所")


async def test_a_thousand_areas_stay_usable(town: Town, tmp_path: Path) -> None:
    admin = await town.admin()
    rows = [f"第{n}街道,大区,街道,,,," for n in range(1000)]
    await sends_areas(admin, table(tmp_path, *rows, "大区,,区,,,,"))
    admin.saw("新增 1001 个区域")
    await admin.says("/areas")
    assert len(admin.buttons) < 10
    await admin.presses("大区")
    await admin.presses("里面 1000 个")
    assert len(admin.buttons) < 25
    await admin.presses("下一页")
    await admin.says("/area 第77街道")
    admin.sees("大区 › 第77街道")


# Digests


async def test_a_digest_says_where_if_the_unit_has_cases_in_several_areas(town: Town, admin: Person) -> None:
    member = await town.member(await town.unit("城管局", "urban"))
    resident = await town.resident()
    await resident.says(f"小卖部门口{LAMPS}")
    await resident.sends_location(36.05, 103.05)
    await resident.presses("提交")
    await town.clock_strikes("08:00")
    assert "东街" not in member.saw("日报").text, "all of it is in one area"
    await resident.says(f"西园街道菜场{LAMPS}")
    await resident.presses("提交")
    await resident.says(f"三号楼下{LAMPS}")
    await resident.sends_location(36.051, 103.251)
    await resident.presses("提交")
    await town.clock_strikes("08:00")
    said = member.saw("日报").text
    assert "西园街道：三号楼下" in said
    assert "西园街道：西园街道菜场" not in said, "its own words say it"
