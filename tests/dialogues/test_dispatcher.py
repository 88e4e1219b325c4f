"""Dispatchers sort what the tagger was not sure of, as conversations, on both engines."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from storage import cases, queues
from storage.records import Case
from tests.town import Person, Town

UNCLEAR = "这件事真让人头疼"
SCHOOL = "孩子上学和工资的事"  # two guesses, neither sure
FIRE = "着火了，快来人"


async def reported(town: Town, resident: Person, text: str = UNCLEAR) -> str:
    await resident.says(text)
    await resident.presses("提交")
    return resident.sees_number()


async def case_of(town: Town, number: str) -> Case:
    async with town.app.db.snapshot() as tx:
        id = await tx.value("SELECT id FROM cases WHERE number = :n", n=number)
        return await cases.get(tx, id)


async def events_of(town: Town, number: str) -> list[str]:
    async with town.app.db.snapshot() as tx:
        rows = await tx.all(
            "SELECT e.kind FROM events e JOIN cases c ON c.id = e.case_id WHERE c.number = :n ORDER BY e.id", n=number
        )
    return [row["kind"] for row in rows]


# The queue


async def test_what_waits_comes_urgent_first_then_oldest(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    old = await reported(town, resident)
    new = await reported(town, resident, "那边的事没人管")
    urgent = await reported(town, resident, FIRE)
    dispatcher.sees(urgent, "‼")  # an urgent one is told at once
    await dispatcher.says("/triage")
    for number in (urgent, old, new):
        dispatcher.sees(f"编号 {number}", "等分派")
        for button in ("不受理", "看不明白", "不受理"):
            await dispatcher.presses(button)
    dispatcher.sees(f"{new} 不受理", "都分派完了")


async def test_with_nothing_waiting_all_is_sorted(town: Town) -> None:
    dispatcher = await town.dispatcher()
    await dispatcher.says("/triage")
    dispatcher.sees("都分派完了")


async def test_a_card_hides_phone_numbers_and_names(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident("王桂芳")
    await reported(town, resident, "这件事真让人头疼，打13812345678找我")
    dispatcher.sees("138****5678")
    dispatcher.never_saw("13812345678")
    dispatcher.never_saw("王桂芳")


async def test_the_whole_case_is_one_tap_away(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident, "这件事真让人头疼。" * 60)
    assert len(dispatcher.last.text) < 500
    await dispatcher.presses("看详情")
    dispatcher.sees("这件事真让人头疼。" * 60, "等待分派", number)
    assert dispatcher.buttons[:3] == ["其他类别", "指定单位", "不受理"]


async def test_a_case_may_be_left_for_later(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    first = await reported(town, resident)
    await dispatcher.says("/triage")
    assert "下一件" not in dispatcher.buttons  # there is none
    second = await reported(town, resident, "那边的事没人管")
    third = await reported(town, resident, FIRE)
    await dispatcher.says("/triage")
    for number in (third, first, second, third):
        dispatcher.sees(f"编号 {number}")
        await dispatcher.presses("下一件")


# To a unit


async def test_one_tap_on_the_first_or_second_guess_sends_it_to_the_unit(town: Town) -> None:
    labour, education = await town.unit("人社局", "labour"), await town.unit("教育局", "education")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident, SCHOOL)
    resident.sees("工作人员正在看该交给哪个单位")
    await dispatcher.says("/triage")
    assert dispatcher.buttons[:2] == ["劳动和社会保障", "教育文体"]
    await dispatcher.presses("教育文体")
    dispatcher.sees(f"{number} 已派给教育局", "都分派完了")
    resident.sees("已交给教育局", number, "6月8日（周一）前答复您")
    case = await case_of(town, number)
    assert (case.status, case.unit_id) == ("dispatched", education.id)
    assert await events_of(town, number) == ["submit", "waits", "category", "dispatch"]
    async with town.app.db.snapshot() as tx:
        said = next(e for e in await cases.events(tx, case.id) if e.kind == "category")
    assert said.note == "education"
    assert '"from": "labour"' in said.data  # the correction is kept for learning
    assert labour.id != case.unit_id


async def test_the_next_card_comes_in_the_place_of_the_sorted_one(town: Town) -> None:
    await town.unit("人社局", "labour")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    first = await reported(town, resident, SCHOOL)
    second = await reported(town, resident)
    await dispatcher.says("/triage")
    shown = len(town.shown(dispatcher.id))
    await dispatcher.presses("劳动和社会保障")
    dispatcher.sees(f"{first} 已派给人社局", f"编号 {second}")
    assert len(town.shown(dispatcher.id)) == shown


async def test_any_category_or_unit_can_be_chosen_from_a_short_list(town: Town) -> None:
    unit = await town.unit("教育局", "education")
    other = await town.unit("街道办")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    first, second = await reported(town, resident), await reported(town, resident, "那边的事没人管")
    await dispatcher.says("/triage")
    await dispatcher.presses("其他类别")
    dispatcher.sees(first, "属于哪一类")
    assert {"城乡建设", "教育文体", "返回"} < set(dispatcher.buttons)
    await dispatcher.presses("返回")
    dispatcher.sees(f"编号 {first}")
    await dispatcher.presses("其他类别")
    await dispatcher.presses("教育文体")
    assert (await case_of(town, first)).unit_id == unit.id
    await dispatcher.presses("指定单位")
    dispatcher.sees(second, "派给哪个单位")
    await dispatcher.presses("街道办")
    case = await case_of(town, second)
    assert (case.unit_id, case.category_id) == (other.id, None)


async def test_a_category_without_a_unit_asks_for_one(town: Town) -> None:
    other = await town.unit("街道办")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident, SCHOOL)
    await dispatcher.says("/triage")
    await dispatcher.presses("教育文体")
    dispatcher.sees("教育文体还没有定单位")
    await dispatcher.presses("街道办")
    case = await case_of(town, number)
    assert case.unit_id == other.id
    assert "category" in await events_of(town, number)
    assert town.app.office.categories[case.category_id or 0].code == "education"


async def test_the_area_decides_between_units_of_a_category(town: Town) -> None:
    everywhere = await town.unit("教育局", "education")
    east = await town.unit("东城教育局", "education", area="东城")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    first = await reported(town, resident, f"东城{SCHOOL}")
    second = await reported(town, resident, SCHOOL)
    await dispatcher.says("/triage")
    await dispatcher.presses("教育文体")
    await dispatcher.presses("教育文体")
    assert (await case_of(town, first)).unit_id == east.id
    assert (await case_of(town, second)).unit_id == everywhere.id


async def test_many_units_are_shown_page_by_page(town: Town) -> None:
    for i in range(23):
        await town.unit(f"第{i + 1}局")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident, SCHOOL)
    await dispatcher.says("/triage")
    await dispatcher.presses("教育文体")
    assert "第21局" not in dispatcher.buttons
    await dispatcher.presses("下一页")
    assert dispatcher.buttons == ["第21局", "第22局", "第23局", "上一页", "返回"]
    await dispatcher.presses("第23局")
    case = await case_of(town, number)
    assert town.app.office.unit_name(case.unit_id) == "第23局"
    assert case.category_id is not None  # chosen before, and kept over the pages


async def test_an_urgent_case_is_told_to_its_unit_at_once(town: Town) -> None:
    member = await town.member(await town.unit("消防队"))
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident, FIRE)
    await dispatcher.presses("指定单位")
    await dispatcher.presses("消防队")
    member.sees("加急", number, "2 小时内答复")
    resident.sees("今天 11:00 前答复您")


# Two dispatchers


async def test_of_two_dispatchers_one_sorts_and_the_other_reads_so(town: Town) -> None:
    """The card of the first that waits was shown to both."""
    await town.unit("人社局", "labour")
    one, two = await town.dispatcher(), await town.dispatcher("小周")
    resident = await town.resident()
    first, second = await reported(town, resident, SCHOOL), await reported(town, resident)
    stale = two.last
    await one.presses("劳动和社会保障")
    one.sees(f"{first} 已派给人社局", f"编号 {second}")
    await two.presses("劳动和社会保障", in_message=stale)
    two.sees(f"{first} 刚才有人先处理了：人社局", "等分派的 1 件同事正在看")
    assert (await events_of(town, first)).count("dispatch") == 1
    case = await case_of(town, first)
    for list_of in ("sort-other", "sort-unit", "decline"):
        await one.presses_action(f"{list_of}:{case.id}")
        one.sees("刚才有人先处理了")


async def test_two_dispatchers_get_different_cards(town: Town) -> None:
    await town.unit("人社局", "labour")
    one, two = await town.dispatcher(), await town.dispatcher("小周")
    resident = await town.resident()
    first, second, third = [await reported(town, resident, text) for text in (SCHOOL, "那边没人管", "这边也没人管")]
    pushed = two.last
    await one.says("/triage")
    one.sees(f"编号 {first}")
    await two.says("/triage")
    two.sees(f"编号 {second}")
    await two.presses("其他类别", in_message=pushed)
    two.sees(f"{first} 小陈正在看（到 09:05）", f"编号 {second}")
    await two.presses("下一件")
    two.sees(f"编号 {third}")
    await one.presses("下一件")  # what they went on from is free for others
    one.sees(f"编号 {second}")
    await two.presses("下一件")
    two.sees(f"编号 {first}")
    await two.presses("劳动和社会保障")
    two.sees(f"{first} 已派给人社局", f"编号 {third}")
    two_more = await case_of(town, second)
    await two.presses_action(f"merge-choose:{two_more.id}")
    two.sees(f"{second} 小陈正在看")


async def test_who_only_looks_does_not_hold_a_case_for_long(town: Town) -> None:
    one, two = await town.dispatcher(), await town.dispatcher("小周")
    number = await reported(town, await town.resident(), "那边没人管")
    await one.says("/triage")
    await two.says("/triage")
    two.sees("等分派的 1 件同事正在看")
    await town.passes(minutes=5)
    await two.says("/triage")
    two.sees(f"编号 {number}")
    await one.presses("指定单位")
    one.sees(f"{number} 小周正在看")


async def test_of_two_workers_each_claims_another_case(town: Town) -> None:
    one, two = await town.dispatcher(), await town.dispatcher("小周")
    resident = await town.resident()
    numbers = [await reported(town, resident, text) for text in ("那边没人管", "这边也没人管")]
    until = town.now + timedelta(minutes=5)
    async with town.app.db.snapshot() as tx:
        ids = [await tx.value("SELECT id FROM contacts WHERE account = :a", a=p.id) for p in (one, two)]

    async def claimed(contact_id: int, begun: asyncio.Event, others: asyncio.Event) -> str | None:
        async with town.app.db.transaction() as tx:
            case = await queues.claim_next(tx, contact_id, town.now, until)
            begun.set()
            with suppress(TimeoutError):  # on SQLite the other one waits for this transaction
                await asyncio.wait_for(others.wait(), 0.2)
            return case.number if case else None

    first, second = asyncio.Event(), asyncio.Event()
    got = await asyncio.gather(claimed(ids[0], first, second), claimed(ids[1], second, first))
    assert sorted(filter(None, got)) == sorted(numbers)


# Taking back


async def test_a_dispatch_can_be_taken_back_for_ten_minutes(town: Town) -> None:
    labour = await town.member(await town.unit("人社局", "labour"))
    await town.unit("教育局", "education")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident, SCHOOL)
    await dispatcher.says("/triage")
    await dispatcher.presses("劳动和社会保障")
    await town.passes(minutes=10)
    await dispatcher.presses("撤销分派")
    dispatcher.sees(f"{number} 已收回", f"编号 {number}")
    assert "退回过" not in dispatcher.last.text  # nobody refused it
    case = await case_of(town, number)
    assert (case.status, case.unit_id, case.due_at, case.dispatched_at) == ("submitted", None, None, None)
    await labour.says("/inbox")
    labour.sees("没有要办的了")
    await dispatcher.presses("看详情")
    dispatcher.sees("小陈从人社局收回")
    await town.passes(days=1)
    await dispatcher.presses("教育文体")
    resident.sees("已交给教育局", number, "6月9日（周二）前答复您")  # its time begins now
    await dispatcher.presses("撤销分派")
    assert (await case_of(town, number)).due_at is None  # also the second time


@pytest.mark.parametrize("too_late", ["time", "signed", "tagger"])
async def test_afterwards_it_cannot(town: Town, too_late: str) -> None:
    unit = await town.unit("人社局", "labour")
    member = await town.member(unit)
    dispatcher, resident = await town.dispatcher(), await town.resident()
    text = "建筑公司拖欠工资三个月，讨薪没人管" if too_late == "tagger" else SCHOOL
    number = await reported(town, resident, text)
    case = await case_of(town, number)
    if too_late != "tagger":
        await dispatcher.presses_action(f"sort-to:{case.id}:{unit.id}")
    if too_late == "time":
        await town.passes(minutes=11)
    if too_late == "signed":
        await member.presses_action(f"sign:{case.id}")
    await dispatcher.presses_action(f"unsort:{case.id}")
    dispatcher.sees("收不回来了", number)
    assert (await case_of(town, number)).unit_id == unit.id


async def test_a_unit_that_was_called_to_hurry_hears_that_it_need_not(town: Town) -> None:
    member = await town.member(await town.unit("消防队"))
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident, FIRE)
    await dispatcher.presses("指定单位")
    await dispatcher.presses("消防队")
    await dispatcher.presses("撤销分派")
    member.sees("派单员收回了", number)


async def test_after_a_return_the_clock_runs_on_even_if_a_dispatch_is_taken_back(town: Town) -> None:
    labour, education = await town.unit("人社局", "labour"), await town.unit("教育局", "education")
    member = await town.member(labour)
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident, "建筑公司拖欠工资三个月，讨薪没人管")
    due = (await case_of(town, number)).due_at
    await member.says(f"/case {number}")
    await member.presses("退回")
    await member.says("归教育局")
    dispatcher.sees("人社局退回过：归教育局")
    await dispatcher.presses("指定单位")
    await dispatcher.presses("教育局")
    await dispatcher.presses("撤销分派")
    dispatcher.sees("人社局退回过：归教育局")  # who refused it stays visible
    assert due is not None
    assert (await case_of(town, number)).due_at == due
    assert education.id != labour.id


# Declining


async def test_a_case_is_declined_with_a_reason_and_the_lawful_way_on(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident)
    await dispatcher.says("/triage")
    await dispatcher.presses("不受理")
    dispatcher.sees("为什么不受理", number)
    await dispatcher.presses("诉讼仲裁中")
    dispatcher.sees("真的不受理吗", "这已经在走诉讼", number)
    resident.never_saw("没法往下办")
    await dispatcher.presses("返回")
    dispatcher.sees("等分派", number)
    for button in ("不受理", "诉讼仲裁中", "不受理"):
        await dispatcher.presses(button)
    dispatcher.sees(f"{number} 不受理，已告诉居民")
    resident.sees("没法往下办", "12348", number, "12345")
    case = await case_of(town, number)
    assert (case.status, case.closed_at) == ("declined", town.now)
    await resident.says("/my")
    await resident.presses(number)
    resident.sees("不受理：这已经在走诉讼")


async def test_a_resident_reads_the_reason_in_their_language(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident("John", "en")
    await resident.says("something is not right here")
    await resident.presses("Send")
    await dispatcher.says("/triage")
    for button in ("不受理", "看不明白", "不受理"):
        await dispatcher.presses(button)
    resident.sees("we cannot tell what it is about")


async def test_a_reason_may_be_given_in_own_words(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident)
    await dispatcher.says("/triage")
    await dispatcher.presses("不受理")
    await dispatcher.presses("自己写")
    dispatcher.sees("为什么不受理，该去找谁")
    await dispatcher.sends_photo()
    dispatcher.sees("还差一句话")
    await dispatcher.says("这是邻居之间的事", reply_to=dispatcher.last)
    dispatcher.sees("真的不受理吗", "“这是邻居之间的事”", number)
    assert dispatcher.buttons == ["不受理", "返回"]
    await dispatcher.says("这是邻居之间的事，可以找社区调解员")  # better so
    resident.never_saw("邻居")
    await dispatcher.presses("不受理")
    dispatcher.sees(f"{number} 不受理")
    resident.sees("这是邻居之间的事，可以找社区调解员", number)


async def test_own_words_that_were_left_decline_nothing(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident)
    for button in ("不受理", "自己写"):
        await dispatcher.presses(button)
    await dispatcher.says("不归我们管: 100% 确定")
    sure = dispatcher.last.buttons[0].action
    await dispatcher.presses("返回")
    await dispatcher.presses_action(sure)
    dispatcher.sees("等分派", number)
    assert (await case_of(town, number)).status == "submitted"
    for button in ("不受理", "自己写"):
        await dispatcher.presses(button)
    await dispatcher.says("不归我们管: 100% 确定")
    await dispatcher.says("不受理")
    resident.sees("不归我们管: 100% 确定", number)


async def test_own_words_can_be_left(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident)
    await dispatcher.presses("不受理")
    await dispatcher.presses("自己写")
    await dispatcher.presses("先不写了")
    dispatcher.sees(number, "等待分派")
    await dispatcher.says("幸福小区的垃圾没人收")
    dispatcher.sees("先记在草稿里了")
    assert (await case_of(town, number)).status == "submitted"


async def test_somebody_sorted_it_while_the_reason_was_written(town: Town) -> None:
    unit = await town.unit("街道办")
    one, two, resident = await town.dispatcher(), await town.dispatcher("小周"), await town.resident()
    number = await reported(town, resident)
    await one.presses("不受理")
    await one.presses("自己写")
    await town.passes(minutes=6)  # for so long nobody else gets the card
    await two.presses_action(f"sort-to:{(await case_of(town, number)).id}:{unit.id}")
    await one.says("不归我们管")
    one.sees(f"{number} 刚才有人先处理了：街道办")
    resident.never_saw("不归我们管")


# Who may


DISPATCHERS_BUTTONS = (
    "triage-case:{c}",
    "triage-next:{c}",
    "sort:{c}:1",
    "sort-other:{c}",
    "sort-unit:{c}",
    "sort-to:{c}:{u}",
    "unsort:{c}",
    "decline:{c}",
    "decline-for:{c}:court",
    "decline-yes:{c}:court",
    "decline-words:{c}",
    "decline-own:{c}",
)


async def test_nobody_but_the_office_sorts_or_declines(town: Town) -> None:
    unit = await town.unit("街道办")
    member, stranger, resident = await town.member(unit), await town.resident("过路人"), await town.resident()
    former = await town.dispatcher("前派单员")
    number = await reported(town, resident)
    former.sees(number)
    await town._role(former, dispatcher=False)
    case = await case_of(town, number)
    before = await events_of(town, number)
    for person in (member, stranger, resident, former):
        await person.says("/triage")
        person.sees("没有这个命令")
        for action in DISPATCHERS_BUTTONS:
            await person.presses_action(action.format(c=case.id, u=unit.id))
            person.sees("这一步现在做不了了")
            text = person.last.text
            await person.presses_action(action.format(c=4242, u=unit.id))
            assert person.last.text == text  # forbidden and missing answer alike
    assert await events_of(town, number) == before


async def test_forged_buttons_do_nothing(town: Town) -> None:
    unit = await town.unit("街道办")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident)
    id = (await case_of(town, number)).id
    for forged in (
        "sort:{}:999",
        "sort:{}:x",
        "sort:{}",
        "sort-to:{}:999",
        "sort-to:{}:{u}:999",
        "decline-for:{}:why",
        "decline-yes:{}:why",
    ):
        await dispatcher.presses_action(forged.format(id, u=unit.id))
        dispatcher.sees("这一步现在做不了了")
    await dispatcher.presses_action("sort:999:1")
    dispatcher.sees("这一步现在做不了了")
    assert (await case_of(town, number)).status == "submitted"


async def test_a_retired_unit_gets_nothing(town: Town) -> None:
    unit = await town.unit("街道办", retired_at=town.now)
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident)
    await dispatcher.presses("指定单位")
    assert "街道办" not in dispatcher.buttons
    await dispatcher.presses_action(f"sort-to:{(await case_of(town, number)).id}:{unit.id}")
    assert (await case_of(town, number)).status == "submitted"


async def test_in_a_group_nothing_is_sorted(town: Town) -> None:
    unit = await town.unit("街道办", group_channel="console", group_chat="g1")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    number = await reported(town, resident)
    case = await case_of(town, number)
    await dispatcher.says("/triage", group="g1")
    assert "请私下跟我说" in town.shown("g1")[-1].text
    for action in DISPATCHERS_BUTTONS:
        await dispatcher.presses_action(action.format(c=case.id, u=unit.id), group="g1")
    assert all(number not in said.text for said in town.shown("g1"))
    assert (await case_of(town, number)).status == "submitted"


async def test_where_there_is_no_dispatcher_admins_sort(town: Town) -> None:
    unit = await town.unit("街道办")
    admin, resident = await town.admin(), await town.resident()
    number = await reported(town, resident)
    admin.sees(number)
    await admin.presses("指定单位")
    await admin.presses("街道办")
    assert (await case_of(town, number)).unit_id == unit.id


async def test_dispatchers_read_english_if_they_like(town: Town) -> None:
    await town.unit("人社局", "labour")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    await dispatcher.says("/language en")
    number = await reported(town, resident, SCHOOL)
    await dispatcher.says("/triage")
    dispatcher.sees(f"1 case to be sorted:\nNumber {number}\n")
    await dispatcher.presses("Labour and social security")
    dispatcher.sees(f"{number} sent to 人社局", "All sorted")
    await dispatcher.presses("Take back")
    dispatcher.sees(f"{number} taken back")
