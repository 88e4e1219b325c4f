"""/record: a dispatcher takes a case in for somebody, quickly; who said it is known to those who handle it alone."""

import pytest

from handlers.record import name_and_phone
from storage import cases
from storage.records import Case
from tests.town import Person, Town

PHONE = "13812345678"


async def office(town: Town) -> tuple[Person, Person]:
    unit = await town.unit("城管局", "urban")
    return await town.member(unit), await town.dispatcher()


async def taken_in(town: Town) -> tuple[Person, Person, str]:
    """A case of somebody on the phone, sent: the unit's member, the dispatcher, the number."""
    member, dispatcher = await office(town)
    await dispatcher.says("/record")
    await dispatcher.presses("来电")
    await dispatcher.says("幸福小区门口路灯坏了一周")
    await dispatcher.says(f"王桂芳 {PHONE}")
    await dispatcher.presses("提交")
    return member, dispatcher, dispatcher.sees_number()


async def case_of(town: Town, number: str) -> Case:
    async with town.app.db.snapshot() as tx:
        return await cases.get(tx, int(await tx.value("SELECT id FROM cases WHERE number = :n", n=number)))


async def test_from_a_call_to_a_number(town: Town) -> None:
    member, dispatcher = await office(town)
    await dispatcher.says("/record")
    dispatcher.sees("从哪里来的")
    assert dispatcher.buttons == ["座谈会", "走访", "来电", "征求意见函"]
    await dispatcher.presses("来电")
    dispatcher.sees("来电：居民说了什么？")
    await dispatcher.says("幸福小区门口路灯坏了一周")
    dispatcher.sees("是谁说的", "王大爷 138 1234 5678")
    assert dispatcher.buttons == ["不留", "不要了"]
    await dispatcher.says(f"王桂芳，电话{PHONE}")
    dispatcher.sees("来电：“幸福小区门口路灯坏了一周”", "城乡建设", "王** 138****5678", "5 分钟后自动提交")
    assert dispatcher.buttons == ["提交", "换类别", "改姓名电话", "不要了"]
    await dispatcher.presses("提交")
    dispatcher.sees("已登记", "260601-0001", "已交给城管局")
    case = await case_of(town, "260601-0001")
    assert (case.status, case.source, case.anonymous) == ("dispatched", "call", False)
    await member.says("/case 260601-0001")
    member.sees("路灯坏了一周", "小陈代为登记（来电）")
    for person in (member, dispatcher):
        person.never_saw(PHONE)
        person.never_saw("王桂芳")
    await member.presses("联系人")
    member.sees("王桂芳", PHONE, "谁看过联系人，都有记录")


async def test_several_in_a_row_are_quick(town: Town) -> None:
    _, dispatcher, first = await taken_in(town)
    await dispatcher.presses("再记一件（来电）")
    await dispatcher.says("解放路井盖坏了")
    await dispatcher.presses("不留")
    dispatcher.sees("不留姓名")
    await dispatcher.presses("提交")
    second = dispatcher.sees_number()
    assert second != first
    assert (await case_of(town, second)).reporter_id is None
    await dispatcher.says("/record 走访 东街垃圾没人收")
    dispatcher.sees("记下了：“东街垃圾没人收”", "是谁说的")
    await dispatcher.says("李大妈")
    dispatcher.sees("走访：“东街垃圾没人收”", "李**")


async def test_photos_and_more_words_belong_to_it(town: Town) -> None:
    _, dispatcher = await office(town)
    await dispatcher.says("/record")
    await dispatcher.presses("走访")
    await dispatcher.sends_photo("p1", album="a")
    await dispatcher.sends_photo("p2", album="a")
    dispatcher.sees("是谁说的")
    await dispatcher.says("幸福小区门口路灯坏了一周，晚上老人出门看不清路，摔过两次了，大家都很着急")
    dispatcher.sees("也记下了")
    await dispatcher.says("王桂芳 0816-2345678")
    dispatcher.sees("附件 2 个", "摔过两次", "王**")
    assert "2345678" not in dispatcher.last.text
    await dispatcher.says("是西门那一盏")
    dispatcher.sees("西门那一盏", "附件 2 个", "王**")
    await dispatcher.presses("提交")
    case = await case_of(town, dispatcher.sees_number())
    assert "西门那一盏" in case.text
    assert "王桂芳" not in case.text


