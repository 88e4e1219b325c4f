"""Weekly and monthly reports, as leads and the office get them: once, complete, and only who may read them."""

import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.app import open_app
from bot.digests import drawing
from bot.messages import MediaKind
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from handlers import reports
from storage import subscriptions
from storage.records import Unit
from tests.town import ZONE, Person, Said, Town

LAMP = "幸福小区门口路灯坏了一周"


def of(town: Town, who: Person | str, words: str) -> list[str]:
    """What somebody was shown that contains `words`, in order."""
    return [said.text for said in town.shown(who if isinstance(who, str) else who.id) if words in said.text]


async def until(town: Town, day: str, hour: str = "08:00") -> None:
    """It is that day and hour, and the clock knocks."""
    town.now = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZONE).astimezone(UTC)
    await town.app.knock()


async def a_case(town: Town, member: Person | None = None, rating: str = "", text: str = LAMP) -> str:
    """A case comes in; the unit's member resolves it, and it is rated on the next workday."""
    resident = await town.resident(f"居民{len(town.people)}")
    await resident.says(text)
    await resident.presses("提交")
    number = resident.sees_number()
    if member:
        await member.says(f"/case {number}")
        await member.presses("签收")
        await member.presses("办结")
        await member.says("已经修好，请看一下")
    if rating:
        town.now += timedelta(days=1)
        await town.app.knock()
        await resident.presses(rating)
    if rating == "不满意":
        await resident.presses("没解决")
    return number


async def a_unit(town: Town, name: str = "城管局", *categories: str, **values: object) -> tuple[Unit, Person]:
    unit = await town.unit(name, *(categories or ("urban",)), **values)
    return unit, await town.member(unit, f"{name}负责人", lead=True)


async def test_a_units_leads_get_its_weekly_report_on_the_first_workday(town: Town) -> None:
    unit, lead = await a_unit(town, hour="09:30")
    member = await town.member(unit, "小赵")
    await a_case(town, lead)
    number = await a_case(town)
    await until(town, "2026-06-08", "09:29")
    assert not of(town, lead, "周报")
    await until(town, "2026-06-08", "09:30")
    text = lead.saw("城管局 · 周报：6月1日（周一） – 6月7日（周日）").text
    assert "本周：受理 2 件；办结 1 件" in text
    assert "在办 1 件，超期 0 件" in text
    assert "类别：城乡建设 2" in text
    assert number not in text
    assert not of(town, member, "周报")
    await town.app.knock()
    assert len(of(town, lead, "周报")) == 1


async def test_dispatchers_and_admins_get_the_offices_weekly_and_monthly_on_the_first_workday(town: Town) -> None:
    _, lead = await a_unit(town)
    admin, dispatcher = await town.admin(), await town.dispatcher()
    await a_case(town, lead, "满意")
    await until(town, "2026-06-08")
    for person in (admin, dispatcher):
        assert len(of(town, person, "开门办实事 · 周报")) == 1
    await until(town, "2026-07-01", "07:59")
    assert not of(town, admin, "月报")
    await until(town, "2026-07-01")
    for person in (admin, dispatcher):
        text = person.saw("开门办实事 · 2026年6月月报").text
        assert "截至6月底，开门办实事诉求和附议总量达1个，同比无可比数据；受理事件1件，同比无可比数据；" in text
        assert "综合办结率为100%，综合满意率为100%。" in text
        files = [f.name for s in town.shown(person.id) for f in s.outbound.attachments if f.recipe == "report"]
        assert sorted(name.rpartition(".")[2] for name in files) == ["html", "xlsx"]
    assert not of(town, lead, "月报")  # a unit's comes to who asks for it


