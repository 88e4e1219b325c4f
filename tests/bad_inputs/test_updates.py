"""Updates that come twice, late, out of order, from nobody, or from elsewhere: handled once, and nobody else is hit."""

from dataclasses import replace

import pytest

from bot.messages import Address, Inbound, Kind
from tests.bad_inputs.wire import BOT, GROUP, Wire
from tests.town import Person, Said, Town

LAMP = "幸福小区门口路灯坏了一周"
GROUP_CHAT = {"id": GROUP, "type": "group", "title": "城管局\n群"}
CHANNEL = {"id": -1009, "type": "channel", "title": "某频道"}
NOBODY = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}


async def sent(town: Town, resident: Person) -> int:
    """The id of a case that the resident just sent."""
    await resident.says(LAMP)
    await resident.presses("提交")
    async with town.app.db.snapshot() as tx:
        return int(await tx.value("SELECT MAX(id) FROM cases"))


async def test_what_comes_again_is_handled_once(town: Town, wire: Wire) -> None:
    await town.unit("城管局", "urban")
    resident = await town.resident()
    said = wire.message(resident, LAMP)
    await wire.deliver(*[said] * 20)
    await wire.deliver(said)
    press = wire.press(resident, "send:1")
    await wire.deliver(press, said, press)
    await wire.deliver(press, said)
    assert await wire.entries() == {resident.id: [LAMP]}
    assert len(await wire.rows("SELECT * FROM events WHERE kind = 'submit'")) == 1
    assert len(town.shown(resident.id)) == 3  # what becomes of their data, the card and the receipt


async def test_what_comes_in_the_wrong_order_breaks_nothing(town: Town, wire: Wire) -> None:
    """A press and an edit before their message say nothing yet; the messages are kept as they come."""
    resident = await town.resident()
    first, second, send = (
        wire.message(resident, "路灯坏了"),
        wire.message(resident, LAMP),
        wire.press(resident, "send:1"),
    )
    edit = wire.message(resident, "两盏路灯坏了", kind="edited_message", message_id=1, edit_date=1_780_000_009)
    await wire.deliver(send, edit, second, first)
    assert await wire.entries() == {resident.id: [LAMP, "路灯坏了"]}
    resident.sees("路灯坏了")


async def test_an_edit_after_the_end_is_kept_and_changes_nothing(town: Town, wire: Wire) -> None:
    await town.unit("城管局", "urban")
    resident = await town.resident()
    said = wire.message(resident, LAMP)
    assert said is not None
    await wire.deliver(said)
    await resident.presses("提交")
    await resident.presses("撤回")
    await resident.presses("withdraw-yes:1")
    heard = [one.text for one in town.shown(resident.id)]
    edited = {"kind": "edited_message", "message_id": int(said.message), "edit_date": 1_780_000_009}
    await wire.deliver(wire.message(resident, "又坏了一盏", **edited), wire.message(resident, "\u3164", **edited))
    assert await wire.entries() == {resident.id: [LAMP, "又坏了一盏"]}
    assert await wire.rows("SELECT status, text FROM cases") == [{"status": "withdrawn", "text": LAMP}]
    assert [one.text for one in town.shown(resident.id)] == heard


async def test_words_that_are_edited_away_are_not_sent(town: Town, wire: Wire) -> None:
    resident = await town.resident()
    said = wire.message(resident, LAMP)
    assert said is not None
    await wire.deliver(said)
    edited = {"kind": "edited_message", "message_id": int(said.message), "edit_date": 1_780_000_009}
    await wire.deliver(wire.message(resident, "\u3164", **edited))
    await resident.presses("提交")
    resident.sees(wire.words("cue-empty"))
    await town.passes(minutes=6)
    assert await wire.rows("SELECT status, number FROM cases") == [{"status": "discarded", "number": None}]


async def test_who_cannot_be_answered_is_not_answered(town: Town, wire: Wire) -> None:
    """Without `from`, in the name of a chat, from another bot, in a channel, and service messages."""
    member = await town.member(await town.unit("城管局", "urban", group_channel="console", group_chat=str(GROUP)))
    heard = len(town.shown(member.id))
    nobody: list[Inbound | None] = [
        wire.message(None, LAMP, chat=GROUP_CHAT),
        wire.message(None, LAMP, chat={"id": 77, "type": "private"}),
        wire.message(None, LAMP, chat=GROUP_CHAT, **{"from": NOBODY}, sender_chat=GROUP_CHAT),
        wire.message(member, LAMP, chat=GROUP_CHAT, sender_chat=CHANNEL),
        wire.message(None, "/my", chat=CHANNEL, sender_chat=CHANNEL),
        wire.message(None, LAMP, chat=GROUP_CHAT, **{"from": {**BOT, "id": 8}}),
        wire.message(member, chat=GROUP_CHAT, new_chat_members=[BOT]),
        wire.message(member, chat=GROUP_CHAT, pinned_message={"message_id": 1, "date": 0, "chat": GROUP_CHAT}),
        wire.update(channel_post={"message_id": 1, "date": 0, "chat": CHANNEL, "text": LAMP}),
        wire.update(poll={"id": "1"}),
        wire.update(of_a_later_version={"x": [None]}),
        wire.message(member, LAMP, chat=GROUP_CHAT),  # people talk among themselves
        wire.message(member, "/nobody_knows", chat=GROUP_CHAT),
    ]
    await wire.deliver(*nobody)
    assert await wire.entries() == {}
    assert (town.shown(str(GROUP)), town.shown("77"), town.shown(str(CHANNEL["id"]))) == ([], [], [])
    assert len(town.shown(member.id)) == heard


