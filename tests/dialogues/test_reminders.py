"""Reminders as people get them: gathered, once, and not what the morning's digest has just said."""

import asyncio
from datetime import datetime

import pytest

from bot.channels.console import NAME
from handlers import reminding
from handlers.turn import Work
from tests.dialogues.test_calendar import at, case_of, reported
from tests.town import ZONE, Person, Town

FIRE = "着火了，快来人，路灯线路烧起来了"


def heard(town: Town, person: Person | str, word: str) -> list[str]:
    chat = person if isinstance(person, str) else person.id
    return [said.text for said in town.shown(chat) if word in said.text]


async def kinds(town: Town, number: str) -> list[str]:
    async with town.app.db.snapshot() as tx:
        rows = await tx.all(
            "SELECT e.kind FROM events e JOIN cases c ON c.id = e.case_id WHERE c.number = :n AND e.kind IN ('remind', "
            "'escalate') ORDER BY e.id",
            n=number,
        )
    return [row["kind"] for row in rows]


async def strikes(town: Town, moment: str) -> None:
    town.now = at(moment)
    await town.app.knock()


async def test_the_four_steps_reach_the_right_people_once(town: Town) -> None:
    unit = await town.unit("城管局", "urban", group_channel=NAME, group_chat="-1")
    dispatcher, resident = await town.dispatcher(), await town.resident()
    staff, lead = await town.member(unit), await town.member(unit, "吴队长", lead=True)
    number = await reported(town, resident)
    case = await case_of(town, number)
    await staff.presses_action(f"sign:{case.id}")  # due on Monday the 8th
    await strikes(town, "2026-06-05 09:00")
    staff.sees("催办：手上有 1 件要抓紧", f"· {number}", "6月8日（周一）到期")
    await staff.presses(number)
    staff.sees("催办", number)
    await strikes(town, "2026-06-08 09:00")
    staff.sees("今天 17:30 到期")
    assert not heard(town, lead, "催办")
    assert not heard(town, "-1", "催办")
    await strikes(town, "2026-06-09 09:00")
    staff.sees("超期 1 天")
    lead.sees("催办", number, "超期 1 天")
    assert not heard(town, dispatcher, number)
    await strikes(town, "2026-06-15 09:01")
    dispatcher.sees("督办：1 件超期 5 个工作日了", number, "城管局")
    lead.sees("催办：手上有 1 件要抓紧（1 件已报派单员督办）", "超期 7 天")
    await strikes(town, "2026-06-16 09:01")
    assert await kinds(town, number) == ["remind", "remind", "remind", "escalate"]
    assert len(heard(town, staff, "催办：")) == 4
    assert len(heard(town, lead, "催办：")) == 2
    assert len(heard(town, dispatcher, "督办")) == 1
    resident.never_saw("催办")


async def test_one_message_for_each_person_however_many_cases(town: Town) -> None:
    unit = await town.unit("城管局", "urban", hour="11:00")
    resident, staff = await town.resident(), await town.member(unit)
    numbers = []
    for n in range(10):
        numbers.append(await reported(town, resident, f"幸福小区{n}栋门口的路灯坏了{n}天"))
    await strikes(town, "2026-06-05 09:10")
    staff.sees("催办：手上有 10 件要抓紧", numbers[0], numbers[7], "还有 2 件没列")
    assert numbers[9] not in staff.last.text
    assert staff.buttons[:4] == numbers[:4]
    assert len(heard(town, staff, "催办")) == 1
    await staff.presses("待办")
    staff.sees("城管局")


