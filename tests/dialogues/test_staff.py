"""What a unit's members do with their cases, as conversations, on both engines."""

import asyncio
from dataclasses import replace

from bot.messages import Kind, Media, MediaKind
from storage import cases
from storage.records import Case, Unit
from tests.town import Person, Town

LAMP = "幸福小区门口路灯坏了一周"
FIRE = "楼道里着火了，路灯都烧了，小区物业没人"  # danger to life: urgent


async def reported(town: Town, resident: Person, text: str = LAMP) -> str:
    """Somebody reports something; its number."""
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


async def lamp(town: Town, text: str = LAMP, **unit: object) -> tuple[Unit, Person, Person, str]:
    """A unit, its member, a resident, and what the resident reported to the unit."""
    office = await town.unit("城管局", "urban", **unit)
    member = await town.member(office)
    resident = await town.resident()
    return office, member, resident, await reported(town, resident, text)


async def signed(town: Town) -> tuple[Unit, Person, Person, str]:
    """The same, and the member has the case in hand."""
    office, member, resident, number = await lamp(town)
    await member.says(f"/case {number}")
    await member.presses("签收")
    return office, member, resident, number


# The inbox


async def test_the_inbox_has_what_is_urgent_first_then_what_is_due_first(town: Town) -> None:
    office = await town.unit("城管局", "urban")
    member = await town.member(office)
    resident = await town.resident()
    first = await reported(town, resident)
    await town.passes(days=2)
    second = await reported(town, resident, "阳光小区楼道灯坏了，垃圾没人清")
    urgent = await reported(town, resident, FIRE)
    assert (await case_of(town, urgent)).urgent
    await member.says("/inbox")
    text = member.sees("城管局手上 3 件", f"‼ {urgent}", "2天前", "待签收", "6月8日（周一）前答复")
    assert text.index(urgent) < text.index(first) < text.index(second)
    assert member.buttons == [urgent, first, second]


async def test_a_long_inbox_is_turned_page_by_page_in_place(town: Town) -> None:
    office = await town.unit("城管局", "urban")
    member = await town.member(office)
    resident = await town.resident()
    numbers = [await reported(town, resident, f"幸福小区{i}号楼路灯坏了，垃圾没人管") for i in range(1, 9)]
    await member.says("/inbox")
    member.sees("8 件", *numbers[:6])
    shown = len(town.shown(member.id))
    await member.presses("下一页")
    member.sees(*numbers[6:])
    assert numbers[0] not in member.last.text
    await member.presses("上一页")
    member.sees(numbers[0])
    assert len(town.shown(member.id)) == shown  # the same message all the time


async def test_an_empty_inbox_says_so(town: Town) -> None:
    member = await town.member(await town.unit("城管局", "urban"))
    await member.says("/inbox")
    member.sees("城管局没有要办的了")


async def test_a_line_of_the_inbox_hides_phone_numbers(town: Town) -> None:
    _, member, _, _ = await lamp(town, "小区路灯坏了一周，打13812345678找我")
    await member.says("/inbox")
    member.sees("138****5678")
    member.never_saw("13812345678")


async def test_who_belongs_to_two_units_chooses_one(town: Town) -> None:
    city, member, _, number = await lamp(town)
    labour = await town.unit("人社局", "labour")
    await town.member(labour, person=member)
    await member.says("/inbox")
    member.sees("看哪个单位")
    assert member.buttons == ["城管局（1）", "人社局（0）"]
    await member.presses("城管局")
    member.sees(number)
    await member.says("/inbox 人社")
    member.sees("人社局没有要办的了")
    assert city.id != labour.id


async def test_the_office_may_look_into_any_inbox(town: Town) -> None:
    dispatcher = await town.dispatcher()
    await dispatcher.says("/inbox")
    dispatcher.sees("没有哪个单位有要办的")
    _, _, resident, number = await lamp(town)
    await town.unit("人社局", "labour")
    await dispatcher.says("/inbox")
    dispatcher.sees(number)  # the only unit that has anything to do
    await reported(town, resident, "建筑公司拖欠工资三个月，讨薪没人管")
    await dispatcher.says("/inbox")
    assert dispatcher.buttons == ["城管局（1）", "人社局（1）"]
    await dispatcher.says("/inbox 城管局")
    dispatcher.sees(number)


