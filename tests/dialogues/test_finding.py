"""/find: cases by their words, as conversations, on both engines."""

import pytest

from handlers import finding
from tests.dialogues.test_staff import LAMP, lamp, reported
from tests.town import Town


async def test_a_unit_finds_its_cases_by_words_also_those_that_have_ended(town: Town) -> None:
    _, member, resident, old = await lamp(town)
    await member.says(f"/case {old}")
    await member.presses("签收")
    await member.presses("办结")
    await member.says("灯换好了")
    await town.passes(days=1)
    await resident.presses("满意", in_message=resident.saw(old, "怎么样"))
    new = await reported(town, resident, "解放路路灯坏了三天")
    await member.says("/find 路灯")
    lines = member.sees("找到这些", old, new)
    assert lines.index(new) < lines.index(old)
    await member.says("/find　路灯，幸福小区")
    assert new not in member.sees(old)
    await member.presses(old)
    member.sees(LAMP)
    await member.says(f"/find {old}")
    member.sees(LAMP)


async def test_what_nobody_wrote_is_not_found_and_signs_mean_themselves(town: Town) -> None:
    _, member, resident, number = await lamp(town)
    await reported(town, resident, "解放路路灯100%都坏了，路灯_杆也歪了")
    for words in ("/find 火星", "/find 1%%0", "/find 路灯!", "/find 灯_坏", "/find ' OR '1'='1"):
        await member.says(words)
        member.sees("没有找到")
    for words in ("/find 100%", "/find 灯_杆"):
        await member.says(words)
        assert number not in member.sees("100%都坏了")
    await member.says("/find")
    member.sees("/find 路灯 幸福小区")
    await member.says("/find " + "很长" * 10)
    member.sees("字多了")


async def test_what_is_hidden_of_a_number_is_not_found_out_by_looking_for_it(town: Town) -> None:
    _, member, resident, _ = await lamp(town)
    dispatcher = await town.dispatcher()
    number = await reported(town, resident, "解放路路灯坏了，打13812345678，身份证43010519800101123X")
    for words in ("路灯 13812", "路灯 81234", "打1381", "路灯 2345", "路灯 198001", "证4301"):
        for who in (member, dispatcher):
            await who.says(f"/find {words}")
            assert number not in who.sees("没有找到")
    for words in ("路灯 43010519800101123x", "打138", "路灯 5678", "13812345678", "43010519800101123X"):
        for who in (member, dispatcher):
            await who.says(f"/find {words}")
            assert "8123" not in who.sees(number)


async def test_each_finds_only_what_they_may_see(town: Town) -> None:
    office, member, resident, number = await lamp(town)
    other = await town.member(await town.unit("教育局", "education"), "钱老师")
    dispatcher = await town.dispatcher()
    await dispatcher.says("/find 路灯")
    dispatcher.sees(number)
    await other.says("/find 路灯")
    other.sees("没有找到")
    await resident.says("/find 路灯")
    assert number not in resident.last.text
    await member.says("/find 路灯")
    await town.leaves(office, member)
    before = len(town.shown(member.id))
    await member.says("/find 路灯")
    await member.presses_action("find-older:1000000000:路灯")
    assert all(number not in said.text for said in town.shown(member.id)[before:])


async def test_one_looks_further_back_piece_by_piece(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "LOOKED", 2)
    monkeypatch.setattr(finding, "PAGE", 1)
    _, member, resident, first = await lamp(town)
    second = await reported(town, resident, "解放路路灯坏了三天")
    for street in ("东门", "西门", "南门"):
        await reported(town, resident, f"{street}路灯不亮")
    await member.says("/find 坏了")
    member.sees("看了 2 件")
    await member.presses("再往前找")
    member.sees(second)
    await member.presses("再往前找")
    member.sees(first)
    await member.presses("再往前找")
    member.sees("再往前没有")
    assert "再往前找" not in member.buttons


async def test_who_is_in_two_units_finds_each_case_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "LOOKED", 2)
    _, member, resident, first = await lamp(town)
    await town.member(await town.unit("教育局", "education"), person=member)
    numbers = [first]
    for words in ("学校门口的学生放学没人管", "解放路路灯坏了三天", "学校食堂饭菜太差，学生意见大", "和平路路灯坏了"):
        numbers.append(await reported(town, resident, words))
    await member.says("/find 路灯")
    shown = [member.last.text]
    while "再往前找" in member.buttons:
        await member.presses("再往前找")
        shown.append(member.last.text)
    assert [number for number in numbers if number in "".join(shown)] == [numbers[0], numbers[2], numbers[4]]
    assert "".join(shown).count(first) == 1
