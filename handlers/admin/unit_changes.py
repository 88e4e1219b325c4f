"""Units: making them, their names, their group, what comes with their digest, and whether they take cases."""

from bot.casework.lifecycle import Action, Status, Who
from handlers import casework, cohandling, groups
from handlers.admin import common, people, schedule, units, words
from handlers.admin.common import put
from handlers.turn import NotPossible, Turn
from storage import contacts, queues
from storage.records import Case, Unit

VERBS = frozenset({"add", "rename", "retire", "restore", "hour", "group", *units.WANTS})


async def unit(turn: Turn, text: str) -> None:
    """/unit: shows one, or changes it. In a group only to tie the group to it."""
    said = words.understand(text, VERBS, units.known(turn))
    if turn.inbound.group and said.verb != "group":
        await turn.reply("write-privately", link=turn.office.bot_link)
        return None
    if not text:
        return await units.show_all(turn, 0)
    if said.verb == "add":
        return await _add(turn, said.words)
    if said.thing is None:
        raise units.unknown(turn, said.words, "admin-form-unit")
    match said.verb, [words.meant(word) or word for word in said.rest]:
        case "", []:
            return await units.show(turn, said.thing.id)
        case "rename", [_, *_]:
            return await _rename(turn, said.thing, said.words)
        case "retire", []:
            return await retire(turn, said.thing.id)
        case "restore", []:
            return await restore(turn, said.thing.id)
        case "hour", [_]:
            return await schedule.set_hour(turn, said.thing, said.words)
        case "group", []:
            return await _tie_group(turn, said.thing)
        case "group", ["off"]:
            return await untie_group(turn, said.thing.id)
        case (("chart" | "ledger" | "empty"), ["on" | "off" as wish]):
            return await set_want(turn, said.thing.id, said.verb, wish)
        case _:
            raise NotPossible("admin-form-unit")


async def ask_new(turn: Turn) -> None:
    await common.ask(turn, "admin-ask-unit", "unit-new")


async def new(turn: Turn) -> None:
    """The name of a new unit was typed."""
    await common.until_right(turn, _add(turn, " ".join(words.split(turn.inbound.text))), "unit-new")


async def _add(turn: Turn, typed: str) -> None:
    name = words.new_name(typed, units.known(turn))
    await units.card(
        turn, await put(turn, "units", None, {"name": name, "created_at": turn.now}, "unit-add", name), done=True
    )


async def ask_rename(turn: Turn, unit_id: int) -> None:
    u = units.found(turn, unit_id)
    await common.ask(turn, "admin-ask-name", "unit-rename", u.id, name=u.name)


async def renamed(turn: Turn, unit_id: int) -> None:
    """A new name was typed."""
    u, typed = units.found(turn, unit_id), " ".join(words.split(turn.inbound.text))
    await common.until_right(turn, _rename(turn, u, typed), "unit-rename", u.id)


async def _rename(turn: Turn, u: Unit, typed: str) -> None:
    name = words.new_name(typed, units.known(turn), u)
    await _change(turn, u, "unit-rename", f"{u.name} → {name}", name=name)
    await units.card(turn, u.id, done=True)


async def _change(turn: Turn, u: Unit, action: str, subject: str, **values: object) -> None:
    """Changes the unit, with what follows: what still waits for a group that it had is said elsewhere, and the
    people of a unit that was retired or is back see in their menus what they can do now."""
    await put(turn, "units", {"id": u.id}, values, action, subject)
    if "group_chat" in values and u.group_chat:
        await groups.untied(turn, u.group_channel, u.group_chat)
    if "retired_at" in values:
        await people.renew_menus_of(turn, u.id)


async def set_want(turn: Turn, unit_id: int, want: str, wish: str) -> None:
    """Whether the chart, the ledger, and a line on empty days come with the digest. The button says what will be."""
    u = units.found(turn, unit_id)
    if want not in units.WANTS or wish not in ("on", "off"):
        raise NotPossible
    if getattr(u, units.WANTS[want]) != (wish == "on"):
        await _change(turn, u, f"unit-{want}-{wish}", u.name, **{units.WANTS[want]: wish == "on"})
    await units.card(turn, u.id, done=True)


# Its group


async def how_group(turn: Turn, unit_id: int) -> None:
    """A group is tied where it is: in the group."""
    u = units.found(turn, unit_id)
    await turn.reply("admin-how-group", choices=[common.back(turn, "unit", u.id)], edit=True, name=u.name)


async def _tie_group(turn: Turn, u: Unit) -> None:
    if not turn.inbound.group:
        return await how_group(turn, u.id)
    if u.retired_at is not None:
        raise NotPossible("admin-unit-retired", name=u.name)
    to = turn.inbound.address
    if (u.group_channel, u.group_chat) != (to.channel, to.chat):
        await _change(turn, u, "unit-group", u.name, group_channel=to.channel, group_chat=to.chat)
    await turn.reply("admin-group-tied", name=u.name, hour=u.hour)
    return None


async def untie_group(turn: Turn, unit_id: int) -> None:
    u = units.found(turn, unit_id)
    if u.group_chat:
        await _change(turn, u, "unit-group-off", u.name, group_channel="", group_chat="")
    if turn.inbound.group:
        await turn.reply("admin-group-untied", name=u.name)
    else:
        await units.card(turn, u.id, done=True)


# In use or not


async def retire(turn: Turn, unit_id: int) -> None:
    """A unit with cases in hand or with routes is retired only when the admin has read what follows from it."""
    u = units.found(turn, unit_id)
    in_hand = len(await queues.open_of_unit(turn.tx, u.id))
    routes = sum(1 for r in turn.office.routes if r.unit_id == u.id)
    if u.retired_at is not None or not (in_hand or routes):
        return await retire_yes(turn, u.id)
    choices = [[turn.button("unit-retire-yes", u.id), turn.button("unit", u.id, label=turn.t("button-never-mind"))]]
    await turn.reply("admin-retire-sure", choices=choices, edit=True, name=u.name, open=in_hand, routes=routes)
    return None


async def retire_yes(turn: Turn, unit_id: int) -> None:
    """It gets nothing any more: no cases, no digest, no group. What it has in hand goes back to the dispatchers."""
    u = units.found(turn, unit_id)
    if u.retired_at is None:
        in_hand = await queues.open_of_unit(turn.tx, u.id)
        for case in in_hand:
            await _give_back(turn, u, case)
        if in_hand:
            for person in await contacts.office(turn.tx, admins=False):
                if person.id != turn.contact.id:
                    await turn.tell(person, "admin-given-back", unit=u.name, n=len(in_hand))
        await cohandling.unit_gone(turn, u)
        await _change(turn, u, "unit-retire", u.name, retired_at=turn.now, group_channel="", group_chat="")
    await units.card(turn, u.id, done=True)


async def _give_back(turn: Turn, u: Unit, case: Case) -> None:
    """A case returns to the dispatchers, by way of the steps that the table knows."""
    first = {Status.INFO_REQUESTED: Action.RESUME, Status.SUSPENDED: Action.REVIEW}.get(Status(case.status))
    if first is not None:
        case = await casework.advance(turn, case, first, Who.ADMIN)
    note = turn.say(turn.office.settings.language, "admin-retired-note", unit=u.name)
    await casework.give_back(turn, case, Who.ADMIN, note=note)


async def restore(turn: Turn, unit_id: int) -> None:
    u = units.found(turn, unit_id)
    if u.retired_at is not None:
        await _change(turn, u, "unit-restore", u.name, retired_at=None)
    await units.card(turn, u.id, done=True)
