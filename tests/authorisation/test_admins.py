"""The last admin stays, whatever happens; nobody gives themselves a role; a code opens one door, once."""

import asyncio

import pytest

from bot.messages import Address, Inbound, Kind, Sender
from handlers import TABLE
from handlers.router import Router
from storage import contacts
from tests.authorisation.conftest import Menus, both_engines
from tests.authorisation.village import differences, stored
from tests.dialogues.test_admin_people import code_in, id_of
from tests.privacy.tables import stored as everything
from tests.town import Person, Town

WRONG = "邀请码用不了"


async def admins(town: Town) -> list[str]:
    """The names of the admins who can be reached."""
    async with town.app.db.snapshot() as tx:
        return [person.name for person in await contacts.office(tx, admins=True) if person.admin]


async def roles(town: Town, person: Person) -> str:
    """All that the database says of somebody's roles."""
    async with town.app.db.snapshot() as tx:
        row = await tx.one("SELECT id, admin, dispatcher FROM contacts WHERE account = :a", a=person.id)
        assert row is not None
        units = await contacts.memberships(tx, row["id"])
    return " ".join([role for role in ("admin", "dispatcher") if row[role]] + [f"{m.unit_id}:{m.lead}" for m in units])


def pressing(person: Person, action: str) -> Inbound:
    return person.inbound(kind=Kind.PRESS, choice=action, press="p")


def blocks(town: Town, person: Person) -> Inbound:
    """The person stops the bot on their side."""
    sender = Sender(person.id, person.name, "zh")
    return Inbound(f"b{next(town.keys)}", Address("console", person.id), town.now, sender, Kind.BLOCKED)


async def at_once(town: Town, first: Inbound, second: Inbound) -> None:
    """Two workers: one handles the second message while what came of the first is not committed yet."""
    router = Router(TABLE, town.app.office)

    async def handle() -> None:
        async with town.app.db.transaction() as tx:
            await router.dispatch(tx, second, town.now)

    async with town.app.db.transaction() as tx:
        await router.dispatch(tx, first, town.now)
        other = asyncio.create_task(handle())
        await asyncio.wait({other}, timeout=0.5)  # until it is done, or waits for this one
    await other


# The last admin


async def test_the_last_admin_goes_by_no_way(town: Town) -> None:
    admin = await town.admin()
    await admin.presses_action(f"role-remove:{await id_of(town, admin)}:admin")
    admin.sees("最后一位")
    await admin.presses_action("erase-me")
    admin.sees("最后一位")
    await admin.says("/undo")
    admin.sees("没有可以撤销的")
    await town.deliver(blocks(town, admin))
    await admin.says("/roles")
    admin.sees("管理员：李主任")


async def test_who_stopped_the_bot_does_not_count_as_the_other_admin(town: Town) -> None:
    admin, second = await town.admin(), await town.admin("周主任")
    await town.deliver(blocks(town, second))
    await admin.presses_action("erase-me")
    admin.sees("最后一位")
    assert await admins(town) == ["李主任"]
    await second.says("/start")
    await admin.presses_action("erase-me")
    admin.sees("都删掉了")
    assert await admins(town) == ["周主任"]


@both_engines
@pytest.mark.parametrize(("first_goes", "second_goes"), [("erase", "erase"), ("erase", "remove"), ("remove", "erase")])
async def test_of_two_admins_who_go_at_the_same_moment_one_stays(town: Town, first_goes: str, second_goes: str) -> None:
    first, second = await town.admin(), await town.admin("周主任")
    ids = [await id_of(town, first), await id_of(town, second)]
    # "remove": they take their own role away.
    actions = {"erase": ("erase-me", "erase-me"), "remove": tuple(f"role-remove:{id}:admin" for id in ids)}
    await at_once(town, pressing(first, actions[first_goes][0]), pressing(second, actions[second_goes][1]))
    assert len(await admins(town)) == 1


# Promoting oneself


async def test_nobody_raises_themselves_by_any_button(town: Town) -> None:
    unit = await town.unit("城管局")
    admin, dispatcher = await town.admin(), await town.dispatcher()
    member, lead = await town.member(unit), await town.member(unit, "吴队长", lead=True)
    await town.member(unit, person=admin)
    async with town.app.db.snapshot() as tx:
        rows = await tx.all("SELECT m.id, c.account FROM members m JOIN contacts c ON c.id = m.contact_id")
    membership = {row["account"]: row["id"] for row in rows}
    for person in (admin, dispatcher, member, lead):
        before = await roles(town, person)
        for action in (f"member-lead:{membership.get(person.id, 1)}:on", "invite-make:admin:0", "invite-make:lead:1"):
            await person.presses_action(action)
        assert await roles(town, person) == before


async def test_who_was_removed_does_not_come_back_by_deleting_their_data(town: Town, menus: Menus) -> None:
    """An admin by the settings becomes one with their first word, but only once."""
    office = town.app.office
    office.settings = office.settings.model_copy(update={"admin_ids": ("1000",)})
    first = await town.person("李主任")
    await first.says("/start")
    assert "roles" in menus(first)[-1]
    second = await town.admin("周主任")
    await second.presses_action(f"role-remove:{await id_of(town, first)}:admin")
    await first.presses_action("erase-me")
    first.sees("都删掉了")
    for words in ("/start", "/roles"):
        await first.says(words)
    first.sees("没有这个命令")
    assert await admins(town) == ["周主任"]