async def test_its_files_are_drawn_and_agree_with_its_text(town: Town) -> None:
    _, lead = await a_unit(town)
    admin = await town.admin()
    await a_case(town, lead, "不满意", text=f"{LAMP}，我电话 13812345678")
    await a_case(town, lead, "基本满意")
    await until(town, "2026-07-01")
    settings = town.app.office.settings
    files = [f for s in town.shown(admin.id) for f in s.outbound.attachments if f.recipe == "report"]
    drawn = {file.name.rpartition(".")[2]: await drawing.draw(town.app.db, settings, file, town.now) for file in files}
    sheet = load_workbook(BytesIO(drawn["xlsx"].content))["指标"]
    cells = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=5)}
    assert (cells["受理量"], cells["办结量"], cells["满意率"]) == (2, 2, 0.45)
    assert "截至6月底" in str(sheet["A2"].value)
    page = drawn["html"].content.decode()
    assert "45%" in page
    assert "13812345678" not in page
    await admin.presses("图表", in_message=_last_of(town, admin, "月报"))
    pictures = [f for s in town.shown(admin.id) for f in s.outbound.attachments if f.kind is MediaKind.PHOTO]
    assert len(pictures) == 3
    for picture in pictures:
        assert (await drawing.draw(town.app.db, settings, picture, town.now)).content.startswith(b"\x89PNG")


def _last_of(town: Town, person: Person, words: str) -> Said:
    """The newest message with `words` and buttons under it."""
    return next(said for said in reversed(town.shown(person.id)) if words in said.text and said.buttons)


async def test_a_holiday_moves_it_to_the_next_workday(town: Town) -> None:
    _, lead = await a_unit(town)
    await a_case(town, lead)
    await lead.says("/subscribe 周报 周五 9点")
    lead.sees("好了", "城管局周报：每周五 09:00", "下一个工作日")
    await until(town, "2026-06-19", "12:00")  # Dragon Boat Festival
    assert len(of(town, lead, "· 周报")) == 1  # of the week before, on the twelfth
    await until(town, "2026-06-22", "08:59")
    assert len(of(town, lead, "· 周报")) == 1
    await until(town, "2026-06-22", "09:00")
    lead.saw("周报：6月8日（周一） – 6月14日（周日）")


async def test_what_was_missed_while_the_bot_was_down_comes_when_it_is_back_each_week_once(town: Town) -> None:
    _, lead = await a_unit(town)
    await a_case(town)
    await until(town, "2026-06-08")
    town.now += timedelta(days=16)  # nobody knocks
    await town.app.knock()
    await town.app.knock()
    heads = [text.splitlines()[0].partition("· ")[2] for text in of(town, lead, "· 周报")]
    assert heads == [
        "周报：6月1日（周一） – 6月7日（周日）",
        "周报：6月8日（周一） – 6月14日（周日）",
        "周报：6月15日（周一） – 6月21日（周日）",
    ]


async def test_after_months_only_the_newest_weeks_are_made_up_for(town: Town) -> None:
    _, lead = await a_unit(town)
    await a_case(town)
    await until(town, "2026-06-08")
    await until(town, "2026-11-02")
    assert len(of(town, lead, "· 周报")) == 1 + 4


async def test_who_is_no_longer_staff_gets_nothing(town: Town) -> None:
    unit, lead = await a_unit(town)
    other = await town.member(unit, "小赵")
    admin, dispatcher = await town.admin(), await town.dispatcher()
    await a_case(town, lead)
    await other.says("/subscribe 周报 图表")
    other.sees("城管局周报：每周一 08:00，附图表")
    await dispatcher.says("/subscribe 城管局 月报")
    dispatcher.sees("城管局月报：每月1日 08:00，附表格、网页")
    async with town.app.db.transaction() as tx:
        await tx.run("UPDATE contacts SET dispatcher = :no WHERE account = :a", no=False, a=dispatcher.id)
    await town.leaves(unit, other)
    await until(town, "2026-06-08")
    assert of(town, lead, "· 周报")
    assert not of(town, other, "· 周报")
    assert not of(town, dispatcher, "· 周报")
    await until(town, "2026-07-01")
    assert not of(town, dispatcher, "月报（")
    assert not of(town, dispatcher, "6月月报")
    assert of(town, admin, "6月月报")


