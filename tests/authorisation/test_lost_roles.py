"""Who had a role and lost it: their old buttons, questions, messages and files do nothing from that moment on."""

import asyncio
from dataclasses import replace

import pytest

from bot.messages import Kind, Media, MediaKind
from handlers import COMMANDS
from storage.records import Unit
from tests.authorisation.conftest import both_engines
from tests.authorisation.village import differences, stored
from tests.dialogues.test_admin_people import id_of
from tests.dialogues.test_staff import case_of, events_of, reported
from tests.town import Person, Town

NEVER = "这一步现在做不了了"
UNSURE = "那件事怎么一直没个说法"


async def office(town: Town) -> tuple[Unit, Person, Person, str]:
    """A unit, an admin, a resident, and the number of a case that the unit has."""
    unit = await town.unit("城管局", "urban", "environment")
    admin, resident = await town.admin(), await town.resident("王秀英")
    await town.admin("周主任")  # so that the other one may lose the role
    await reported(town, resident, UNSURE)
    return unit, admin, resident, await reported(town, resident)


async def takes_part(town: Town, person: Person, number: str) -> None:
    """The person says every command that they are shown, and opens the case: so they have buttons of all kinds."""
    await person.says("/help")
    for command in [c.name for c in COMMANDS if f"/{c.name} " in person.last.text and c.name != "language"]:
        await person.says(f"/{command}")
    await person.says(f"/case {number}")
    await town.clock_strikes("08:00")


async def loses(town: Town, admin: Person, person: Person, role: str) -> None:
    """The admin takes the role away, by the button."""
    contact = await id_of(town, person)
    if role in ("admin", "dispatcher"):
        return await admin.presses_action(f"role-remove:{contact}:{role}")
    async with town.app.db.snapshot() as tx:
        member = await tx.value("SELECT id FROM members WHERE contact_id = :c", c=contact)
    await admin.presses_action(f"member-remove:{member}")
    return None


async def make(town: Town, unit: Unit, role: str) -> Person:
    if role in ("admin", "dispatcher"):
        return await (town.admin if role == "admin" else town.dispatcher)("前人")
    return await town.member(unit, "前人", lead=role == "lead")


@pytest.mark.parametrize("role", ["member", "lead", "dispatcher", "admin"])
async def test_every_button_that_somebody_was_ever_shown_is_dead_when_the_role_is_lost(town: Town, role: str) -> None:
    unit, admin, _, number = await office(town)
    person = await make(town, unit, role)
    await takes_part(town, person, number)
    messages = list(town.shown(person.id))
    pressed = {button.action for said in messages for button in said.buttons} - {"erase-me", "keep-me", "disagree"}
    assert len(pressed) >= 8
    await loses(town, admin, person, role)
    async with town.app.db.snapshot() as tx:
        before = await stored(tx)
    said_before = {chat: len(said) for chat, said in town.chats.items()}
    for said in messages:
        for button in said.buttons:
            if button.action in pressed and not button.action.startswith("language:"):
                await person.presses_action(button.action, under=town.message_id(said))
                person.sees(NEVER)
    async with town.app.db.snapshot() as tx:
        assert differences(before, await stored(tx)) == {}
    assert {chat for chat, said in town.chats.items() if len(said) > said_before.get(chat, 0)} == {person.id}


@pytest.mark.parametrize(
    ("role", "button"),
    [
        *(("member", f"{step}:{{case}}") for step in ("answer", "ask", "resolve", "return")),
        ("dispatcher", "decline-words:1"),
        *(
            ("admin", button)
            for button in ("unit-new", "category-rename:1", "unit-rename:1", "area-new", "unit-hour:1")
        ),
    ],
)
async def test_what_was_being_asked_is_answered_no_more(town: Town, role: str, button: str) -> None:
    unit, admin, resident, number = await office(town)
    case = (await case_of(town, number)).id
    person = await make(town, unit, role)
    await person.presses_action(f"sign:{case}")
    await person.presses_action(button.format(case=case))
    assert NEVER not in person.last.text
    await loses(town, admin, person, role)
    async with town.app.db.snapshot() as tx:
        before = await stored(tx)
    await person.says("影子")
    person.sees(NEVER)
    async with town.app.db.snapshot() as tx:
        assert differences(before, await stored(tx)) == {}
    resident.never_saw("影子")
    await person.says("人行道的砖松了三块")
    person.sees("先记在草稿里了")  # a resident like any other, and not stuck


async def test_a_number_means_no_old_choice_any_more(town: Town) -> None:
    """Where a channel has no buttons, a typed number is a choice of the newest message that had any."""
    unit, admin, _, number = await office(town)
    person = await make(town, unit, "member")
    await person.says(f"/case {number}")
    choices = len(person.buttons)
    assert choices > 3
    features = town.app.office.features["console"]
    town.app.office.features = {"console": replace(features, buttons=False)}
    await loses(town, admin, person, "member")
    async with town.app.db.snapshot() as tx:
        before = await stored(tx)
    for choice in range(choices):
        await person.says(str(choice + 1))
        person.sees(NEVER)
    async with town.app.db.snapshot() as tx:
        assert differences(before, await stored(tx)) == {}


