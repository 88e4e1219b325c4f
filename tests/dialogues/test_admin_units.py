"""Admins set up units, their digests and groups, areas and routes, by buttons and by words."""

from collections.abc import AsyncIterator

import pytest

from bot.casework.lifecycle import Who
from handlers import casework
from handlers.turn import Work
from storage import cases, inbox, queues
from tests.town import Town

LAMP = "幸福小区门口路灯坏了一周"


@pytest.fixture(autouse=True)
async def _no_handler_raises(town: Town) -> AsyncIterator[None]:
    yield
    async with town.app.db.snapshot() as tx:
        assert await inbox.waiting(tx) == 0


async def test_a_new_unit_gets_cases_and_a_digest_from_the_next_message_on(town: Town) -> None:
    admin, resident = await town.admin(), await town.resident()
    await admin.says("/units")
    admin.sees("在用 0 个")
    await admin.presses("新增单位")
    await admin.says("城管局")
    admin.sees("好了，马上生效", "城管局", "日报：工作日 08:00", "还没设类别")
    await admin.says("/unit add 城 管 局")
    admin.sees("已经有“城 管 局”了")
    await admin.says("/route 城乡建设 城管局")
    admin.sees("城乡建设 → 城管局")
    await resident.says(LAMP)
    await resident.presses("提交")
    resident.sees("已交给城管局")
    await admin.says("/unit 城管局")
    admin.sees("手上 1 件", "管：城乡建设")
    await town.clock_strikes("08:00")
    admin.saw("城管局", "日报", resident.sees_number())  # nobody is in it yet, so the admins get it