async def test_another_units_inbox_and_none_answer_alike(town: Town) -> None:
    _, _, _, number = await lamp(town)
    other = await town.member(await town.unit("人社局", "labour"), "刘科长")
    await other.says("/inbox 城管局")
    theirs = other.last.text
    await other.says("/inbox 没有的局")
    assert other.last.text == theirs
    for page in ("inbox:1", "inbox-page:1:0", "inbox:999", "inbox-page:999:0"):
        await other.presses_action(page)
        other.sees("这一步现在做不了了")
    other.never_saw(number)


# One case


async def test_a_case_shows_all_that_is_needed_and_no_name(town: Town) -> None:
    office = await town.unit("城管局", "urban")
    await town.unit("城管局", area="幸福街道")
    member = await town.member(office)
    resident = await town.resident("王桂芳")
    await resident.says("幸福街道小区门口路灯坏了一周，电话13812345678")
    await resident.sends_photo()
    await resident.sends_location(30.5, 104.25)
    await resident.presses("提交")
    number = resident.sees_number()
    await town.passes(minutes=10)
    await resident.says("昨晚又摔了一位老人", reply_to=resident.saw("收到，已登记"))
    member.sees("居民补充：昨晚又摔了一位老人", number)
    await member.presses("看详情")
    member.sees(
        number,
        "待签收",
        "城乡建设 · 幸福街道 · 城管局",
        "138****5678",
        "附件 1 个",
        "30.500000,104.250000",
        "居民补充：“昨晚又摔了一位老人”",
        "6月1日 09:00 居民提交",
        "自动派给城管局",
    )
    assert member.buttons == ["签收", "退回", "照片", "下一件", "其他…"]
    await member.presses("其他…")
    assert member.buttons == ["联系人", "完整号码", "返回"]
    member.never_saw("王桂芳")
    member.never_saw("13812345678")


async def test_a_case_of_photos_alone_is_a_case_too(town: Town) -> None:
    office = await town.unit("城管局")
    member = await town.member(office)
    dispatcher = await town.dispatcher()
    resident = await town.resident()
    await resident.sends_photo()
    await resident.presses("提交")
    dispatcher.sees(resident.sees_number())
    await dispatcher.presses("指定单位")
    await dispatcher.presses("城管局")
    await member.says("/inbox")
    member.sees("（没有文字）")
    await member.presses(resident.sees_number())
    member.sees("（没有文字）", "附件 1 个")


async def test_photos_are_shown_where_their_platform_is(town: Town) -> None:
    office = await town.unit("城管局", "urban")
    member = await town.member(office)
    resident = await town.resident()
    await resident.says(LAMP)
    await resident.sends_photo("lamp-1")
    await resident.sends_photo("lamp-2")
    await resident.presses("提交")
    number = resident.sees_number()
    await member.says(f"/case {number}")
    await member.presses("照片")
    member.sees("附件 2 个")
    assert [(a.kind, a.ref) for a in member.last.outbound.attachments] == [
        (MediaKind.PHOTO, "lamp-1"),
        (MediaKind.PHOTO, "lamp-2"),
    ]
    async with town.app.db.transaction() as tx:
        await tx.run("UPDATE entries SET channel = 'telegram' WHERE media LIKE '%lamp-2%'")
    await member.presses("照片")
    member.sees("能看的有 1 个", "1 个是从别处发来的")
    assert [a.ref for a in member.last.outbound.attachments] == ["lamp-1"]


async def test_a_number_may_be_typed_in_any_way(town: Town) -> None:
    _, member, resident, number = await lamp(town)
    assert number == "260601-0001"
    for typed in (
        "260601-0001",
        "260601 0001",
        "２６０６０１－０００１",
        "编号260601-1",
        "2606010001",
        "260601—0001。",
    ):
        await member.says(f"/case {typed}")
        member.sees("编号 260601-0001", "待签收")
        await resident.says(f"/case {typed}")
        resident.sees("编号 260601-0001", "已交给单位")
        await resident.says(f"/my {typed}")
        resident.sees("编号 260601-0001", "已交给单位")


async def test_what_is_no_number_gets_the_right_form(town: Town) -> None:
    _, member, _, _ = await lamp(town)
    for words in ("", "路灯", "42", "9" * 40):
        await member.says(f"/case {words}".strip())
        member.sees("/case 261123-0042")
    await member.says("/case 260601-0099")
    member.sees("没有查到 260601-0099")


