"""Quick replies: a unit's leads keep them, its members use them, and nothing is sent that was not seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.casework.replies import PLACEHOLDERS, fill, unknown
from tests.town import Person, Town

SOON = "已派人去看，{办理期限}前答复您。{单位}，{日期}，编号{编号}"


async def office(town: Town) -> tuple[Person, Person, Person]:
    """The city office's lead, its member and somebody with a case."""
    unit = await town.unit("城管局", "urban")
    lead, member = await town.member(unit, "赵局长", lead=True), await town.member(unit)
    resident = await town.resident()
    await resident.says("幸福小区门口路灯坏了一周")
    await resident.presses("提交")
    await member.says("/case 260601-0001")
    await member.presses("签收")
    return lead, member, resident


# Keeping them


async def test_a_lead_keeps_them_by_words(town: Town) -> None:
    lead, _, _ = await office(town)
    await lead.says("/replies")
    lead.sees("城管局的常用答复，0 条")
    await lead.says("/replies add 已派人去看")
    lead.sees("加好了", "1 已派人去看")
    await lead.says("/replies 添加 请留意后续消息")
    await lead.says("/replies 改 2 谢谢您的提醒")
    lead.sees("改好了", "1 已派人去看", "2 谢谢您的提醒")
    await lead.says("/replies 删 1")
    lead.sees("删掉了：“已派人去看”", "1 谢谢您的提醒")
    await lead.presses("恢复刚删的")  # a slip of the finger
    lead.sees("恢复了", "1 已派人去看", "2 谢谢您的提醒")


async def test_a_lead_keeps_them_by_buttons(town: Town) -> None:
    lead, _, _ = await office(town)
    await lead.says("/replies")
    await lead.presses("加一条")
    lead.sees("{编号} {单位} {办理期限} {日期}")
    await lead.says("\u3164")
    lead.sees("这样写：/replies add")
    await lead.says("已派人去看，{期限}前答复")
    lead.sees("{期限} 我认不出来", "{办理期限}")
    await lead.says("已派人去看，{办理期限}前答复")
    lead.sees("加好了", "1 已派人去看")
    await lead.presses("1")
    lead.sees("“已派人去看，{办理期限}前答复”")
    await lead.presses("修改")
    await lead.says("明天去看")
    lead.sees("改好了", "1 明天去看")
    await lead.presses("1")
    await lead.presses("修改")
    await lead.presses("算了")
    await lead.says("路灯坏了")  # nothing is awaited any more
    lead.sees("草稿")
    await lead.presses_action("reply:1")
    await lead.presses("删除")
    lead.sees("删掉了：“明天去看”", "0 条")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/replies foo", "/replies add 已派人去看"),
        ("/replies add", "/replies add 已派人去看"),
        ("/replies change 7 明天", "没有这个序号，一共 1 条"),
        ("/replies remove ²", "没有这个序号"),
        ("/replies remove", "没有这个序号"),
        ("/replies add 已派人去看", "这一条已经有了"),
        ("/replies add {0.__class__}", "{0.__class__} 我认不出来"),
        (f"/replies add {'长' * 1001}", "太长了，最多 1000 个字"),
        ("/replies 水务局 add 明天", "/replies add 已派人去看"),
    ],
)
async def test_wrong_words_get_the_right_form(town: Town, typed: str, said: str) -> None:
    lead, _, _ = await office(town)
    await lead.says("/replies add 已派人去看")
    await lead.says(typed)
    lead.sees(said)
    await lead.says("/replies")
    lead.sees("1 条", "1 已派人去看")


async def test_an_admin_names_the_unit(town: Town) -> None:
    await office(town)
    await town.unit("水务局")
    admin = await town.admin()
    await admin.says("/replies add 明天去看")
    admin.sees("先写单位：/replies 城管局 add")
    await admin.says("/replies 水务局 add 明天去看")
    admin.sees("水务局的常用答复", "1 明天去看")
    await admin.says("/replies")
    await admin.presses("城管局")
    admin.sees("城管局的常用答复，0 条")
    await admin.says("/undo")
    await admin.says("/replies 水务局")
    admin.sees("0 条")


async def test_who_is_no_lead_any_more_keeps_nothing(town: Town) -> None:
    lead, member, _ = await office(town)
    other = await town.member(await town.unit("水务局"), "刘局长", lead=True)
    await lead.says("/replies add 已派人去看")
    await member.says("/replies")
    member.sees("没有这个命令")
    for action in ("reply:1", "reply-remove:1", "reply-list:1", "reply-change:1", "reply-new:1", "reply-restore:1"):
        await other.presses_action(action)
        other.sees("现在做不了了")
    other.never_saw("已派人去看")
    await lead.presses("1")
    await lead.presses("修改")
    await town.leaves(await town.unit("城管局"), lead)
    await lead.says("换一句")
    lead.sees("现在做不了了")
    await lead.presses_action("reply-remove:1")
    lead.sees("现在做不了了")


