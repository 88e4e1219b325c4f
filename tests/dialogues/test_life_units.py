"""A case goes on to another unit, and other units help with it, as conversations on both engines."""

from storage import cases, helps
from storage.records import Case, Unit
from tests.dialogues.life import life
from tests.town import Person, Town

LAMP = "幸福小区门口路灯坏了一周"
NEVER = "这一步现在做不了了"


async def case_of(town: Town, number: str) -> Case:
    async with town.app.db.snapshot() as tx:
        id = await tx.value("SELECT id FROM cases WHERE number = :n", n=number)
        return await cases.get(tx, id)


class Office:
    """Two units with a member each, a dispatcher, and what a resident reported to the first one."""

    city: Unit
    water: Unit
    member: Person
    helper: Person
    dispatcher: Person
    resident: Person
    number: str
    case: int


async def office(town: Town, *, signed: bool = True) -> Office:
    made = Office()
    made.city, made.water = await town.unit("城管局", "urban"), await town.unit("水务局")
    made.member, made.helper = await town.member(made.city), await town.member(made.water, "钱工")
    made.dispatcher, made.resident = await town.dispatcher(), await town.resident("王秀英")
    await made.resident.says(LAMP)
    await made.resident.presses("提交")
    made.number = made.resident.sees_number()
    made.case = (await case_of(town, made.number)).id
    if signed:
        await made.member.says(f"/case {made.number}")
        await made.member.presses("签收")
    return made


# 转办


@life("in_progress transfer", "dispatched transfer", "dispatched sign")
async def test_a_case_is_transferred_and_everybody_hears_of_it(town: Town) -> None:
    o = await office(town)
    due = (await case_of(town, o.number)).due_at
    await town.passes(hours=2)
    await o.dispatcher.says(f"/case {o.number}")
    assert len(o.dispatcher.buttons) == 4
    await o.dispatcher.presses("转办")
    o.dispatcher.sees(o.number, "城管局", "转给哪个单位")
    assert "城管局" not in o.dispatcher.buttons
    await o.dispatcher.presses("水务局")
    o.dispatcher.sees("待签收", "小陈从城管局转给水务局")
    o.member.saw("转给水务局", o.number)
    o.helper.saw("从城管局转给水务局", "6月8日（周一）前答复", LAMP[:8])
    o.resident.sees("从城管局转给水务局", o.number, "6月8日（周一）前答复您")
    case = await case_of(town, o.number)
    assert (case.unit_id, case.status, case.due_at, case.handler_id) == (o.water.id, "dispatched", due, None)
    await o.helper.presses("看详情")
    await o.helper.presses("签收")
    await o.member.says(f"/case {o.number}")
    o.member.sees("没有查到")
    await o.resident.says("进度")
    await o.resident.presses(o.number)
    o.resident.sees("转给了水务局")
    await o.dispatcher.presses_action(f"transfer-to:{o.case}:{o.city.id}")  # and back, before the unit signs again
    await o.dispatcher.presses_action(f"transfer-to:{o.case}:{o.water.id}")
    assert (await case_of(town, o.number)).unit_id == o.water.id


@life("in_progress return", "submitted dispatch", "dispatched return")
async def test_who_refused_and_why_stays_visible_to_who_sorts_next_and_to_the_next_unit(town: Town) -> None:
    o = await office(town)
    await o.member.presses("其他…")
    await o.member.presses("退回")
    await o.member.says("路灯归水务局养护")
    o.dispatcher.saw("城管局退回过：路灯归水务局养护")
    await o.dispatcher.presses_action(f"sort-to:{o.case}:{o.water.id}")
    await o.helper.says(f"/case {o.number}")
    o.helper.sees("城管局退回（张科长）：路灯归水务局养护")
    await o.helper.presses("退回")
    await o.helper.says("不是水管")
    o.dispatcher.saw("城管局退回过：路灯归水务局养护", "水务局退回过：不是水管")
    await o.dispatcher.presses_action(f"sort-to:{o.case}:{o.city.id}")
    await o.dispatcher.presses_action(f"transfer:{o.case}")
    o.dispatcher.sees("转给哪个单位", "水务局退回过：不是水管")


async def test_a_case_is_not_transferred_to_its_own_unit_nor_to_none(town: Town) -> None:
    o = await office(town)
    await o.dispatcher.presses_action(f"transfer-to:{o.case}:{o.city.id}")
    o.dispatcher.sees("本来就归城管局")
    await o.dispatcher.presses_action(f"transfer-to:{o.case}:987654")
    o.dispatcher.sees(NEVER)
    assert (await case_of(town, o.number)).unit_id == o.city.id