async def test_the_next_case_comes_in_the_place_of_this_one(town: Town) -> None:
    office, member, resident, first = await lamp(town)
    second = await reported(town, resident, "幸福小区2号楼路灯坏了，垃圾没人管")
    third = await reported(town, resident, "幸福小区3号楼路灯坏了，垃圾没人管")
    await member.says(f"/case {second}")
    shown = len(town.shown(member.id))
    for number in (third, first, second):  # behind the last one comes the first
        await member.presses("下一件")
        member.sees(f"编号 {number}")
    assert len(town.shown(member.id)) == shown
    assert office.name == "城管局"


async def test_without_a_next_case_it_says_so(town: Town) -> None:
    _, member, _, number = await lamp(town)
    await member.says(f"/case {number}")
    await member.presses("下一件")
    member.sees("没有要办的了")


# Who reported it


async def test_who_reported_is_shown_to_the_unit_and_that_is_logged(town: Town) -> None:
    office, member, resident, number = await lamp(town)
    colleague = await town.member(office, "赵科员")
    await town.deliver(resident.inbound(phone="13812345678"))
    await member.says(f"/case {number}")
    await member.presses("联系人")
    member.sees("王阿姨", "13812345678", number)
    assert (await events_of(town, number))[-1] == "seen_reporter"
    await colleague.says(f"/case {number}")
    colleague.sees("张科长看了联系人")
    await resident.presses("看进度")
    resident.never_saw("张科长")


async def test_who_is_anonymous_is_shown_to_nobody(town: Town) -> None:
    office = await town.unit("城管局", "urban", group_channel="console", group_chat="g1")
    member = await town.member(office)
    admin = await town.admin()
    dispatcher = await town.dispatcher()
    resident = await town.resident("王桂芳")
    await resident.says(FIRE)
    await resident.presses("不留名")
    await resident.presses("提交")
    number = resident.sees_number()
    for person in (member, dispatcher, admin):
        await person.says(f"/case {number}")
        if person is not member:
            await person.presses("其他…")
        await person.presses("联系人")
        person.sees("没有联系人", number)
    assert "seen_reporter" not in await events_of(town, number)
    await member.presses("签收")
    await member.presses("问居民")
    await member.says("在哪一栋？")
    await resident.says("三栋，我住这儿")
    await member.presses("看详情")
    await member.presses("办结")
    await member.says("修好了")
    await resident.presses("还没解决")
    await resident.says("还着")
    await resident.edits("还着", "还着着")
    await member.says(f"/case {number}")
    member.sees("还着着")
    await town.clock_strikes("08:00", days=1)
    for chat in (member.id, admin.id, dispatcher.id, "g1"):
        for said in town.shown(chat):
            assert "王桂芳" not in said.text
            assert resident.id not in said.text


async def test_a_member_who_reports_anonymously_is_not_betrayed_by_their_own_steps(town: Town) -> None:
    office = await town.unit("城管局", "urban")
    member = await town.member(office, "孙科员")
    colleague = await town.member(office, "张科长")
    await member.says(LAMP)
    await member.presses("换类别")
    await member.presses("城乡建设")
    await member.presses("不留名")
    await member.presses("提交")
    number = member.sees_number()
    await colleague.says(f"/case {number}")
    colleague.sees("自动派给城管局")
    assert "孙科员" not in colleague.last.text


# Signing, asking, answering, resolving


async def test_signing_is_told_to_the_resident_by_the_units_name(town: Town) -> None:
    _, member, resident, number = await signed(town)
    member.sees("办理中（张科长）", "张科长签收")
    assert member.buttons == ["办结", "答复", "问居民", "下一件", "其他…"]
    await member.presses("其他…")
    member.sees(f"{number}（办理中）还能做什么？")
    assert member.buttons == ["申请延期", "退回", "联系人", "返回"]
    await member.presses("返回")
    member.sees("办理中（张科长）", "张科长签收")
    resident.sees("城管局已签收", number, "6月8日（周一）前答复您")
    resident.never_saw("张科长")


