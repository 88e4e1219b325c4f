"""More time for a case, once; and a case that is put off to a day, as conversations on both engines."""

from datetime import datetime

import pytest

from handlers.suspending import day_in, later
from tests.dialogues.life import life
from tests.dialogues.test_life_units import NEVER, Office, case_of, office
from tests.town import ZONE, Town


async def extension_asked(town: Town, days: int = 5) -> Office:
    o = await office(town)
    await o.member.says(f"/case {o.number}")
    await o.member.presses("其他…")
    await o.member.presses("申请延期")
    o.member.sees("6月8日（周一）前答复", "只能申请一次")
    assert o.member.buttons == ["3 天", "5 天", "10 天", "先不写了"]
    await o.member.presses(f"{days} 天")
    await o.member.says("灯杆要从外地运来")
    o.member.sees("交给派单员了", o.number)
    return o


# 延期


@life("in_progress ask_extension", "in_progress extend")
async def test_an_extension_is_asked_for_and_granted(town: Town) -> None:
    o = await extension_asked(town)
    o.dispatcher.sees("城管局申请延期 5 个工作日，到6月15日（周一）：灯杆要从外地运来", o.number)
    await o.dispatcher.presses("同意延期")
    o.dispatcher.sees("改为6月15日（周一）前答复")
    o.member.saw("同意延期 5 个工作日，6月15日（周一）前答复", o.number)
    o.resident.sees("城管局还要多些时间，改为6月15日（周一）前答复您", o.number)
    o.resident.never_saw("灯杆")
    case = await case_of(town, o.number)
    assert case.due_at == datetime(2026, 6, 15, 17, 30, tzinfo=ZONE)
    await o.member.presses_action(f"extend-ask:{o.case}")
    o.member.sees("延过一次了，不能再延")
    await o.member.says(f"/case {o.number}")
    assert "申请延期" not in o.member.buttons
    o.member.sees("张科长申请延期 5 个工作日：灯杆要从外地运来", "小陈同意延期 5 个工作日")


@life("in_progress refuse_extension")
async def test_an_extension_is_refused_with_the_reason(town: Town) -> None:
    o = await extension_asked(town)
    due = (await case_of(town, o.number)).due_at
    await o.dispatcher.presses("不延")
    await o.dispatcher.says("居民等了很久了，先装临时灯")
    o.dispatcher.sees("没同意延期", o.number)
    o.member.saw("这次没同意延期：居民等了很久了，先装临时灯", "还是6月8日（周一）前答复")
    assert (await case_of(town, o.number)).due_at == due
    await o.member.presses_action(f"extend-days:{o.case}:3")
    o.member.sees("没有同意，不能再申请")
    await o.dispatcher.presses_action(f"transfer-to:{o.case}:{o.water.id}")
    await o.helper.presses_action(f"sign:{o.case}")
    await o.helper.presses_action(f"extend-ask:{o.case}")  # the next unit has not asked yet
    o.helper.sees("只能申请一次")


@life("info_requested extend")
async def test_an_extension_is_granted_while_the_resident_is_asked(town: Town) -> None:
    o = await extension_asked(town, 3)
    await o.member.presses_action(f"ask:{o.case}")
    await o.member.says("在几号楼？")
    await o.dispatcher.presses_action(f"extend:{o.case}:3")
    o.dispatcher.sees("同意了，改为6月11日（周四）前答复")
    case = await case_of(town, o.number)
    assert (case.status, case.extension) == ("info_requested", "granted")


@life("info_requested refuse_extension", "info_requested answer", "info_requested resume")
async def test_an_extension_is_refused_while_the_resident_is_asked(town: Town) -> None:
    o = await extension_asked(town, 3)
    await o.member.presses_action(f"ask:{o.case}")
    await o.member.says("在几号楼？")
    await o.dispatcher.presses_action(f"extend-no:{o.case}:3")
    await o.dispatcher.says("等居民回答了再说")
    await o.member.says("有照片更好", reply_to=o.member.saw("已问居民"))
    o.resident.saw("有照片更好")
    await o.member.presses_action(f"resume:{o.case}")
    case = await case_of(town, o.number)
    assert (case.status, case.extension, case.paused_at) == ("in_progress", "refused", None)


