"""What residents say and read, as conversations, on both engines."""

import json
import re
from datetime import timedelta

import pytest

from bot.digests.drawing import draw
from bot.messages import Kind, Location, Media, MediaKind
from storage import Tx, cases
from storage.database import migrations
from storage.records import Case, Unit
from tests.town import Person, Town

LAMP = "幸福小区门口路灯坏了一周"
WAGES = "建筑公司拖欠工资三个月，讨薪没人管"
FIRE = "楼道里着火了，路灯都烧了，小区物业没人"


async def report(resident: Person, text: str = LAMP) -> str:
    await resident.says(text)
    await resident.presses("提交")
    return resident.sees_number()


async def office(town: Town) -> tuple[Unit, Person, Person]:
    """A unit for city works, its member, and a resident."""
    unit = await town.unit("城管局", "urban")
    return unit, await town.member(unit), await town.resident()


async def case_of(town: Town, number: str) -> Case:
    async with town.app.db.snapshot() as tx:
        return await cases.get(tx, await tx.value("SELECT id FROM cases WHERE number = :n", n=number))


async def texts_of(town: Town) -> list[str]:
    """The words of all cases that were sent, in order."""
    async with town.app.db.snapshot() as tx:
        return [row["text"] for row in await tx.all("SELECT text FROM cases WHERE number IS NOT NULL ORDER BY id")]


async def drafts(town: Town) -> int:
    async with town.app.db.snapshot() as tx:
        return int(await tx.value("SELECT COUNT(*) FROM cases WHERE status = 'draft'"))


async def tables(tx: Tx) -> dict[str, str]:
    """Everything that is stored, as text, by table."""
    names = re.findall(r"CREATE TABLE (\w+)", " ".join(sql for _, _, sql in migrations()))
    return {name: str([dict(row) for row in await tx.all(f"SELECT * FROM {name}")]) for name in names}


# A draft


async def test_one_message_opens_a_draft_and_says_what_was_understood(town: Town) -> None:
    await town.unit("城管局", "urban", area="幸福街道")
    resident = await town.resident()
    await resident.says("幸福街道门口路灯坏了一周，小区物业不管")
    resident.sees("草稿", "幸福街道门口路灯坏了一周", "城乡建设 · 幸福街道", "5 分钟后自动提交")
    assert resident.buttons == ["提交", "换类别", "加照片或位置", "不留名", "不要了"]