async def test_of_two_who_sign_one_wins_and_the_other_reads_how_it_stands(town: Town) -> None:
    office, member, resident, number = await lamp(town)
    colleague = await town.member(office, "赵科员")
    case = await case_of(town, number)
    await member.presses_action(f"sign:{case.id}")
    await colleague.presses_action(f"sign:{case.id}")
    colleague.sees("这件刚有变化", number, "办理中（张科长）")
    assert (await events_of(town, number)).count("sign") == 1
    assert sum("已签收" in said.text for said in town.shown(resident.id)) == 1


async def test_two_workers_that_handle_both_at_the_same_moment_let_one_win(town: Town) -> None:
    office, member, _, number = await lamp(town)
    colleague = await town.member(office, "赵科员")
    case = await case_of(town, number)
    both = [p.inbound(kind=Kind.PRESS, choice=f"sign:{case.id}", press=p.id) for p in (member, colleague)]
    pipeline = town.app.pipeline
    await pipeline.receive(both)
    await asyncio.gather(pipeline.handle_some(1), pipeline.handle_some(1))
    await pipeline.drain()
    seen = [member.last.text, colleague.last.text]
    assert sorted("这件刚有变化" in text for text in seen) == [False, True]
    assert (await events_of(town, number)).count("sign") == 1


async def test_a_button_pressed_twenty_times_works_once(town: Town) -> None:
    _, member, _, number = await lamp(town)
    case = await case_of(town, number)
    await town.deliver(*[member.inbound(kind=Kind.PRESS, choice=f"sign:{case.id}", press=f"x{i}") for i in range(20)])
    assert (await events_of(town, number)).count("sign") == 1


async def test_asking_pauses_the_clock_and_the_next_message_is_the_answer(town: Town) -> None:
    _, member, resident, number = await signed(town)
    due = (await case_of(town, number)).due_at
    await member.presses("问居民")
    member.sees("想问居民什么", number)
    await member.says("是东门还是西门？")
    member.sees("已问居民", "时限暂停")
    resident.sees("城管局想问您", "是东门还是西门？", number)
    await member.says("/inbox")
    member.sees("等居民补充", "时限暂停")
    await town.passes(days=1)
    await resident.says("东门，靠车棚")
    resident.sees("已转给城管局", number)
    member.sees("居民回答：东门，靠车棚", number)
    case = await case_of(town, number)
    assert due is not None
    assert case.due_at is not None
    assert case.status == "in_progress"
    assert case.due_at > due
    await member.presses("看详情")
    member.sees("居民补充：“东门，靠车棚”", "张科长问居民：是东门还是西门？")


async def test_a_unit_may_go_on_without_the_answer(town: Town) -> None:
    _, member, resident, _ = await signed(town)
    await member.presses("问居民")
    await member.says("是东门还是西门？")
    await member.presses("看详情")
    assert "接着办" in member.buttons
    assert "办结" not in member.buttons
    await member.presses("接着办")
    member.sees("办理中", "张科长没等回答")
    await resident.says("东门的路灯坏了，西门的也坏了")  # the question is settled: this is something new
    resident.sees("先记在草稿里了")


async def test_after_five_days_without_an_answer_it_goes_on_by_itself(town: Town) -> None:
    _, member, _, number = await signed(town)
    await member.presses("问居民")
    await member.says("是东门还是西门？")
    await town.passes(days=5)
    member.saw("5 天了，居民没有回答", number)
    await member.says(f"/case {number}")
    member.sees("居民没有回答，接着办")


async def test_an_answer_reaches_the_resident_with_its_photos(town: Town) -> None:
    _, member, resident, number = await signed(town)
    await member.presses("答复")
    await member.sends_photo("plan", caption="灯杆已经订了，下周一来装")
    member.sees("已答复居民", number)
    resident.sees("城管局答复您", "灯杆已经订了，下周一来装", number)
    assert [a.ref for a in resident.last.outbound.attachments] == ["plan"]
    first = (await case_of(town, number)).answered_at
    assert first == town.now
    await town.passes(hours=1)
    await member.says("师傅今天就来", reply_to=member.last)
    resident.sees("师傅今天就来")
    assert (await case_of(town, number)).answered_at == first  # only the first one counts
    await resident.says("/my")
    await resident.presses(number)
    resident.sees("城管局答复：灯杆已经订了，下周一来装", "城管局答复：师傅今天就来")
    resident.never_saw("张科长")


