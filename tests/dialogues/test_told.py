"""Who is told of a step, in whose language, once, and with a button that leads somewhere. On both engines."""

from datetime import timedelta

from bot.messages import Media, MediaKind
from storage import cases
from storage.records import Unit
from tests.town import Person, Town

LAMP = "幸福小区门口路灯坏了一周"


class Life:
    """A case that the city office has signed for; a second unit, a dispatcher, a resident."""

    city: Unit
    water: Unit
    member: Person
    helper: Person
    dispatcher: Person
    resident: Person
    number: str


async def life(town: Town, **languages: str) -> Life:
    made = Life()
    made.city, made.water = await town.unit("城管局", "urban"), await town.unit("水务局")
    made.member = await town.member(made.city, person=await town.person("张科长", languages.get("member", "zh")))
    made.helper = await town.member(made.water, person=await town.person("钱工", languages.get("helper", "zh")))
    made.dispatcher = await town.dispatcher()
    made.resident = await town.resident("王秀英", languages.get("resident", "zh"))
    await made.resident.says(LAMP)
    await made.resident.presses("send:1")
    made.number = made.resident.sees_number()
    await made.member.presses_action("sign:1")
    return made


async def test_a_day_is_told_to_each_in_their_own_language(town: Town) -> None:
    o = await life(town, member="en", helper="en")
    await o.dispatcher.presses_action("help-to:1:2")
    await o.dispatcher.says("查一查水管")
    assert "answer by Mon 8 June)" in o.helper.sees("城管局 is in charge")
    await o.dispatcher.presses_action("suspend-for:1:3")
    await o.dispatcher.says("等材料")
    o.member.sees("Put off until Tue 1 September")
    o.resident.sees("9月1日（周二）再看", "等材料")
    await o.dispatcher.presses_action("review:1")
    o.member.sees("Answer by Mon 8 June")
    o.resident.sees("6月8日（周一）前答复您")
    await o.dispatcher.presses_action("transfer-to:1:2")
    o.helper.sees("Transferred from 城管局 to 水务局", "Answer by Mon 8 June")


async def test_who_takes_a_case_up_reads_it_once(town: Town) -> None:
    o = await life(town)
    await o.dispatcher.presses_action("suspend-for:1:3")
    await o.dispatcher.says("等材料")
    await o.member.says(f"/case {o.number}")
    before = len(town.shown(o.member.id))
    await o.member.presses("现在接着办")
    o.member.sees("办理中", "张科长接着办放着的这件")
    assert len(town.shown(o.member.id)) == before


async def test_who_has_lost_a_case_is_led_to_what_else_there_is(town: Town) -> None:
    o = await life(town)
    await o.dispatcher.presses_action("transfer-to:1:2")
    o.member.sees("转给水务局", o.number)
    assert o.member.buttons == ["待办"]
    await o.member.presses("待办")
    o.member.sees("城管局没有要办的了")


# 会办: who helps


async def test_who_helps_hears_that_it_is_urgent_and_the_unit_reads_the_words_once(town: Town) -> None:
    o = await life(town)
    await o.dispatcher.presses_action("help-to:1:2")
    await o.dispatcher.says("查一查水管")
    before = len(town.shown(o.member.id))
    await o.resident.says("现在着火了", reply_to=o.resident.saw(o.number))
    o.helper.sees("加急", "现在着火了", o.number, "请水务局马上办", "城管局要在今天 11:00 前答复")
    assert o.helper.buttons == ["看详情", "会办完成"]
    o.member.sees("‼ 加急：现在着火了", o.number)
    assert len(town.shown(o.member.id)) == before + 1
    o.resident.sees("已转给城管局", o.number)


