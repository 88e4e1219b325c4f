"""The rating: asked on the next workday, satisfied or not, solved or not; back to the unit, to its lead, reopened."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from bot.app import open_app
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from handlers import timed
from handlers.turn import Work
from storage import cases
from storage.database import migrations, statements
from storage.records import Case, Contact
from tests.town import Person, Said, Town

RATINGS = ["满意", "基本满意", "不满意", "还没解决"]


async def resolved(town: Town, *, lead: bool = False) -> tuple[Person, Person]:
    """Somebody whose street lamp the city office says it mended, and the member who did."""
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit, "张科长", lead=lead)
    resident = await town.resident()
    await resident.says("幸福小区门口路灯坏了一周")
    await resident.presses("提交")
    await resolve(member, resident.sees_number())
    return resident, member


async def resolve(member: Person, number: str, words: str = "换了灯泡") -> None:
    await member.says(f"/case {number}")
    if "签收" in member.buttons:
        await member.presses("签收")
    await member.presses("办结")
    await member.says(words)


async def events(town: Town, kind: str) -> list[dict[str, object]]:
    async with town.app.db.snapshot() as tx:
        rows = await tx.all("SELECT data FROM events WHERE kind = :kind ORDER BY id", kind=kind)
    return [json.loads(row["data"]) if row["data"] else {} for row in rows]


async def the_case(town: Town) -> Case:
    async with town.app.db.snapshot() as tx:
        return await cases.get(tx, int(await tx.value("SELECT MIN(id) FROM cases")))


def questions(person: Person) -> list[Said]:
    return [said for said in person.town.shown(person.id) if [b.label for b in said.buttons] == RATINGS]


# When it is asked


async def test_what_was_done_is_read_at_once_and_the_question_comes_when_the_office_opens(town: Town) -> None:
    resident, _ = await resolved(town)
    resident.sees("城管局说办好了", "换了灯泡", "260601-0001")
    assert resident.buttons == ["还没解决"]
    await town.clock_strikes("17:00")
    await town.clock_strikes("08:59")
    assert not questions(resident)
    await town.clock_strikes("09:00")
    resident.sees("城管局说这件办好了", "“幸福小区门口路灯坏了一周”，办得怎么样？", "260601-0001")
    assert resident.buttons == RATINGS
    await town.passes(minutes=20)
    await town.passes(hours=3)
    assert len(questions(resident)) == 1


@pytest.mark.parametrize(
    ("day", "hour", "asked"),
    [
        (5, "10:00", (8, "09:00")),  # a Friday: on Monday
        (18, "16:00", (22, "09:00")),  # the day before the Dragon Boat festival, which begins a long weekend
    ],
)
async def test_nobody_is_asked_on_a_holiday(town: Town, day: int, hour: str, asked: tuple[int, str]) -> None:
    await town.clock_strikes(hour, days=day - 1)
    resident, _ = await resolved(town)
    while town.now.astimezone(town.app.office.settings.zone).day < asked[0]:
        assert not questions(resident)
        await town.clock_strikes("09:00")
    assert len(questions(resident)) == 1


async def test_a_bot_that_was_down_in_the_morning_does_not_ask_at_night(town: Town) -> None:
    resident, _ = await resolved(town)
    await town.clock_strikes("22:00", days=1)
    assert not questions(resident)
    await town.clock_strikes("09:00")
    assert len(questions(resident)) == 1


async def test_one_reminder_half_way_through_and_then_it_ends(town: Town) -> None:
    resident, _ = await resolved(town)  # on Monday the 1st, at nine
    await town.clock_strikes("09:00")
    await town.clock_strikes("08:50", days=5)
    assert len(questions(resident)) == 1
    await town.clock_strikes("09:00")  # Monday the 8th
    await town.clock_strikes("09:00")
    resident.sees("还想听您一句，6月15日（周一）后就不问了", "260601-0001")
    assert len(questions(resident)) == 2
    await town.clock_strikes("10:00", days=6)
    assert len(questions(resident)) == 2
    resident.sees("没等到您的评价，这件先结束了", "260601-0001", "10 天内")
    assert resident.buttons == ["还没修好"]


async def test_who_has_rated_is_not_asked(town: Town) -> None:
    resident, _ = await resolved(town)
    await resident.says("/my 260601-0001")
    assert resident.buttons == [*RATINGS, "已经解决，不用办了", "我的诉求"]
    await resident.presses("基本满意")
    await town.clock_strikes("09:00")
    assert not questions(resident)
    assert (await events(town, "rate_good")) == [{"rating": "fair", "solved": True}]


async def test_a_crash_while_asking_neither_loses_nor_doubles_a_question(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident, _ = await resolved(town)
    await town.clock_strikes("08:59")
    town.now += timedelta(minutes=1)

    async def crashes(*_: object, **__: object) -> int:
        raise asyncio.CancelledError("the machine went down")

    with monkeypatch.context() as patch:
        patch.setattr("handlers.turn.Work.tell", crashes)
        with pytest.raises(asyncio.CancelledError, match="went down"):
            await timed.ask_ratings(town.app.db, town.app.office, lambda: town.now)
    await town.app.pipeline.drain()
    assert not questions(resident)
    await town.app.knock()
    await town.app.knock()
    assert len(questions(resident)) == 1


async def test_two_processes_ask_once(postgres_url: str, segmenter: Segmenter) -> None:
    town, settings = Town(), Settings(database_url=postgres_url, _env_file=None)  # type: ignore[call-arg]
    async with (
        open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as one,
        open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as other,
    ):
        town.app = one
        resident, _ = await resolved(town)
        await town.clock_strikes("08:59")
        town.now += timedelta(minutes=1)
        await asyncio.gather(*(timed.ask_ratings(app.db, app.office, lambda: town.now) for app in (one, other) * 3))
        await one.pipeline.drain()
        assert len(questions(resident)) == 1


async def test_one_that_cannot_be_asked_does_not_hold_up_the_others(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, member = await resolved(town)
    second = await town.resident("孙大爷")
    await second.says("解放路路灯坏了三天")
    await second.presses("提交")
    await resolve(member, second.sees_number())
    await town.clock_strikes("08:59")
    town.now += timedelta(minutes=1)
    tell = Work.tell

    async def fails(work: Work, person: Contact, key: str, **args: Any) -> int:
        if person.account == first.id:
            raise ValueError("no such words")
        return await tell(work, person, key, **args)

    with monkeypatch.context() as patch:
        patch.setattr("handlers.turn.Work.tell", fails)
        await timed.ask_ratings(town.app.db, town.app.office, lambda: town.now)
    assert "could not be asked" in caplog.text
    await town.app.knock()
    assert (len(questions(first)), len(questions(second))) == (1, 1)


# What is answered


async def test_satisfied_means_solved_and_ends_it(town: Town) -> None:
    resident, member = await resolved(town)
    await town.clock_strikes("09:00")
    await resident.presses("满意")
    resident.sees("谢谢您的评价：满意", "260601-0001", "其实还没修好，10 天内点一下就重办")
    assert resident.buttons == ["还没修好"]
    assert await events(town, "rate_good") == [{"rating": "good", "solved": True}]
    await resident.says("/my 260601-0001")
    resident.sees("已结束", "您评价：满意")
    await resident.presses("还没修好")  # unless they say otherwise
    case = await the_case(town)
    assert (case.status, case.solved, case.reopened) == ("in_progress", "no", 1)
    member.sees("居民说还没修好，退回重办", "260601-0001")


@pytest.mark.parametrize(("said", "solved"), [("解决了，但不满意", True), ("没解决", False)])
async def test_not_satisfied_is_asked_whether_it_is_solved(town: Town, said: str, solved: bool) -> None:
    resident, member = await resolved(town)
    await town.clock_strikes("09:00")
    await resident.presses("不满意")
    resident.sees("那问题解决了吗？", "260601-0001", "5 分钟后退回城管局重办")
    assert resident.buttons == ["解决了，但不满意", "没解决", "点错了"]
    await resident.presses(said)
    resident.sees("已退回城管局重办", "260601-0001", "是哪里没办好？")
    member.sees("居民说解决了，但不满意" if solved else "居民说没解决", "260601-0001")
    assert await events(town, "rate_bad") == [{"rating": "bad", "solved": solved}]
    await resident.says("灯又灭了")
    member.sees("居民补充：灯又灭了", "260601-0001")
    await member.says("/case 260601-0001")
    member.sees("说解决了，但不满意，退回重办" if solved else "说没解决，退回重办")


async def test_not_solved_at_once_on_the_day_itself(town: Town) -> None:
    resident, member = await resolved(town)
    await resident.presses("还没解决")
    resident.sees("已退回城管局重办", "6月8日（周一）前答复您")
    member.sees("居民说没解决，退回重办", "260601-0001")
    await town.clock_strikes("09:00")
    assert not questions(resident)  # it is being worked on again
    await resolve(member, "260601-0001", "线路也换了")
    await town.clock_strikes("09:00")
    assert len(questions(resident)) == 1


async def test_silence_after_not_satisfied_loses_nothing(town: Town) -> None:
    resident, member = await resolved(town)
    await town.clock_strikes("09:00")
    await resident.presses("不满意")
    await town.passes(minutes=4)
    assert (await the_case(town)).status == "resolved"
    await town.passes(minutes=2)
    resident.sees("已退回城管局重办", "是哪里没办好？")
    member.sees("居民说没解决", "260601-0001")
    await resident.says("晚上还是黑的")
    member.sees("居民补充：晚上还是黑的")
    assert await events(town, "rate_bad") == [{"rating": "bad", "solved": False}]


async def test_who_did_something_else_meanwhile_is_still_asked_why(town: Town) -> None:
    resident, member = await resolved(town)
    await resident.presses_action("rate:1:bad")
    await resident.says("/my")
    await town.passes(minutes=6)
    resident.sees("已退回城管局重办", "是哪里没办好？")
    await resident.says("晚上还是黑的")
    member.sees("居民补充：晚上还是黑的")


async def test_who_ends_it_after_all_leaves_no_judgement_behind(town: Town) -> None:
    resident, _ = await resolved(town)
    await resident.presses_action("rate:1:bad")
    await resident.presses_action("close-mine-yes:1")
    await town.passes(minutes=6)
    case = await the_case(town)
    assert (case.status, case.rating, case.solved) == ("closed", "", "yes")
    assert await events(town, "rate_bad") == []


async def test_the_last_minute_counts_too(town: Town) -> None:
    resident, _ = await resolved(town)
    await town.clock_strikes("09:00")
    town.now += timedelta(days=13) - timedelta(minutes=1)
    await resident.presses_action("rate:1:bad")
    town.now += timedelta(minutes=2)
    assert await timed.move_waiting(town.app.db, town.app.office, lambda: town.now) == 0
    await town.passes(minutes=6)
    assert (await the_case(town)).status == "in_progress"
    assert await events(town, "rate_bad") == [{"rating": "bad", "solved": False}]


async def test_who_has_all_deleted_sends_nothing_back_afterwards(town: Town) -> None:
    resident, member = await resolved(town)
    await resident.presses_action("rate:1:bad")
    await resident.presses_action("erase-me")
    await town.passes(minutes=6)
    case = await the_case(town)
    assert (case.status, case.rating, case.rated_at) == ("resolved", "", None)
    assert await events(town, "rate_bad") == []
    assert "没解决" not in member.last.text


async def test_words_instead_of_a_tap_are_the_reason(town: Town) -> None:
    resident, member = await resolved(town)
    await town.clock_strikes("09:00")
    await resident.presses("不满意")
    await resident.says("根本没人来过")
    member.sees("居民补充：根本没人来过", "260601-0001")
    assert await events(town, "rate_bad") == [{"rating": "bad", "solved": False}]


async def test_a_slip_of_the_finger_is_taken_back(town: Town) -> None:
    resident, _ = await resolved(town)
    await town.clock_strikes("09:00")
    await resident.presses("不满意")
    await resident.presses("点错了")
    resident.sees("刚才那下不算", "260601-0001")
    assert resident.buttons == RATINGS
    await town.passes(minutes=10)
    assert (await the_case(town)).rating == ""
    await resident.presses("满意")
    await resident.presses_action("rate-bad:1:no")  # the old button
    resident.sees("现在做不了了")
    assert await events(town, "rate_bad") == []


async def test_a_question_of_another_case_is_not_lost(town: Town) -> None:
    resident, member = await resolved(town)
    await resident.says("解放路路灯坏了三天")
    await resident.presses("提交")
    other = resident.sees_number()
    await member.says(f"/case {other}")
    await member.presses("签收")
    await member.presses("问居民")
    await member.says("在几号门？")
    await town.clock_strikes("09:00")
    await resident.presses("还没解决", in_message=questions(resident)[0])
    await resident.says("一到晚上就灭")
    member.saw("居民补充：一到晚上就灭", "260601-0001")
    resident.sees("城管局想问您", "在几号门？", other)
    await resident.says("东门")
    member.sees("居民回答：东门", other)


async def test_who_looks_around_before_saying_why_is_still_asked_about_the_other_case(town: Town) -> None:
    resident, member = await resolved(town)
    await resident.says("解放路路灯坏了三天")
    await resident.presses("提交")
    other = resident.sees_number()
    await member.says(f"/case {other}")
    await member.presses("签收")
    await member.presses("问居民")
    await member.says("在几号门？")
    await resident.presses_action("unsolved:1")
    await resident.says("/my")
    await resident.says("东门")
    member.sees("居民回答：东门", other)


# Too often


async def test_what_comes_back_for_the_third_time_goes_to_the_lead(town: Town) -> None:
    resident, member = await resolved(town)
    lead = await town.member(await town.unit("城管局"), "赵局长", lead=True)
    for time in range(2):
        await resident.presses("还没解决")
        member.sees("居民说没解决")
        lead.never_saw("退回")
        await resolve(member, "260601-0001", f"第{time + 2}次换")
    await resident.presses("还没解决")
    lead.sees("居民已经退回 3 次（没解决）", "请城管局负责人看一看", "260601-0001")
    await lead.presses("看详情")
    lead.sees("办理中（赵局长）", "退回超过两次，交单位负责人")
    await resident.says("换灯泡没用，是线断了")
    lead.sees("居民补充：换灯泡没用，是线断了")
    assert "换灯泡没用" not in member.last.text


async def test_without_a_lead_the_dispatchers_hear(town: Town) -> None:
    resident, member = await resolved(town)
    dispatcher = await town.dispatcher()
    for _ in range(2):
        await resident.presses("还没解决")
        await resolve(member, "260601-0001")
    await resident.presses("还没解决")
    dispatcher.sees("居民已经退回 3 次", "260601-0001")


# Reopening


async def ended(town: Town) -> tuple[Person, Person]:
    resident, member = await resolved(town)
    await town.clock_strikes("09:00")
    await resident.presses("满意")
    return resident, member


async def test_an_ended_case_is_reopened_for_ten_days(town: Town) -> None:
    resident, member = await ended(town)
    await town.passes(days=10)
    await resident.says("/my 260601-0001")
    assert resident.buttons == ["还没修好", "我的诉求"]
    await resident.presses("还没修好")
    resident.sees("已退回城管局重办", "6月22日（周一）前答复您", "260601-0001")
    await resident.says("又灭了")
    member.sees("居民补充：又灭了", "260601-0001")
    assert (await the_case(town)).status == "in_progress"


async def test_after_that_a_new_message_makes_a_new_case_that_names_the_old_one(town: Town) -> None:
    resident, member = await ended(town)
    button = resident.last
    await town.passes(days=10, minutes=1)
    await resident.says("/my 260601-0001")
    assert resident.buttons == ["我的诉求"]
    await resident.presses("还没修好", in_message=button)  # the old button
    resident.sees("超过 10 天", "直接再说一遍", "260601-0001")
    await resident.says("幸福小区门口路灯又不亮了")
    resident.sees("260601-0001 结束得久了", "注明原来的编号")
    await resident.presses("提交")
    number = resident.sees_number()
    assert number != "260601-0001"
    await resident.says(f"/my {number}")
    resident.sees("接着 260601-0001 说的")
    await member.says(f"/case {number}")
    member.sees("接着 260601-0001 说的")


async def test_a_reply_to_an_ended_case_offers_to_reopen_it(town: Town) -> None:
    resident, member = await ended(town)
    await resident.says("晚上又灭了", reply_to=resident.saw("谢谢您的评价", "260601-0001"))
    resident.sees("是 260601-0001 还没修好吗？")
    await resident.presses("退回重办 260601-0001")
    resident.sees("已退回城管局重办，您的话也转了", "260601-0001")
    member.sees("晚上又灭了", "260601-0001")
    case = await the_case(town)
    assert (case.status, case.reopened, case.closed_at) == ("in_progress", 1, None)


async def test_what_is_not_reopened_becomes_a_case_of_its_own(town: Town) -> None:
    resident, _ = await ended(town)
    await resident.says("隔壁楼的路灯也不亮", reply_to=resident.saw("谢谢您的评价"))
    await town.passes(minutes=6)
    assert resident.sees_number() != "260601-0001"
    assert (await the_case(town)).status == "closed"


async def test_thanks_do_not_reopen_anything(town: Town) -> None:
    resident, _ = await ended(town)
    await resident.says("谢谢", reply_to=resident.saw("谢谢您的评价"))
    resident.sees("不客气")
    assert (await the_case(town)).status == "closed"


async def test_a_unit_that_is_gone_gets_nothing_back(town: Town) -> None:
    resident, _ = await ended(town)
    dispatcher, admin = await town.dispatcher(), await town.admin()
    await admin.says("/unit retire 城管局")
    await admin.presses_action("unit-retire-yes:1")
    await resident.presses("还没修好")
    resident.sees("已退回派单员，重新分派", "260601-0001")
    dispatcher.sees("260601-0001", "路灯坏了一周", "城管局")
    case = await the_case(town)
    assert (case.status, case.unit_id) == ("submitted", None)
    await dispatcher.presses_action(f"case:{case.id}")
    dispatcher.sees("城管局已停用，重新分派")
    dispatcher.never_saw("王阿姨")


# Ended by the resident


async def test_who_says_that_it_is_solved_ends_it(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member, resident = await town.member(unit), await town.resident()
    await resident.says("幸福小区门口路灯坏了一周")
    await resident.presses("提交")
    await member.says("/case 260601-0001")
    await member.presses("签收")
    await resident.presses("看进度")
    await resident.presses("已经解决")
    resident.sees("真的解决了", "260601-0001")
    await resident.presses("不了")
    assert (await the_case(town)).status == "in_progress"
    await resident.presses("已经解决")
    await resident.presses("对，不用办了")
    resident.sees("这件结束了，也告诉单位了", "260601-0001")
    member.sees("居民说已经解决，不用再办了", "260601-0001")
    await resident.presses("还没修好")  # a slip of the finger
    member.sees("居民说还没修好")
    case = await the_case(town)
    assert (case.status, case.due_at is not None, case.paused_at) == ("in_progress", True, None)


# Supporters


async def supported(town: Town) -> tuple[Person, Person, Person]:
    unit = await town.unit("城管局", "urban")
    member, resident, neighbour = await town.member(unit), await town.resident(), await town.resident("孙邻居")
    await resident.says("幸福小区门口路灯坏了一周")
    await resident.presses("提交")
    await neighbour.says("幸福小区门口的路灯不亮，坏了好久")
    await neighbour.presses("支持那一件")
    await resolve(member, "260601-0001")
    return resident, neighbour, member


async def test_supporters_are_asked_in_the_same_way(town: Town) -> None:
    _, neighbour, member = await supported(town)
    neighbour.sees("城管局说办好了", "换了灯泡")
    assert neighbour.buttons == ["还没解决"]
    await town.clock_strikes("09:00")
    neighbour.sees("您支持的那一件，城管局说办好了", "260601-0001")
    assert neighbour.buttons == RATINGS
    await neighbour.presses("不满意")
    neighbour.sees("您那边解决了吗？")
    await neighbour.presses("解决了，但不满意")
    neighbour.sees("已转告城管局", "260601-0001")
    member.sees("一位支持这件事的居民说不满意", "260601-0001")
    assert await events(town, "rate_support") == [{"rating": "bad", "solved": True}]
    assert (await the_case(town)).status == "resolved"


async def test_a_supporter_who_falls_silent_counts_too_and_once(town: Town) -> None:
    _, neighbour, member = await supported(town)
    await town.clock_strikes("09:00")
    await neighbour.presses("不满意")
    await neighbour.presses("点错了")
    await neighbour.presses("不满意")
    await town.passes(minutes=6)
    await town.passes(minutes=6)
    member.sees("没解决", "260601-0001")
    assert await events(town, "rate_support") == [{"rating": "bad", "solved": False}]
    await neighbour.presses_action("support-rate:1:good")
    neighbour.sees("已经评过了：不满意")


async def test_supporters_are_asked_when_the_reporter_has_rated_early(town: Town) -> None:
    resident, neighbour, _ = await supported(town)
    await resident.presses_action("rate:1:good")
    await town.clock_strikes("09:00")
    assert (len(questions(resident)), len(questions(neighbour))) == (0, 1)
    await town.clock_strikes("09:00", days=6)
    assert len(questions(neighbour)) == 2
    await neighbour.presses("还没解决")
    assert await events(town, "rate_support") == [{"rating": "bad", "solved": False}]
    assert (await the_case(town)).status == "closed"


# What the unit reads in the morning


async def test_the_digest_counts_what_is_not_solved_and_names_each_case_once(town: Town) -> None:
    resident, member = await resolved(town)
    for _ in range(2):
        await resident.presses_action("unsolved:1")
        await resolve(member, "260601-0001")
    await resident.presses_action("rate:1:bad")
    await resident.presses_action("rate-bad:1:yes")
    await town.clock_strikes("08:00")
    text = member.sees("收到评价 3 件：不满意 3，其中没解决 2", "居民不满意，退回重办")
    assert text.count("退回重办") == 1


# What was kept before


async def test_ratings_of_before_are_read_as_those_of_now(town: Town) -> None:
    _, member = await ended(town)
    migration = next(text for version, _, text in migrations() if version == 12)
    async with town.app.db.transaction() as tx:
        await tx.run("""UPDATE events SET data = '"good"' WHERE kind = 'rate_good'""")
        await tx.run("UPDATE cases SET solved = ''")
        for statement in statements(migration):
            if statement.startswith("UPDATE"):
                await tx.run(statement)
    assert await events(town, "rate_good") == [{"rating": "good", "solved": True}]
    assert (await the_case(town)).solved == "yes"
    await town.clock_strikes("08:00")
    member.sees("收到评价 1 件：满意 1")