async def test_what_the_digest_said_an_hour_ago_is_not_said_again(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    resident, staff = await town.resident(), await town.member(unit)
    number = await reported(town, resident)
    await strikes(town, "2026-06-08 08:00")
    staff.sees("日报", "今天到期 1 件", number)
    said = len(town.shown(staff.id))
    await strikes(town, "2026-06-08 09:00")
    assert len(town.shown(staff.id)) == said
    assert await kinds(town, number) == ["remind"]  # by the digest
    await strikes(town, "2026-06-09 09:00")
    staff.sees("催办", "超期 1 天")


async def test_a_case_that_nobody_signed_for_is_the_groups(town: Town) -> None:
    unit = await town.unit("城管局", "urban", group_channel=NAME, group_chat="-1", hour="10:30")
    resident, staff = await town.resident(), await town.member(unit)
    number = await reported(town, resident)
    await strikes(town, "2026-06-05 09:00")
    assert [number in text for text in heard(town, "-1", "催办")] == [True]
    assert not heard(town, staff, "催办")


async def test_quiet_at_night_and_on_holidays_and_the_newest_step_only_after_days(town: Town) -> None:
    unit = await town.unit("城管局", "urban", hour="11:00")
    resident, staff = await town.resident(), await town.member(unit)
    number = await reported(town, resident)
    for moment in ("2026-06-04 22:00", "2026-06-05 07:00", "2026-06-06 10:00", "2026-06-07 12:00"):
        await strikes(town, moment)
    assert not heard(town, staff, "催办")
    await strikes(town, "2026-06-18 10:00")  # the bot was down for days
    assert len(heard(town, staff, "催办")) == 1
    assert await kinds(town, number) == ["escalate"]


async def test_what_is_paused_is_not_pressed_for(town: Town) -> None:
    unit = await town.unit("城管局", "urban", hour="11:00")
    resident, staff = await town.resident(), await town.member(unit)
    number = await reported(town, resident)
    await staff.presses_action(f"ask:{(await case_of(town, number)).id}")
    await staff.says("哪一盏？")
    await strikes(town, "2026-06-05 09:00")
    assert not heard(town, staff, "催办")
    await resident.says("左边那盏")
    await strikes(town, "2026-06-11 09:00")
    staff.sees("催办", number, "6月12日（周五）到期")


async def test_an_urgent_case_at_half_time_and_when_due_by_night(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    resident, staff, lead = await town.resident(), await town.member(unit), await town.member(unit, "吴队长", lead=True)
    town.now = at("2026-06-05 23:00")
    number = await reported(town, resident, FIRE)
    await staff.presses_action(f"sign:{(await case_of(town, number)).id}")
    await strikes(town, "2026-06-05 23:59")
    assert not heard(town, staff, "催办")
    await strikes(town, "2026-06-06 00:00")
    staff.sees("催办", f"‼ {number}", "今天 01:00 到期")
    await strikes(town, "2026-06-06 00:30")
    assert not heard(town, lead, "催办")
    await strikes(town, "2026-06-06 01:01")
    staff.sees("超期 1 小时")
    lead.sees("催办", number)
    await strikes(town, "2026-06-06 03:00")
    assert len(heard(town, staff, "催办")) == 2


async def test_what_was_cut_off_is_told_by_the_next_run(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = await town.unit("城管局", "urban", hour="11:00")
    resident, staff = await town.resident(), await town.member(unit)
    number = await reported(town, resident)
    town.now = at("2026-06-05 09:00")
    each = (town.app.db, town.app.office, lambda: town.now)

    async def cut_off(*told: object, **more: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Work, "tell", cut_off)
        with pytest.raises(KeyboardInterrupt):
            await reminding.remind(*each)
    assert await kinds(town, number) == []
    await town.passes(minutes=1)
    staff.sees("催办", number)
    assert await kinds(town, number) == ["remind"]


async def test_two_processes_remind_once(town: Town) -> None:
    unit = await town.unit("城管局", "urban", hour="11:00")
    resident, staff = await town.resident(), await town.member(unit)
    number = await reported(town, resident)
    town.now = at("2026-06-05 09:00")
    each = (town.app.db, town.app.office, lambda: town.now)
    assert sorted(await asyncio.gather(*(reminding.remind(*each) for _ in range(3)))) == [0, 0, 1]
    await town.app.pipeline.drain()
    assert len(heard(town, staff, "催办")) == 1
    assert await kinds(town, number) == ["remind"]


async def test_a_moved_deadline_is_another_one(town: Town) -> None:
    unit = await town.unit("城管局", "urban", hour="11:00")
    admin, resident, staff = await town.admin(), await town.resident(), await town.member(unit)
    number = await reported(town, resident)
    await strikes(town, "2026-06-08 09:00")
    staff.sees("今天 17:30 到期")
    await admin.says("/calendar 2026-06-08 放假")
    await strikes(town, "2026-06-08 09:01")
    await strikes(town, "2026-06-09 09:00")
    staff.sees("今天 17:30 到期")
    assert await kinds(town, number) == ["remind", "remind"]


async def test_dispatchers_hear_once_of_what_waits_too_long(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    first = await reported(town, resident, "那边没人管")
    await town.passes(minutes=50)
    second = await reported(town, resident, "这边也没人管")
    await town.passes(minutes=69)
    assert not heard(town, dispatcher, "该分派了")
    await town.passes(minutes=1)
    dispatcher.sees("有 2 件该分派了，最早的是2小时前来的")
    await town.passes(minutes=60)
    assert len(heard(town, dispatcher, "该分派了。") + heard(town, dispatcher, "件该分派了")) == 1
    await dispatcher.presses("开始分派")
    dispatcher.sees(f"编号 {first}", "3小时前来的，该分派了")
    assert await kinds(town, second) == ["remind"]


async def test_nobody_is_called_at_night_to_sort_but_for_what_is_urgent(town: Town) -> None:
    dispatcher, resident = await town.dispatcher(), await town.resident()
    town.now = at("2026-06-05 20:00")
    await reported(town, resident, "那边没人管")
    await town.passes(hours=5)
    assert not heard(town, dispatcher, "件该分派了")
    number = await reported(town, resident, "着火了，快来人")
    await town.passes(hours=1)
    dispatcher.sees("件该分派了，1 件加急")
    assert await kinds(town, number) == ["remind"]


async def test_over_a_change_of_year_in_english(town: Town) -> None:
    unit = await town.unit("城管局", "urban", hour="11:00")
    staff = await town.person("Ann", "en")
    await town.member(unit, person=staff)
    resident = await town.resident()
    town.now = at("2026-12-28 10:00")
    number = await reported(town, resident)
    case = await case_of(town, number)
    assert case.due_at is not None
    assert case.due_at.astimezone(ZONE) == datetime(2027, 1, 5, 17, 30, tzinfo=ZONE)
    await strikes(town, "2027-01-04 09:00")
    staff.sees("Reminder: 1 case presses", number, "due Tue 5 January (may shift)")
