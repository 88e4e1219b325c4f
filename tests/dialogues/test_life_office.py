"""The rest of a case's life on the office's side: sorted, merged later, declined and taken up again, answered with
photos, moved on by the clock. As conversations on both engines."""

import pytest

from storage import supports
from tests.dialogues.life import life
from tests.dialogues.test_life_units import LAMP, NEVER, Office, case_of, office
from tests.town import Person, Town

UNCLEAR = "这件事真让人头疼"
TWO_MATTERS = "幸福小区门口的路灯坏了一周。另外，建筑公司拖欠工资三个月，讨薪没人管"


async def reported(who: Person, text: str) -> str:
    await who.says(text)
    await who.presses("提交")
    return who.sees_number()


# Sorted


@life("draft submit", "draft discard")
async def test_a_draft_is_sent_by_itself(town: Town) -> None:
    resident = await town.resident()
    await resident.says(LAMP)
    await town.passes(minutes=6)
    resident.sees("已登记")
    await resident.says("不用管这条")
    await resident.presses("不要了")
    resident.sees("这条不要了")


@life("submitted split", "submitted unsplit", "submitted dispatch")
async def test_two_matters_are_split_united_and_dispatched(town: Town) -> None:
    city, dispatcher, resident = await town.unit("城管局"), await town.dispatcher(), await town.resident()
    number = await reported(resident, TWO_MATTERS)
    await dispatcher.says("/triage")
    await dispatcher.presses("分成 2 件")
    dispatcher.sees(f"{number} 已分成 2 件")
    await dispatcher.presses(f"撤销拆分 {number}")
    dispatcher.sees("又合成一件了")
    case = await case_of(town, number)
    await dispatcher.presses_action(f"sort-to:{case.id}:{city.id}")
    resident.saw("已交给城管局", number)


# Merged


@life("submitted merge", "merged unmerge")
async def test_what_waits_is_merged_by_its_number_and_taken_out_again(town: Town) -> None:
    o = await office(town)
    neighbour = await town.resident("孙邻居")
    number = await reported(neighbour, UNCLEAR)
    await o.dispatcher.says(f"/case {number}")
    await o.dispatcher.presses("其他…")
    await o.dispatcher.presses("并到另一件")
    await o.dispatcher.says(o.number)
    o.dispatcher.sees(f"{number} 已并入 {o.number}")
    neighbour.saw("是同一件事", o.number)
    await o.dispatcher.says(f"/case {number}")
    await o.dispatcher.presses(f"撤销并单 {number}")
    o.dispatcher.sees(f"{number} 已从 {o.number} 分出来")
    neighbour.saw("还是单独办")


@life("dispatched merge", "in_progress merge", "merged unmerge")
async def test_what_is_with_a_unit_is_merged_by_its_number_and_taken_out_again(town: Town) -> None:
    for signed in (False, True):
        o = await office(town, signed=signed) if not signed else await _another(town)
        neighbour = await town.resident("孙邻居")
        parent = await reported(neighbour, "和平里的路灯倒了")
        await o.dispatcher.says(f"/case {o.number}")
        if "并到另一件" not in o.dispatcher.buttons:
            await o.dispatcher.presses("其他…")
        await o.dispatcher.presses("并到另一件")
        await o.dispatcher.says(parent)
        o.dispatcher.sees(f"{o.number} 已并入 {parent}")
        o.member.saw(f"这件并到 {parent} 里一起办了", o.number)
        o.resident.saw("是同一件事", parent)
        assert (await case_of(town, o.number)).status == "merged"
        await o.dispatcher.presses(f"撤销并单 {o.number}")
        case = await case_of(town, o.number)
        assert (case.status, case.unit_id, case.reporter_id is None) == ("submitted", None, False)
        o.resident.saw("还是单独办", o.number)


async def _another(town: Town) -> Office:
    """The same with units and people of other names, signed for."""
    made = Office()
    made.city = await town.unit("住建局")
    made.member, made.dispatcher = await town.member(made.city, "马工"), await town.dispatcher("小吴")
    made.resident = await town.resident("李秀英")
    made.number = await reported(made.resident, UNCLEAR)
    made.case = (await case_of(town, made.number)).id
    await made.dispatcher.presses_action(f"sort-to:{made.case}:{made.city.id}")
    await made.member.presses_action(f"sign:{made.case}")
    return made


async def test_a_case_is_not_merged_while_its_resident_is_asked(town: Town) -> None:
    o = await office(town)
    await o.member.presses_action(f"ask:{o.case}")
    await o.member.says("在几号楼？")
    await o.dispatcher.presses_action(f"merge-choose:{o.case}")
    o.dispatcher.sees("现在：等居民补充")


# Declined


