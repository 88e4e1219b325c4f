"""Several matters in one message, split by who wrote it or by a dispatcher, as conversations, on both engines."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.casework.lifecycle import Status
from bot.messages import IMPORTED, Address, Inbound, Kind
from storage import contacts, offices, queues, supports
from storage.records import Case
from tests.authorisation.test_admins import at_once
from tests.dialogues.test_dispatcher import case_of, events_of
from tests.town import Person, Town

LAMP, WAGES = "幸福小区门口的路灯坏了一周，晚上看不见。", "建筑公司拖欠我们工资三个月，讨薪没人管。"
SCHOOL = "小学食堂的午饭不干净，孩子的学校不管。"
TWO = f"{LAMP}另外，{WAGES}"
LIST = f"您好，我住幸福小区：\n1. 门口的路灯坏了一周，晚上看不见路。\n2. {WAGES}\n3. {SCHOOL}"
ONE = "幸福小区门口的路灯坏了一周。1. 老人晚上不敢出门。2. 孩子放学看不见路。3. 希望城管快点修好路灯。"


async def offices_of(town: Town) -> tuple[Person, Person]:
    """Somebody in the unit for lamps, and somebody in the one for wages."""
    urban, labour = await town.unit("城管局", "urban"), await town.unit("人社局", "labour")
    return await town.member(urban, "张科长"), await town.member(labour, "刘科长")


async def waiting(town: Town, resident: Person, text: str = TWO) -> str:
    """Sends it as one. It goes to several units, so that nobody is sure which, and it waits."""
    await resident.says(text)
    await resident.presses("提交")
    resident.sees("工作人员正在看该交给哪个单位")
    return resident.sees_number()


def action_of(person: Person, label: str) -> str:
    """What the button does that this person sees now."""
    return next(button.action for button in person.last.buttons if button.label == label)


async def all_cases(town: Town) -> list[Case]:
    async with town.app.db.snapshot() as tx:
        rows = await tx.all("SELECT number FROM cases WHERE number IS NOT NULL ORDER BY id")
    return [await case_of(town, row["number"]) for row in rows]


# The draft


async def test_a_message_about_two_things_is_split_with_one_press(town: Town) -> None:
    await offices_of(town)
    resident = await town.resident()
    await resident.says(TWO)
    resident.sees("看着像 2 件事", "1. 幸福小区门口的路灯坏了一周", "2. 另外，建筑公司拖欠我们工资")
    await resident.presses("分成 2 件提交")
    resident.saw("分成 2 件提交了")
    lamp, wages = await all_cases(town)
    assert (lamp.text, wages.text) == (LAMP, f"另外，{WAGES}")
    assert (lamp.split_from, wages.split_from) == (None, lamp.id)
    resident.saw(f"编号 {lamp.number}", "幸福小区门口", "已交给城管局，6月8日（周一）前答复您")
    resident.saw(f"编号 {wages.number}", "建筑公司", "已交给人社局，6月8日（周一）前答复您")
    assert await events_of(town, lamp.number or "") == ["split", "submit", "dispatch"]
    assert await events_of(town, wages.number or "") == ["split", "submit", "dispatch"]


async def test_left_alone_it_is_one_case(town: Town) -> None:
    resident = await town.resident()
    await resident.says(TWO)
    await town.passes(minutes=11)
    (case,) = await all_cases(town)
    assert case.text == TWO


async def test_a_list_is_split_and_what_stands_before_it_goes_with_each(town: Town) -> None:
    resident = await town.resident()
    await resident.says(LIST)
    resident.sees("看着像 3 件事", "1. 门口的路灯坏了一周", "2. 建筑公司", "3. 小学食堂")
    await resident.presses("分成 3 件提交")
    made = await all_cases(town)
    assert [case.text.startswith("您好，我住幸福小区：\n") for case in made] == [True] * 3
    assert [case.status for case in made] == ["submitted"] * 3  # no units are set up: they wait, each by itself


@pytest.mark.parametrize("text", [ONE, LAMP, "你好，请问路灯归谁管", WAGES * 3])
async def test_one_matter_is_not_offered(town: Town, text: str) -> None:
    resident = await town.resident()
    await resident.says(text)
    resident.sees("先记在草稿里了")
    resident.never_saw("件事")
    assert not any("分成" in label for label in resident.buttons)


async def test_two_messages_in_one_draft_may_be_two_matters(town: Town) -> None:
    resident = await town.resident()
    await resident.says(LAMP)
    resident.never_saw("件事")
    await resident.says(WAGES)
    resident.sees("看着像 2 件事")
    await resident.presses("分成 2 件提交")
    assert [case.text for case in await all_cases(town)] == [LAMP, WAGES]


async def test_files_place_and_anonymity_go_with_each(town: Town) -> None:
    lamps, wages = await offices_of(town)
    resident = await town.resident("赵无名")
    await resident.says(TWO)
    await resident.sends_photo("photo-7")
    await resident.sends_location(28.2, 112.9)
    await resident.presses("不留名")
    await resident.presses("分成 2 件提交")
    for case, member in zip(await all_cases(town), (lamps, wages), strict=True):
        assert (case.anonymous, case.latitude, case.longitude) == (True, 28.2, 112.9)
        await member.says(f"/case {case.number}")
        member.sees("附件 1 个", "28.200000,112.900000")
        await member.presses("联系人")
        member.never_saw("赵无名")
        await member.presses_action(f"photos:{case.id}")
        assert member.last.outbound.attachments[0].ref == "photo-7"


async def test_each_lives_by_itself_afterwards(town: Town) -> None:
    lamps, wages = await offices_of(town)
    resident = await town.resident()
    await resident.says(TWO)
    await resident.presses("分成 2 件提交")
    first, second = await all_cases(town)
    await resident.says("是 3 号楼的工地", reply_to=resident.saw(f"编号 {second.number}", "已交给人社局"))
    resident.sees("补充收到，已转给人社局", str(second.number))
    wages.sees("是 3 号楼的工地", str(second.number))
    await resident.presses_action(f"withdraw-yes:{second.id}")
    lamps.never_saw("3 号楼")
    assert (await case_of(town, first.number or "")).status == "dispatched"
    assert (await case_of(town, second.number or "")).status == "withdrawn"


async def test_what_is_edited_afterwards_reaches_all_that_came_out_of_it(town: Town) -> None:
    lamps, wages = await offices_of(town)
    resident = await town.resident()
    await resident.says(TWO)
    await resident.presses("分成 2 件提交")
    await resident.edits(TWO, TWO.replace("三个月", "五个月"))
    for case, member in zip(await all_cases(town), (lamps, wages), strict=True):
        member.sees("居民改为", "五个月", str(case.number))
        resident.saw("改过的话也转给", str(case.number))


async def test_who_sees_which_linked_number(town: Town) -> None:
    lamps, wages = await offices_of(town)
    dispatcher, resident = await town.dispatcher(), await town.resident()
    await resident.says(TWO)
    await resident.presses("分成 2 件提交")
    first, second = (str(case.number) for case in await all_cases(town))
    await resident.says(f"/case {first}")
    resident.sees(f"同一条消息里的：{second}", "一条消息里有几件事，分开办")
    await dispatcher.says(f"/case {second}")
    dispatcher.sees(f"同一条消息里的：{first}")
    for member, own, other in ((lamps, first, second), (wages, second, first)):
        await member.says(f"/case {own}")
        member.sees(own, "一条消息里有几件事，分开办")
        member.never_saw(other)
        member.never_saw("王阿姨")


async def test_a_group_reads_only_its_own_units_numbers(town: Town) -> None:
    unit = await town.unit("城管局", "urban", group_channel="console", group_chat="g1")
    await town.unit("人社局", "labour")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    await resident.says(TWO)
    await resident.presses("分成 2 件提交")
    first, second = await all_cases(town)
    assert first.unit_id == unit.id
    await dispatcher.presses_action(f"case:{first.id}", group="g1")
    assert str(first.number) in town.shown("g1")[-1].text
    assert str(second.number) not in town.shown("g1")[-1].text


async def test_after_an_edit_an_old_button_shows_what_is_there_now(town: Town) -> None:
    resident = await town.resident()
    await resident.says(TWO)
    old = action_of(resident, "分成 2 件提交")
    await resident.edits(TWO, LAMP)
    assert "分成 2 件提交" not in resident.buttons
    await resident.presses_action(old)
    resident.sees("先记在草稿里了")
    await resident.edits(TWO, f"{LAMP}另外，{SCHOOL}")
    resident.sees("看着像 2 件事")
    await resident.presses_action(old)
    assert await all_cases(town) == []
    await resident.presses("分成 2 件提交")
    assert [case.text for case in await all_cases(town)] == [LAMP, f"另外，{SCHOOL}"]
    await resident.presses_action(old)
    resident.sees("已经提交过了")


async def test_pressed_twenty_times_at_once_it_is_split_once(town: Town) -> None:
    resident = await town.resident()
    await resident.says(TWO)
    action = action_of(resident, "分成 2 件提交")
    await town.deliver(*(resident.inbound(kind=Kind.PRESS, choice=action, press=f"q{i}") for i in range(20)))
    assert len(await all_cases(town)) == 2


async def test_who_sends_very_much_does_not_send_half_of_it(town: Town) -> None:
    resident = await town.resident()
    limit = town.app.office.settings.cases_per_hour
    for _ in range(limit - 1):
        await resident.says("那边的事没人管")
        await resident.presses("提交")
    await resident.says(TWO)
    await resident.presses("分成 2 件提交")
    resident.sees(f"一小时就超过 {limit} 件了", "不会丢")
    assert len(await all_cases(town)) == limit - 1
    await town.passes(minutes=11)  # as one it may go
    assert [case.text for case in await all_cases(town)][-1] == TWO


async def test_who_chose_a_category_said_that_it_is_one_thing(town: Town) -> None:
    resident = await town.resident()
    await resident.says(TWO)
    await resident.presses("换类别")
    await resident.presses("城乡建设")
    resident.sees("类别：城乡建设")
    assert not any("分成" in label for label in resident.buttons)


async def test_only_its_writer_splits_a_draft(town: Town) -> None:
    resident, other, dispatcher = await town.resident(), await town.resident("孙邻居"), await town.dispatcher()
    await resident.says(TWO)
    action = action_of(resident, "分成 2 件提交")
    for person in (other, dispatcher):
        await person.presses_action(action)
        person.sees("这一步现在做不了了")
    assert await all_cases(town) == []


async def test_who_is_forgotten_is_forgotten_in_all_of_them(town: Town) -> None:
    resident = await town.resident()
    await resident.says(TWO)
    await resident.sends_photo("photo-7")
    await resident.presses("分成 2 件提交")
    await resident.says("/delete_my_data")
    await resident.presses_action("erase-me")
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM cases WHERE text <> '' OR reporter_id IS NOT NULL") == 0
        assert await tx.value("SELECT COUNT(*) FROM entries WHERE text <> '' OR media <> ''") == 0
        kept = [str(row["data"]) for row in await tx.all("SELECT data FROM events")]
    assert not any("路灯" in data or "工资" in data for data in kept)


# The dispatcher


async def test_a_dispatcher_splits_what_waits(town: Town) -> None:
    await offices_of(town)
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await waiting(town, resident)
    sent_at = town.now
    await town.passes(days=1)
    await dispatcher.says("/triage")
    dispatcher.sees("看着像 2 件事", "1. 幸福小区门口", "2. 另外，建筑公司")
    await dispatcher.presses("分成 2 件")
    first, second = await all_cases(town)
    dispatcher.sees(f"{number} 已分成 2 件，另外的编号：{second.number}", f"编号 {number}", LAMP)
    assert (first.number, first.text, first.status) == (number, LAMP, "submitted")
    assert (second.text, second.status, second.submitted_at) == (f"另外，{WAGES}", "dispatched", sent_at)
    assert second.dispatched_at == town.now
    resident.saw("您说的是 2 件事", "路灯", f"编号 {number}")
    resident.saw("建筑公司", "单独登记了", f"编号 {second.number}", "已交给人社局，6月9日（周二）前答复您")
    assert dispatcher.buttons[0] == "城乡建设"  # the guesses are those of what is left
    await dispatcher.presses("城乡建设")
    assert (await case_of(town, number)).status == "dispatched"


async def test_what_is_not_sure_waits_by_itself(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await waiting(town, resident)
    await dispatcher.presses("分成 2 件")
    dispatcher.sees("共 2 件等分派", number)
    _, second = await all_cases(town)
    resident.saw(f"编号 {second.number}", "工作人员正在看该交给哪个单位")


def off_the_card(case: Case) -> Case:
    """The case as if nobody had it on their card."""
    return replace(case, claimed_by=None, claimed_until=None)


async def test_a_split_can_be_taken_back(town: Town) -> None:
    await offices_of(town)
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await waiting(town, resident)
    before = await case_of(town, number)
    await dispatcher.presses("分成 2 件")
    await dispatcher.presses(f"撤销拆分 {number}")
    dispatcher.sees(f"{number} 又合成一件了", "看着像 2 件事")
    after, other = await all_cases(town)
    assert off_the_card(after) == before
    assert (other.status, other.closed_at) == (Status.MERGED, town.now)
    resident.sees("又合成一件办了", number)
    assert await events_of(town, number) == ["submit", "waits", "split", "unsplit"]
    await resident.says(f"/my {number}")
    assert str(other.number) not in resident.last.text
    await dispatcher.says("/triage")
    await dispatcher.presses("分成 2 件")  # and again, if it was right after all
    assert len(await all_cases(town)) == 3


async def test_who_supports_what_is_split_supports_each_part_until_it_is_taken_back(town: Town) -> None:
    _, wages = await offices_of(town)
    dispatcher, resident, neighbour = await town.dispatcher(), await town.resident(), await town.resident("孙大爷")
    number = await waiting(town, resident)
    await neighbour.says("幸福小区门口的路灯坏了一周，晚上看不见，我摔了一跤")
    await neighbour.presses("支持那一件")
    await dispatcher.presses("分成 2 件")
    second = (await all_cases(town))[-1]
    neighbour.sees("您支持的那一件里有 2 件事，分开办了", f"编号 {number}", f"分出来的：{second.number}")
    assert "工资" not in neighbour.last.text
    await neighbour.says(f"/my {second.number}")
    neighbour.sees(f"编号 {second.number}（您支持的）", "一共 2 位居民")
    await dispatcher.presses(f"撤销拆分 {number}")
    neighbour.saw("刚才分开的又合成一件办了", number)
    ids = [case.id for case in await all_cases(town)]
    async with town.app.db.snapshot() as tx:
        assert await supports.counts(tx, ids) == {ids[0]: 1}
    await dispatcher.says("/triage")
    await dispatcher.presses("分成 2 件")
    await wages.presses_action(f"sign:{(await all_cases(town))[-1].id}")
    neighbour.saw("您支持的那一件，人社局已签收")


async def test_a_part_that_somebody_else_supports_meanwhile_stays(town: Town) -> None:
    await offices_of(town)
    dispatcher, resident, neighbour = await town.dispatcher(), await town.resident(), await town.resident("孙大爷")
    number = await waiting(town, resident)
    await dispatcher.presses("分成 2 件")
    first, second = await all_cases(town)
    await neighbour.says("/my")
    async with town.app.db.transaction() as tx:
        contact = await contacts.by_chat(tx, "console", neighbour.id)
        assert contact is not None
        await supports.add(tx, second.id, contact.id, town.now)
    await dispatcher.presses_action(f"unsplit:{first.id}")
    dispatcher.sees("合不回去了", number)
    assert (await case_of(town, second.number or "")).status == second.status


@pytest.mark.parametrize("too_late", ["time", "signed", "added", "sorted", "undone", "withdrawn"])
async def test_afterwards_a_split_stays(town: Town, too_late: str) -> None:
    _, wages = await offices_of(town)
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await waiting(town, resident)
    await dispatcher.presses("分成 2 件")
    first, second = await all_cases(town)
    if too_late == "time":
        await town.passes(minutes=11)
    elif too_late == "signed":
        await wages.presses_action(f"sign:{second.id}")
    elif too_late == "added":
        await resident.says("是三号楼", reply_to=resident.saw(f"编号 {second.number}"))
    elif too_late == "sorted":
        await dispatcher.presses("城乡建设")
    elif too_late == "undone":
        await dispatcher.presses("撤销拆分")
    else:
        await resident.presses_action(f"withdraw-yes:{second.id}")
    before = await all_cases(town)
    await dispatcher.presses_action(f"unsplit:{first.id}")
    dispatcher.sees("合不回去了", number)
    assert await all_cases(town) == before


async def test_what_its_writer_split_the_office_does_not_put_together(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    await resident.says(TWO)
    await resident.presses("分成 2 件提交")
    first, second = await all_cases(town)
    for case in (first, second):
        await dispatcher.presses_action(f"unsplit:{case.id}")
        dispatcher.sees("合不回去了")
    assert await all_cases(town) == [first, second]


async def test_what_was_added_before_the_split_is_with_each(town: Town) -> None:
    _, wages = await offices_of(town)
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await waiting(town, resident)
    await town.passes(minutes=1)
    await resident.says("都在 3 号楼", reply_to=resident.saw(f"编号 {number}"))
    await dispatcher.presses("分成 2 件")
    _, second = await all_cases(town)
    await wages.says(f"/case {second.number}")
    wages.sees("都在 3 号楼", "建筑公司")
    assert "路灯" not in wages.last.text
    await dispatcher.presses("撤销拆分")
    first, _ = await all_cases(town)
    assert first.text == TWO


async def test_what_was_added_when_the_clock_had_been_put_back_is_with_each(town: Town) -> None:
    _, wages = await offices_of(town)
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await waiting(town, resident)
    town.now -= timedelta(minutes=2)
    await resident.says("都在 3 号楼", reply_to=resident.saw(f"编号 {number}"))
    await dispatcher.presses("分成 2 件")
    first, second = await all_cases(town)
    for case, reader in ((first, dispatcher), (second, wages)):
        await reader.says(f"/case {case.number}")
        reader.sees("都在 3 号楼")
    await dispatcher.presses_action(f"unsplit:{first.id}")
    assert (await case_of(town, number)).text == TWO


async def test_what_was_begun_before_the_clock_was_put_back_is_split_like_all_else(town: Town) -> None:
    _, wages = await offices_of(town)
    resident = await town.resident()
    await resident.says(TWO)
    town.now -= timedelta(minutes=2)
    await resident.presses("分成 2 件提交")
    _, second = await all_cases(town)
    await wages.says(f"/case {second.number}")
    wages.sees("建筑公司")
    assert "路灯" not in wages.last.text
    assert wages.last.text.count("建筑公司") == 1


async def test_two_dispatchers_split_it_once(town: Town) -> None:
    one, two, resident = await town.dispatcher(), await town.dispatcher("小周"), await town.resident()
    number = await waiting(town, resident)
    action = action_of(one, "分成 2 件")
    await one.presses_action(action)
    await two.presses_action(action)
    two.sees(f"{number} 小陈正在看")
    await town.passes(minutes=6)
    await two.presses_action(action)
    two.sees(number, LAMP)
    assert len(await all_cases(town)) == 2


@pytest.mark.parametrize("who", ["dispatchers", "resident"])
async def test_at_the_same_moment_it_is_split_once(town: Town, who: str) -> None:
    one, two, resident = await town.dispatcher(), await town.dispatcher("小周"), await town.resident()
    if who == "resident":
        one = two = resident
        await resident.says(TWO)
    else:
        await waiting(town, resident)
    action = action_of(one, "分成 2 件" if who == "dispatchers" else "分成 2 件提交")
    await at_once(town, *(person.inbound(kind=Kind.PRESS, choice=action, press="p") for person in (one, two)))
    assert len(await all_cases(town)) == 2


async def test_an_imported_row_is_split_only_by_a_dispatcher(town: Town) -> None:
    await offices_of(town)
    dispatcher = await town.dispatcher()
    row = Inbound("row-1", Address(IMPORTED, "1"), town.now, None, text=TWO, title="幸福小区两件事", source="座谈会")
    await town.deliver(row)
    (case,) = await all_cases(town)
    assert case.text == TWO
    await dispatcher.says("/triage")
    await dispatcher.presses("分成 2 件")
    first, second = await all_cases(town)
    assert (second.source, second.title, second.status) == ("座谈会", "", "dispatched")
    assert second.text == f"另外，{WAGES}\n幸福小区两件事"
    await dispatcher.presses("撤销拆分")
    assert off_the_card((await all_cases(town))[0]) == case
    assert first.number == case.number


async def test_an_urgent_case_is_not_held_up(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    await resident.says(f"着火了，快来人。{TWO}")
    resident.sees("先记在草稿里了")
    assert not any("分成" in label for label in resident.buttons)
    await resident.presses("提交")
    dispatcher.sees("‼")
    assert not any("分成" in label for label in dispatcher.buttons)


async def test_a_dispatchers_split_of_one_part_of_a_split_can_be_taken_back_without_its_siblings(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    await resident.says(LIST)
    await resident.presses("分成 3 件提交")
    first, *_ = await all_cases(town)
    async with town.app.db.transaction() as tx:  # the first one says more than it seemed
        await tx.run("UPDATE cases SET text = :t WHERE id = :id", t=TWO, id=first.id)
    await dispatcher.presses_action(f"triage-case:{first.id}")
    await dispatcher.presses("分成 2 件")
    await dispatcher.presses("撤销拆分")
    text = (await case_of(town, first.number or "")).text
    assert LAMP in text
    assert WAGES in text
    assert SCHOOL not in text


async def test_english_readers_are_asked_in_english(town: Town) -> None:
    resident = await town.resident("John", "en")
    await resident.says(TWO)
    resident.sees("These look like 2 matters")
    await resident.presses("Send as 2")
    resident.saw("sent as 2 cases")


async def test_what_is_kept_of_a_person_names_all_of_them(town: Town) -> None:
    resident = await town.resident()
    await resident.says(TWO)
    await resident.presses("分成 2 件提交")
    async with town.app.db.snapshot() as tx:
        data = await contacts.own_data(tx, await tx.value("SELECT id FROM contacts WHERE account = :a", a=resident.id))
    assert len(data["cases"]) == 2
    assert WAGES in json.dumps(data, ensure_ascii=False, default=str)


async def test_what_waited_for_a_unit_before_the_split_is_about_something_else_now(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    surely_wages = "建筑公司拖欠工资三个月，社保没交，劳动合同没签，加班费不给，工伤没认定，讨薪没人管。"
    await waiting(town, resident, f"{LAMP}另外，{surely_wages}")
    async with town.app.db.snapshot() as tx:
        ids = {c.code: c.id for c in await offices.categories(tx)}
        assert len(await queues.without_unit(tx, ids["labour"], 9)) == 1
    await dispatcher.presses("分成 2 件")
    first, second = await all_cases(town)
    async with town.app.db.snapshot() as tx:
        assert first.category_id == ids["urban"]
        assert await queues.without_unit(tx, ids["urban"], 9) == []
        assert await queues.without_unit(tx, ids["labour"], 9) == [second]
