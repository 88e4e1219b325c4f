"""The way of a message, end to end: from a resident's words to the unit's digest, and back."""

from tests.town import Town


async def test_a_street_lamp_reaches_the_unit(town: Town) -> None:
    unit = await town.unit("城管局", "urban")
    member = await town.member(unit)
    resident = await town.resident()
    await resident.says("幸福小区门口路灯坏了一周")
    resident.sees("幸福小区门口路灯坏了一周", "城乡建设")
    await resident.presses("提交")
    resident.sees("收到", "城管局")
    number = resident.sees_number()
    await town.clock_strikes("08:00")
    digest = member.saw("日报", number)
    assert "路灯坏了一周" in digest.text
    assert "新增 1 件" in digest.text