async def test_who_helps_hears_that_it_is_put_off_goes_on_and_goes_to_another_unit(town: Town) -> None:
    o = await life(town)
    third = await town.member(await town.unit("住建局"), "孙工")
    await o.dispatcher.presses_action("help-to:1:2")
    await o.dispatcher.says("查一查水管")
    await o.dispatcher.presses_action("suspend-for:1:1")
    await o.dispatcher.says("等路面大修")
    o.helper.sees("会办的这件先放一放", "7月1日（周三）再看：等路面大修", o.number)
    assert o.helper.buttons == ["看详情", "会办完成"]
    await o.dispatcher.presses_action("review:1")
    o.helper.sees("会办的这件又接着办了", o.number, "水务局的部分请接着办", "城管局要在")
    await o.dispatcher.presses_action("transfer-to:1:3")
    o.helper.sees("从城管局转给住建局牵头了", o.number, "水务局的部分照旧")
    third.never_saw("会办的这件")
    o.helper.never_saw("王阿姨")


async def test_who_is_asked_something_and_tells_of_danger_in_an_edit_has_answered(town: Town) -> None:
    """Else the clock of what is urgent would stand still until somebody looks."""
    o = await life(town)
    await o.member.presses_action("ask:1")
    await o.member.says("在几号楼？")
    await town.passes(hours=1)
    await o.resident.edits(LAMP, "路灯漏电，着火了")
    o.resident.saw("请马上打 119")
    o.member.saw("‼ 加急：路灯漏电，着火了", o.number)
    async with town.app.db.snapshot() as tx:
        case = await cases.get(tx, 1)
    assert (case.status, case.paused_at, case.urgent) == ("in_progress", None, True)
    assert case.due_at == town.now + timedelta(hours=2)
    await o.resident.says("幸福小区三号楼的电梯坏了")  # what was asked is answered: this is something new
    o.resident.sees("电梯坏了", "自动提交")


async def test_a_unit_that_has_only_what_is_put_off_can_be_looked_at(town: Town) -> None:
    o = await life(town)
    await o.dispatcher.presses_action("suspend-for:1:1")
    await o.dispatcher.says("等路面大修")
    await o.resident.says("公交车等了四十分钟")
    await o.resident.presses("提交")
    await o.dispatcher.presses_action("transfer-to:2:2")
    await o.dispatcher.says("/inbox")
    o.dispatcher.sees("看哪个单位的")
    assert o.dispatcher.buttons == ["水务局（1）", "城管局（0）"]
    await o.dispatcher.presses("城管局")
    o.dispatcher.sees("城管局没有要办的了", "先放着的 1 件", o.number)


async def test_a_photo_with_what_is_urgent_is_told_too(town: Town) -> None:
    o = await life(town)
    await o.resident.sends_photo("smoke", "现在着火了", reply_to=o.resident.saw(o.number))
    o.member.saw("‼ 加急：现在着火了")
    o.member.sees("居民补充：现在着火了（附件 1 个）")


async def test_who_helps_reads_every_morning_since_when_its_task_waits(town: Town) -> None:
    o = await life(town)
    await o.dispatcher.presses_action("help-to:1:2")
    await o.dispatcher.says("查一查水管")
    await town.clock_strikes("08:00", days=2)
    o.helper.saw("日报", "请您会办的 1 件", f"· {o.number} 查一查水管（2天前请的，整件6月8日（周一）到期）")
    await o.helper.says("/inbox")
    o.helper.sees("查一查水管（2天前请的）")
    await o.helper.presses(o.number)
    assert o.helper.sees("请水务局会办（城管局牵头）").count("查一查水管") == 2  # above, and in the history
    await town.clock_strikes("08:00", days=6)
    o.helper.saw("日报", f"· {o.number} 查一查水管", "整件超期 3 天")


async def test_a_task_that_is_done_while_the_case_is_put_off_does_not_say_that_it_can_be_resolved(town: Town) -> None:
    o = await life(town)
    await o.dispatcher.presses_action("help-to:1:2")
    await o.dispatcher.says("查一查水管")
    await o.dispatcher.presses_action("suspend-for:1:3")
    await o.dispatcher.says("等材料")
    await town.clock_strikes("08:00")
    assert "整件" not in o.helper.saw("日报", "查一查水管").text
    await o.helper.presses_action("help-done:1")
    await o.helper.says("查过了")
    assert "可以办结" not in o.member.sees("会办的都办完了。", o.number)


# 挂账: what is put off