async def test_who_is_called_away_loses_nothing(town: Town) -> None:
    member, dispatcher = await office(town)
    await dispatcher.says("/record")
    await dispatcher.presses("来电")
    await dispatcher.says("幸福小区门口路灯坏了一周")
    await dispatcher.says("/triage")
    await dispatcher.says("/record")  # what was begun is there still
    dispatcher.sees("记下了：“幸福小区门口路灯坏了一周”")
    await town.passes(minutes=6)
    dispatcher.sees("已登记", "260601-0001")
    await dispatcher.says(f"王桂芳 {PHONE}")  # late, but not lost
    dispatcher.sees("姓名和电话补上了：王** 138****5678", "260601-0001")
    await member.says("/case 260601-0001")
    await member.presses("联系人")
    member.sees("王桂芳", PHONE)


async def test_the_category_is_checked_before_it_is_sent(town: Town) -> None:
    _, dispatcher = await office(town)
    await dispatcher.says("/record 座谈会 那件事一直没有说法")
    await dispatcher.presses("不留")
    dispatcher.sees("座谈会：“那件事一直没有说法”")
    await dispatcher.presses("换类别")
    await dispatcher.presses("城乡建设")
    dispatcher.sees("类别：城乡建设")
    await dispatcher.presses("提交")
    dispatcher.sees("已交给城管局")


async def test_it_can_be_thrown_away_and_brought_back(town: Town) -> None:
    _, dispatcher = await office(town)
    await dispatcher.says("/record 来电 幸福小区门口路灯坏了一周")
    await dispatcher.presses("不要了")
    dispatcher.sees("这条不要了")
    await dispatcher.presses("还是要这条")
    dispatcher.sees("路灯坏了一周", "是谁说的")
    await dispatcher.presses("不留")
    await dispatcher.presses("提交")
    assert (await case_of(town, dispatcher.sees_number())).status == "dispatched"


async def test_what_is_missing_or_wrong_is_said_with_an_example(town: Town) -> None:
    _, dispatcher = await office(town)
    await dispatcher.says("/record 电报")
    dispatcher.sees("/record 来电 幸福小区门口路灯坏了一周")
    await dispatcher.presses("来电")
    await dispatcher.says("\u3164")
    dispatcher.sees("还差一句话")
    await dispatcher.says("幸福小区门口路灯坏了一周")
    await dispatcher.says("，。")
    dispatcher.sees("没看出姓名和电话", "王大爷 138 1234 5678")
    await dispatcher.says("王桂芳")
    dispatcher.sees("王**")


async def test_an_edit_counts_before_and_after_it_is_sent(town: Town) -> None:
    member, dispatcher = await office(town)
    await dispatcher.says("/record")
    await dispatcher.presses("来电")
    await dispatcher.says("幸福小区门口路灯坏了一周")
    await dispatcher.edits("幸福小区门口路灯坏了一周", "幸福小区门口路灯坏了两周")
    dispatcher.sees("路灯坏了两周")
    await dispatcher.presses("提交")
    number = dispatcher.sees_number()
    await dispatcher.edits("幸福小区门口路灯坏了一周", "幸福小区门口路灯坏了三周")
    dispatcher.sees("改过的话也转给城管局了", number)
    member.sees("改为：幸福小区门口路灯坏了三周", number)


async def test_the_unit_is_told_to_call(town: Town) -> None:
    member, _, number = await taken_in(town)
    await member.says(f"/case {number}")
    await member.presses("签收")
    await member.presses("问居民")
    member.sees("请打电话问", number)
    await member.presses("答复")
    await member.says("明天去修")
    member.sees("请电话告知", number)
    assert member.buttons[0] == "联系人"
    await member.says(f"/case {number}")
    await member.presses("办结")
    await member.says("修好了")
    member.sees("请电话告知", number)
    await town.clock_strikes("09:00")  # nobody can be asked
    assert (await case_of(town, number)).asked_at == town.now


