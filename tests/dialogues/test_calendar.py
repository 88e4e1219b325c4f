"""The office's calendar: seen and corrected in chat, and the deadlines that follow it."""

import asyncio
import json
from datetime import date, datetime

import pytest

from bot.casework import deadlines
from handlers import following
from handlers.turn import Work
from storage import facts
from storage.database import moment, record
from storage.records import Case
from tests.town import ZONE, Person, Town

LAMP = "幸福小区门口的路灯坏了一周"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


async def reported(town: Town, who: Person, text: str = LAMP) -> str:
    await who.says(text)
    await who.presses("提交")
    return who.sees_number()


async def case_of(town: Town, number: str) -> Case:
    async with town.app.db.snapshot() as tx:
        row = await tx.one("SELECT * FROM cases WHERE number = :n", n=number)
    assert row is not None
    return record(Case, row)


async def due(town: Town, number: str) -> str:
    case = await case_of(town, number)
    assert case.due_at is not None
    return case.due_at.astimezone(ZONE).strftime("%m-%d %H:%M")


async def test_the_months_in_plain_words(town: Town) -> None:
    admin = await town.admin()
    town.now = at("2026-09-01 10:00")
    await admin.says("/calendar")
    admin.sees("公布到 12月31日（周四）", "2026年9月", "9月25日（周五）到9月27日（周日）", "周末上班：9月20日（周日）")
    admin.sees("2026年10月", "放假：10月1日（周四）到10月7日（周三）", "2026年11月\n放假：只有周末")
    await admin.presses("看后面几个月")
    admin.sees("2026年12月", "2027年1月（推算）", "2027年1月1日（周五）")


async def test_a_day_is_corrected_by_buttons_and_taken_back(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/calendar")
    await admin.presses("改6月")
    await admin.presses("3")
    admin.sees("6月3日（周三）现在上班（国务院安排）")
    await admin.presses("放假")
    admin.sees("好了：6月3日（周三）放假", "/undo", "改过的：6月3日（周三）放假")
    await admin.presses("改6月")
    await admin.presses("3休✎")
    admin.sees("现在放假（管理员改过）")
    await admin.presses("恢复")
    admin.sees("恢复原来的安排")
    await admin.says("/audit")
    admin.sees("改成放假：2026-06-03", "恢复日历：2026-06-03")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-10-08 放假", "10月8日（周四）放假"),
        ("10月8日 放假", "10月8日（周四）放假"),
        ("放假 10/8", "10月8日（周四）放假"),
        ("１０月８日放假", "10月8日（周四）放假"),
        ("10月1日到3日 上班", "10月1日（周四）到10月3日（周六）上班"),
        ("2026-12-30 ~ 2027-01-02 休息", "12月30日（周三）到2027年1月2日（周六）放假"),
        ("1月4日 休", "2027年1月4日（周一）放假"),
        ("12月31日至1月2日 放假", "12月31日（周四）到2027年1月2日（周六）放假"),
        ("2026-10-08 off", "10月8日（周四）放假"),
    ],
)
async def test_a_day_is_corrected_by_words(town: Town, typed: str, said: str) -> None:
    admin = await town.admin()
    await admin.says(f"/calendar {typed}")
    admin.sees(f"好了：{said}")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("放假", "没看懂"),
        ("10月8日", "比如"),
        ("2月30日 放假", "/calendar 2026-10-08 放假"),
        ("10月8日到10月6日 放假", "没看懂"),
        ("2036-10-08 放假", "太远了"),
        ("2019-10-08 放假", "太远了"),
        ("7月1日到9月30日 放假", "最多改 31 天"),
        ("10月8日 恢复", "本来就是这样"),
    ],
)
async def test_wrong_words_get_the_form_and_change_nothing(town: Town, typed: str, said: str) -> None:
    admin = await town.admin()
    await admin.says(f"/calendar {typed}")
    admin.sees(said)
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM calendar_days") == 0


