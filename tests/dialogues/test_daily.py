"""The daily digest, as staff get it: complete, once, at the unit's hour, on both engines."""

import asyncio
import json
from datetime import datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.app import open_app
from bot.digests import drawing
from bot.digests.text import LINE
from bot.messages import MediaKind
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from storage import digests
from tests.town import START, ZONE, Town

LAMP = "幸福小区门口路灯坏了一周"


async def windows(town: Town, unit_id: int) -> list[tuple[object, object]]:
    async with town.app.db.snapshot() as tx:
        rows = await tx.all(
            "SELECT from_at, to_at FROM digests WHERE unit_id = :u AND kind = 'daily' ORDER BY to_at", u=unit_id
        )
    return [(row["from_at"], row["to_at"]) for row in rows]


async def test_each_case_stands_in_exactly_one_digest(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    resident = await town.resident()
    numbers = []
    for hours in (7, 15.9, 0.2, 30, 40, 70):  # before and after eight, over a night and a weekend
        await resident.says(f"第 {hours} 小时，幸福小区路灯又坏了，物业说不归他们管")
        await resident.presses("提交")
        numbers.append(resident.sees_number())
        await town.passes(hours=hours)
    await town.clock_strikes("08:00", days=7)
    shown = [said.text for said in town.shown(member.id) if "日报" in said.text]
    for number in numbers:
        assert sum(1 for text in shown if f"· {number}" in text.split("新增", 1)[-1] and "新增" in text) == 1, number
    found = await windows(town, unit.id)
    assert len(found) == len(shown)
    assert all(end == start for (_, end), (start, _) in pairwise(found))  # no gap, no overlap


async def test_the_digest_comes_at_the_units_hour_on_workdays(town: Town) -> None:
    unit = await town.unit("环保局", "environment", hour="17:30")
    member = await town.member(unit)
    await town.clock_strikes("17:29")
    assert not [s for s in town.shown(member.id) if "日报" in s.text]
    await town.clock_strikes("17:30")
    member.saw("环保局", "6月1日（周一）日报", "没有新的")
    await town.clock_strikes("17:30", days=4)  # Saturday: Tuesday to Friday in one
    assert member.sees("6月5日（周五）日报")


async def test_one_missed_while_the_bot_was_down_comes_when_it_is_back(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    resident = await town.resident()
    await resident.says(LAMP)
    await resident.presses("提交")
    town.now += timedelta(days=3, hours=5)  # nobody knocks
    await town.app.knock()
    member.saw("日报（6月1日 09:00 – 6月4日 08:00）", resident.sees_number())
    await town.app.knock()
    assert len([s for s in town.shown(member.id) if "日报" in s.text]) == 1


async def test_a_bot_that_stands_still_over_the_hour_neither_misses_nor_doubles_one(town: Town) -> None:
    """Five seconds, in which somebody's case has come in; the digest is due for what was before the hour."""
    unit = await town.unit("城管局", "urban")
    member, resident = await town.member(unit), await town.resident()
    await town.clock_strikes("07:59")
    town.now += timedelta(seconds=58)
    await town.app.knock()
    await resident.says(LAMP)
    await resident.presses("提交")
    number = resident.sees_number()
    town.now += timedelta(seconds=5)
    await asyncio.gather(town.app.knock(), town.app.knock())
    town.now += timedelta(seconds=5)
    await town.app.knock()
    assert [number in s.text for s in town.shown(member.id) if "日报" in s.text] == [True]
    await town.clock_strikes("08:00")
    (_, end), (begin, _) = await windows(town, unit.id)
    assert end == begin


async def test_an_empty_day_is_one_line_or_none(town: Town) -> None:
    talkative = await town.unit("城管局", "urban")
    silent = await town.unit("环保局", "environment", empty_digest=False)
    one, other = await town.member(talkative), await town.member(silent, "赵工")
    await town.clock_strikes("08:00")
    assert "没有新的" in one.sees("日报")
    assert len(one.last.text.splitlines()) == 2
    assert not [s for s in town.shown(other.id) if "日报" in s.text]


async def test_what_presses_stands_first(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    resident = await town.resident()
    await resident.says(LAMP)
    await resident.presses("提交")
    number = resident.sees_number()
    await town.clock_strikes("08:00", days=7)  # five workdays later it is overdue
    text = member.sees("超期 1 件")
    assert text.index("今天要办") < text.index(number)
    assert "超期 1 天" in text or "超期 2 天" in text


async def test_each_case_has_one_line_and_what_is_done_says_so(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    resident = await town.resident()
    numbers = []
    for words in (LAMP, f"{LAMP}，也修一下", "楼道里煤气味很重，天然气管道漏了，自来水井盖旁边"):
        await resident.says(words)
        await resident.presses("提交")
        numbers.append(resident.sees_number())
    await member.says(f"/case {numbers[1]}")
    await member.presses("签收")
    await member.presses("办结")
    await member.says("修好了")
    await resident.presses_action("rate:2:fair")
    await town.clock_strikes("08:00")
    lines = member.saw("日报").text.splitlines()
    assert [line for line in lines if numbers[2] in line] == [lines[2]]  # urgent and late: first of all
    assert "【城乡建设】3 件（1 件已列在上面）" in lines
    assert [line.split()[-1] for line in lines if numbers[0] in line or numbers[1] in line] == ["23小时前", "已归档"]
    assert "办结 1 件，收到评价 1 件：基本满意 1" in lines


async def test_how_near_each_case_is_and_that_the_sums_are_right(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member, resident = await town.member(unit), await town.resident()
    town.now = datetime(2026, 12, 7, 10, 0, tzinfo=ZONE)  # the oldest is given 5 workdays, and has had 3 times that
    numbers = []
    for day in (7, 18, 24, 25, 28):
        town.now = datetime(2026, 12, day, 10, 0, tzinfo=ZONE)
        await resident.says(f"幸福小区{day}栋门口路灯坏了{day}天，晚上看不见")
        await resident.presses("提交")
        numbers.append(resident.sees_number())
        await member.presses_action(f"sign:{len(numbers)}")
    town.now = datetime(2026, 12, 31, 8, 0, tzinfo=ZONE)
    await town.app.knock()
    lines = member.saw("日报").text.splitlines()
    assert lines[1] == "今天要办：超期 2 件（严重 1 件），今天到期 1 件，待签收 0 件"
    shown = {number: line for number in numbers for line in lines if number in line}
    ends = ("超期 17 天，严重", "超期 6 天", "今天 17:30 到期", "2027年1月4日（周一）到期（暂定）", "2天前")
    for number, end in zip(numbers, ends, strict=True):
        assert shown[number].endswith(f" {end}"), shown[number]
    assert "快到期 1 件：" in lines
    assert lines[-1] == "手上共 5 件在办。"


async def test_urgent_cases_do_not_wait_for_the_digest(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    resident = await town.resident()
    await resident.says("快来人啊我们楼道里煤气味很重！天然气管道漏了，自来水井盖旁边")
    resident.saw("119")
    await resident.presses("提交")
    number = resident.sees_number()
    member.saw(number)
    await town.clock_strikes("08:00")
    assert f"‼ {number}" in member.saw("日报").text


async def test_long_digests_are_cut_into_pages(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    for i in range(60):
        resident = await town.resident(f"居民{i}")
        await resident.says(f"{i}号楼门口路灯坏了，垃圾没人清运，晚上老人出门看不见路，请城管来修一修吧")
        await resident.presses("提交")
    await town.clock_strikes("08:00")
    first = member.sees("新增 60 件", "第 1 页")
    assert len(first) < 4096
    seen = first
    while any(label.startswith("第") for label in member.buttons):
        await member.presses("第")
        seen += member.last.text
    async with town.app.db.snapshot() as tx:
        rows = await tx.all("SELECT number FROM cases")
    assert all(row["number"] in seen for row in rows)
    stranger = await town.resident("陌生人")
    action = next(b.action for s in town.shown(member.id) for b in s.buttons if b.action.startswith("digest-page"))
    await stranger.presses_action(action)
    stranger.never_saw("路灯")


async def test_a_group_gets_the_digest_with_chart_and_ledger_if_wanted(town: Town) -> None:
    unit = await town.unit("城管局", "urban", group_channel="console", group_chat="-55", chart=True, ledger=True)
    member = await town.member(unit)
    resident = await town.resident()
    await resident.says(f"{LAMP}，我电话 13812345678")
    await resident.presses("提交")
    await town.clock_strikes("08:00")
    assert not [s for s in town.shown(member.id) if "日报" in s.text]  # said once, where all of them read
    group = town.shown("-55")
    assert "日报" in group[0].text
    assert "13812345678" not in group[0].text
    files = [file for said in group for file in said.outbound.attachments]
    assert [file.kind for file in files] == [MediaKind.PHOTO, MediaKind.DOCUMENT]
    settings = town.app.office.settings
    chart, ledger = [await drawing.draw(town.app.db, settings, file, town.now) for file in files]
    assert chart.content.startswith(b"\x89PNG")
    sheet = load_workbook(BytesIO(ledger.content)).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert resident.sees_number() in cells
    assert not any("13812345678" in cell for cell in cells)


async def test_the_ledger_says_where_a_case_stands_as_staff_say_it(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member, resident = await town.member(unit), await town.resident()
    await resident.says(LAMP)
    await resident.presses("提交")
    number = resident.sees_number()

    async def status() -> str:
        target, settings = BytesIO(), town.app.office.settings
        span = town.now - timedelta(days=1), town.now + timedelta(days=1)
        await drawing.ledger(town.app.db, settings, target, *span, unit.id, "zh", town.now)
        rows = [[str(cell.value) for cell in row] for row in load_workbook(target).worksheets[0].iter_rows()]
        column = next(row.index("状态") for row in rows if "状态" in row)
        return next(row[column] for row in rows if number in row)

    assert await status() == "待签收"
    await member.says(f"/case {number}")
    await member.presses("签收")
    await member.presses("问居民")
    await member.says("是几号灯？")
    assert await status() == "等居民补充"
    await resident.says("三号")
    await member.says(f"/case {number}")
    await member.presses("办结")
    await member.says("换好了")
    assert await status() == "已办结，等评价"


async def test_behind_a_title_stands_what_was_said(town: Town, tmp_path: Path) -> None:
    unit = await town.unit("城管局", "urban")
    member, path = await town.member(unit), tmp_path / "hotline.csv"
    rows = (
        f"路灯,{LAMP}，电话13812345678",
        f"路灯坏了,路灯坏了没人修{'，真的没人' * 20}",
        f"{LAMP}{'，很黑' * 20},东门",
    )
    path.write_text("\n".join(["标题,内容", *rows]), encoding="utf-8")
    await town.app.take_in(path, "热线")
    await town.clock_strikes("08:00")
    lines = [line.split(" ", 2)[2] for line in member.saw("日报").text.splitlines() if line.startswith("· 26")]
    assert len(lines) == 3
    for start in (f"路灯 {LAMP}，电话", "路灯坏了没人修，真的没人", f"{LAMP}，很黑，很黑"):
        assert sum(line.startswith(start) for line in lines) == 1, lines
    assert all(len(line) <= LINE + len(" 23小时前") for line in lines)
    assert "13812345678" not in "".join(lines)


async def test_a_unit_without_people_is_no_hole(town: Town) -> None:
    await town.unit("城管局", "urban")
    admin = await town.admin()
    resident = await town.resident()
    await resident.says(LAMP)
    await resident.presses("提交")
    await town.clock_strikes("08:00")
    admin.saw("日报", resident.sees_number())
    admin.saw("还没有人")


async def test_dispatchers_hear_each_morning_how_much_waits(town: Town) -> None:
    dispatcher = await town.dispatcher()
    resident = await town.resident()
    await resident.says("我有个想法")
    await resident.presses("提交")
    await town.clock_strikes("08:00")
    dispatcher.saw("1 件等您分派")
    await town.app.knock()
    assert len([s for s in town.shown(dispatcher.id) if "等您分派，" in s.text]) == 1
    await dispatcher.presses("开始分派")
    dispatcher.sees(f"编号 {resident.sees_number()}", "我有个想法")


async def test_two_processes_send_one_digest(postgres_url: str, segmenter: Segmenter) -> None:
    town, settings = Town(), Settings(database_url=postgres_url, _env_file=None)  # type: ignore[call-arg]
    async with (
        open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as one,
        open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as other,
    ):
        town.app = one
        unit = await town.unit("城管局", "urban")
        member = await town.member(unit)
        for _ in range(4):
            town.now += timedelta(days=1)
            await asyncio.gather(one.knock(), other.knock(), one.knock(), other.knock())
        found = await windows(town, unit.id)
    assert len(found) == 4
    assert len([s for s in town.shown(member.id) if "日报" in s.text]) == 4


async def test_the_kept_pages_are_what_was_sent(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    english = await town.member(unit, person=await town.person("Amy", "en"))
    await town.clock_strikes("08:00")
    async with town.app.db.snapshot() as tx:
        row = await digests.last(tx, unit.id, "daily")
    assert row is not None
    assert json.loads(row.pages) == {"zh": [member.last.text], "en": [english.last.text]}
    assert "daily digest" in english.last.text
    assert row.from_at == START


@pytest.mark.parametrize("hour", ["00:00", "23:59"])
async def test_any_hour_will_do(town: Town, hour: str) -> None:
    unit = await town.unit("城管局", "urban", hour=hour)
    member = await town.member(unit)
    await town.clock_strikes(hour)
    member.saw("日报")


async def test_a_case_that_comes_after_the_clock_was_put_back_is_in_the_next_digest(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    await town.clock_strikes("08:00")
    member.saw("城管局", "日报", "没有新的")
    town.now -= timedelta(minutes=2)  # a time that this digest has told of
    resident = await town.resident()
    await resident.says("幸福小区门口路灯坏了一周")
    await resident.presses("提交")
    number = resident.sees_number()
    await town.clock_strikes("08:00")
    member.never_saw(number)  # the same morning: that digest was sent
    await town.clock_strikes("08:00")
    member.saw("新增 1 件", number)
