"""Buttons that are pressed too often, too late, from nowhere, or that never were: they act once or not at all."""

import asyncio
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messages import Inbound
from handlers import BUTTONS
from storage.database import migrations
from tests.bad_inputs.wire import GROUP, Wire
from tests.town import Person, Town

LAMP = "幸福小区门口路灯坏了一周"
TIMES = 20


async def at_once(town: Town, *inbounds: Inbound | None) -> None:
    """All at the same moment, each received by itself."""
    await asyncio.gather(*(town.deliver(inbound) for inbound in inbounds if inbound))


async def events(wire: Wire, kind: str) -> int:
    return len(await wire.rows("SELECT id FROM events WHERE kind = :kind", kind=kind))


async def test_a_button_that_is_pressed_20_times_at_once_acts_once(town: Town, wire: Wire) -> None:
    unit = await town.unit("城管局", "urban")
    first, second, resident = await town.member(unit, "甲"), await town.member(unit, "乙"), await town.resident()

    async def press(action: str, *people: Person) -> None:
        await at_once(town, *(wire.press(people[i % len(people)], action) for i in range(TIMES)))

    await resident.says(LAMP)
    await press("send:1", resident)
    assert await wire.rows("SELECT number FROM cases") == [{"number": "260601-0001"}]
    receipts = [said for said in town.shown(resident.id) if "已登记" in said.text]
    assert (await events(wire, "submit"), await events(wire, "dispatch"), len(receipts)) == (1, 1, 1)
    await press("sign:1", first, second)
    signed = [said for said in town.shown(resident.id) if "已签收" in said.text]
    assert (await events(wire, "sign"), len(signed)) == (1, 1)
    await press("resolve:1", first)
    await at_once(town, *(wire.message(first, f"修好了{i}") for i in range(3)))
    assert await events(wire, "resolve") == 1
    await press("rate:1:bad", resident)
    assert await events(wire, "rate_bad") == 0  # it is asked first whether it is solved
    await press("rate-bad:1:no", resident)
    assert await events(wire, "rate_bad") == 1
    assert await wire.rows("SELECT reopened, rating FROM cases WHERE number IS NOT NULL") == [
        {"reopened": 1, "rating": "bad"}
    ]
    await press("withdraw-yes:1", resident)
    assert await events(wire, "withdraw") == 1


async def test_undoing_a_step_further_back_twice_undoes_one_step(town: Town, wire: Wire) -> None:
    admin = await town.admin()
    for name in "甲乙丙丁":
        await admin.says(f"/area add {name}街道")
    await admin.says("/undo")
    [further] = [button.action for button in admin.last.buttons]
    await at_once(town, *(wire.press(admin, further) for _ in range(TIMES)))
    left = await wire.rows("SELECT name FROM areas WHERE retired_at IS NULL ORDER BY id")
    assert [row["name"] for row in left] == ["甲街道", "乙街道"]
    await admin.presses("再往前撤一步", in_message=admin.saw("撤销了", "丙街道"))
    left = await wire.rows("SELECT name FROM areas WHERE retired_at IS NULL ORDER BY id")
    assert [row["name"] for row in left] == ["甲街道"]


async def test_the_buttons_of_two_years_ago_are_refused_with_a_word(town: Town, wire: Wire) -> None:
    unit = await town.unit("城管局", "urban")
    member, dispatcher, resident = await town.member(unit), await town.dispatcher(), await town.resident()
    await resident.says(LAMP)
    await resident.presses("提交")
    await member.presses_action("resolve:1")
    await member.says("修好了")
    seen = {button.action for person in (resident, member) for said in town.shown(person.id) for button in said.buttons}
    actions = seen - {"disagree"} | {
        "sign:1",
        "ask:1",
        "return:1",
        "resume:1",
        "sort-to:1:1",
        "unsort:1",
        "decline:1",
        "send:1",
    }
    await resident.presses_action("rate:1:good")
    await town.passes(days=731)  # by now the words of the case are forgotten
    cases = "SELECT * FROM cases"
    before = await wire.rows(cases)
    assert before[0]["text"] == ""
    for person in (resident, member, dispatcher):
        await person.says("/help")  # who was forgotten meanwhile is told once more what is kept of them
        for action in sorted(actions):
            heard = len(town.shown(person.id))
            chat = {"id": int(person.id), "type": "private"}
            await wire.deliver(wire.press(person, action, message={"message_id": 3, "date": 0, "chat": chat}))
            assert len(town.shown(person.id)) == heard + 1, action
            assert LAMP not in person.last.text
    assert await wire.rows(cases) == before
    assert await wire.rows("SELECT id FROM contacts WHERE asking <> ''") == []


async def test_a_press_from_nowhere_is_answered_privately(town: Town, wire: Wire) -> None:
    resident, stranger = await town.resident(), await town.resident("生人")
    await resident.says(LAMP)
    await stranger.says("/help")
    heard = len(town.shown(stranger.id))
    group = {"id": GROUP, "type": "supergroup", "title": "群"}
    await wire.deliver(
        wire.press(stranger, "send:1"),
        wire.press(stranger, "send:1", inline_message_id="AbC"),
        wire.press(stranger, None, game_short_name="chess"),
        wire.press(stranger, "x" * 65),
    )
    assert [said.text for said in town.shown(stranger.id)[heard:]] == [
        wire.words("not-possible-any-more", staff="no")
    ] * 4
    await wire.deliver(wire.press(stranger, "discard:1", message={"message_id": 1, "date": 0, "chat": group}))
    [said] = town.shown(str(GROUP))
    assert LAMP not in said.text
    await wire.deliver(wire.press(resident, "send:1"))
    resident.sees("已登记")


async def stored(wire: Wire) -> str:
    """All that is stored but for what came in, what was said, and the pressers' own rows."""
    names = {name for _, _, sql in migrations() for name in re.findall(r"CREATE TABLE (\w+)", sql)}
    names -= {"inbox", "outbox", "contacts", "keywords"}
    return str([(name, await wire.rows(f"SELECT * FROM {name}")) for name in sorted(names)])


PARTS = st.sampled_from(
    [*BUTTONS, *"01239", "", "-1", "１", "²", "1_0", str(2**63), "9" * 15, "good", "admin", "on", "路灯"]
)
ACTIONS = st.lists(PARTS, min_size=1, max_size=4).map(":".join) | st.text(st.characters(), max_size=70)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(ACTIONS.filter(lambda action: action not in ("erase-me", "disagree")), min_size=8, max_size=24))
async def test_any_string_as_a_button_changes_nothing_of_others(town: Town, wire: Wire, actions: list[str]) -> None:
    if not town.people:
        resident = await town.resident()
        await town.member(await town.unit("城管局", "urban"))
        await resident.says(LAMP)
        await resident.presses("提交")
        await resident.says("这件事真让人头疼")
        await (await town.resident("生人")).says("/help")
    stranger = town.people["1002"]
    before, heard = await stored(wire), len(town.shown(stranger.id))
    await wire.deliver(*(wire.press(stranger, action) for action in actions))
    assert await stored(wire) == before
    assert len(town.shown(stranger.id)) == heard + len(actions)
    stranger.never_saw("路灯坏了")
    stranger.never_saw("头疼")