async def test_at_most_twenty(town: Town) -> None:
    lead, _, _ = await office(town)
    for n in range(20):
        await lead.says(f"/replies add 第{n}句")
    await lead.says("/replies add 再一句")
    lead.sees("最多 20 条")
    await lead.says("/replies")
    assert "加一条" not in lead.buttons


# Using them


async def test_a_reply_is_shown_filled_in_before_it_is_sent(town: Town) -> None:
    lead, member, resident = await office(town)
    await lead.says(f"/replies add {SOON}")
    await member.presses("答复")
    assert member.buttons == ["“已派人去看，{办理期限}前…”", "先不写了"]
    await member.presses("“已派人")
    filled = "已派人去看，6月8日（周一）前答复您。城管局，6月1日（周一），编号260601-0001"
    member.sees(filled, "这样发给居民吗？")
    assert member.buttons == ["发送", "改一改", "先不写了"]
    resident.never_saw("已派人去看")
    await member.presses("发送")
    member.sees("已答复居民", "260601-0001")
    resident.sees("城管局答复您", filled)
    await member.says("路灯坏了")  # nothing is awaited any more
    member.sees("草稿")


async def test_it_can_be_changed_before_it_is_sent(town: Town) -> None:
    lead, member, resident = await office(town)
    await lead.says("/replies add 已换灯泡")
    await member.presses("办结")
    await member.sends_photo("p1")
    await member.presses_action("quick:resolve:1:1")
    await member.presses("改一改")
    assert member.last.text == "已换灯泡"
    await member.says("已换灯泡和灯罩")
    resident.sees("城管局说办好了", "已换灯泡和灯罩")
    assert [file.ref for file in resident.last.outbound.attachments] == ["p1"]


async def test_photos_that_came_before_go_with_it(town: Town) -> None:
    lead, member, resident = await office(town)
    await lead.says("/replies add 已换灯泡")
    await member.presses("办结")
    question = member.last
    await member.sends_photo("p1")
    await member.presses("“已换灯泡”", in_message=question)
    await member.presses("发送")
    resident.sees("城管局说办好了", "已换灯泡")
    assert [file.ref for file in resident.last.outbound.attachments] == ["p1"]


async def test_what_was_changed_meanwhile_is_shown_anew(town: Town) -> None:
    lead, member, resident = await office(town)
    await lead.says("/replies add 明天去看")
    await member.presses("答复")
    await member.presses("“明天去看”")
    await lead.says("/replies change 1 后天去看")
    await member.presses("发送")
    member.sees("后天去看", "这样发给居民吗？")
    resident.never_saw("去看")
    await lead.says("/replies remove 1")
    await member.presses("发送")
    member.sees("已经没有了", "260601-0001")


async def test_the_three_most_used_are_offered_of_the_unit_that_has_the_case_now(town: Town) -> None:
    lead, member, _ = await office(town)
    other = await town.member(await town.unit("水务局"), "刘局长", lead=True)
    await other.says("/replies add 水管的话")
    for words in ("甲", "乙", "丙", "丁"):
        await lead.says(f"/replies add {words}")
    await member.presses("答复")
    assert member.buttons == ["“甲”", "“乙”", "“丙”", "先不写了"]
    await member.presses_action("quick:answer:1:5")
    await member.presses("发送")
    await member.says("/case 260601-0001")
    await member.presses("问居民")
    assert member.buttons == ["“丁”", "“甲”", "“乙”", "先不写了"]
    await member.presses_action("quick:answer:1:1")  # another unit's
    member.sees("不是这个单位的", "260601-0001")
    member.never_saw("水管")
    await other.presses_action("quick:answer:1:2")
    other.sees("现在做不了了")


async def test_a_question_from_a_quick_reply_pauses_the_clock(town: Town) -> None:
    lead, member, resident = await office(town)
    await lead.says("/replies add 请问是几号楼？")
    await member.presses("问居民")
    await member.presses("“请问")
    await member.presses("发送")
    resident.sees("城管局想问您", "请问是几号楼？")
    await resident.says("三号楼")
    member.sees("居民回答：三号楼")


# The rule


@pytest.mark.parametrize("text", ["{编号}", "{number}", "｛编号｝", "{ 编号 }", "{NUMBER}", "{ｎｕｍｂｅｒ}"])
def test_a_placeholder_may_be_typed_in_many_ways(text: str) -> None:
    assert fill(text, {"number": "260601-0001"}) == "260601-0001"
    assert unknown(text) == []


@given(st.text(), st.dictionaries(st.sampled_from([*PLACEHOLDERS.values()]), st.text()))
def test_filling_in_never_fails_and_leaves_other_words(text: str, values: dict[str, str]) -> None:
    filled = fill(text, values)
    if "{" not in text and "｛" not in text:
        assert filled == text


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    assert fill("{单位}{编号}", {"unit": "{编号}", "number": "1"}) == "{编号}1"