async def test_a_sent_case_has_a_number_a_unit_and_a_day(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    assert number == "260601-0001"
    resident.sees("收到，已登记", "编号 260601-0001", "城管局", "6月8日（周一）前答复您")
    assert resident.buttons == ["看进度", "撤回"]
    assert await report(resident) == "260601-0002"
    assert member.id != resident.id


async def test_what_the_tagger_is_not_sure_of_waits_for_a_person(town: Town) -> None:
    _, _, resident = await office(town)
    number = await report(resident, "这件事真让人头疼")
    resident.sees("工作人员正在看该交给哪个单位", number)
    assert (await case_of(town, number)).status == "submitted"


async def test_messages_photos_and_a_place_within_the_quiet_time_are_one_draft(town: Town) -> None:
    _, _, resident = await office(town)
    await resident.says("路灯坏了")
    await town.passes(minutes=4)
    await resident.says("在幸福小区门口")
    await town.passes(minutes=4)
    await resident.sends_photo("lamp")
    await resident.sends_location(30.5, 104.25)
    resident.sees("路灯坏了 在幸福小区门口", "附件 1 个", "有位置")
    await resident.presses("提交")
    case = await case_of(town, resident.sees_number())
    assert (case.text, case.latitude, case.longitude) == ("路灯坏了\n在幸福小区门口", 30.5, 104.25)
    assert await drafts(town) == 0


async def test_who_writes_much_sees_the_first_and_the_last_words_on_the_card(town: Town) -> None:
    _, _, resident = await office(town)
    await resident.says("我们楼下的路灯坏了")
    for floor in range(1, 13):
        await resident.says(f"{floor}单元门口的那一盏一到晚上就一闪一闪的")
        resident.sees("我们楼下的路灯坏了", f"{floor}单元门口的那一盏一到晚上就一闪一闪的")


async def test_a_draft_is_sent_by_itself_after_five_quiet_minutes_and_told_once(town: Town) -> None:
    _, _, resident = await office(town)
    await resident.says(LAMP)
    await town.passes(minutes=4, seconds=59)
    assert await texts_of(town) == []
    await town.passes(seconds=1)
    resident.sees("收到，已登记", "城管局")
    for _ in range(3):
        await town.passes(minutes=5)
    assert sum("已登记" in said.text for said in town.shown(resident.id)) == 1
    await resident.presses("提交", in_message=resident.saw("草稿"))
    resident.sees("已经提交过了", resident.sees_number())
    assert await texts_of(town) == [LAMP]


async def test_after_sending_a_new_message_is_a_new_case(town: Town) -> None:
    _, _, resident = await office(town)
    await report(resident)
    await resident.says("幸福小区的垃圾没人收")
    resident.sees("草稿", "垃圾没人收")
    await town.passes(minutes=5)
    assert await texts_of(town) == [LAMP, "幸福小区的垃圾没人收"]


async def test_an_album_is_one_addition(town: Town) -> None:
    _, member, resident = await office(town)
    for i in range(4):
        await resident.sends_photo(f"p{i}", caption=LAMP if i == 0 else "", album="a")
    assert sum("草稿" in said.text for said in town.shown(resident.id)) == 1  # one card, kept up to date
    resident.sees(LAMP, "附件 4 个")
    await resident.presses("提交")
    number = resident.sees_number()
    await town.passes(minutes=1)
    for i in range(3):
        await resident.sends_photo(f"q{i}", caption="还有这些" if i == 0 else "", album="b", reply_to=resident.last)
    assert sum("补充收到" in said.text for said in town.shown(resident.id)) == 1
    assert sum("居民补充" in said.text for said in town.shown(member.id)) == 1
    await member.says(f"/case {number}")
    member.sees("附件 7 个", "还有这些")


async def test_a_photo_alone_or_a_voice_message_is_enough(town: Town) -> None:
    _, _, resident = await office(town)
    await resident.sends_photo()
    resident.sees("附件 1 个")
    await resident.presses("提交")
    resident.sees("已登记")
    await town.deliver(resident.inbound(media=(Media(MediaKind.VOICE, "v1"),)))
    resident.sees("附件 1 个")
    await town.passes(minutes=5)
    assert await texts_of(town) == ["", ""]


async def test_an_edit_changes_the_draft(town: Town) -> None:
    _, _, resident = await office(town)
    await resident.says("幸福小区门口路灯坏了")
    await resident.says("坏了一周")
    await resident.edits("幸福小区门口路灯坏了", "幸福小区门口两盏路灯坏了")
    resident.sees("幸福小区门口两盏路灯坏了 坏了一周")
    assert sum("草稿" in said.text for said in town.shown(resident.id)) == 2  # in the place of the card
    await resident.presses("提交")
    assert await texts_of(town) == ["幸福小区门口两盏路灯坏了\n坏了一周"]


async def test_an_edit_after_sending_is_kept_beside_the_old_words_and_marked(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await resident.edits(LAMP, "幸福小区门口两盏路灯坏了一周")
    resident.sees("原话还留着", number)
    member.sees("居民改为：幸福小区门口两盏路灯坏了一周", "“幸福小区门口路灯坏了一周”")
    await member.presses("看详情")
    member.sees(f"“{LAMP}”", "居民改为：“幸福小区门口两盏路灯坏了一周”")


async def test_an_edited_caption_does_not_double_the_photo(town: Town) -> None:
    _, member, resident = await office(town)
    photo = (Media(MediaKind.PHOTO, "lamp"),)
    await town.deliver(resident.inbound(text=LAMP, media=photo))
    await resident.presses("提交")
    number = resident.sees_number()
    message = town.said_by[(resident.id, LAMP)]
    await town.deliver(resident.inbound(text="三盏都坏了", media=photo, kind=Kind.EDIT, message=message))
    await member.says(f"/case {number}")
    member.sees("附件 1 个", "居民改为：“三盏都坏了”")


async def test_an_edit_of_what_became_of_nothing_is_ignored(town: Town) -> None:
    _, _, resident = await office(town)
    await resident.says("你好")
    said = len(town.shown(resident.id))
    await resident.edits("你好", "您好")
    assert len(town.shown(resident.id)) == said


async def test_the_category_can_be_changed_and_that_teaches(town: Town) -> None:
    _, _, resident = await office(town)
    transport = await town.unit("交通局", "transport")
    await resident.says(LAMP)
    await resident.presses("换类别")
    resident.sees("属于哪一类")
    await resident.presses("返回")
    resident.sees("先记在草稿里了", "类别：城乡建设")
    await resident.presses("换类别")
    await resident.presses("交通运输")
    resident.sees("类别：交通运输")
    await resident.says("公交站那边")  # more words do not change what was chosen
    resident.sees("类别：交通运输")
    await resident.presses("提交")
    resident.sees("交通局")
    case = await case_of(town, resident.sees_number())
    assert case.unit_id == transport.id
    async with town.app.db.snapshot() as tx:
        [said] = [e for e in await cases.events(tx, case.id) if e.kind == "category"]
    assert (json.loads(said.data)["from"], said.note) == ("urban", "transport")


async def test_how_to_add_a_photo_or_place_is_said_and_the_draft_stays(town: Town) -> None:
    _, _, resident = await office(town)
    await resident.says(LAMP)
    await resident.presses("加照片或位置")
    resident.sees("直接把照片或视频发给我")
    await resident.presses("提交", in_message=resident.saw("草稿"))
    resident.sees("已登记")


async def test_what_is_over_is_forgotten_a_photo_without_words_too_and_a_discarded_draft_the_next_day(
    town: Town,
) -> None:
    await town.unit("城管局", "urban")
    resident = await town.resident()
    await resident.sends_photo()
    await resident.presses("提交")
    await resident.says("撤回")
    await resident.presses("withdraw-yes:1")
    await resident.says("这条我不想要了，路灯")
    await resident.presses("不要了")

    async def kept() -> list[int]:
        async with town.app.db.snapshot() as tx:
            rows = await tx.all("SELECT id FROM cases WHERE reporter_id IS NOT NULL OR text <> '' ORDER BY id")
            return [row["id"] for row in rows]

    assert await kept() == [1, 2]
    await town.passes(hours=25)
    assert await kept() == [1]
    await town.passes(days=731)
    assert await kept() == []
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM entries WHERE media <> '' OR text <> '' OR author_id > 0") == 0
        assert await tx.value("SELECT COUNT(*) FROM events WHERE actor_id IS NOT NULL") == 0


async def test_a_draft_that_was_thrown_away_is_brought_back(town: Town) -> None:
    await town.unit("城管局", "urban")
    resident = await town.resident()
    await resident.says("幸福小区门口路灯坏了一周")
    await resident.presses("不要了")
    assert resident.buttons == ["还是要这条"]
    undo = resident.last.buttons[0].action
    await resident.presses("还是要这条")
    resident.sees("先记在草稿里了", "幸福小区门口路灯坏了一周", "5 分钟后自动提交")
    await resident.presses("不要了")
    await resident.says("公交车站的棚子漏雨")
    await resident.presses_action(undo)
    resident.sees("原来那条找不回来了")
    await town.passes(minutes=6)
    assert len([said for said in town.shown(resident.id) if "已登记" in said.text]) == 1


async def test_what_is_written_just_after_sending_can_be_added_to_that(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member, resident, other = await town.member(unit), await town.resident(), await town.resident("旁人")
    await resident.says("幸福小区门口路灯坏了一周")
    await resident.presses("提交")
    number = resident.sees_number()
    await town.passes(minutes=1)
    await resident.says("就在东门保安亭旁边")
    await resident.sends_photo("photo-2")
    resident.sees(f"是 {number}（幸福小区门口路灯坏了一周）的补充吗")
    add = next(button for button in resident.last.buttons if button.label == f"补充到 {number}")
    await other.presses_action(add.action)
    other.sees("这一步现在做不了了")
    await resident.presses("补充到")
    resident.sees("补充收到，已转给城管局", number)
    member.saw("居民补充：就在东门保安亭旁边（附件 1 个）", number)
    await resident.presses_action(add.action)
    resident.sees("这条草稿已经不在了")
    await town.passes(minutes=6)
    assert len([said for said in town.shown(resident.id) if "已登记" in said.text]) == 1
    await member.says(f"/case {number}")
    member.sees("就在东门保安亭旁边", "附件 1 个")


async def test_what_is_urgent_is_sent_and_an_old_button_takes_the_urgency_along(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member, resident = await town.member(unit), await town.resident()
    number = await report(resident)
    await resident.says("就在东门保安亭旁边")
    add = next(button for button in resident.last.buttons if button.label == f"补充到 {number}")
    await resident.says("着火了，快来人")
    resident.sees("草稿", "1 分钟后自动提交")
    assert not any(label.startswith("补充到") for label in resident.buttons)
    await resident.presses_action(add.action)
    resident.sees("补充收到", number)
    member.sees("‼ 加急", "着火了，快来人", number)
    case = await case_of(town, number)
    assert (case.urgent, case.due_at) == (True, town.now + timedelta(hours=2))


async def test_what_is_surely_something_else_is_not_taken_for_an_addition(town: Town) -> None:
    await town.unit("城管局", "urban")
    resident = await town.resident()
    await resident.says("幸福小区门口路灯坏了一周")
    await resident.presses("提交")
    await resident.says("建筑公司拖欠工资三个月，讨薪没人管")
    assert not any(label.startswith("补充到") for label in resident.buttons)
    await resident.presses("不要了")
    await town.passes(minutes=11)
    await resident.says("还有一件事，就在东门")
    assert not any(label.startswith("补充到") for label in resident.buttons)


async def test_an_answer_that_was_not_taken_for_one_can_still_be_given(town: Town) -> None:
    """It was begun before the question came; added to the case it is the answer: the clock goes on."""
    _, member, resident = await office(town)
    number = await report(resident)
    await town.passes(minutes=20)
    await resident.says("第三盏")
    assert not any(label.startswith("补充到") for label in resident.buttons)
    await asked(town, member, number, "哪一盏？")
    await resident.presses("不留名")
    await resident.presses("补充到")
    member.saw("居民回答：第三盏", number)
    await resident.says("建筑公司拖欠工资三个月")  # nothing is being asked any more
    resident.sees("草稿", "拖欠工资")
    await member.says(f"/case {number}")
    member.sees("办理中")


async def test_who_is_asked_may_look_first_which_case_that_was(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await asked(town, member, number, "哪一盏？")
    for look in ("进度", f"/my {number}", "/help", "/privacy", "/language en", "/language zh"):
        await resident.says(look)
    await resident.says("东门第三盏")
    resident.sees("您的回答已转给城管局", number)
    member.sees("居民回答：东门第三盏", number)
    assert await drafts(town) == 0


async def test_who_is_asked_about_two_cases_is_asked_one_after_the_other(town: Town) -> None:
    _, member, resident = await office(town)
    first, second = await report(resident), await report(resident, "幸福小区的垃圾没人收，物业不管")
    await asked(town, member, first, "哪一盏？")
    await asked(town, member, second, "哪一栋？")
    await resident.says("5栋")
    resident.saw("您的回答已转给城管局", second)
    resident.sees("城管局想问您：", "哪一盏？", first)
    await resident.says("东门第三盏")
    resident.sees("您的回答已转给城管局", first)
    assert {(await case_of(town, number)).status for number in (first, second)} == {"in_progress"}
    await resident.says("还有一件事")
    resident.sees("草稿")


async def test_a_discarded_draft_is_gone_and_its_buttons_too(town: Town) -> None:
    _, _, resident = await office(town)
    await resident.says(LAMP)
    card = resident.last
    buttons = {button.label: button.action for button in card.buttons}
    await resident.presses("不要了")
    resident.sees("这条不要了")
    for label in ("提交", "换类别", "不留名", "不要了"):
        await resident.presses_action(buttons[label])
        resident.sees("这条草稿已经不在了")
    await town.passes(hours=1)
    assert await texts_of(town) == []


async def test_anonymous_can_be_chosen_and_taken_back(town: Town) -> None:
    _, member, resident = await office(town)
    await resident.says(LAMP)
    await resident.presses("不留名")
    resident.sees("不留名")
    assert "还是留名" in resident.buttons
    await resident.presses("还是留名")
    assert "不留名" in resident.buttons
    await resident.presses("不留名")
    await resident.presses("提交")
    number = resident.sees_number()
    resident.sees("城管局")
    assert (await case_of(town, number)).anonymous
    await member.says(f"/case {number}")
    await member.presses("联系人")
    member.sees("没有联系人")
    await member.says("师傅下午到", reply_to=member.saw("待签收"))
    resident.sees("师傅下午到")  # who is anonymous hears all the same


# What is no suggestion


async def test_small_talk_gets_a_friendly_word_and_no_case(town: Town) -> None:
    resident = await town.resident()
    for text, answer in (
        ("你好", "您好，我是开门办实事的小助手"),
        ("谢谢！", "不客气"),
        ("👍", "用一句话说说是什么事"),
        ("。。。", "用一句话说说是什么事"),
        ("\u200b", "用一句话说说是什么事"),
        ("怎么用？", "您把要反映的事直接发给我"),
        ("你是谁", "您把要反映的事直接发给我"),
    ):
        await resident.says(text)
        resident.sees(answer)
    await town.passes(minutes=10)
    assert await texts_of(town) == []


async def test_a_sticker_gets_a_friendly_word(town: Town) -> None:
    resident = await town.resident()
    await town.deliver(resident.inbound(media=(Media(MediaKind.STICKER, "s", "👍"),)))
    resident.sees("收到您的表情了")
    assert await drafts(town) == 0


async def test_a_greeting_within_a_draft_does_not_get_into_it(town: Town) -> None:
    _, _, resident = await office(town)
    await resident.says(LAMP)
    await resident.says("谢谢")
    resident.sees("不客气")
    await town.passes(minutes=5)
    assert await texts_of(town) == [LAMP]


async def test_emergency_words_get_the_numbers_at_once_and_the_case_is_urgent(town: Town) -> None:
    _, member, resident = await office(town)
    await resident.says(FIRE)
    resident.saw("119", "人先离开")
    resident.sees("草稿")
    await resident.presses("提交")
    number = resident.sees_number()
    resident.sees("今天 11:00 前答复您")
    case = await case_of(town, number)
    assert case.urgent
    assert case.due_at == town.now + timedelta(hours=2)
    member.sees("加急", number)


async def test_a_phone_number_that_is_shared_is_kept_for_the_unit(town: Town) -> None:
    _, member, resident = await office(town)
    await town.deliver(resident.inbound(phone="13812345678"))
    resident.sees("电话记下了")
    number = await report(resident)
    await member.says(f"/case {number}")
    member.never_saw("13812345678")
    await member.presses("联系人")
    member.sees("13812345678")


# After sending


async def test_the_resident_hears_of_every_step(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await member.says(f"/case {number}")
    await member.presses("签收")
    resident.sees("城管局已签收", number, "6月8日（周一）前答复您")
    await member.presses("问居民")
    await member.says("哪一盏？")
    resident.sees("城管局想问您", "哪一盏？", number)
    await resident.says("东边那盏")
    resident.sees("已转给城管局", number)
    await member.presses("看详情")
    await member.presses("答复")
    await member.says("明天来修")
    resident.sees("城管局答复您", "明天来修", number)
    await member.presses("看详情")
    await member.presses("办结")
    await member.says("修好了")
    resident.sees("城管局说办好了", "修好了", number)
    await resident.says("/my")
    resident.sees("一共提交了 1 件", number, "已办好，等您评价")
    await resident.presses(number)
    resident.sees(
        "您提交了",
        "交给了城管局",
        "城管局签收",
        "城管局问您：哪一盏？",
        "您回答：东边那盏",
        "城管局答复：明天来修",
        "城管局办好了：修好了",
    )
    resident.never_saw("张科长")


@pytest.mark.parametrize(("label", "rating"), [("满意", "good"), ("基本满意", "fair")])
async def test_a_good_rating_closes_the_case(town: Town, label: str, rating: str) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await member.presses_action(f"resolve:{(await case_of(town, number)).id}")
    await member.says("修好了")
    await town.clock_strikes("09:00")
    await resident.presses(label)
    resident.sees(f"谢谢您的评价：{label}", number)
    resident.saw("说办好了", "修好了")  # what the unit said stays to be read
    case = await case_of(town, number)
    assert (case.status, case.rating, case.closed_at) == ("closed", rating, town.now)
    await resident.presses("不满意", in_message=resident.saw("说这件办好了"))
    resident.sees(f"这件您已经评过了：{label}", number)
    assert (await case_of(town, number)).rating == rating


async def test_a_bad_rating_sends_it_back_with_the_reason_and_it_can_be_rated_again(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await member.presses_action(f"resolve:{(await case_of(town, number)).id}")
    await member.says("修好了")
    await town.passes(days=1)
    await resident.presses("不满意")
    await resident.presses("没解决")
    resident.sees("已退回城管局重办", number, "是哪里没办好")
    member.sees("居民说没解决", number)
    case = await case_of(town, number)
    assert (case.status, case.rating, case.reopened, case.resolved_at) == ("in_progress", "bad", 1, None)
    await resident.says("晚上还是不亮")
    resident.sees("补充收到", number)
    member.sees("居民补充：晚上还是不亮", number)
    await resident.says("幸福小区的垃圾没人收")  # the reason was said: this is something new
    resident.sees("草稿")
    await member.presses("看详情", in_message=member.saw("晚上还是不亮"))
    member.sees("居民说没解决，退回重办", "6月9日（周二）前答复")
    await member.presses("办结")
    await member.says("换了线路，这回亮了")
    await town.passes(days=1)
    await resident.presses("满意")
    case = await case_of(town, number)
    assert (case.status, case.rating) == ("closed", "good")


async def test_a_reason_given_as_a_reply_is_asked_for_no_more(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await member.presses_action(f"resolve:{(await case_of(town, number)).id}")
    await member.says("修好了")
    await resident.presses("还没解决")
    await resident.says("晚上还是不亮", reply_to=resident.last)
    member.sees("晚上还是不亮")
    await resident.says("幸福小区的垃圾没人收")
    resident.sees("草稿")


async def test_without_a_rating_it_is_closed_after_14_days(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await member.presses_action(f"resolve:{(await case_of(town, number)).id}")
    await member.says("修好了")
    await town.passes(days=14)
    case = await case_of(town, number)
    assert (case.status, case.rating) == ("closed", "")


async def test_a_question_can_be_answered_by_a_reply_and_with_a_photo(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await member.presses_action(f"ask:{(await case_of(town, number)).id}")
    await member.says("有照片吗？")
    await resident.sends_photo("spot", caption="这里", reply_to=resident.last)
    resident.sees("已转给城管局")
    member.sees("居民回答：这里（附件 1 个）", f"编号 {number}")
    await resident.says("幸福小区的垃圾没人收")
    resident.sees("草稿")  # nothing is being asked any more
    assert (await case_of(town, number)).status == "in_progress"


async def test_asked_about_one_case_a_reply_about_another_is_an_addition_to_that(town: Town) -> None:
    _, member, resident = await office(town)
    first, second = await report(resident), await report(resident, "幸福小区的垃圾没人收")
    await member.presses_action(f"ask:{(await case_of(town, first)).id}")
    await member.says("哪一盏？")
    await resident.says("垃圾桶也坏了", reply_to=resident.saw("已登记", second))
    resident.sees("补充收到", second)
    await resident.says("东边那盏")
    resident.sees("已转给城管局", first)


async def test_an_addition_hides_the_phone_number_from_the_group(town: Town) -> None:
    await town.unit("城管局", "urban", group_channel="console", group_chat="g1")
    resident = await town.resident()
    await report(resident)
    await resident.says("打13812345678找我", reply_to=resident.last)
    assert "138****5678" in town.shown("g1")[-1].text


async def test_withdrawing_asks_once_and_tells_the_unit(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await resident.presses("撤回")
    resident.sees("真的要撤回吗", number)
    await resident.presses("不了")
    resident.sees(number, "已交给单位")
    await resident.presses("撤回")
    await resident.presses("撤回")
    resident.sees("已撤回", number)
    member.sees("居民撤回了", number)
    case = await case_of(town, number)
    assert (case.status, case.closed_at) == ("withdrawn", town.now)
    await member.says("/inbox")
    member.sees("没有要办的了")
    await resident.presses_action(f"withdraw-yes:{case.id}")
    resident.sees("做不了了")


async def test_what_is_resolved_cannot_be_withdrawn(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    receipt = resident.last
    await member.presses_action(f"resolve:{(await case_of(town, number)).id}")
    await member.says("修好了")
    await resident.presses("撤回", in_message=receipt)
    resident.sees("做不了了")
    assert (await case_of(town, number)).status == "resolved"


async def test_an_addition_to_a_closed_case_is_something_new(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    receipt = resident.last
    await member.presses_action(f"resolve:{(await case_of(town, number)).id}")
    await member.says("修好了")
    await resident.presses_action(f"rate:{(await case_of(town, number)).id}:good")
    await resident.says("幸福小区门口路灯又坏了", reply_to=receipt)
    resident.sees("草稿", "路灯又坏了")


# Danger, wherever it is said


async def asked(town: Town, member: Person, number: str, words: str = "是几号楼？") -> None:
    """The unit asks the resident about a case."""
    await member.presses_action(f"ask:{(await case_of(town, number)).id}")
    await member.says(words)


async def test_danger_in_the_answer_to_a_question_is_heard(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await asked(town, member, number)
    await town.passes(hours=1)
    await resident.says("有人触电了，快来人")
    resident.saw("请马上打 120")
    resident.sees("您的回答已转给城管局", "今天 12:00 前答复您")
    member.saw("居民", "快来人", number)
    member.sees("‼ 加急：有人触电了，快来人", number, "请马上处理，2 小时内答复")
    case = await case_of(town, number)
    assert (case.urgent, case.status, case.due_at) == (True, "in_progress", town.now + timedelta(hours=2))
    await member.says(f"/case {number}")
    member.sees("有危险，改为加急")
    await resident.says(f"/my {number}")
    resident.sees("有危险，改为加急办")


async def test_danger_in_an_addition_is_heard_and_called_out_once(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    receipt = resident.last
    for words in ("路灯杆着火了", "还在着火，火更大了"):
        await resident.says(words, reply_to=receipt)
        resident.sees("补充收到")
    assert sum("119" in said.text for said in town.shown(resident.id)) == 2  # whom to call is said each time
    assert sum("‼ 加急" in said.text for said in town.shown(member.id)) == 1
    member.saw("‼ 加急：路灯杆着火了", "请马上签收")
    assert (await case_of(town, number)).due_at == town.now + timedelta(hours=2)


async def test_danger_told_as_the_reason_for_a_bad_rating_is_heard(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await member.presses_action(f"resolve:{(await case_of(town, number)).id}")
    await member.says("修好了")
    await resident.presses("还没解决")
    await resident.says("刚才又有人触电了")
    resident.saw("请马上打 120")
    member.saw("‼ 加急：刚才又有人触电了")
    assert (await case_of(town, number)).due_at == town.now + timedelta(hours=2)


async def test_danger_in_an_edited_message_is_heard_before_and_after_sending(town: Town) -> None:
    _, member, resident = await office(town)
    await resident.says(LAMP)
    await resident.edits(LAMP, "幸福小区门口路灯着火了")
    resident.saw("请马上打 119")
    resident.sees("草稿", "1 分钟后自动提交")
    await resident.presses("提交")
    member.sees("‼ 加急")
    number = await report(resident, "幸福小区的垃圾没人收，路灯也坏了")
    await resident.edits("幸福小区的垃圾没人收，路灯也坏了", "幸福小区的垃圾着火了")
    resident.sees("改过的话也转给城管局了")
    assert sum("119" in said.text for said in town.shown(resident.id)) == 2
    member.saw("‼ 加急：幸福小区的垃圾着火了", number)
    assert (await case_of(town, number)).urgent


async def test_danger_in_a_case_that_waits_is_shown_to_the_dispatchers(town: Town) -> None:
    _, _, resident = await office(town)
    dispatcher = await town.dispatcher()
    await report(resident, "这件事真让人头疼")
    number = await report(resident, "那件事也让人头疼")
    await resident.says("着火了，快来人", reply_to=resident.last)
    resident.saw("请马上打 119")
    dispatcher.sees("‼ 加急", number)


async def test_danger_told_while_the_unit_waits_counts_from_the_answer_on(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await asked(town, member, number)
    await town.passes(hours=1)
    await resident.edits(LAMP, "幸福小区门口路灯着火了")
    await resident.says("3号楼")
    assert (await case_of(town, number)).due_at == town.now + timedelta(hours=2)


async def test_danger_told_of_a_case_that_is_over_still_gets_the_numbers(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await member.presses_action(f"resolve:{(await case_of(town, number)).id}")
    await member.says("修好了")
    await resident.presses_action(f"rate:{(await case_of(town, number)).id}:fair")
    await resident.edits(LAMP, "幸福小区门口路灯着火了")
    resident.sees("请马上打 119")
    member.never_saw("‼ 加急")


# Typing what is on a button


async def test_who_types_what_is_on_a_button_means_the_button(town: Town) -> None:
    _, member, resident = await office(town)
    await resident.says(LAMP)
    await resident.says(" 不留名。")
    resident.sees("不留名", LAMP)
    await resident.says("不要了")
    resident.sees("这条不要了")
    await resident.says("还是要這條")
    resident.sees("草稿", LAMP)
    await resident.says("提交！")
    number = resident.sees_number()
    resident.sees("收到，已登记")
    assert await texts_of(town) == [LAMP]
    await member.presses_action(f"resolve:{(await case_of(town, number)).id}")
    await member.says("修好了")
    await town.clock_strikes("09:00")
    await resident.says("满意")
    resident.sees("谢谢您的评价：满意", number)
    assert (await case_of(town, number)).rating == "good"


async def test_a_button_typed_as_a_reply_is_that_of_the_message_replied_to(town: Town) -> None:
    _, member, resident = await office(town)
    for text in (LAMP, "幸福小区的垃圾没人收，物业不管"):
        case = await case_of(town, await report(resident, text))
        await member.presses_action(f"resolve:{case.id}")
        await member.says("办好了")
    await town.clock_strikes("09:00")
    await resident.says("满意", reply_to=resident.saw("办好了", "260601-0001"))
    assert (await case_of(town, "260601-0001")).rating == "good"
    assert (await case_of(town, "260601-0002")).rating == ""


async def test_who_is_asked_in_words_answers_in_words(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    other = await report(resident, "幸福小区的垃圾没人收，物业不管")
    await member.presses_action(f"resolve:{(await case_of(town, other)).id}")
    await member.says("收走了")
    await asked(town, member, number, "师傅的态度满意吗？")
    await resident.says("满意")  # on the buttons under the other one, but that is not what was asked last
    resident.sees("您的回答已转给城管局", number)
    assert (await case_of(town, other)).rating == ""
    await member.presses_action(f"answer:{(await case_of(town, number)).id}")
    await member.says("先不写了")
    member.sees(number, LAMP)


async def test_yes_no_and_a_bare_number_are_no_suggestions(town: Town) -> None:
    _, _, resident = await office(town)
    for text in ("是", "不是", "要", "不要", "取消", "确定", "3", "12", "好", "No"):
        await resident.says(text)
        assert "草稿" not in resident.last.text, text
    await resident.says("３")
    resident.sees("用一句话说说是什么事")
    assert await drafts(town) == 0


async def test_staff_who_type_a_step_do_not_begin_a_case(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    for step in ("签收", "办结"):
        await member.says(step)
        member.sees("先打开那一件", "/inbox")
    await member.says(f"/case {number}")
    await member.says("签收")
    assert (await case_of(town, number)).status == "in_progress"
    await member.says("办结")
    await member.says("修好了")
    assert (await case_of(town, number)).status == "resolved"
    assert await drafts(town) == 0


# Looking


async def test_own_cases_are_paged_newest_first(town: Town) -> None:
    _, _, resident = await office(town)
    await resident.says("/my")
    resident.sees("还没有提交过")
    numbers = [await report(resident, f"幸福小区{i}号楼路灯坏了，垃圾没人管") for i in range(1, 8)]
    await resident.says("/my")
    resident.sees("一共提交了 7 件")
    assert resident.buttons == [*reversed(numbers[2:]), "下一页"]
    await resident.presses("下一页")
    assert resident.buttons == [numbers[1], numbers[0], "上一页"]
    await resident.presses(numbers[0])
    resident.sees("1号楼", "已交给单位", "城管局，6月8日（周一）前答复")


async def test_plain_words_do_what_the_command_does(town: Town) -> None:
    _, _, resident = await office(town)
    number = await report(resident)
    for words in (
        "进度",
        "我的诉求",
        "查进度",
        "办得怎么样了",
        "几号能办好？",
        "有结果了吗",
        "怎么还没回复",
        "progress",
    ):
        await resident.says(words)
        resident.sees("一共提交了 1 件", number)


async def test_help_lists_what_this_person_can_do(town: Town) -> None:
    _, member, resident = await office(town)
    dispatcher, admin = await town.dispatcher(), await town.admin()
    for person in (resident, member, dispatcher, admin):
        await person.says("帮助")
    resident.sees("直接说就行", "/my", "/privacy", "/export_my_data")
    assert "/inbox" not in resident.last.text
    member.sees("/inbox")
    assert "/triage" not in member.last.text
    dispatcher.sees("/triage", "/inbox")
    assert "/units" not in dispatcher.last.text
    admin.sees("/units", "/triage")


async def test_the_language_is_changed_and_changed_back(town: Town) -> None:
    _, _, resident = await office(town)
    await resident.says("/language")
    resident.sees("English")
    assert resident.buttons == ["中文"]
    await resident.says(LAMP)
    resident.sees("draft", "Housing and city works")
    await resident.presses("Send")
    resident.sees("城管局", "8 June")
    await resident.says("/language zh")
    resident.sees("以后说中文")
    await resident.says("/my")
    resident.sees("一共提交了 1 件")


async def test_who_comes_with_english_reads_english(town: Town) -> None:
    resident = await town.resident("John", "en-GB")
    await resident.says("hello")
    assert re.search("[a-z]{4}", resident.last.text)
    assert "您" not in resident.last.text


async def test_privacy_says_what_is_kept_and_for_how_long(town: Town) -> None:
    resident = await town.resident()
    await resident.says("/privacy")
    resident.sees("730 天", "单位、派单员和管理员", "/export_my_data", "/delete_my_data")


# Other people's cases


async def test_nobody_sees_or_touches_another_residents_case(town: Town) -> None:
    _, member, resident = await office(town)
    other = await town.resident("别人")
    number = await report(resident)
    case = await case_of(town, number)
    await resident.says("再记一条，路灯闪")
    async with town.app.db.snapshot() as tx:
        draft = await tx.value("SELECT id FROM cases WHERE status = 'draft'")
    for steps, id in (
        ("mine withdraw withdraw-yes rate:{}:good rate:{}:bad", case.id),
        ("send categories categorise:{}:1 how-photo anonymous named discard", draft),
    ):
        for step in steps.split():
            for person in (other, member):
                await person.presses_action(step.format(id) if "{}" in step else f"{step}:{id}")
                person.sees("这一步现在做不了了")
                await person.presses_action(step.format(4242) if "{}" in step else f"{step}:4242")
                person.sees("这一步现在做不了了")
    for question in (f"/my {number}", f"/case {number}"):
        await other.says(question)
        assert "路灯" not in other.last.text
    await other.says("我也要说", reply_to=resident.saw("已登记"))
    other.sees("草稿")
    assert (await case_of(town, number)).status == "dispatched"
    assert await drafts(town) == 2


async def test_rating_what_is_not_resolved_is_not_possible(town: Town) -> None:
    _, _, resident = await office(town)
    case = await case_of(town, await report(resident))
    for rating in ("good", "fair", "bad", "great", ""):
        await resident.presses_action(f"rate:{case.id}:{rating}")
        resident.sees("这一步现在做不了了")
    assert (await case_of(town, case.number or "")).rating == ""


# Flooding


async def test_who_sends_very_much_is_slowed_and_nothing_is_lost(town: Town) -> None:
    _, _, resident = await office(town)
    for i in range(10):
        await report(resident, f"幸福小区{i}号楼路灯坏了，垃圾没人管")
        await town.passes(minutes=1)
    await resident.says("幸福小区10号楼路灯坏了，垃圾没人管")
    resident.sees("发得有点多", "不会丢")
    await resident.presses("提交")
    resident.sees("歇一歇", "10:00")
    assert len(await texts_of(town)) == 10
    await resident.says("还有11号楼")  # goes into the same draft, still
    await town.passes(minutes=45)
    assert len(await texts_of(town)) == 10
    await town.passes(minutes=6)
    assert (await texts_of(town))[-1] == "幸福小区10号楼路灯坏了，垃圾没人管\n还有11号楼"
    await town.passes(minutes=30)
    await report(resident, "幸福小区12号楼路灯坏了，垃圾没人管")
    assert len(await texts_of(town)) == 12


# One's own data


async def test_all_that_is_kept_of_a_person_can_be_had(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await member.says(f"/case {number}")
    await member.says("明天来修", reply_to=member.last)
    await resident.says("/export_my_data")
    [file] = resident.last.outbound.attachments
    drawn = await draw(town.app.db, town.app.office.settings, file, town.now)
    data = drawn.content.decode()
    json.loads(data)
    for word in (number, LAMP, "王阿姨", "明天来修"):
        assert word in data
    assert "张科长" not in data


async def test_who_works_here_reads_which_roles_are_kept_of_them(town: Town) -> None:
    unit, member, _ = await office(town)
    await town._role(member, dispatcher=True)
    await town.passes(days=2)
    await town.leaves(unit, member)
    await member.says("幸福小区门口路灯坏了一周")
    await town.deliver(member.inbound(location=Location(30.512345, 104.25, "")))
    await member.says("/export_my_data")
    [file] = member.last.outbound.attachments
    data = json.loads((await draw(town.app.db, town.app.office.settings, file, town.now)).content)
    [account], [units], [case] = data["account"], data["units"], data["cases"]
    assert (bool(account["admin"]), bool(account["dispatcher"]), account["seen_at"][:10]) == (False, True, "2026-06-03")
    assert (units["unit"], bool(units["lead"]), units["since"][:10], units["until"][:10]) == (
        *("城管局", False, "2026-06-01", "2026-06-03"),
    )
    assert (case["latitude"], case["longitude"]) == (30.512345, 104.25)


async def test_an_export_is_only_ones_own(town: Town) -> None:
    _, _, resident = await office(town)
    other = await town.resident("别人")
    await report(resident)
    await other.says("/export_my_data")
    [file] = other.last.outbound.attachments
    drawn = await draw(town.app.db, town.app.office.settings, file, town.now)
    assert "路灯" not in drawn.content.decode()


async def test_after_deletion_nothing_names_the_person(town: Town) -> None:
    _, member, resident = await office(town)
    resident.name = "王桂芳"
    await town.deliver(resident.inbound(phone="13812345678"))
    await resident.says(f"{LAMP}，我叫王桂芳，住3栋")
    await resident.sends_photo("wang-photo")
    await town.deliver(resident.inbound(location=Location(30.512345, 104.25, "王桂芳家")))
    await resident.presses("提交")
    number = resident.sees_number()
    await member.says("/inbox")
    await member.presses(number)
    await member.presses("联系人")
    await member.presses("签收", in_message=member.saw("待签收", "“"))
    await member.presses("问居民")
    await member.says("王桂芳您好，哪一盏？")
    await resident.says("王桂芳家门口这盏")
    await member.presses("看详情")
    await member.presses("办结")
    await member.says("已给王桂芳家门口换灯")
    await resident.presses("还没解决")
    await resident.says("王桂芳说还是不亮")
    await town.clock_strikes("08:00", days=1)  # a digest with it
    await resident.says("王桂芳又来了，还没写完")  # a draft
    await resident.says("/export_my_data")
    await resident.says("/delete_my_data")
    resident.sees("真的要全部删除吗")
    await resident.presses("不了")
    resident.sees("什么都没删")
    await resident.says("/delete_my_data")
    await resident.presses("全部删除")
    resident.sees("都删掉了")
    await town.passes(hours=1)
    traces = ("王桂芳", "13812345678", "wang-photo", "30.512345", "住3栋", "门口这盏")
    async with town.app.db.snapshot() as tx:
        stored = await tables(tx)
        account = await tx.value("SELECT COUNT(*) FROM contacts WHERE account = :a OR chat = :a", a=resident.id)
        kept = await tx.one("SELECT status, reporter_id, text FROM cases WHERE number = :n", n=number)
    found = [(trace, name) for trace in traces for name, rows in stored.items() if trace in rows and name != "keywords"]
    assert not found
    assert account == 0
    assert kept is not None
    assert (kept["reporter_id"], kept["text"]) == (None, "")  # the ledger still adds up: number and status stay
    await member.says(f"/case {number}")
    member.sees(number)
    assert "王桂芳" not in member.last.text
    await resident.says("你好")  # a stranger, who is welcome
    resident.sees("您好")


async def test_a_staff_members_name_goes_too(town: Town) -> None:
    unit, member, resident = await office(town)
    colleague = await town.member(unit, "赵科员")
    number = await report(resident)
    await member.says(f"/case {number}")
    await member.presses("签收")
    await colleague.says(f"/case {number}")
    colleague.sees("张科长签收")
    await member.says("/delete_my_data")
    await member.presses("全部删除")
    async with town.app.db.snapshot() as tx:
        assert [name for name, rows in (await tables(tx)).items() if "张科长" in rows] == []
    await member.says("/inbox")
    member.sees("没有这个命令")
    await colleague.says(f"/case {number}")
    assert "张科长" not in colleague.last.text
    colleague.sees("办理中")  # the case goes on with who is left


async def test_the_last_admin_stays(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/delete_my_data")
    await admin.presses("全部删除")
    admin.sees("最后一位管理员")
    await admin.says("/help")
    admin.sees("/units")
    await town.admin("另一位")
    await admin.presses_action("erase-me")
    admin.sees("都删掉了")


# Arriving


async def test_a_new_bot_is_claimed_with_its_code_once(town: Town) -> None:
    first, second = await town.resident("李主任"), await town.resident("别人")
    code = await town.app.claim_code()
    newer = await town.app.claim_code()
    await first.says(f"/start {code}")
    first.sees("邀请码用不了")  # the newer one counts
    await first.says(f"/start {newer}")
    first.sees("您现在是管理员了")
    await first.says("/help")
    first.sees("/units")
    await second.says(f"/join {newer}")
    second.sees("邀请码用不了")
    assert await town.app.claim_code() is None
    await second.says("/join")
    second.sees("把邀请码写在后面")


async def test_in_a_new_group_the_bot_says_what_it_needs(town: Town) -> None:
    admin = await town.admin()
    await town.deliver(admin.inbound(kind=Kind.JOINED, group="g1"))
    assert "/unit" in town.shown("g1")[-1].text
    await admin.says("/start", group="g1")
    assert "请私下跟我说" in town.shown("g1")[-1].text


async def test_start_welcomes(town: Town) -> None:
    resident = await town.resident()
    await resident.says("/start")
    resident.sees("开门办实事", "直接发给我")
    await resident.says("/nonsense")
    resident.sees("没有这个命令", "帮助")


async def test_in_a_group_people_talk_among_themselves(town: Town) -> None:
    resident = await town.resident()
    await resident.says(LAMP, group="g9")
    await resident.sends_photo()
    assert town.shown("g9") == []
    assert await drafts(town) == 1  # of the photo, which was sent privately
    await resident.says("/my", group="g9")
    assert "请私下跟我说" in town.shown("g9")[-1].text


async def test_plain_words_take_back_and_stop(town: Town) -> None:
    resident = await town.resident()
    await resident.says("幸福小区门口路灯坏了一周")
    await resident.says("撤回")
    resident.sees("这条不要了")
    await resident.says("幸福小区门口路灯又坏了")
    await resident.presses("提交")
    await resident.says("撤回")
    resident.sees("真的要撤回吗", resident.sees_number())
    other = await report(resident, "幸福小区的垃圾没人收，物业不管")
    await resident.says("/withdraw")
    resident.sees("要撤回哪一件？点编号，再点“撤回”")
    await resident.presses(other)
    await resident.presses("撤回")
    resident.sees("真的要撤回吗", other)
    await resident.says("退订")
    resident.sees("只有您自己的事")


async def test_a_link_on_a_poster_greets(town: Town) -> None:
    resident = await town.resident()
    for _ in range(6):
        await resident.says("/start 海报")
        resident.sees("有什么事要反映，直接发给我")
    await resident.says("/start " + "a" * 22)
    resident.sees("邀请码用不了")  # looks like a code, and the posters were no wrong tries


async def test_a_day_that_is_over_is_not_promised(town: Town) -> None:
    _, member, resident = await office(town)
    number = await report(resident)
    await town.passes(days=10)
    await member.says(f"/case {number}")
    await member.presses("签收")
    resident.sees("已签收", number, "比原定的6月8日（周一）晚了")
    await resident.says(f"/my {number}")
    resident.sees("原定6月8日（周一）答复，已超期")


async def test_what_is_urgent_does_not_wait_five_minutes(town: Town) -> None:
    unit = await town.unit("城管局", "urban", "environment", "health")
    member = await town.member(unit)
    dispatcher = await town.dispatcher()
    resident = await town.resident()
    await resident.says("不好了，我家楼道里煤气味很重")
    await town.passes(minutes=1)
    number = resident.sees_number()
    assert any(number in said.text for person in (member, dispatcher) for said in town.shown(person.id))


async def test_a_file_that_nobody_will_see_is_no_case_and_no_answer(town: Town) -> None:
    member = await town.member(await town.unit("城管局", "urban"))
    resident = await town.resident()

    async def sends(name: str, text: str = "") -> None:
        file = Media(MediaKind.DOCUMENT, name, name=name)
        await town.deliver(resident.inbound(text=text, media=(file,)))

    await sends("材料.zip")
    resident.sees("打不开")
    resident.never_saw("草稿")
    await town.passes(minutes=6)
    resident.never_saw("已登记")
    await sends("材料.zip", LAMP)  # words are words, whatever comes with them
    resident.sees("草稿", LAMP)
    await resident.presses("提交")
    await member.says(f"/case {resident.sees_number()}")
    await member.presses("签收")
    await member.presses("问居民")
    await member.says("哪一盏？")
    await sends("材料.exe")
    assert "打不开" in town.shown(resident.id)[-2].text
    resident.sees("还差一句话")
    await resident.says("左边那盏")  # it is still awaited
    resident.sees("回答已转给城管局")
