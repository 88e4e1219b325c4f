"""/stats: the figures of a period, for a unit's staff their own, for the office all."""

import pytest

from bot.digests import drawing
from bot.messages import Attachment
from tests.dialogues.test_staff import LAMP, lamp, reported, signed
from tests.town import Person, Said, Town

WAGES = "建筑公司拖欠工资三个月，讨薪没人管"


async def asks(town: Town, person: Person, words: str = "/stats") -> str:
    """What the person is told when it has been added up."""
    await person.says(words)
    return await told(town, person)


async def told(town: Town, person: Person) -> str:
    await town.passes(seconds=5)
    return person.last.text


async def picture(town: Town, said: Said) -> bytes:
    """The picture that is sent along."""
    (chart,) = said.outbound.attachments
    assert isinstance(chart, Attachment)
    return (await drawing.draw(town.app.db, town.app.office.settings, chart, town.now)).content


async def rated(town: Town) -> tuple[Person, Person]:
    """One of two cases is done, and its reporter is satisfied. Returns the member and the resident."""
    _, member, resident, number = await signed(town)
    await member.presses("办结")
    await member.says("灯换好了")
    await reported(town, resident, "阳光小区楼道灯坏了，垃圾没人清")
    await town.passes(days=1)
    await resident.presses("满意", in_message=resident.saw(number, "怎么样"))
    return member, resident


async def test_a_member_sees_their_own_unit_with_numerator_and_denominator(town: Town) -> None:
    other = await town.unit("人社局", "labour")
    member, resident = await rated(town)
    await reported(town, resident, WAGES)
    said = await asks(town, member)
    assert said.splitlines()[0] == "城管局 · 2026年6月（到现在）"
    assert "受理 2 件，办结 1 件" in said
    assert "办结率 50%（1/2）" in said
    assert "满意率 100%（1/1）" in said
    assert "综合成绩 100 分" in said
    assert "手上还有 1 件，没有超期的" in said
    assert (await picture(town, member.last)).startswith(b"\x89PNG")
    colleague = await town.member(other, "李科长")
    assert "受理 1 件，办结 0 件" in await asks(town, colleague)


async def test_the_office_sees_all_and_each_unit_by_a_button(town: Town) -> None:
    await town.unit("人社局", "labour")
    _, resident = await rated(town)
    await reported(town, resident, WAGES)
    dispatcher = await town.dispatcher()
    assert "全部单位 · 2026年6月（到现在）\n受理 3 件，办结 1 件" in await asks(town, dispatcher)
    assert (await picture(town, dispatcher.last)).startswith(b"\x89PNG")
    await dispatcher.presses("看单个单位")
    assert set(dispatcher.buttons) == {"人社局", "城管局"}
    await dispatcher.presses("人社局")
    assert "人社局 · 2026年6月（到现在）\n受理 1 件" in await told(town, dispatcher)


async def test_growth_against_the_month_before_is_of_as_many_days(town: Town) -> None:
    await lamp(town)
    await town.passes(days=30)  # the first of July
    dispatcher, resident = await town.dispatcher(), await town.resident("赵大爷")
    await reported(town, resident, LAMP)
    await reported(town, resident, "阳光小区楼道灯坏了，垃圾没人清")
    said = await asks(town, dispatcher)
    assert "受理 2 件" in said
    assert "受理件数：同比—，环比增长 100%" in said
    await dispatcher.presses("上月")
    said = await told(town, dispatcher)
    assert said.startswith("全部单位 · 2026年6月\n受理 1 件")
    assert "同比" not in said  # there is nothing to compare it with
    assert "超期 1 件" in said


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("今天", "6月1日（到现在）"),
        ("本周", "6月1日 – 6月7日（到现在）"),
        ("今年", "2026年（到现在）"),
        ("2026年6月", "2026年6月（到现在）"),
        ("2026-05-30 到 2026-06-15", "5月30日 – 6月15日（到现在）"),
    ],
)
async def test_a_period_is_named_as_people_do(town: Town, words: str, shown: str) -> None:
    _, member, _, _ = await signed(town)
    assert f"城管局 · {shown}\n受理 1 件" in await asks(town, member, f"/stats {words}")


async def test_wrong_words_are_answered_with_the_form(town: Town) -> None:
    _, member, _, _ = await signed(town)
    await member.says("/stats 下雨天")
    member.sees("写在后面", "/stats 2026-06-01 到 2026-06-15")
    await member.says("/stats 2030-01")
    member.sees("2030年1月还没到")


async def test_nothing_in_a_period_is_said_so_without_a_picture(town: Town) -> None:
    _, member, _, _ = await signed(town)
    assert await asks(town, member, "/stats 2025-06") == "城管局 · 2025年6月：这段时间没有诉求。"
    assert not member.last.outbound.attachments


async def test_who_belongs_to_two_units_chooses(town: Town) -> None:
    _, member, _, _ = await signed(town)
    await town.member(await town.unit("人社局", "labour"), person=member)
    await member.says("/stats")
    assert member.buttons == ["城管局", "人社局"]
    await member.presses("城管局")
    assert "受理 1 件" in await told(town, member)


async def test_residents_and_other_units_see_nothing(town: Town) -> None:
    unit, member, resident, _ = await signed(town)
    other = await town.member(await town.unit("人社局", "labour"), "李科长")
    await resident.says("/stats")
    assert "受理" not in await told(town, resident)
    for person in (resident, other):
        for action in (f"stats:{unit.id}:2026-06-01~2026-06-30", "stats:0:2026-06-01~2026-06-30"):
            await person.presses_action(action)
            assert "受理" not in await told(town, person)
    await member.says("/stats")
    await town.leaves(unit, member)
    assert "受理" not in await told(town, member)


async def test_english(town: Town) -> None:
    _, member, _, _ = await signed(town)
    await member.says("/language")
    said = await asks(town, member, "/stats 2026-06")
    assert "June 2026 (so far)\nCame in: 1, resolved: 0" in said
    assert "Settled 0% (0/1)" in said
    assert "Satisfied — (0/0)" in said
