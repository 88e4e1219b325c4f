"""What somebody of the office writes is for whom it was meant: a resident, or somebody they take a case in for. On both
engines."""

from storage import cases
from storage.records import Case
from tests.town import Person, Town

LAMP = "幸福小区门口路灯坏了一周"


async def office(town: Town) -> tuple[Person, Person, Person, str]:
    """A member of the unit that has a case, a dispatcher, the resident, the case's number."""
    member, dispatcher = await town.member(await town.unit("城管局", "urban")), await town.dispatcher()
    resident = await town.resident()
    await resident.says(LAMP)
    await resident.presses("提交")
    return member, dispatcher, resident, resident.sees_number()


async def case(town: Town, id: int) -> Case:
    async with town.app.db.snapshot() as tx:
        return await cases.get(tx, id)


# Words for a resident


async def test_words_for_a_resident_find_their_way_though_a_command_came_between(town: Town) -> None:
    member, _, resident, number = await office(town)
    await member.presses_action("answer:1")
    await member.says("/inbox")
    await member.says("明天上午去修")
    resident.never_saw("明天上午去修")
    member.sees("这算您自己反映的", "明天上午去修")
    await member.presses(f"这是答复 {number} 的")
    resident.sees("明天上午去修", number)
    member.sees("已答复居民", number)
    assert (await case(town, 1)).status == "in_progress"
    assert (await case(town, 2)).status == "discarded"
    await town.passes(minutes=10)
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM cases WHERE number IS NOT NULL") == 1
    await member.says("我家楼下的井盖松了")  # from now on it is their own
    assert not any(button.startswith("这是答复") for button in member.buttons)


async def test_photos_sent_with_the_words_go_along_and_photos_alone_still_want_words(town: Town) -> None:
    member, _, resident, number = await office(town)
    await member.presses_action("resolve:1")
    await member.says("/inbox")
    await member.sends_photo("lamp")
    await member.presses(f"这是 {number} 的办结")
    member.sees(number)
    resident.never_saw("修好了")
    await member.says("修好了")
    said = resident.saw("修好了", number)
    assert [file.ref for file in said.outbound.attachments] == ["lamp"]
    assert (await case(town, 1)).status == "resolved"


async def test_a_question_that_a_command_came_between_is_still_a_question(town: Town) -> None:
    member, _, resident, number = await office(town)
    await member.presses_action("ask:1")
    await member.says("/stats")
    await member.says("在几号楼？")
    await member.presses(f"这是问 {number} 居民的")
    resident.sees("在几号楼", number)
    assert (await case(town, 1)).status == "info_requested"


async def test_what_the_member_wrote_for_themselves_before_is_never_sent_along(town: Town) -> None:
    member, _, resident, _ = await office(town)
    await member.says("我家楼下的井盖松了")
    await town.passes(minutes=1)
    await member.presses_action("answer:1")
    await member.says("/inbox")
    await member.says("明天上午去修")
    member.sees("井盖松了", "明天上午去修")
    assert not any(button.startswith("这是答复") for button in member.buttons)
    resident.never_saw("明天上午去修")


async def test_who_may_not_or_comes_too_late_sends_nothing(town: Town) -> None:
    member, dispatcher, resident, number = await office(town)
    await member.presses_action("answer:1")
    await member.says("/inbox")
    await member.says("明天上午去修")
    other = await town.member(await town.unit("水务局"), "钱工")
    for person in (other, resident, dispatcher):
        await person.presses_action("pass-on:2:1:answer")
        person.sees("现在做不了了")
    await member.presses_action("pass-on:2:1:return")
    member.sees("现在做不了了")
    resident.never_saw("明天上午去修")
    assert (await case(town, 2)).text == "明天上午去修"
    await resident.presses_action("withdraw-yes:1")
    await member.presses(f"这是答复 {number} 的")
    resident.never_saw("明天上午去修")
    await member.says("/inbox")
    await town.passes(hours=2)
    await member.says("我家楼下的井盖松了")
    assert not any(button.startswith("这是答复") for button in member.buttons)


# For somebody else


async def test_at_a_meeting_the_next_matter_is_just_written(town: Town) -> None:
    _, dispatcher, _, _ = await office(town)
    await dispatcher.says("/record 座谈会 东街井盖坏了")
    await dispatcher.presses("不留")
    await dispatcher.presses("提交")
    dispatcher.sees("还有别人说的，直接写下一件")
    await dispatcher.says("谢谢")
    await dispatcher.says("西街路灯不亮，李大妈摔了一跤")
    dispatcher.sees("记下了：“西街路灯不亮，李大妈摔了一跤”", "是谁说的")
    await dispatcher.says("李大妈 13812345678")
    dispatcher.sees("座谈会：“西街路灯不亮", "李**")
    await dispatcher.presses("提交")
    found = await case(town, 3)
    assert (found.source, found.reporter_id is not None) == ("meeting", True)
    async with town.app.db.snapshot() as tx:
        mine = "SELECT COUNT(*) FROM cases c JOIN contacts p ON p.id = c.reporter_id WHERE p.account = :a"
        assert await tx.value(mine, a=dispatcher.id) == 0


async def test_much_later_it_is_the_dispatchers_own_and_says_so_and_can_be_somebody_elses(town: Town) -> None:
    _, dispatcher, _, _ = await office(town)
    await dispatcher.says("/record 座谈会 东街井盖坏了")
    await dispatcher.presses("不留")
    await dispatcher.presses("提交")
    await town.passes(minutes=40)
    await dispatcher.says("西街路灯不亮，李大妈摔了一跤")
    dispatcher.sees("这算您自己反映的；不是的话，点下面改")
    await dispatcher.presses("替居民记的")
    dispatcher.sees("从哪里来的")
    await dispatcher.presses("走访")
    dispatcher.sees("记下了：“西街路灯不亮，李大妈摔了一跤”", "是谁说的")
    await dispatcher.says("李大妈")
    dispatcher.sees("走访：“西街路灯不亮", "李**")
    await dispatcher.presses("提交")
    found = await case(town, 3)
    assert (found.source, found.status) == ("visit", "dispatched")


async def test_only_the_office_takes_in_and_only_drafts_of_their_own(town: Town) -> None:
    member, dispatcher, resident, _ = await office(town)
    await resident.says("西街路灯不亮")
    assert "替居民记的" not in resident.buttons
    assert "这算您自己" not in resident.last.text
    for person in (member, resident, dispatcher):
        for action in ("record-this:2", "record-this-from:2:visit"):
            await person.presses_action(action)
            person.sees("现在做不了了")
    await dispatcher.says("北街路灯也不亮")
    await dispatcher.presses_action("record-this-from:3:nonsense")
    dispatcher.sees("现在做不了了")
    assert (await case(town, 3)).taken_by is None
