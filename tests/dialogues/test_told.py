"""Who is told of a step, in whose language, once, and with a button that leads somewhere. On both engines."""

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