async def test_after_a_transfer_the_unit_may_return_for_two_workdays_and_no_longer(town: Town) -> None:
    o = await office(town)
    await town.passes(days=3)
    await o.member.presses_action(f"return:{o.case}")
    o.member.sees("不能直接退回")
    await o.dispatcher.presses_action(f"transfer-to:{o.case}:{o.water.id}")
    await o.helper.presses_action(f"return:{o.case}")
    o.helper.sees("为什么退回")
    await town.passes(days=5)  # checked once more when the words come
    await o.helper.says("不归我们")
    o.helper.sees("不能直接退回")
    assert (await case_of(town, o.number)).status == "dispatched"


# 会办


async def asked_to_help(town: Town, words: str = "请查一下水管有没有漏") -> Office:
    o = await office(town)
    await o.dispatcher.says(f"/case {o.number}")
    await o.dispatcher.presses("会办")
    o.dispatcher.sees("由城管局牵头")
    await o.dispatcher.presses("水务局")
    await o.dispatcher.says(words)
    return o


@life("in_progress co_handle", "in_progress resolve")
async def test_a_helping_unit_does_its_task_before_the_case_is_resolved(town: Town) -> None:
    o = await asked_to_help(town)
    o.dispatcher.sees("已请水务局会办", o.number)
    o.member.saw("请了水务局一起办", "请查一下水管有没有漏", "城管局牵头")
    o.helper.saw("请水务局会办：请查一下水管有没有漏", o.number, "城管局牵头，6月8日（周一）前答复")
    await o.member.presses_action(f"resolve:{o.case}")
    o.member.sees("会办的还没办完：水务局")
    await o.helper.says("/inbox")
    o.helper.sees("请您会办的 1 件", o.number, "城管局", "请查一下水管有没有漏")
    await o.helper.presses(o.number)
    o.helper.sees("请水务局会办（城管局牵头）", LAMP)
    o.helper.never_saw("王秀英")
    await o.helper.presses("会办完成")
    await o.helper.sends_photo("pipe", "查过了，水管是好的")
    o.helper.sees("已告诉城管局")
    o.member.saw("水务局办完了会办的事：查过了，水管是好的", "可以办结了")
    o.resident.never_saw("水管")
    await o.member.presses("看详情")
    o.member.sees("水务局会办完成（钱工）：查过了，水管是好的")
    await o.member.presses("照片")
    o.member.sees("附件 1 个")
    await o.member.presses_action(f"resolve:{o.case}")
    await o.member.says("修好了")
    assert (await case_of(town, o.number)).status == "resolved"
    await o.helper.says(f"/case {o.number}")
    o.helper.sees("没有查到")
    await o.helper.presses_action(f"case:{o.case}")
    o.helper.sees(NEVER)


async def test_a_helping_unit_has_its_task_in_the_digest_and_the_case_counts_for_the_unit_in_charge(town: Town) -> None:
    o = await asked_to_help(town)
    await town.clock_strikes("08:00")
    o.helper.saw("日报", "请您会办的 1 件", o.number, "请查一下水管有没有漏", "手上共 0 件")
    assert "会办" not in o.member.saw("日报", o.number, "新增 1 件").text


async def test_a_dispatcher_takes_a_task_back(town: Town) -> None:
    o = await asked_to_help(town)
    await o.dispatcher.says(f"/case {o.number}")
    o.dispatcher.sees("会办：水务局还没办完")
    await o.dispatcher.presses("其他…")
    await o.dispatcher.presses("收回会办 水务局")
    o.dispatcher.sees("水务局的会办收回了")
    o.helper.sees("不用再办了")
    o.member.saw("不用等水务局会办了")
    for action in (f"case:{o.case}", f"photos:{o.case}", f"help-done:{o.case}"):
        await o.helper.presses_action(action)
        o.helper.sees(NEVER)
    await o.dispatcher.presses_action(f"help-back:{o.case}:{o.water.id}")
    o.dispatcher.sees("已经办完或收回了")
    await o.member.presses_action(f"resolve:{o.case}")
    o.member.sees("怎么办好的")


async def test_help_is_not_lost_while_the_case_is_sorted_anew(town: Town) -> None:
    o = await asked_to_help(town)
    await o.member.presses_action(f"return:{o.case}")
    await o.member.says("不是我们管的")
    await o.helper.presses_action(f"case:{o.case}")
    o.helper.sees("请水务局会办：", LAMP)
    await o.helper.presses("会办完成")
    o.helper.sees("我转给牵头的单位")
    await o.helper.says("查过了，水管是好的")
    o.helper.sees("记下了，正在重新分派")
    await o.dispatcher.says(f"/case {o.number}")
    o.dispatcher.sees("水务局会办完成（钱工）：查过了，水管是好的")