async def test_a_file_that_nobody_can_open_is_not_sent_to_the_resident(town: Town) -> None:
    _, member, resident, _ = await signed(town)
    await member.presses("办结")
    archive = (Media(MediaKind.DOCUMENT, "ref", name="材料.zip"),)
    for text, told in (("", "还差一句话"), ("已经修好", "已办结")):
        await town.deliver(member.inbound(text=text, media=archive))
        assert "转不过去" in town.shown(member.id)[-2].text
        member.sees(told)
    resident.sees("已经修好")
    assert resident.last.outbound.attachments == ()


async def test_resolving_wants_words_and_takes_photos(town: Town) -> None:
    _, member, resident, number = await signed(town)
    await member.presses("办结")
    member.sees("怎么办好的")
    await member.sends_photo("after-1")
    member.sees("照片收下了，再写一两句话")
    assert (await case_of(town, number)).status == "in_progress"
    await member.sends_photo("after-2", caption="换了新灯泡，亮了")
    member.sees("已办结", number)
    resident.sees("城管局说办好了", "换了新灯泡，亮了", number)
    assert resident.buttons == ["还没解决"]
    assert [a.ref for a in resident.last.outbound.attachments] == ["after-1", "after-2"]
    case = await case_of(town, number)
    assert (case.status, case.resolved_at, case.answered_at) == ("resolved", town.now, town.now)
    await member.says("/inbox")
    member.sees("没有要办的了")


async def test_an_album_is_one_answer_and_all_of_it_arrives(town: Town) -> None:
    _, member, resident, number = await signed(town)
    await member.presses("办结")
    await member.sends_photo("a1", album="x")
    await member.sends_photo("a2", album="x")
    assert sum("照片收下了" in said.text for said in town.shown(member.id)) == 1
    await member.says("装好了")
    assert [a.ref for a in resident.last.outbound.attachments] == ["a1", "a2"]
    await resident.presses("还没解决")
    await member.says(f"/case {number}")
    await member.presses("答复")
    await member.sends_photo("b1", caption="又换了一盏", album="y")
    await member.sends_photo("b2", album="y")
    sent = [a.ref for said in town.shown(resident.id) for a in said.outbound.attachments]
    assert sent == ["a1", "a2", "b1", "b2"]
    assert sum("已答复居民" in said.text for said in town.shown(member.id)) == 1


async def test_words_that_say_nothing_are_asked_for_again(town: Town) -> None:
    _, member, resident, number = await signed(town)
    await member.presses("答复")
    for nothing in ("", "\u200b", "\u3164"):
        await member.says(nothing)
        member.sees("还差一句话", number)
    await member.says("明天来修")
    resident.sees("明天来修")


async def test_the_prompt_can_be_left_and_a_reply_to_it_is_what_was_asked_for(town: Town) -> None:
    _, member, resident, number = await signed(town)
    await member.presses("答复")
    await member.presses("先不写了")
    member.sees("办理中", number)
    await member.says("幸福小区的垃圾没人收")  # not an answer any more: the member's own suggestion
    member.sees("先记在草稿里了")
    await member.presses_action(f"resolve:{(await case_of(town, number)).id}")
    await member.says("修好了", reply_to=member.last)
    member.sees("已办结")
    resident.sees("说办好了", "修好了")


async def test_a_command_leaves_the_prompt_too(town: Town) -> None:
    _, member, resident, _ = await signed(town)
    await member.presses("答复")
    await member.says("/inbox")
    await member.says("幸福小区的垃圾没人收")
    member.sees("先记在草稿里了")
    resident.never_saw("垃圾")


async def test_acting_on_an_unsigned_case_signs_for_it(town: Town) -> None:
    _, member, resident, number = await lamp(town)
    await member.presses_action(f"resolve:{(await case_of(town, number)).id}")
    await member.says("已经修好了")
    assert (await events_of(town, number))[-2:] == ["sign", "resolve"]
    resident.sees("说办好了")
    resident.never_saw("已签收")  # one message for one step


async def test_replying_to_the_bots_message_about_a_case_answers_it(town: Town) -> None:
    _, member, resident, number = await lamp(town)
    await member.says(f"/case {number}")
    await member.says("收到，这两天就去看", reply_to=member.last)
    member.sees("已答复居民")
    resident.sees("城管局答复您", "收到，这两天就去看")
    assert (await events_of(town, number))[-2:] == ["sign", "answer"]
    await member.sends_photo("spot", reply_to=member.saw("编号", "待签收"))
    member.sees("照片收下了")
    await member.says("就是这盏")
    resident.sees("就是这盏")
    assert [a.ref for a in resident.last.outbound.attachments] == ["spot"]