async def test_a_second_dispatcher_hears_that_somebody_answered_first(town: Town) -> None:
    second = await town.dispatcher("小吴")
    o = await extension_asked(town)
    request = second.saw("申请延期 5 个工作日")
    await o.dispatcher.presses("同意延期")
    due = (await case_of(town, o.number)).due_at
    await second.presses("同意延期", in_message=request)
    second.sees("刚才有人先批了：同意，改为6月15日（周一）前答复")
    await second.presses("不延", in_message=request)
    second.sees("刚才有人先批了：同意")
    assert (await case_of(town, o.number)).due_at == due


async def test_a_request_is_gone_when_the_unit_is_another_one(town: Town) -> None:
    o = await extension_asked(town)
    request = o.dispatcher.last
    await o.dispatcher.presses_action(f"transfer-to:{o.case}:{o.water.id}")
    await o.dispatcher.presses("同意延期", in_message=request)
    o.dispatcher.sees("这个延期申请已经不在了")
    await o.helper.presses_action(f"sign:{o.case}")
    await o.helper.presses_action(f"extend-ask:{o.case}")  # the new unit has not asked yet
    o.helper.sees("只能申请一次")


async def test_requests_that_wait_are_in_the_morning_message_and_in_a_list(town: Town) -> None:
    o = await extension_asked(town)
    await town.clock_strikes("08:00")
    o.dispatcher.sees("有 1 件等您批延期")
    await o.dispatcher.presses("批延期")
    o.dispatcher.sees("有 1 件等批延期", o.number, "城管局要多 5 个工作日，到6月15日（周一）", "灯杆要从外地运来")
    await o.dispatcher.presses(o.number)
    await o.dispatcher.presses("同意延期")
    await o.dispatcher.says("/extensions")
    o.dispatcher.sees("没有等批的延期")
    await o.dispatcher.says("/triage")
    assert o.dispatcher.buttons == []


async def test_with_nothing_to_sort_triage_leads_to_the_requests(town: Town) -> None:
    o = await extension_asked(town)
    await o.dispatcher.says("/triage")
    o.dispatcher.sees("都分派完了", "有 1 件等您批延期")
    await o.dispatcher.says(f"/case {o.number}")
    o.dispatcher.sees("在等批延期：5 个工作日")
    assert o.dispatcher.buttons == ["同意延期", "不延", "转办", "其他…"]


@pytest.mark.parametrize("days", ["0", "11", "99999", "-1", "x"])
async def test_no_more_days_than_the_office_allows(town: Town, days: str) -> None:
    o = await office(town)
    await o.member.presses_action(f"extend-days:{o.case}:{days}")
    assert NEVER in o.member.last.text or "不能延这么久" in o.member.last.text
    assert (await case_of(town, o.number)).extension == ""


async def test_who_is_not_in_the_unit_does_not_ask_for_it(town: Town) -> None:
    o = await office(town)
    await o.dispatcher.presses_action(f"extend-ask:{o.case}")
    o.dispatcher.sees("由办这件的单位申请")
    await o.helper.presses_action(f"extend-ask:{o.case}")
    o.helper.sees(NEVER)


# 挂账


async def put_off(town: Town, until: str = "1 个月") -> Office:
    o = await office(town)
    await o.dispatcher.says(f"/case {o.number}")
    await o.dispatcher.presses("其他…")
    await o.dispatcher.presses("挂账")
    assert o.dispatcher.buttons == ["1 个月", "3 个月", "6 个月", "先不写了"]
    if until.endswith("月"):
        await o.dispatcher.presses(until)
    else:
        await o.dispatcher.says(until)
    return o