async def test_what_is_put_off_is_reached_from_the_inbox(town: Town) -> None:
    o = await life(town)
    await o.dispatcher.presses_action("suspend-for:1:3")
    await o.dispatcher.says("等材料")
    await o.member.says("/inbox")
    o.member.sees("城管局没有要办的了", "先放着的 1 件", f"· {o.number} 9月1日（周二）再看", LAMP)
    await o.member.presses(o.number)
    o.member.sees("暂缓", o.number)
    await o.dispatcher.says("/inbox 城管局")
    o.dispatcher.sees("先放着的 1 件", o.number)
    await o.helper.says("/inbox")
    assert "先放着" not in o.helper.sees("水务局没有要办的了")


# A wrong kind of answer


async def test_a_sticker_answers_nothing(town: Town) -> None:
    o = await life(town)
    await o.member.presses_action("ask:1")
    await o.member.says("是哪一盏？")
    await town.deliver(o.resident.inbound(media=(Media(MediaKind.STICKER, "s", "👍"),)))
    o.resident.sees("还差一句话", o.number)
    o.member.never_saw("居民回答")
    await o.resident.says("东边那盏")
    o.member.sees("居民回答：东边那盏")


# Who cannot read what they are told


async def taken_in(o: Life, words: str, who: str) -> str:
    """A case of somebody who called; its number."""
    await o.dispatcher.says("/record")
    await o.dispatcher.presses("来电")
    await o.dispatcher.says(words)
    await o.dispatcher.says(who)
    await o.dispatcher.presses("提交")
    return o.dispatcher.sees_number()


async def test_who_called_is_called_back_when_their_case_is_dispatched_or_merged(town: Town) -> None:
    o = await life(town)
    number = await taken_in(o, "楼上太吵睡不着", "王大爷 13812345678")
    await o.dispatcher.presses_action("sort-to:2:2")
    o.dispatcher.sees(f"{number} 已派给水务局。居民不用机器人，请电话告知。")
    await o.dispatcher.presses("联系人")
    o.dispatcher.sees("王大爷", "13812345678", number)
    await o.dispatcher.presses_action("transfer-to:2:1")
    o.dispatcher.sees(f"{number} 已派给城管局。居民不用机器人，请电话告知。")
    await o.dispatcher.presses_action("merge:2:1")
    o.dispatcher.saw(f"{number} 已并入 {o.number}，居民不用机器人，请电话告知")
    assert o.dispatcher.buttons == [f"撤销并单 {number}", "联系人"]


async def test_who_called_is_called_back_when_their_case_is_put_off_and_nobody_is_said_to_know(town: Town) -> None:
    o = await life(town)
    number = await taken_in(o, "幸福小区门口路灯又坏了两盏", "王大爷 13812345678")
    await o.member.presses_action("sign:2")
    await o.dispatcher.presses_action("suspend-for:2:1")
    await o.dispatcher.says("等材料")
    o.member.sees("时限暂停，居民不用机器人，请电话告知", number)
    o.dispatcher.sees("单位知道了；居民不用机器人，请电话告知", number)
    nobody = await taken_in(o, "隔壁夜里很吵", "不留")
    await o.dispatcher.presses_action("decline:3")
    await o.dispatcher.presses("已答复过")
    await o.dispatcher.presses("不受理")
    o.dispatcher.saw(f"{nobody} 不受理，居民联系不上")


# An answer that says what is so


async def test_what_is_put_off_is_not_merged_and_nobody_was_faster(town: Town) -> None:
    o = await life(town)
    await o.dispatcher.presses_action("suspend-for:1:3")
    await o.dispatcher.says("等材料")
    await o.dispatcher.presses_action("merge-choose:1")
    o.dispatcher.sees("这一步现在做不了", o.number, "现在：暂缓")


async def test_a_unit_that_is_retired_is_not_said_to_have_refused(town: Town) -> None:
    o = await life(town)
    admin = await town.admin()
    await o.member.presses_action("resolve:1")
    await o.member.says("换了灯泡")
    await admin.presses_action(f"unit-retire-yes:{o.city.id}")
    await o.resident.presses("还没解决")
    o.dispatcher.sees(o.number, "城管局已停用，重新分派")
    assert "退回过" not in o.dispatcher.last.text