async def test_units_are_renamed_by_words_and_by_buttons(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/unit add 城管局")
    await admin.says("/unit add “City Works Office”")
    await admin.says("/unit rename city　works OFFICE 市政 公司")
    admin.sees("市政 公司")
    await admin.presses("改名")
    await admin.says("城管局")
    admin.sees("已经有“城管局”了")
    await admin.says("市政公司")
    await admin.says("/units")
    admin.sees("在用 2 个", "城管局 08:00 · 0 人", "市政公司")
    await admin.says("/unit rename 市政公司 市政公司")  # its own name is not taken
    admin.sees("市政公司")


async def test_hours_by_words_by_buttons_and_at_a_glance(town: Town) -> None:
    admin = await town.admin()
    unit = await town.unit("城管局", "urban")
    await town.unit("交通局", "transport", hour="07:30")
    member = await town.member(unit)
    await admin.says("/schedule")
    assert admin.sees("2 个单位").endswith("07:30 交通局\n08:00 城管局")
    await admin.presses("城管局 08:00")
    await admin.presses("09:00")
    admin.sees("城管局", "工作日 09:00")
    await admin.says("/schedule")
    await admin.presses("交通局")
    await admin.says("七点")
    admin.sees("没看懂这个时间", "/schedule 交通局 08:30")
    await admin.says("７：４５")
    admin.sees("交通局", "工作日 07:45")
    await admin.says("/schedule 城管局 8点半")
    admin.sees("城管局", "工作日 08:30")
    await town.clock_strikes("08:29")
    member.never_saw("日报（")
    await town.clock_strikes("08:30")
    member.saw("城管局", "日报")
    for wrong in ("24:00", "8:60", "25", "8:5", "08:30:00"):
        await admin.says(f"/unit hour 城管局 {wrong}")
        admin.sees("没看懂这个时间")
    await admin.says("/schedule 水务局 08:00")
    admin.sees("没有叫“水务局 08:00”的单位", "城管局、交通局")


async def test_what_comes_with_a_digest_is_switched_by_buttons_and_by_words(town: Town) -> None:
    admin = await town.admin()
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    await admin.says("/unit 城管局")
    assert {"走势图：不发", "台账：不发", "没事的日子：也发"} <= set(admin.buttons)
    off = next(b.action for b in admin.last.buttons if b.label == "没事的日子：也发")
    await admin.presses_action(off)
    await admin.presses_action(off)  # the same button again: it says what will be, not what changes
    await admin.says("/unit 城管局 ledger on")
    await admin.says("/unit chart 城管局 开")
    assert {"走势图：发", "台账：发", "没事的日子：不发"} <= set(admin.buttons)
    await town.clock_strikes("08:00")
    member.never_saw("日报（")
    await admin.says("/unit 城管局 chart vielleicht")
    admin.sees("/unit chart 城管局 on")


async def test_a_group_is_tied_where_it_is(town: Town) -> None:
    admin = await town.admin()
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    await admin.says("/unit 城管局")
    await admin.presses("绑定群")
    admin.sees('/unit "城管局" group')
    await admin.says('/unit "城管局" group', group="-100")
    assert "城管局的日报发到这个群" in town.shown("-100")[-1].text
    await town.clock_strikes("08:00")
    assert "日报" in town.shown("-100")[-1].text
    member.never_saw("日报（")
    await admin.says("/unit 城管局")
    admin.sees("发到群里")
    await admin.presses("解绑群")
    admin.sees("发到每个人")
    await town.clock_strikes("08:00")
    member.saw("城管局", "日报")


async def test_in_a_group_nothing_else_is_said_or_done(town: Town) -> None:
    admin = await town.admin()
    await town.unit("城管局", "urban")
    stranger = await town.resident()
    for words in ("/unit", "/unit 城管局", "/unit retire 城管局", "/units", "/roles", "/unit 城管局 hour 09:00"):
        await admin.says(words, group="-100")
        assert "私下" in town.shown("-100")[-1].text
    await admin.says("/unit 水务局 group", group="-100")
    await admin.says("/unit group", group="-100")
    assert not any("城管局" in said.text for said in town.shown("-100")[-2:-1])
    await stranger.says("/unit 城管局 group", group="-200")
    await admin.says("/unit 城管局")
    admin.sees("发到每个人", "工作日 08:00")


async def test_a_retired_unit_leaves_no_case_behind(town: Town) -> None:
    admin, dispatcher, resident = await town.admin(), await town.dispatcher(), await town.resident()
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    for text in ("小区路灯坏了", "小区路灯又坏了", "小区井盖没了"):
        await resident.says(text)
        await resident.presses("提交")
    await _sign_and_ask(town, member.id)
    await admin.says("/unit retire 城管局")
    admin.sees("真的要停用城管局吗", "手上 3 件会退给派单员", "它管的事（1 条）")
    await admin.presses("算了")
    admin.sees("手上 3 件")
    await admin.presses("停用")
    await admin.presses("停用")
    admin.sees("城管局（已停用）", "手上 0 件")
    dispatcher.sees("城管局停用了，3 件退回来")
    async with town.app.db.snapshot() as tx:
        assert await queues.count_waiting(tx) == 3
    await member.says("/inbox")
    member.sees("没有这个命令")
    await resident.says("小区路灯还是坏的")
    await resident.presses("提交")
    resident.sees("正在看该交给哪个单位")
    await town.clock_strikes("08:00")
    member.never_saw("日报（")
    await admin.says("/unit restore 城管局")
    await resident.says("小区路灯真的还是坏的")
    await resident.presses("提交")
    resident.sees("已交给城管局")


async def _sign_and_ask(town: Town, member: str) -> None:
    """One case is signed for, one waits for the resident's answer."""
    async with town.app.db.transaction() as tx:
        await town.app.office.refresh(tx)
        work = Work(tx, town.app.office, town.now)
        unit = next(iter(town.app.office.units))
        first, second, _ = await queues.open_of_unit(tx, unit)
        await casework.advance(work, first, casework.Action.SIGN, Who.UNIT)
        second = await casework.advance(work, second, casework.Action.SIGN, Who.UNIT)
        await casework.advance(work, second, casework.Action.ASK, Who.UNIT)


async def test_what_comes_back_to_a_retired_unit_is_sorted_anew(town: Town) -> None:
    admin, resident = await town.admin(), await town.resident()
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    await resident.says(LAMP)
    await resident.presses("提交")
    async with town.app.db.transaction() as tx:
        await town.app.office.refresh(tx)
        work = Work(tx, town.app.office, town.now)
        (case,) = await queues.open_of_unit(tx, unit.id)
        case = await casework.advance(work, case, casework.Action.SIGN, Who.UNIT)
        await casework.advance(work, case, casework.Action.RESOLVE, Who.UNIT, resolved_at=town.now)
    await admin.says("/unit retire 城管局")
    assert "手上" not in admin.sees("它管的事（1 条）")
    await admin.presses("停用")
    await resident.presses_action(f"unsolved:{case.id}")
    resident.saw("已退回派单员，重新分派")
    admin.saw(str(case.number), "城管局")  # where there are no dispatchers, the admins do their work
    async with town.app.db.snapshot() as tx:
        assert (await cases.get(tx, case.id)).status == "submitted"
    member.never_saw(str(case.number))


async def test_a_retired_unit_gives_no_route_no_invite_and_no_group(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/unit add 城管局")
    await admin.presses("停用")
    admin.sees("城管局（已停用）")
    for words in ("/route 城乡建设 城管局", "/invite 城管局"):
        await admin.says(words)
        admin.sees("城管局停用着", "/unit restore 城管局")
    await admin.says("/unit 城管局 group", group="-100")
    assert "城管局停用着" in town.shown("-100")[-1].text
    await admin.says("/unit add 城管局")
    admin.sees("已经有“城管局”了，停用的也算")


async def test_wrong_words_about_units_get_the_right_form(town: Town) -> None:
    admin = await town.admin()
    await town.unit("城管局")
    for words in ("rename", "rename 城管局", "hour 城管局", "城管局 走开", "retire 城管局 吧", "chart 城管局"):
        await admin.says(f"/unit {words}")
        admin.sees("/unit rename 城管局 城市管理局")
    await admin.says("/unit 水务局")
    admin.sees("没有叫“水务局”的单位", "现在有：城管局", "/unit rename 城管局 城市管理局")
    await admin.says("/unit foo bar")
    admin.sees("没有叫“foo bar”的单位", "/unit add 城管局")
    await admin.says("/unit add \u200b")
    admin.sees("没看到名字")
    await admin.says("/unit add {0.__class__}%s'; DROP TABLE units; --")
    admin.sees("{0.__class__}%s'; DROP TABLE units; --")


async def test_a_long_list_of_units_is_paged(town: Town) -> None:
    admin = await town.admin()
    for n in range(21):
        await town.unit(f"第{n:02d}所")
    await admin.says("/units")
    assert "第20所" not in admin.sees("在用 21 个", "第19所")
    await admin.presses("下一页")
    admin.sees("第20所")
    await admin.presses("第20所")
    admin.sees("第20所", "日报")
    await admin.presses_action("unit-list:999999")
    admin.sees("第20所")


# Areas and routes


async def test_areas_by_words_and_by_buttons_and_a_route_of_their_own(town: Town) -> None:
    admin, resident = await town.admin(), await town.resident()
    await town.unit("城管局", "urban")
    await town.unit("幸福城管所")
    await admin.says("/areas")
    admin.sees("在用 0 个")
    await admin.presses("新增区域")
    await admin.says("幸福小区")
    await admin.says("/route 城乡建设 幸福小区 幸福城管所")
    admin.sees("城乡建设 → 城管局、幸福小区→幸福城管所")
    await resident.says(LAMP)
    await resident.presses("提交")
    resident.sees("已交给幸福城管所")
    await admin.says("/area rename 幸福小区 幸福里")
    await resident.says(LAMP)
    await resident.presses("提交")
    resident.sees("已交给城管局")
    await admin.says("/area 幸福里")
    await admin.presses("停用")
    admin.sees("幸福里（停用）")
    await resident.says("幸福里的路灯坏了，井盖也没了")
    await resident.presses("提交")
    resident.sees("已交给城管局")
    await admin.presses("恢复")
    await resident.says("幸福里的路灯又坏了，井盖也没了")
    await resident.presses("提交")
    resident.sees("已交给幸福城管所")
    await admin.presses("改名")
    await admin.says("幸福 一里")
    admin.sees("幸福 一里")
    for words, answer in (
        ("rename", "/area add 幸福街道"),
        ("rename 幸福 一里", "/area add 幸福街道"),
        ("高兴里", "没有叫“高兴里”的区域"),
        ("rename 高兴里 高兴街道", "/area rename 幸福街道 幸福路街道"),
        ("add 幸福 一里", "已经有“幸福 一里”了"),
    ):
        await admin.says(f"/area {words}")
        admin.sees(answer)
    await admin.says("/area retire 幸福 一里")
    await admin.says("/area restore 幸福 一里")
    await admin.says("/area")
    admin.sees("在用 1 个")


async def test_routes_by_buttons_and_what_waited_for_them_goes_out(town: Town) -> None:
    admin, resident = await town.admin(), await town.resident()
    unit = await town.unit("城管局")
    await town.unit("幸福城管所")
    await admin.says("/area add 幸福小区")
    for text in (LAMP, "人民路的井盖没了，路灯也不亮"):
        await resident.says(text)
        await resident.presses("提交")
        resident.sees("正在看该交给哪个单位")
    await resident.says("你们猜猜我要说什么事")  # waits for another reason
    await resident.presses("提交")
    await admin.says("/route")
    admin.sees("城乡建设 → 没设", "交通运输 → 没设")
    await admin.presses("城乡建设")
    await admin.presses("设某个区域的单位")
    await admin.presses("幸福小区")
    admin.sees("“城乡建设”在幸福小区给哪个单位？")
    await admin.presses("幸福城管所")
    admin.sees("幸福小区→幸福城管所", "有 1 件只差单位")
    await admin.presses("设全部区域的单位")
    await admin.presses("城管局")
    admin.sees("城乡建设 → 城管局、幸福小区→幸福城管所", "有 2 件只差单位")
    await admin.presses("把等着的 2 件派出去")
    admin.sees("派出去 2 件")
    resident.saw("已交给城管局", "6月8日（周一）前答复您")
    resident.saw("已交给幸福城管所")
    async with town.app.db.snapshot() as tx:
        assert await queues.count_waiting(tx) == 1
        assert len(await queues.open_of_unit(tx, unit.id)) == 1
    await admin.presses_action(f"route-dispatch:{await _category(town)}")
    admin.sees("派出去 0 件")


async def _category(town: Town) -> int:
    async with town.app.db.snapshot() as tx:
        return int(await tx.value("SELECT id FROM categories WHERE code = 'urban'"))


async def test_routes_are_changed_and_removed(town: Town) -> None:
    admin, resident = await town.admin(), await town.resident()
    await town.unit("城管局", "urban")
    await town.unit("市政公司")
    await admin.says("/route urban 市政公司")
    admin.sees("城乡建设 → 市政公司")
    await resident.says("小区路灯坏了")
    await resident.presses("提交")
    resident.sees("已交给市政公司")
    await admin.presses("删除：市政公司")
    admin.sees("城乡建设 → 没设")
    await admin.says("/route remove 城乡建设")
    admin.sees("“城乡建设”没有设这样的单位")
    await admin.says("/undo")
    admin.sees("删分派：城乡建设 → 市政公司")
    await admin.says("/undo")
    admin.sees("设单位：城乡建设 → 市政公司")
    await admin.says("/route")
    admin.sees("城乡建设 → 城管局")
    for words, answer in (
        ("城建 城管局", "没有叫“城建 城管局”的类别"),
        ("城乡建设 水务局", "没有叫“水务局”的单位"),
        ("城乡建设 幸福里 城管局", "没有叫“幸福里”的区域"),
        ("remove", "/route 城乡建设 幸福街道 幸福城管所"),
        ("remove 城乡建设 幸福里", "/route 城乡建设 幸福街道 幸福城管所"),
    ):
        await admin.says(f"/route {words}")
        admin.sees(answer)


async def test_without_units_there_is_nothing_to_choose(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/route 城乡建设")
    await admin.presses("设全部区域的单位")
    admin.sees("还没有单位", "/unit add 城管局")


async def test_forged_buttons_change_nothing(town: Town) -> None:
    admin = await town.admin()
    await town.unit("城管局", "urban")
    for action in (
        "unit:99",
        "unit-want:1:admin:on",
        "unit-want:1:chart:true",
        "unit-hour-set:1:2599",
        "route-set:1:77:1",
        "route-set:1:0:77",
        "route-remove:77",
        "area:7",
        "category:7777:true",
        "unit-retire-yes:-1",
        "unit-rename:1:x:y",
    ):
        await admin.presses_action(action)
        assert not admin.last.text.startswith("好了，马上生效"), action
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM audit WHERE action <> 'town' AND action <> 'role'") == 0