async def test_the_dispatcher_who_declines_is_told_to_call(town: Town) -> None:
    _, dispatcher = await office(town)
    await dispatcher.says("/record 来电 那件事一直没有说法")
    await dispatcher.says(f"王桂芳 {PHONE}")
    await dispatcher.presses("提交")
    case = await case_of(town, dispatcher.sees_number())
    await dispatcher.presses_action(f"decline-yes:{case.id}:court")
    dispatcher.sees("请电话告知", str(case.number))


async def test_one_phone_of_a_family_is_not_one_person(town: Town) -> None:
    _, dispatcher, first = await taken_in(town)
    await dispatcher.says("/record 来电 解放路井盖坏了")
    await dispatcher.says(f"李建国 {PHONE}")
    await dispatcher.presses("提交")
    second = dispatcher.sees_number()
    await dispatcher.says("/record 来电 东街垃圾没人收")
    await dispatcher.says(f"王桂芳 +86 {PHONE}")
    await dispatcher.presses("提交")
    reporters = [(await case_of(town, n)).reporter_id for n in (first, second, dispatcher.sees_number())]
    assert reporters[0] == reporters[2] != reporters[1]


async def test_a_name_is_kept_no_longer_than_the_case(town: Town) -> None:
    member, _, number = await taken_in(town)
    case = await case_of(town, number)
    await member.presses_action(f"resolve:{case.id}")
    await member.says("修好了")
    await town.passes(days=15)
    people = "SELECT account, name, phone FROM contacts WHERE id = :id"
    for days, known in ((364, ("王桂芳", PHONE)), (2, ("", ""))):
        await town.passes(days=days)
        async with town.app.db.snapshot() as tx:
            row = await tx.one(people, id=case.reporter_id)
        assert row is not None
        assert (row["name"], row["phone"]) == known
        assert (PHONE in row["account"]) == bool(known[0])


async def test_danger_is_urgent(town: Town) -> None:
    member, dispatcher = await office(town)
    await dispatcher.says("/record 来电 幸福小区三号楼着火了")
    dispatcher.saw("请马上打 119")
    await dispatcher.presses("不留")
    await town.passes(minutes=2)
    number = dispatcher.sees_number()
    assert (await case_of(town, number)).urgent
    assert member.town is town


async def test_only_dispatchers_and_only_their_own(town: Town) -> None:
    member, dispatcher = await office(town)
    other, resident = await town.dispatcher("小林"), await town.resident()
    await dispatcher.says("/record 来电 幸福小区门口路灯坏了一周")
    for person in (member, resident):
        await person.says("/record")
        person.sees("没有这个命令")
    for person in (member, resident, other):
        for action in ("record-send:1", "record-nobody:1", "record-card:1", "record-discard:1", "record-as:1:1"):
            await person.presses_action(action)
            person.sees("现在做不了了")
        person.never_saw("记下了")
    async with town.app.db.snapshot() as tx:
        assert (await cases.get(tx, 1)).status == "draft"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("王大爷 138 1234 5678", ("王大爷", "138 1234 5678")),
        ("13812345678王大爷", ("王大爷", "13812345678")),
        ("姓名：王桂芳 电话：０８１６－２３４５６７８", ("王桂芳", "0816-2345678")),
        ("王大爷", ("王大爷", "")),
        ("+86 138-1234-5678", ("", "+86 138-1234-5678")),
        ("2345678", ("", "2345678")),
        ("", ("", "")),
    ],
)
def test_a_name_and_a_number_are_told_apart(typed: str, found: tuple[str, str]) -> None:
    assert name_and_phone(typed) == found


async def test_a_reply_to_the_question_who_it_was_stays_one_after_it_was_sent_by_itself(town: Town) -> None:
    _, dispatcher = await office(town)
    await dispatcher.says("/record 来电 幸福小区门口路灯坏了一周")
    question = dispatcher.last
    await town.passes(minutes=6)
    number = dispatcher.sees_number()
    await dispatcher.says(f"王桂芳 {PHONE}", reply_to=question)
    case = await case_of(town, number)
    assert (case.status, case.reporter_id is None) == ("dispatched", False)
    async with town.app.db.snapshot() as tx:
        assert [entry.side for entry in await cases.entries(tx, case.id)] == ["resident"]