@life("in_progress suspend", "suspended review", "suspended answer")
async def test_a_case_is_put_off_and_goes_on_by_itself_on_its_day(town: Town) -> None:
    o = await put_off(town)
    o.dispatcher.sees("7月1日（周三）", "居民会看到")
    await o.dispatcher.says("整条路要翻修，翻修时一起换灯")
    o.dispatcher.sees("7月1日（周三）自动接着办")
    o.member.saw("这件先放一放，7月1日（周三）再看：整条路要翻修", o.number)
    o.resident.sees("城管局现在办不了这件，先放一放，7月1日（周三）再看", "整条路要翻修，翻修时一起换灯", o.number)
    await o.resident.says("进度")
    await o.resident.presses(o.number)
    o.resident.sees("先放一放，7月1日（周三）再看", "一时办不了")
    assert "6月8日" not in o.resident.last.text
    await town.clock_strikes("08:00")
    o.member.saw("日报", f"先放着的 1 件：{o.number}（7月1日（周三）再看）")
    await o.member.says("七月动工", reply_to=o.member.saw("这件先放一放"))
    o.resident.saw("七月动工")
    await town.clock_strikes("08:30", days=29)
    assert (await case_of(town, o.number)).status == "suspended"
    await town.clock_strikes("09:00")
    case = await case_of(town, o.number)
    assert (case.status, case.review_at, case.paused_at) == ("in_progress", None, None)
    o.member.saw("之前放着的这件，又接着办了", "7月8日（周三）前答复")
    o.dispatcher.saw("到了再看的日子，城管局接着办了", o.number)
    o.resident.saw("之前放着的这件，城管局接着办了", "7月8日（周三）前答复您")


async def test_what_is_put_off_is_taken_up_by_hand_before_its_day(town: Town) -> None:
    o = await put_off(town, "3 个月")
    await o.dispatcher.says("等材料")
    await town.passes(days=2)
    await o.member.says(f"/case {o.number}")
    o.member.sees("暂缓", "时限暂停，9月1日（周二）再看")
    await o.member.presses("现在接着办")
    o.member.sees("办理中", "张科长接着办放着的这件")
    o.resident.saw("城管局接着办了")
    await town.passes(days=120)
    assert (await case_of(town, o.number)).review_at is None


@pytest.mark.parametrize(
    ("typed", "day"),
    [("12月31日", "12月31日（周四）"), ("２０２７－３－１", "2027年3月1日（周一）"), ("10月1日", "10月8日（周四）")],
)
async def test_the_day_of_review_is_typed_and_is_a_workday(town: Town, typed: str, day: str) -> None:
    o = await put_off(town, typed)
    o.dispatcher.sees(f"放到{day}再看")
    await o.dispatcher.says("等材料")
    o.resident.sees(day)


async def test_without_a_day_or_a_reason_nothing_is_put_off(town: Town) -> None:
    o = await put_off(town, "以后再说")
    o.dispatcher.sees("没看懂这个日子")
    await o.dispatcher.says("2029-1-1")
    o.dispatcher.sees("没看懂这个日子")
    await o.dispatcher.says("2020-1-1")
    o.dispatcher.sees("没看懂这个日子")
    await o.dispatcher.says("7月1日")
    await o.dispatcher.sends_photo("p1")
    o.dispatcher.sees("还差一句话")
    assert (await case_of(town, o.number)).status == "in_progress"
    await o.dispatcher.says("等材料")
    assert (await case_of(town, o.number)).status == "suspended"


async def test_a_case_that_is_put_off_still_ends(town: Town) -> None:
    o = await put_off(town)
    await o.dispatcher.says("等材料")
    await o.resident.presses_action(f"withdraw-yes:{o.case}")
    case = await case_of(town, o.number)
    assert (case.status, case.review_at) == ("withdrawn", None)


TODAY = datetime(2026, 6, 1, tzinfo=ZONE).date()


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("12月31日", "2026-12-31"),
        ("1.31", "2027-01-31"),
        ("6月1日", "2027-06-01"),
        ("6/2", "2026-06-02"),
        ("２０２７年３月１日", "2027-03-01"),
        ("20270301", "2027-03-01"),
        ("2027-3-1", "2027-03-01"),
        ("2026-06-01", None),
        ("2月30日", None),
        ("13月1日", None),
        ("明年", None),
        ("", None),
        ("1" * 5000, None),
    ],
)
def test_the_day_that_somebody_typed(words: str, day: str | None) -> None:
    found = day_in(words, TODAY)
    assert (found and found.isoformat()) == day


def test_months_later_is_the_same_day_or_the_last_of_the_month() -> None:
    assert later(TODAY, 6).isoformat() == "2026-12-01"
    assert later(datetime(2026, 8, 31, tzinfo=ZONE).date(), 6).isoformat() == "2027-02-28"
    assert later(datetime(2026, 11, 30, tzinfo=ZONE).date(), 1).isoformat() == "2026-12-30"