async def test_a_button_under_an_old_report_asks_for_todays_roles(town: Town) -> None:
    unit, lead = await a_unit(town)
    await a_case(town)
    await until(town, "2026-06-08")
    action = next(b.action for b in _last_of(town, lead, "· 周报").buttons if b.action.startswith("report-part"))
    member = await town.member(unit, "小赵")
    await member.presses_action(action)  # it is their unit's
    assert member.last.outbound.attachments
    await town.leaves(unit, lead)
    for somebody in (lead, await town.resident()):
        await somebody.presses_action(action)
        assert not somebody.last.outbound.attachments
    office = await town.admin()
    await until(town, "2026-06-15")
    action = next(b.action for b in _last_of(town, office, "开门办实事").buttons if b.action.startswith("report-part"))
    await member.presses_action(action)  # the office's is not for a unit
    assert not member.last.outbound.attachments


@pytest.mark.parametrize("stop", ["退订", "取消订阅", "button"])
async def test_a_stop_word_is_under_each_report_and_can_be_typed(town: Town, stop: str) -> None:
    _, lead = await a_unit(town)
    await a_case(town, lead)
    await until(town, "2026-06-08")
    assert "退订" in [b.label for b in _last_of(town, lead, "· 周报").buttons]
    if stop == "button":
        await lead.presses("退订", in_message=_last_of(town, lead, "· 周报"))
    else:
        await lead.says(stop)
    lead.sees("好，城管局周报不再发给您了")
    await until(town, "2026-06-15")
    assert len(of(town, lead, "· 周报")) == 1
    await lead.presses("订阅")
    lead.sees("城管局周报：每周一 08:00")
    await until(town, "2026-06-22")
    assert len(of(town, lead, "· 周报")) == 2  # from now on; what came meanwhile is not made up for


async def test_who_gets_several_is_asked_which_to_stop(town: Town) -> None:
    _, lead = await a_unit(town)
    admin = await town.admin()
    await admin.says("退订")
    admin.sees("退订哪一个？")
    assert admin.buttons == ["全局周报", "全局月报"]
    await admin.presses("全局周报")
    admin.sees("全局周报不再发给您")
    await a_case(town, lead)
    await until(town, "2026-07-01")
    assert not of(town, admin, "开门办实事 · 周报")
    assert of(town, admin, "开门办实事 · 2026年6月月报")


async def test_residents_and_staff_without_reports_are_answered_as_before(town: Town) -> None:
    unit, _ = await a_unit(town)
    member, resident = await town.member(unit, "小赵"), await town.resident()
    for person in (member, resident):
        await person.says("退订")
        person.never_saw("退订哪一个")
        person.never_saw("不再发给您了")
    await resident.says("/subscribe")
    resident.sees("没有这个命令")


async def test_everything_is_set_by_buttons(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit, "小赵")
    await member.says("/subscribe")
    member.sees("城管局周报：没订", "城管局月报：没订", "日报")
    await member.presses("城管局周报")
    await member.presses("订阅")
    member.sees("城管局周报：每周一 08:00")
    await member.presses("改日子")
    await member.presses("每周五")
    member.sees("好了", "每周五 08:00")
    await member.presses("改时间")
    await member.says("五点")
    member.sees("没看懂几点")
    await member.says("17点半")
    member.sees("每周五 17:30")
    await member.presses("图表")
    member.sees("附图表")
    await member.presses("表格")
    member.sees("附图表、表格")
    await member.presses("图表")
    member.sees("附表格")
    await member.presses("返回")
    member.sees("城管局周报：每周五 17:30，附表格", "城管局月报：没订")
    await a_case(town)
    await until(town, "2026-06-12", "17:29")
    assert not of(town, member, "· 周报")  # nor that of May, when there was no unit yet
    await until(town, "2026-06-12", "17:30")
    member.saw("周报：6月1日（周一） – 6月7日（周日）")
    assert [f.args["part"] for f in member.last.outbound.attachments if f.args] == ["workbook"]