async def test_an_edited_answer_is_kept_and_the_member_told_that_the_resident_has_the_old_one(town: Town) -> None:
    _, member, resident, number = await signed(town)
    await member.presses("答复")
    await member.says("周五修")
    await member.edits("周五修", "周六修")
    member.sees("居民看到的还是原话", number)
    resident.never_saw("周六修")


async def test_a_resident_who_left_is_not_asked_and_what_is_written_is_kept(town: Town) -> None:
    _, member, resident, number = await signed(town)
    await town.deliver(resident.inbound(kind=Kind.BLOCKED))
    await member.presses("问居民")
    member.sees("现在联系不上", number)
    await member.presses("办结")
    await member.says("修好了")
    member.sees("没有发出去", number)
    assert (await case_of(town, number)).status == "resolved"


async def test_without_buttons_a_number_is_a_choice_but_words_where_words_were_asked_for(town: Town) -> None:
    _, member, resident, number = await lamp(town)
    features = town.app.office.features["console"]
    town.app.office.features = {"console": replace(features, buttons=False)}
    await member.says("/inbox")
    await member.says("1")
    member.sees("待签收", number)
    await member.says("1")
    member.sees("张科长签收")
    await member.says("3")
    member.sees("想问居民什么")
    await member.says("坏了几盏？")
    await resident.says("2")
    member.sees("居民回答：2", number)
    await member.says("1")
    await member.says("2")
    member.sees("想怎么答复")
    await member.says("1")  # the question has a choice of its own
    member.sees("办理中", number)
    resident.never_saw("答复您：")


# Returning


async def test_a_returned_case_goes_to_the_dispatchers_with_the_reason(town: Town) -> None:
    office, member, resident, number = await signed(town)
    dispatcher = await town.dispatcher()
    due = (await case_of(town, number)).due_at
    await member.presses("其他…")
    await member.presses("退回")
    member.sees("为什么退回")
    await member.sends_photo("map")
    member.sees("还差一句话")
    await member.says("那条路归交通局管")
    member.sees("已退回派单员", number)
    dispatcher.sees(number, "城管局退回过：那条路归交通局管")
    case = await case_of(town, number)
    assert (case.status, case.unit_id, case.handler_id, case.signed_at) == ("submitted", None, None, None)
    await member.presses_action(f"case:{case.id}")
    member.sees("这一步现在做不了了")  # it is not this unit's any more
    traffic = await town.unit("交通局")
    await dispatcher.presses("指定单位")
    await dispatcher.presses("交通局")
    resident.sees("已交给交通局", number)
    other = await town.member(traffic, "周科长")
    await other.says(f"/case {number}")
    other.sees("城管局退回（张科长）：那条路归交通局管", "小陈派给交通局")
    assert (await case_of(town, number)).due_at == due  # the clock ran on
    assert "归交通局管" not in resident.last.text
    assert office.name == "城管局"


async def test_after_two_workdays_a_member_cannot_return_it_but_the_office_can(town: Town) -> None:
    _, member, _, number = await signed(town)
    dispatcher = await town.dispatcher()
    await town.passes(days=2, hours=8)  # Wednesday, 17:00
    await member.says(f"/case {number}")
    await member.presses("其他…")
    assert "退回" in member.buttons
    await town.passes(hours=1)
    await member.presses("退回")
    member.sees("超过 2 个工作日了")
    await member.says(f"/case {number}")
    await member.presses("其他…")
    assert member.buttons == ["申请延期", "联系人", "返回"]
    await dispatcher.says(f"/case {number}")
    await dispatcher.presses("其他…")
    await dispatcher.presses("退回")
    await dispatcher.says("派错了")
    assert (await case_of(town, number)).status == "submitted"


# In the unit's group