async def test_what_stands_in_a_sentence_fits_its_reader(town: Town) -> None:
    """A command of staff is no help to a resident."""
    o = await life(town)
    await o.resident.presses_action("sign:1")
    o.resident.sees("发“进度”看最新情况")
    await o.helper.presses_action("sign:1")
    o.helper.sees("发 /inbox 看最新情况")


async def test_whoever_withdraws_reads_before_whether_it_goes_on_for_others(town: Town) -> None:
    o = await life(town)
    neighbour = await town.resident("孙邻居")
    await o.resident.presses_action("withdraw:1")
    o.resident.sees("撤回后就不再办了", o.number)
    await neighbour.says("幸福小区门口路灯不亮")
    await neighbour.presses("支持那一件")
    await o.resident.presses_action("withdraw:1")
    assert "不再办" not in o.resident.sees("还有 1 位居民支持，单位为他们接着办", o.number)


async def test_who_is_merged_into_what_is_put_off_or_late_is_not_promised_a_day(town: Town) -> None:
    o = await life(town)
    others = [await town.resident("李大爷"), await town.resident("孙邻居")]
    for other in others:
        await other.says("幸福小区东门的路灯也坏了，看不见路")
        await other.presses("提交")
    await o.dispatcher.presses_action("suspend-for:1:3")
    await o.dispatcher.says("等材料")
    await o.dispatcher.presses_action("merge:2:1")
    assert "前答复" not in others[0].sees("城管局现在办不了，先放一放，9月1日（周二）再看", o.number)
    await o.member.presses_action("review:1")
    await town.passes(days=10)
    await o.dispatcher.presses_action("merge:3:1")
    others[1].sees("城管局在办，比原定的6月8日（周一）晚了", o.number)


# What waits is named


async def test_what_nobody_signed_for_is_named_every_morning(town: Town) -> None:
    o = await life(town)
    await o.resident.says("人行道砖坏了一大片")
    await o.resident.presses("提交")
    number = o.resident.sees_number()
    await town.clock_strikes("08:00")
    assert "还没签收" not in o.member.saw("日报", f"· {number} 人行道").text
    await town.clock_strikes("08:00")
    o.member.sees("待签收 1 件", f"之前派来、还没签收的 1 件：{number}")