@life("submitted decline", "declined reopen")
async def test_what_was_declined_is_taken_up_again_at_once_and_much_later(town: Town) -> None:
    await town.unit("城管局", "urban")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(resident, UNCLEAR)
    await dispatcher.says("/triage")
    for button in ("不受理", "看不明白", "不受理"):
        await dispatcher.presses(button)
    dispatcher.sees(f"{number} 不受理")
    await dispatcher.presses(f"重新受理 {number}")
    dispatcher.sees(f"{number} 重新受理了", f"编号 {number}")
    resident.sees("重新受理了", number)
    for button in ("不受理", "看不明白", "不受理"):
        await dispatcher.presses(button)
    await town.passes(days=30)
    await dispatcher.says(f"/case {number}")
    await dispatcher.presses(f"重新受理 {number}")
    case = await case_of(town, number)
    assert (case.status, case.closed_at) == ("submitted", None)
    await dispatcher.says(f"/case {number}")
    dispatcher.sees("小陈重新受理")
    await resident.says("进度")
    await resident.presses(number)
    resident.sees("等待分派", "重新受理了")


async def test_what_was_not_declined_is_not_taken_up(town: Town) -> None:
    o = await office(town)
    await o.dispatcher.presses_action(f"take-up:{o.case}")
    o.dispatcher.sees("现在做不了", "办理中")
    await o.member.presses_action(f"take-up:{o.case}")
    o.member.sees(NEVER)


# Answered, asked, resolved, with photos both ways


@life("dispatched sign", "in_progress answer", "in_progress ask", "in_progress resolve", "resolved answer")
async def test_unit_and_resident_talk_with_photos_and_neither_sees_the_others_account(town: Town) -> None:
    o = await office(town, signed=False)
    neighbour = await town.resident("孙邻居")
    await neighbour.says("/start")
    async with town.app.db.transaction() as tx:
        id = await tx.value("SELECT id FROM contacts WHERE name = :n", n="孙邻居")
        await supports.add(tx, o.case, id, town.now)
    await o.member.says(f"/case {o.number}")
    await o.member.presses("签收")
    await o.member.presses("答复")
    await o.member.sends_photo("van", "车已经派出去了")
    assert [a.ref for a in o.resident.saw("城管局答复您", "车已经派出去了").outbound.attachments] == ["van"]
    await o.resident.sends_photo("dark", "还是黑的", reply_to=o.resident.last)
    o.member.saw("居民补充：还是黑的", "附件 1 个")
    await o.member.presses("看详情")
    await o.member.presses("照片")
    assert {a.ref for a in o.member.last.outbound.attachments} == {"van", "dark"}
    await o.member.presses_action(f"ask:{o.case}")
    await o.member.says("是哪一盏？")
    await o.resident.sends_photo("third", "东门第三盏")
    o.member.saw("居民回答：东门第三盏", "附件 1 个")
    await o.member.presses_action(f"resolve:{o.case}")
    await o.member.sends_photo("lamp-1", "换好了", album="a1")
    await o.member.sends_photo("lamp-2", album="a1")
    assert [a.ref for a in o.resident.saw("城管局说办好了", "换好了").outbound.attachments] == ["lamp-1"]
    assert [a.ref for a in o.resident.saw("城管局还发来了照片").outbound.attachments] == ["lamp-2"]
    assert [a.ref for a in neighbour.saw("您支持的那一件", "换好了").outbound.attachments] == ["lamp-1"]
    assert [a.ref for a in neighbour.last.outbound.attachments] == ["lamp-2"]
    await o.member.says("保修一年", reply_to=o.member.saw("已办结"))
    o.resident.sees("城管局答复您", "保修一年")
    for name in ("张科长", o.member.id):
        o.resident.never_saw(name)
        neighbour.never_saw(name)
    o.member.never_saw("王秀英")
    await o.dispatcher.says(f"/case {o.number}")
    o.dispatcher.sees("张科长答复：车已经派出去了", "张科长办结：换好了")


@life("info_requested answer", "info_requested resume")
async def test_without_an_answer_the_case_goes_on(town: Town) -> None:
    o = await office(town)
    await o.member.presses_action(f"ask:{o.case}")
    await o.member.says("在几号楼？")
    await o.member.says("有照片更好", reply_to=o.member.last)
    o.resident.sees("有照片更好")
    await town.passes(days=6)
    o.member.saw("天了，居民没有回答", o.number)
    assert (await case_of(town, o.number)).status == "in_progress"


@life("resolved expire")
async def test_without_a_rating_the_case_is_closed(town: Town) -> None:
    o = await office(town)
    await o.member.presses_action(f"resolve:{o.case}")
    await o.member.says("换好了")
    await town.passes(days=15)
    assert (await case_of(town, o.number)).status == "closed"


@pytest.mark.parametrize("step", ["answer", "resolve", "ask", "return"])
async def test_with_a_case_that_ended_nothing_is_done(town: Town, step: str) -> None:
    o = await office(town)
    await o.resident.presses_action(f"withdraw-yes:{o.case}")
    for person in (o.member, o.dispatcher):
        await person.presses_action(f"{step}:{o.case}")
        person.sees("现在做不了", "居民已撤回")