async def test_nobody_helps_with_what_has_ended(town: Town) -> None:
    o = await asked_to_help(town)
    await o.resident.presses_action(f"withdraw-yes:{o.case}")
    o.helper.sees("不用再办了", o.number)
    await o.helper.presses_action(f"help-done:{o.case}")
    o.helper.sees(NEVER)


async def test_a_unit_that_gets_the_case_itself_does_not_help_any_more(town: Town) -> None:
    o = await asked_to_help(town)
    await o.dispatcher.presses_action(f"transfer-to:{o.case}:{o.water.id}")
    async with town.app.db.snapshot() as tx:
        assert await helps.open_of(tx, o.case) == []
    await o.helper.says(f"/case {o.number}")
    o.helper.sees("待签收")


async def test_a_unit_is_asked_once_at_a_time_and_the_one_in_charge_not_at_all(town: Town) -> None:
    o = await asked_to_help(town)
    await o.dispatcher.presses_action(f"help-to:{o.case}:{o.water.id}")
    o.dispatcher.sees("已经请水务局会办了")
    await o.dispatcher.presses_action(f"help-to:{o.case}:{o.city.id}")
    o.dispatcher.sees("就是城管局牵头办")


async def test_who_left_the_helping_unit_sees_nothing_of_it_by_any_way(town: Town) -> None:
    o = await asked_to_help(town)
    task = o.helper.saw("请水务局会办")
    await town.member(await town.unit("人社局"), person=o.helper)  # so that they still may press what is for staff
    await o.helper.presses("会办完成")
    await town.leaves(o.water, o.helper)
    await o.helper.says("查过了，没漏")
    o.helper.sees(NEVER)
    await o.helper.presses("看详情", in_message=task)
    o.helper.sees(NEVER)
    await o.helper.says(f"/case {o.number}")
    o.helper.sees("没有查到")
    await o.helper.says("影子", reply_to=task)
    o.helper.sees("先记在草稿里了")
    async with town.app.db.snapshot() as tx:
        assert len(await helps.open_of(tx, o.case)) == 1


async def test_a_retired_unit_helps_nobody(town: Town) -> None:
    o = await asked_to_help(town)
    admin = await town.admin()
    await admin.presses_action(f"unit-retire-yes:{o.water.id}")
    o.member.saw("不用等水务局会办了")
    async with town.app.db.snapshot() as tx:
        assert await helps.open_of(tx, o.case) == []


async def test_a_reply_to_a_task_says_how_it_is_done_and_opens_no_case(town: Town) -> None:
    o = await asked_to_help(town)
    await o.helper.says("明天去看", reply_to=o.helper.saw("请水务局会办"))
    o.helper.sees("会办的事办好了吗")
    await o.helper.presses("会办完成")
    await o.helper.says("看过了，没漏", reply_to=o.helper.last)
    o.member.saw("看过了，没漏")


async def test_a_helping_units_group_has_the_task_and_only_that(town: Town) -> None:
    o = await office(town)
    fire = await town.unit("消防队", group_channel="console", group_chat="-300")
    firefighter = await town.member(fire, "孙队长")
    await o.dispatcher.presses_action(f"help-to:{o.case}:{fire.id}")
    await o.dispatcher.says("看看有没有明火")
    assert "请消防队会办：看看有没有明火" in town.shown("-300")[-1].text
    await firefighter.presses("看详情", group="-300")
    assert LAMP in town.shown("-300")[-1].text
    await firefighter.presses("会办完成", group="-300", in_message=town.shown("-300")[0])
    assert "私下" in town.shown("-300")[-1].text
    await o.helper.presses_action(f"case:{o.case}", group="-300")
    assert NEVER in town.shown("-300")[-1].text


async def test_what_a_helping_unit_was_told_goes_with_the_residents_data(town: Town) -> None:
    o = await asked_to_help(town, "请找反映人王秀英问问")
    await o.helper.presses_action(f"help-done:{o.case}")
    await o.helper.says("问过王秀英了")
    await o.resident.says("/delete_my_data")
    await o.resident.presses("erase-me")
    async with town.app.db.snapshot() as tx:
        (row,) = await tx.all("SELECT task, words FROM helps")
    assert (row["task"], row["words"]) == ("", "")