async def test_the_dispatchers_morning_says_what_is_urgent(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    await resident.says("楼道里着火了")
    await resident.presses("提交")
    await town.clock_strikes("08:00")
    dispatcher.saw("有 1 件等您分派", "‼ 加急 1 件")


async def test_a_photo_that_was_promised_to_the_resident_goes_with_the_next_words(town: Town) -> None:
    o = await life(town)
    await o.member.presses_action("resolve:1")
    await o.member.sends_photo("lamp")
    o.member.sees("照片收下了", "一起发给居民")
    await o.member.says("/inbox")
    await o.member.presses(o.number)
    await o.member.presses("办结")
    await o.member.says("换了灯泡")
    assert [a.ref for a in o.resident.saw("换了灯泡").outbound.attachments] == ["lamp"]
    await o.member.presses_action("answer:1")
    await o.member.says("谢谢您提醒")
    o.resident.sees("谢谢您提醒")
    assert not o.resident.last.outbound.attachments


async def test_days_of_an_extension_can_be_typed(town: Town) -> None:
    o = await life(town)
    await o.member.presses_action("extend-ask:1")
    await o.member.says("等材料到")
    o.member.sees("要多几个工作日", o.number)
    await o.member.says("三天")
    o.member.sees("多要 3 个工作日。为什么", o.number)
    await o.member.presses_action("extend-ask:1")
    await o.member.says("11")
    o.member.sees("这件不能延这么久", o.number)
    await o.member.presses_action("extend-ask:1")
    await o.member.says("５ 天")
    o.member.sees("多要 5 个工作日。为什么", o.number)


async def test_who_says_why_at_once_reads_that_it_went_back_and_until_when(town: Town) -> None:
    o = await life(town)
    await o.member.presses_action("resolve:1")
    await o.member.says("换了灯泡")
    await town.clock_strikes("09:30", days=1)
    await o.resident.presses("不满意")
    await o.resident.says("还是不亮")
    o.resident.sees("已退回城管局重办，您的话也转了，6月9日（周二）前答复您", o.number)
    o.member.saw("居民说没解决")
    o.member.sees("居民补充：还是不亮")
    await o.resident.says(f"/case {o.number[:-1]}9")
    o.resident.sees("没有查到", "发“进度”看自己的")


async def test_a_group_reads_the_offices_language_whoever_presses(town: Town) -> None:
    unit = await town.unit("城管局", "urban", group_channel="console", group_chat="-100")
    member = await town.member(unit, person=await town.person("Zhang", "en"))
    resident = await town.resident()
    await resident.says(LAMP)
    await resident.presses("提交")
    number = resident.sees_number()
    await member.presses_action("inbox:1", group="-100")
    assert "手上 1 件" in town.shown("-100")[-1].text
    await member.presses(number, group="-100")
    await member.presses("签收", group="-100")
    assert "办理中（Zhang）" in town.shown("-100")[-1].text
    await member.says("/inbox")
    member.sees("in hand", number)


async def test_who_helps_is_reminded_when_the_case_is_late(town: Town) -> None:
    o = await life(town)
    await o.dispatcher.presses_action("help-to:1:2")
    await o.dispatcher.says("查一查水管")
    await town.clock_strikes("09:00", days=6)  # Monday, the day it is due
    assert "催办" not in "".join(said.text for said in town.shown(o.helper.id))
    await town.clock_strikes("09:00")
    o.helper.sees("您会办的 1 件已经晚了", o.number, "城管局", "超期 1 天")
    await o.helper.presses(o.number)
    o.helper.sees("请水务局会办（城管局牵头）")
    assert "会办" not in o.member.saw("催办", o.number).text


async def test_danger_does_not_wait_for_a_day_of_review(town: Town) -> None:
    o = await life(town)
    await o.dispatcher.presses_action("suspend-for:1:3")
    await o.dispatcher.says("等材料")
    await o.resident.says("现在着火了", reply_to=o.resident.saw(o.number))
    o.member.sees("‼ 加急：现在着火了", "2 小时内答复", o.number)
    o.dispatcher.sees("放着的这件有危险，改为加急，城管局马上接着办", o.number)
    o.resident.saw("着火了请马上打 119")
    o.resident.saw("城管局接着办了", "今天 11:00 前答复您")
    await o.member.says(f"/case {o.number}")
    o.member.sees("办理中", "到期：今天 11:00", "有危险，改为加急", "不再放着，接着办")
    await o.resident.edits("现在着火了", "现在着火了，在二楼")
    o.member.sees("居民改为：现在着火了，在二楼")
    admin = await town.admin()
    await admin.says("/calendar 2026-06-03 休")
    await town.passes(minutes=5)
    await o.member.says(f"/case {o.number}")
    o.member.sees("到期：今天 11:00")  # by day and night, whatever the calendar says


async def test_who_looks_around_before_answering_a_colleague_is_still_heard(town: Town) -> None:
    o = await life(town)
    await o.dispatcher.presses_action("help-to:1:2")
    await o.dispatcher.says("/triage")
    await o.dispatcher.says("查一查水管")
    o.dispatcher.sees("已请水务局会办", o.number)
    await o.helper.presses_action("help-done:1")
    await o.helper.says("/inbox")
    await o.helper.says("查过了，水管是好的")
    o.helper.sees("已告诉城管局", o.number)
    await o.member.presses_action("extend-ask:1")
    await o.member.says(f"/case {o.number}")
    await o.member.says("3")
    await o.member.says("/inbox")
    await o.member.says("等材料")
    o.member.sees("申请交给派单员了", o.number)
    await o.member.presses_action("answer:1")  # what a resident would read is asked for anew
    await o.member.says("/inbox")
    await o.member.says("小区里又有一堆垃圾没人清")
    o.member.sees("先记在草稿里了")