async def test_in_the_units_group_members_sign_and_reply(town: Town) -> None:
    office = await town.unit("城管局", "urban", group_channel="console", group_chat="g1")
    member = await town.member(office)
    stranger = await town.resident("过路人")
    resident = await town.resident()
    number = await reported(town, resident, FIRE + "，电话13812345678")
    notice = town.shown("g1")[-1]
    assert "加急" in notice.text
    assert number in notice.text
    assert "13812345678" not in notice.text
    await stranger.presses("看详情", group="g1")
    assert "着火" not in town.shown("g1")[-1].text
    await stranger.says("我也看见了", reply_to=notice, group="g1")
    await member.presses("看详情", in_message=notice, group="g1")
    view = town.shown("g1")[-1]
    assert [b.label for b in view.buttons] == ["签收"]
    assert "138****5678" in view.text
    await member.presses("签收", group="g1")
    assert "办理中（张科长）" in town.shown("g1")[-1].text
    await member.says("已派人到场", reply_to=notice, group="g1")
    resident.sees("城管局答复您", "已派人到场")
    assert "已答复居民" in town.shown("g1")[-1].text
    await member.says("中午吃什么", group="g1")  # talk among people
    assert "已答复居民" in town.shown("g1")[-1].text
    assert (await events_of(town, number))[-1] == "answer"


async def test_who_blocked_the_bot_and_presses_in_a_group_is_written_to_no_more(town: Town) -> None:
    office = await town.unit("城管局", "urban", group_channel="console", group_chat="g1")
    member, resident = await town.member(office), await town.resident()
    number = await reported(town, resident)
    case = await case_of(town, number)
    await town.deliver(member.inbound(kind=Kind.BLOCKED))
    await member.presses_action(f"sign:{case.id}", group="g1")
    assert "办理中（张科长）" in town.shown("g1")[-1].text
    await resident.says("就在东门边上", reply_to=resident.saw(number, "已登记"))
    member.never_saw("东门")
    await member.says(f"/case {number}")
    member.sees("东门")


async def test_a_photo_without_words_is_no_answer_in_a_group(town: Town) -> None:
    office, member, resident, number = await lamp(town, group_channel="console", group_chat="g1")
    await member.presses_action(f"case:{(await case_of(town, number)).id}", group="g1")
    photo = (Media(MediaKind.PHOTO, "spot"),)
    reply = {"reply_to": town.message_id(town.shown("g1")[-1]), "group": "g1"}
    await town.deliver(member.inbound(media=photo, **reply))
    assert "请用文字写" in town.shown("g1")[-1].text
    await member.says("幸福小区的垃圾没人收")
    member.sees("草稿")  # nothing is being asked privately because of it
    await town.deliver(member.inbound(text="就是这盏", media=photo, **reply))
    resident.sees("就是这盏")
    assert [a.ref for a in resident.last.outbound.attachments] == ["spot"]
    assert office.group_chat == "g1"


async def test_what_needs_words_or_names_is_done_privately(town: Town) -> None:
    office = await town.unit("城管局", "urban", group_channel="console", group_chat="g1")
    member = await town.member(office)
    resident = await town.resident()
    case = await case_of(town, await reported(town, resident))
    for action in ("answer", "ask", "resolve", "return", "reporter"):
        await member.presses_action(f"{action}:{case.id}", group="g1")
        assert "请私下跟我说" in town.shown("g1")[-1].text
    await member.says("幸福小区的垃圾没人收")
    member.sees("先记在草稿里了")  # nothing was being asked


async def test_a_group_shows_only_its_own_units_cases(town: Town) -> None:
    office, member, _, number = await lamp(town)
    labour = await town.unit("人社局", "labour", group_channel="console", group_chat="g2")
    await town.member(labour, person=member)
    case = await case_of(town, number)
    dispatcher = await town.dispatcher()
    for person in (member, dispatcher):
        for action in (f"case:{case.id}", f"sign:{case.id}", f"inbox:{office.id}", f"photos:{case.id}"):
            await person.presses_action(action, group="g2")
            assert "路灯" not in town.shown("g2")[-1].text
    assert (await case_of(town, number)).status == "dispatched"


async def test_a_reporter_who_sits_in_the_units_group_stays_unknown(town: Town) -> None:
    office = await town.unit("城管局", "urban", group_channel="console", group_chat="g1")
    await town.member(office)
    resident = await town.resident()
    await resident.says(FIRE)
    await resident.presses("不留名")
    await resident.presses("提交")
    said = len(town.shown("g1"))
    await resident.says("就是我家", reply_to=town.shown("g1")[-1], group="g1")
    assert len(town.shown("g1")) == said


