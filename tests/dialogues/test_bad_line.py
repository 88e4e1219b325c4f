"""A line that is bad: what the bot does not know to have arrived, it says again, and says so."""

from tests.town import Person, Town


async def somebody(town: Town) -> Person:
    """Who has read what one reads first."""
    resident = await town.resident()
    await resident.says("/start")
    town.shown(resident.id).clear()
    return resident


async def test_what_may_have_arrived_is_said_again_as_a_possible_repeat(town: Town) -> None:
    resident = await somebody(town)
    town.channel.lost = 1
    await resident.says("幸福小区门口路灯坏了一周")
    card = resident.sees("路灯坏了", "5 分钟后自动提交")
    await town.passes(minutes=1)
    assert [said.text for said in town.shown(resident.id)] == [card, f"{card}\n（重复）"]
    await town.passes(minutes=1)
    assert len(town.shown(resident.id)) == 2


async def test_what_was_heard_to_arrive_is_said_once_and_without_a_mark(town: Town) -> None:
    resident = await somebody(town)
    await resident.says("幸福小区门口路灯坏了一周")
    await town.passes(minutes=1)
    (card,) = town.shown(resident.id)
    assert "重复" not in card.text