async def test_the_first_code_opens_nothing_once_there_is_an_admin(town: Town) -> None:
    """It was printed when the bot was new, and nobody used it; meanwhile the settings named an admin."""
    code = await town.app.claim_code()
    await town.admin()
    finder = await town.person("拾到的人")
    for words in (f"/start {code}", f"/join {code}"):
        await finder.says(words)
        finder.sees(WRONG)
    assert await admins(town) == ["李主任"]


@both_engines
async def test_two_who_claim_a_new_bot_at_the_same_moment_are_one(town: Town) -> None:
    code = await town.app.claim_code()
    people = [await town.person("甲"), await town.person("乙")]
    await at_once(town, *(person.inbound(text=f"/start {code}") for person in people))
    assert len(await admins(town)) == 1


# Codes


async def test_a_code_is_for_one_person_and_one_role_and_ends(town: Town) -> None:
    unit = await town.unit("城管局")
    admin = await town.admin()
    codes = {}
    for name, words in {"used": "城管局", "cancelled": "城管局 lead", "late": "admin", "retired": "旧局"}.items():
        if name == "retired":
            await admin.says("/unit add 旧局")
        await admin.says(f"/invite {words}")
        codes[name] = code_in(admin.last)
        if name == "cancelled":
            await admin.presses("作废")
    kept = await everything(town)  # their digests, and no more, also not of what was said
    assert [(name, table) for name, code in codes.items() for table, rows in kept.items() if code in rows] == []
    await admin.says("/unit retire 旧局")
    member, finder = await town.person("张科长"), await town.person("拾到的人")
    for person in (member, finder):
        await person.says(f"/start {codes['used']}")
    member.sees("您已加入城管局")
    assert await roles(town, member) == f"{unit.id}:False"
    finder.sees(WRONG)
    await town.passes(days=8)
    for name, code in {**codes, "never was": "A" * 22, "64 characters": "A" * 64, "an id": "1"}.items():
        links = [f"/start {code}", f"/start {code.swapcase()}"] if len(code) == 22 else []  # else it is just a greeting
        for words in (f"/join {code}", *links):
            await finder.says(words)
            assert WRONG in finder.last.text or "试错太多次" in finder.last.text, name
        await town.passes(minutes=16)
    await finder.says("/start")  # known by now, and nothing more
    async with town.app.db.snapshot() as tx:
        before = await stored(tx)
    for words in (f"/start {codes['late']}", "/start"):
        await finder.says(words, group="-900")
    async with town.app.db.snapshot() as tx:
        assert set(differences(before, await stored(tx))) <= {"attempts"}
    assert await roles(town, finder) == ""
    assert not any(code in said.text for said in town.shown("-900") for code in codes.values())


# Menus


async def test_a_menu_shows_what_the_person_can_do_today(town: Town, menus: Menus) -> None:
    unit = await town.unit("城管局")
    admin, dispatcher, member = await town.admin(), await town.dispatcher(), await town.member(unit)
    second = await town.admin("周主任")
    resident = await town.resident()
    for person in (second, dispatcher, member, resident):
        await person.says("/language zh")
    everybodys = menus(resident)[-1]
    assert everybodys.isdisjoint({"inbox", "triage", "roles", "units", "audit", "invite"})
    assert menus(member)[-1] - everybodys == {"find", "inbox", "stats", "subscribe"}
    assert "triage" in menus(dispatcher)[-1]
    assert "roles" in menus(second)[-1]
    async with town.app.db.snapshot() as tx:
        membership = await tx.value("SELECT id FROM members")
    await admin.presses_action(f"member-remove:{membership}")
    await admin.presses_action(f"role-remove:{await id_of(town, dispatcher)}:dispatcher")
    await admin.presses_action(f"role-remove:{await id_of(town, second)}:admin")
    for person in (member, dispatcher, second):
        assert menus(person)[-1] == everybodys
    await admin.says("/undo")
    assert "roles" in menus(second)[-1]


async def test_the_menus_of_a_retired_units_people_change_with_it(town: Town, menus: Menus) -> None:
    unit = await town.unit("城管局")
    admin, member = await town.admin(), await town.member(unit)
    for words, inbox in (("/unit retire 城管局", False), ("/unit restore 城管局", True), ("/undo", False)):
        await admin.says(words)
        assert ("inbox" in menus(member)[-1]) is inbox, words


@both_engines
async def test_who_has_their_data_deleted_keeps_no_menu_of_a_role(town: Town, menus: Menus) -> None:
    await town.admin()
    second = await town.admin("周主任")
    await second.says("/language zh")
    assert "roles" in menus(second)[-1]
    await second.presses_action("erase-me")
    assert "roles" not in menus(second)[-1]
    async with town.app.db.snapshot() as tx:  # and nothing of it stays behind
        assert await tx.value("SELECT COUNT(*) FROM outbox WHERE chat = :c", c=second.id) == 0


async def test_what_everybody_is_shown_has_no_command_of_a_role(town: Town) -> None:
    for group in (False, True):
        for commands in town.app.menus(group=group).values():
            names = {name for name, _ in commands}
            assert names
            assert names.isdisjoint({"inbox", "triage", "roles", "units", "audit", "invite", "import", "failures"})