async def test_words_that_are_not_understood_are_said_with_the_right_form(town: Town) -> None:
    _, lead = await a_unit(town)
    for words in ("/subscribe 随便", "/subscribe 影子局 周报", "/subscribe 月报 周一", "/subscribe 周报 5日"):
        await lead.says(words)
        lead.sees("没看懂", "/subscribe 周报 周一 08:30 图表")


async def test_the_office_may_have_the_reports_of_each_unit_others_only_their_own(town: Town) -> None:
    _, lead = await a_unit(town)
    await a_unit(town, "环保局", "environment")
    admin = await town.admin()
    await admin.says("/subscribe")
    await admin.presses("各单位的")
    assert "环保局周报" in admin.buttons
    await admin.presses("环保局月报")
    await admin.presses("订阅")
    admin.sees("环保局月报：每月1日 08:00，附表格、网页")
    await lead.says("/subscribe 环保局 周报")
    assert "环保局" not in lead.last.text
    await lead.says("/subscribe")
    assert "环保局" not in lead.last.text
    assert "全局" not in lead.last.text
    await a_case(town, text="河边的工厂晚上往河里排污水，臭得很")
    await until(town, "2026-07-01")
    admin.saw("环保局 · 2026年6月月报")


async def test_a_lead_has_it_sent_to_the_units_group_and_a_member_cannot(town: Town) -> None:
    unit, lead = await a_unit(town, group_channel="console", group_chat="-55")
    member = await town.member(unit, "小赵")
    await a_case(town)
    await member.says("/subscribe 周报 群")
    member.sees("由单位的负责人定")
    await lead.says("/subscribe 周报 图表 群")
    lead.sees("也发到单位的群里：每周一 08:00，附图表")
    await until(town, "2026-06-08")
    assert len(of(town, "-55", "· 周报")) == 1
    assert [f.recipe for s in town.shown("-55") for f in s.outbound.attachments] == ["report"]
    await member.presses("退订", group="-55")
    await until(town, "2026-06-15")
    assert len(of(town, "-55", "· 周报")) == 2
    await lead.presses("退订", group="-55")
    assert of(town, "-55", "不再发到这个群")
    await until(town, "2026-06-22")
    assert len(of(town, "-55", "· 周报")) == 2
    assert len(of(town, lead, "· 周报")) == 3


async def test_a_week_in_which_nothing_was_is_not_sent_to_who_did_not_ask(town: Town) -> None:
    unit, lead = await a_unit(town)
    member = await town.member(unit, "小赵")
    await member.says("/subscribe 周报")
    await until(town, "2026-06-08")
    assert not of(town, lead, "· 周报")
    member.saw("这段时间没有诉求")


async def test_the_month_says_what_was_promised_and_what_is_badly_late_and_why(town: Town) -> None:
    _, lead = await a_unit(town)
    admin = await town.admin()
    await until(town, "2026-06-25", "10:00")
    late = await a_case(town)
    await lead.says(f"/case {late}")
    await lead.presses("签收")
    await lead.presses("答复")
    await lead.says("灯杆要重新做，厂里说下月底到货")
    done = await a_case(town)
    await until(town, "2026-07-01")
    assert "上月答应的" not in _last_of(town, admin, "6月月报").text
    await lead.says(f"/case {done}")
    await lead.presses("签收")
    await lead.presses("办结")
    await lead.says("修好了")
    await until(town, "2026-08-03")
    text = "\n".join(of(town, admin, "")[-12:])
    assert "上月答应的 2 件（本月到期的" in text
    assert "按时办结 1，晚了才办结 0，还在期限内 0，到期没办完 1" in text
    assert f"· {late} 城管局：{LAMP} 超期" in text
    assert "最后的答复：灯杆要重新做，厂里说下月底到货" in text