async def test_forwarded_and_made_with_another_bot_are_the_senders_own_words(town: Town, wire: Wire) -> None:
    resident = await town.resident()
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "别人"}
    await wire.deliver(wire.message(resident, LAMP, forward_origin=origin, via_bot={**BOT, "id": 8}))
    assert await wire.entries() == {resident.id: [LAMP]}
    resident.sees("草稿")
    resident.never_saw("别人")


async def test_a_code_with_64_characters_is_a_wrong_one(town: Town, wire: Wire) -> None:
    resident = await town.resident()
    for _ in range(5):
        await wire.deliver(wire.message(resident, "/join " + "A-_9" * 16))
        resident.sees(wire.words("join-wrong"))
    await wire.deliver(wire.message(resident, "/join " + "\ud800" * 64))
    resident.sees(wire.words("join-too-many"))
    assert await wire.rows("SELECT admin, dispatcher FROM contacts WHERE admin OR dispatcher") == []


@pytest.mark.parametrize("how", ["replied", "asked"])
async def test_an_answer_without_words_is_asked_for_again(town: Town, wire: Wire, how: str) -> None:
    member, resident = await town.member(await town.unit("城管局", "urban")), await town.resident()
    case = await sent(town, resident)
    await member.presses_action(f"ask:{case}")
    await member.says("电话多少？")
    question: Said = resident.last
    await resident.says("\u3164", reply_to=question if how == "replied" else None)
    resident.sees(wire.words("words-needed", number="260601-0001"))
    assert (await wire.rows("SELECT status FROM cases"))[0]["status"] == "info_requested"
    contact = {"phone_number": "13857914682", "first_name": resident.name, "user_id": int(resident.id)}
    await wire.deliver(wire.message(resident, contact=contact))
    resident.sees("已转给城管局")
    member.sees("138****4682")
    await member.presses_action(f"reporter:{case}")
    member.sees("13857914682")
    assert await wire.entries() == {resident.id: [LAMP, "13857914682"], member.id: ["电话多少？"]}


async def test_a_group_that_becomes_a_supergroup_goes_on_under_its_new_id(town: Town, wire: Wire) -> None:
    unit = await town.unit("城管局", "urban", group_channel="console", group_chat=str(GROUP))
    member, resident = await town.member(unit), await town.resident()
    case = await sent(town, resident)
    await member.presses_action(f"ask:{case}")
    await member.says("哪一盏？")
    new = {**GROUP_CHAT, "id": -1001, "type": "supergroup"}
    await wire.deliver(
        wire.message(member, chat=GROUP_CHAT, migrate_to_chat_id=-1001),
        wire.message(None, chat=new, **{"from": NOBODY}, sender_chat=new, migrate_from_chat_id=GROUP),
    )
    await resident.says("东边那盏")
    await wire.deliver(wire.press(member, f"case:{case}", message={"message_id": 5, "date": 0, "chat": new}))
    assert [LAMP in said.text for said in town.shown("-1001")] == [True]
    await town.passes(days=1)
    assert "日报" in town.shown("-1001")[-1].text
    assert town.shown(str(GROUP)) == []
    await wire.deliver(Inbound("left", Address("console", "-1001"), town.now, kind=Kind.LEFT, group=True))
    await town.passes(days=1)
    member.sees("日报")  # the unit has no group any more


async def test_numbers_of_group_messages_are_not_those_of_private_ones(town: Town, wire: Wire) -> None:
    """A chat counts its own messages: an edited private message has nothing to do with an answer in the group."""
    unit = await town.unit("城管局", "urban", group_channel="console", group_chat=str(GROUP))
    member, resident = await town.member(unit), await town.resident()
    await resident.says("楼道里着火了，路灯都烧了")
    await resident.presses("提交")
    private = wire.message(member, "我家的事：楼上漏水", message_id=57)
    await wire.deliver(private)
    card = town.message_id(town.shown(str(GROUP))[-1])
    in_group = wire.message(member, "马上到", chat=GROUP_CHAT, message_id=57)
    assert in_group is not None
    await wire.deliver(replace(in_group, reply_to=card))
    resident.saw("马上到")
    await wire.deliver(wire.message(member, "我家的事：不漏了", kind="edited_message", message_id=57, edit_date=1))
    assert sorted((await wire.entries())[member.id]) == ["我家的事：不漏了", "马上到"]


async def test_who_left_the_unit_cannot_add_to_its_cases_by_editing(town: Town, wire: Wire) -> None:
    unit = await town.unit("城管局", "urban")
    member, resident = await town.member(unit), await town.resident()
    case = await sent(town, resident)
    await member.presses_action(f"answer:{case}")
    await member.says("明天来修")
    await town.leaves(unit, member)
    heard = len(town.shown(member.id))
    await member.edits("明天来修", "其实不修了")
    assert (await wire.entries())[member.id] == ["明天来修"]
    assert len(town.shown(member.id)) == heard


async def test_a_message_from_another_time_counts_from_now(town: Town, wire: Wire) -> None:
    resident = await town.resident()
    await wire.deliver(wire.message(resident, "路灯坏了", date=1), wire.message(resident, "还没修", date=2**31))
    await town.passes(minutes=5)
    assert await wire.rows("SELECT number, text FROM cases") == [{"number": "260601-0001", "text": "路灯坏了\n还没修"}]