async def test_open_deadlines_follow_a_correction_and_its_undoing(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    admin, resident, staff = await town.admin(), await town.resident(), await town.member(unit)
    number = await reported(town, resident)
    await staff.says(f"/case {number}")
    await staff.presses("签收")
    assert await due(town, number) == "06-08 17:30"
    await town.passes(seconds=10)
    heard = len(town.shown(staff.id))
    await admin.says("/calendar 6月4日到5日 放假")
    await town.passes(seconds=10)
    assert await due(town, number) == "06-10 17:30"
    admin.sees("期限按改过的日历算好了：1 件改了，其中 1 件推后，最多差 2 天")
    resident.sees("放假安排有变", "6月10日（周三）", number)
    assert len(town.shown(staff.id)) == heard
    told = len(town.shown(resident.id))
    await admin.says("/undo")
    admin.sees("撤销了", "改成放假：2026-06-04 – 2026-06-05")
    await town.passes(seconds=10)
    assert await due(town, number) == "06-08 17:30"
    admin.sees("1 件改了，其中 0 件推后，最多差 2 天")
    assert len(town.shown(resident.id)) == told  # sooner than promised is no news


async def test_a_correction_that_concerns_no_case_says_so(town: Town) -> None:
    admin = await town.admin()
    await admin.says("/calendar 10月8日 放假")
    await town.passes(seconds=10)
    admin.sees("没有一件要改")
    heard = len(town.shown(admin.id))
    await town.passes(seconds=10)
    assert len(town.shown(admin.id)) == heard


async def test_the_whole_history_counts(town: Town) -> None:
    """Paused, gone on, become urgent: the clock is played again as it was."""
    unit = await town.unit("城管局", "urban")
    admin, resident, staff = await town.admin(), await town.resident(), await town.member(unit)
    number = await reported(town, resident)
    case = await case_of(town, number)
    await staff.presses_action(f"sign:{case.id}")
    await town.passes(days=1)
    await staff.presses_action(f"ask:{case.id}")
    await staff.says("哪一盏？")
    await town.passes(days=2)
    await resident.says("门口左边那盏")
    before = await due(town, number)
    assert before == "06-10 17:30"
    await admin.says("/calendar 6月5日 放假")
    await town.passes(seconds=10)
    assert await due(town, number) == "06-11 17:30"
    await admin.says("/calendar 6月5日 恢复")
    await town.passes(seconds=10)
    assert await due(town, number) == before


async def everything(town: Town) -> dict[str, datetime | None]:
    """When each case is due, by its number."""
    async with town.app.db.snapshot() as tx:
        rows = await tx.all("SELECT number, due_at FROM cases WHERE number IS NOT NULL")
    return {row["number"]: moment(row["due_at"]) for row in rows}


async def test_what_the_steps_gave_is_what_the_history_gives(town: Town) -> None:
    """Whatever happens to a case: played again by the same calendar it is due when it was."""
    unit = await town.unit("城管局", "urban")
    dispatcher, resident, staff = await town.dispatcher(), await town.resident(), await town.member(unit)
    numbers = [await reported(town, resident, f"幸福小区{n}栋门口的路灯坏了{n}天") for n in range(1, 10)]
    cases = [await case_of(town, number) for number in numbers]
    for case in cases[1:]:
        await staff.presses_action(f"sign:{case.id}")
    await town.passes(hours=30)
    await resident.says(f"/my {numbers[6]}")
    await resident.says("快来人，着火了，线路烧起来了", reply_to=resident.last)
    assert (await case_of(town, numbers[6])).urgent
    for case in cases[2:4]:
        await staff.presses_action(f"ask:{case.id}")
        await staff.says("哪一盏？")
    await staff.presses_action(f"return:{cases[0].id}")
    await staff.says("不归我们")
    for case in cases[4:6]:
        await staff.presses_action(f"resolve:{case.id}")
        await staff.says("修好了")
    await town.passes(days=1)
    await dispatcher.presses_action(f"sort-to:{cases[0].id}:{unit.id}")
    await dispatcher.presses("撤销分派")
    await dispatcher.presses_action(f"sort-to:{cases[0].id}:{unit.id}")
    await resident.presses_action(f"rate:{cases[4].id}:bad")
    await resident.says("没修好")
    await town.passes(days=6)  # nobody answers one of the questions
    before = await everything(town)
    assert len({at for at in before.values() if at}) >= 4
    async with town.app.db.transaction() as tx:
        await tx.run("DELETE FROM facts WHERE name = :name", name=following.FOLLOWED)
    assert await following.follow(town.app.db, town.app.office, lambda: town.now) == 0
    assert await everything(town) == before


async def test_many_move_in_small_steps_and_a_process_that_was_cut_off_goes_on(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = await town.unit("城管局", "urban")
    admin, resident = await town.admin(), await town.resident()
    await town.member(unit)
    for n in range(1, 8):
        await reported(town, resident, f"幸福小区{n}栋门口的路灯坏了{n}天")
    await town.passes(seconds=10)
    monkeypatch.setattr(following, "AT_ONCE", 2)
    await admin.says("/calendar 6月3日 放假")
    each = (town.app.db, town.app.office, lambda: town.now)
    done = []

    async def cut_off(work: Work, *told: object) -> None:
        done.append(told)
        if len(done) == 4:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(following, "tell_later", cut_off)
        with pytest.raises(KeyboardInterrupt):
            await following.follow(*each)
    await asyncio.gather(following.follow(*each), following.follow(*each))  # two processes, at once
    await town.app.pipeline.drain()
    assert {at.astimezone(ZONE).day for at in (await everything(town)).values() if at} == {9}
    admin.sees("7 件改了，其中 7 件推后，最多差 1 天")


async def test_what_was_provisional_is_firm_when_it_is_announced(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    admin, resident = await town.admin(), await town.resident()
    await town.member(unit)
    town.now = at("2026-12-29 10:00")
    number = await reported(town, resident)
    assert (await case_of(town, number)).due_provisional
    resident.sees("2027年1月6日（周三）（暂定，放假安排还没公布）")
    await admin.says("/calendar 2027-01-01 放假")
    await admin.says("/calendar 2027-01-02 到 2027-01-03 放假")
    await admin.says("/calendar 2027-01-04 到 2027-01-06 上班")
    await town.passes(seconds=10)
    case = await case_of(town, number)
    assert not case.due_provisional
    assert await due(town, number) == "01-06 17:30"


async def test_a_new_year_that_the_package_learned_is_noticed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = await town.unit("城管局", "urban")
    admin, resident = await town.admin(), await town.resident()
    await town.member(unit)
    town.now = at("2026-12-29 10:00")
    number = await reported(town, resident)
    resident.sees("2027年1月6日（周三）（暂定")
    await town.passes(seconds=10)
    assert (await case_of(town, number)).due_provisional
    before = deadlines._decreed
    free = {date(2027, 1, 1), date(2027, 1, 4)}  # New Year and a bridging day

    def decreed(day: date) -> bool | None:
        return day.weekday() < 5 and day not in free if day.year == 2027 else before(day)

    monkeypatch.setattr(deadlines, "_decreed", decreed)
    monkeypatch.setattr(deadlines, "_all_decreed", lambda: "with 2027")
    await town.passes(seconds=10)
    case = await case_of(town, number)
    assert not case.due_provisional
    assert await due(town, number) == "01-07 17:30"
    resident.sees("放假安排有变", "2027年1月7日（周四）")
    assert "暂定" not in resident.last.text
    admin.sees("工作日历有变", "1 件改了，其中 1 件推后，最多差 1 天")
    monkeypatch.undo()  # another worker, which was not updated yet, moves nothing back
    async with town.app.db.transaction() as tx:
        value = json.dumps({**json.loads(await facts.get(tx, following.FOLLOWED)), "until": "2027-12-31"})
        await facts.put(tx, following.FOLLOWED, value)
    await town.passes(seconds=10)
    assert await due(town, number) == "01-07 17:30"


async def test_what_nobody_asked_for_waits_for_the_day(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    admin, resident = await town.admin(), await town.resident()
    await town.member(unit)
    number = await reported(town, resident)
    await town.passes(seconds=10)
    town.now = at("2026-06-02 02:00")
    async with town.app.db.transaction() as tx:
        await tx.run("INSERT INTO calendar_days (day, workday) VALUES ('2026-06-05', FALSE)")
        await tx.run("UPDATE facts SET value = 'other' WHERE name = 'office'")
    await town.passes(seconds=10)
    assert await due(town, number) == "06-08 17:30"
    await town.clock_strikes("08:10")
    assert await due(town, number) == "06-09 17:30"
    admin.saw("工作日历有变", "1 件改了")
    resident.saw("6月9日（周二）")


async def test_others_cannot(town: Town) -> None:
    resident = await town.resident()
    await resident.says("/calendar 10月8日 放假")
    resident.sees("没有这个命令")
    await resident.presses_action("calendar-off:2026-10-08")
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM calendar_days") == 0