async def test_a_reply_to_an_old_message_about_a_case_is_no_answer_to_it(town: Town) -> None:
    unit, admin, resident, number = await office(town)
    person = await make(town, unit, "member")
    await person.says(f"/case {number}")
    card = person.last
    await loses(town, admin, person, "member")
    events = await events_of(town, number)
    await person.says("影子答复", reply_to=card)
    person.sees("先记在草稿里了", "影子答复")  # their own suggestion, which they may discard
    assert await events_of(town, number) == events
    resident.never_saw("影子答复")


@both_engines
async def test_an_old_answer_is_edited_no_more_and_its_album_does_not_go_on(town: Town) -> None:
    unit, admin, resident, number = await office(town)
    person = await make(town, unit, "member")
    await person.says(f"/case {number}")
    card = person.last
    await person.presses("签收")
    await person.says("明天去修", reply_to=card)
    await person.sends_photo("p1", "修好了，看照片", album="a1", reply_to=card)
    await loses(town, admin, person, "member")
    async with town.app.db.snapshot() as tx:
        before = await stored(tx)
    heard, told = len(town.shown(resident.id)), len(town.shown(person.id))
    await person.edits("明天去修", "影子改过")
    assert len(town.shown(person.id)) == told  # like the edit of a message that the bot never kept
    async with town.app.db.snapshot() as tx:
        assert differences(before, await stored(tx)) == {}
    await person.sends_photo("p2", album="a1", reply_to=card)
    assert len(town.shown(resident.id)) == heard
    case = (await case_of(town, number)).id
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM entries WHERE case_id = :c AND side = 'unit'", c=case) == 2


async def test_a_case_that_went_to_another_unit_is_not_edited_by_the_one_before(town: Town) -> None:
    unit, admin, _, number = await office(town)
    labour = await town.unit("人社局", "labour")
    member = await make(town, unit, "member")
    case = (await case_of(town, number)).id
    await member.presses_action(f"answer:{case}")
    await member.says("明天去修")
    await member.presses_action(f"return:{case}")
    await member.says("不归我们")
    await admin.presses_action(f"sort-to:{case}:{labour.id}")
    async with town.app.db.snapshot() as tx:
        before = await stored(tx)
    await member.edits("明天去修", "影子改过")
    async with town.app.db.snapshot() as tx:
        assert differences(before, await stored(tx)) == {}


async def test_nobody_edits_what_another_said(town: Town) -> None:
    _, _, resident, _ = await office(town)
    await resident.says("幸福小区的垃圾没人收")
    theirs = town.said_by[(resident.id, "幸福小区的垃圾没人收")]
    stranger = await town.resident("过路人")
    await stranger.says("/start")
    async with town.app.db.snapshot() as tx:
        before = await stored(tx)
    await town.deliver(stranger.inbound(text="影子改过", kind=Kind.EDIT, message=theirs))
    await town.deliver(stranger.inbound(text="影子改过", kind=Kind.EDIT, message=theirs, group="-900"))
    async with town.app.db.snapshot() as tx:
        assert differences(before, await stored(tx)) == {}


async def test_a_reply_finds_a_case_only_in_the_chat_where_it_was_spoken_of(town: Town) -> None:
    unit, _, resident, number = await office(town)
    member = await make(town, unit, "member")
    await member.says(f"/case {number}")
    card = town.message_id(member.last)
    stranger = await town.resident("过路人")
    await town.deliver(stranger.inbound(text="影子答复", reply_to=card))
    stranger.sees("先记在草稿里了")
    await town.deliver(member.inbound(text="影子答复", reply_to=card, group="-900"))
    assert town.shown("-900") == []
    resident.never_saw("影子答复")


async def test_a_file_is_not_imported_for_who_is_no_admin_any_more(town: Town) -> None:
    _, admin, _, _ = await office(town)
    second = await make(town, await town.unit("城管局"), "admin")
    table = (Media(MediaKind.DOCUMENT, "f1", name="rows.csv", size=100),)
    await town.deliver(second.inbound(text="/import 座谈会", media=table))
    second.sees("rows.csv")
    await loses(town, admin, second, "admin")
    heard = len(town.shown(second.id))
    fetched = asyncio.Event()

    async def fetch(media: Media) -> bytes:
        fetched.set()
        return "标题,内容\n路灯,幸福小区的路灯坏了\n".encode()

    town.channel.fetch = fetch  # type: ignore[attr-defined]
    await town.passes(minutes=5)
    assert not fetched.is_set()
    assert len(town.shown(second.id)) == heard
    async with town.app.db.snapshot() as tx:
        assert await tx.value("SELECT state FROM tasks") == "failed"


@both_engines
async def test_a_member_of_a_retired_unit_sees_nothing_of_it_by_any_way(town: Town) -> None:
    unit, admin, resident, number = await office(town)
    other = await town.unit("人社局", "labour")
    member = await make(town, unit, "member")
    await town.member(other, person=member)  # so that they still may press what is for staff
    case = (await case_of(town, number)).id
    await member.presses_action(f"resolve:{case}")
    await member.says("修好了")
    await resident.presses_action(f"rate:{case}:good")
    await member.says(f"/case {number}")
    member.sees("路灯")
    await admin.presses_action(f"unit-retire-yes:{unit.id}")
    await member.says(f"/case {number}")
    member.sees("没有查到")
    for action in (f"case:{case}", f"photos:{case}", f"reporter:{case}", f"inbox:{unit.id}", f"unit-ledger:{unit.id}"):
        await member.presses_action(action)
        member.sees(NEVER)