# Who may do what

STEPS = ("case", "next-case", "photos", "reporter", "sign", "ask", "answer", "resolve", "resume", "return", "not-now")
BUTTONS = [*(f"{step}:{{c}}" for step in STEPS), "inbox:{u}", "inbox-page:{u}:0"]


async def test_strangers_other_units_and_former_members_see_nothing_whatever_they_press(town: Town) -> None:
    office, member, _, number = await signed(town)
    other = await town.member(await town.unit("人社局", "labour"), "刘科长")
    former = await town.member(office, "前科长")
    await former.says(f"/case {number}")
    former.sees("路灯")
    view = former.last
    await town.leaves(office, former)
    stranger = await town.resident("过路人")
    case = await case_of(town, number)
    before = await events_of(town, number)
    for person in (stranger, other, former):
        await person.says("/inbox")
        await person.says(f"/case {number}")
        person.sees("没有查到")
        missing = person.last.text.replace(number, "N")
        await person.says("/case 260601-0777")
        assert person.last.text.replace("260601-0777", "N") == missing
        for action in BUTTONS:
            await person.presses_action(action.format(c=case.id, u=office.id))
            mine = person.last.text
            assert "路灯" not in mine
            await person.presses_action(action.format(c=4242, u=4242))
            assert person.last.text == mine  # forbidden and missing answer alike
    await former.presses("办结", in_message=view)
    await former.says("这样就办结了吧", reply_to=view)
    assert await events_of(town, number) == before
    assert (await case_of(town, number)).status == "in_progress"
    member.never_saw("这样就办结了吧")


async def test_who_leaves_the_unit_while_being_asked_does_not_answer_and_is_not_stuck(town: Town) -> None:
    office, member, resident, number = await signed(town)
    await member.presses("答复")
    await town.leaves(office, member)
    await member.says("我说了算")
    resident.never_saw("我说了算")
    await member.says("幸福小区的垃圾没人收")
    member.sees("先记在草稿里了")  # a resident like any other now
    assert "answer" not in await events_of(town, number)


async def test_forged_buttons_do_nothing(town: Town) -> None:
    _, member, _, number = await lamp(town)
    for forged in ("sign", "sign:", "sign:x", "sign:-1", "sign:1:2:3", "sign:９", f"sign:{'9' * 20}", "case:1_0", ":"):
        said = len(town.shown(member.id))
        await member.presses_action(forged)
        member.sees("这一步现在做不了了")
        assert len(town.shown(member.id)) == said + 1
    assert (await case_of(town, number)).status == "dispatched"


async def test_old_buttons_of_a_closed_case_say_how_it_stands(town: Town) -> None:
    _, member, resident, number = await signed(town)
    view = member.last
    await member.presses("办结")
    await member.says("修好了")
    await resident.presses_action(f"rate:{(await case_of(town, number)).id}:good")
    for label in ("办结", "答复", "问居民"):
        await member.presses(label, in_message=view)
        member.sees("这件刚有变化", number, "已归档")
    await member.says("再补一句", reply_to=view)
    member.sees("已归档")
    assert (await case_of(town, number)).rating == "good"


async def test_residents_cannot_open_the_staffs_side_of_their_own_case(town: Town) -> None:
    _, _, resident, number = await signed(town)
    case = await case_of(town, number)
    for action in ("case", "sign", "answer", "resolve", "return", "reporter"):
        await resident.presses_action(f"{action}:{case.id}")
        resident.sees("这一步现在做不了了")


async def test_who_reported_it_speaks_as_a_resident_even_with_a_role(town: Town) -> None:
    await town.unit("城管局", "urban")
    admin = await town.admin()
    number = await reported(town, admin)
    await admin.says("就在东门边上", reply_to=admin.last)
    admin.sees("补充收到", number)
    assert (await events_of(town, number))[-1] == "add"


async def test_staff_read_english_if_they_like(town: Town) -> None:
    _, member, resident, number = await lamp(town)
    await member.says("/language en")
    await member.says("/inbox")
    member.sees("in hand", "not signed for", "answer by")
    await member.presses(number)
    await member.presses("Sign")
    member.sees("in progress (张科长)")
    await member.presses("Resolve")
    await member.says("修好了")
    member.sees("Resolved")
    resident.sees("说办好了")