async def test_what_was_put_off_or_given_more_time_is_a_promise(town: Town) -> None:
    _, lead = await a_unit(town)
    dispatcher = await town.dispatcher()
    await until(town, "2026-06-25", "10:00")
    put_off, extended = await a_case(town), await a_case(town)
    for number in (put_off, extended):
        await lead.says(f"/case {number}")
        await lead.presses("签收")
    await lead.presses("其他…")
    await lead.presses("申请延期")
    await lead.presses("10 天")
    await lead.says("灯杆要从外地运来")
    await dispatcher.presses("同意延期", in_message=dispatcher.saw("申请延期"))
    await dispatcher.says(f"/case {put_off}")
    await dispatcher.presses("其他…")
    await dispatcher.presses("挂账")
    await dispatcher.presses("3 个月")
    await dispatcher.says("整条路要翻修，翻修时一起换灯")
    await until(town, "2026-08-03")
    text = "\n".join(of(town, dispatcher, "上月答应的"))
    assert "上月答应的 2 件（本月到期的" in text
    assert "按时办结 0，晚了才办结 0，还在期限内 1，到期没办完 1" in text
    assert f"{extended} 城管局：{LAMP}（上月延期，还没办完）" in text


async def test_two_processes_send_one_report(postgres_url: str, segmenter: Segmenter) -> None:
    town, settings = Town(), Settings(database_url=postgres_url, _env_file=None)  # type: ignore[call-arg]
    async with (
        open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as one,
        open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as other,
    ):
        town.app = one
        unit, lead = await a_unit(town)
        admin = await town.admin()
        member = await town.member(unit, "小赵")
        await member.says("/subscribe 周报 8:30")
        await a_case(town)
        for day in ("2026-06-08", "2026-06-15", "2026-07-01"):
            for hour in ("08:00", "08:30"):
                town.now = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZONE).astimezone(UTC)
                await asyncio.gather(one.knock(), other.knock(), one.knock(), other.knock())
        async with one.db.snapshot() as tx:
            rows = await tx.all("SELECT unit_id, kind, to_at FROM digests WHERE kind IN ('weekly', 'monthly')")
    assert len(rows) == len({tuple(row.values()) for row in rows}) == 4 + 4 + 1
    assert len(of(town, lead, "· 周报")) == len(of(town, member, "· 周报")) == 4
    assert len(of(town, admin, "月报")) == 1 + 2  # with its two files


async def test_after_a_crash_between_composing_and_sending_it_is_told_once(town: Town) -> None:
    """What is kept and what is told are one transaction: where that is undone, both are."""
    _, lead = await a_unit(town)
    await a_case(town, lead)
    town.now = datetime.fromisoformat("2026-06-08T08:00").replace(tzinfo=ZONE).astimezone(UTC)

    class Killed(BaseException):
        pass

    async def die(*args: object) -> None:
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subscriptions, "told", die)
        with pytest.raises(Killed):
            await reports.send_due(town.app.db, town.app.office, lambda: town.now)
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM digests WHERE kind = 'weekly'") == 0
    await town.app.knock()
    assert len(of(town, lead, "· 周报")) == 1


async def test_it_speaks_the_readers_language(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    lead = await town.member(unit, lead=True, person=await town.person("Amy", "en"))
    await a_case(town)
    await until(town, "2026-06-08")
    lead.saw("Weekly report, Mon 1 June – Sun 7 June", "This week: 1 in")
    await lead.says("/subscribe weekly fri 17:30 chart")
    lead.sees("城管局 weekly: every Fri 17:30, with Chart")
    await lead.says("unsubscribe")
    lead.sees("you will not get this report any more")


async def test_who_has_all_deleted_has_no_subscription_either(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit, "小赵")
    await member.says("/subscribe 周报")
    await member.says("/delete_my_data")
    await member.presses_action("erase-me")
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM subscriptions") == 0
