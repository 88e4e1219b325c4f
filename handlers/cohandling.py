"""会办, the office's side: a dispatcher asks other units to help with a case, each with a task of its own.

One unit stays in charge; figures count the case for that one alone. It cannot resolve the case before all have done
what they were asked for, unless a dispatcher takes a task back.
"""

from bot.casework.lifecycle import Action, Status, may
from bot.privacy import is_blank
from handlers import casework, telling, unit_list
from handlers.dispatcher import the_case
from handlers.turn import NotPossible, Turn
from storage import helps
from storage.records import Case, Unit

LONGEST = 1000  # characters of a task


async def choose(turn: Turn, case_id: int, page: int = 0) -> None:
    """Which unit is to help?"""
    case = await _shareable(turn, case_id)
    helping = {task.unit_id for task in await helps.open_of(turn.tx, case.id)}
    rows = unit_list.rows(turn, case, "help-to", "help-choose", page, {case.unit_id or 0, *helping})
    unit = turn.office.unit_name(case.unit_id)
    await turn.reply("help-choose", number=case.number, unit=unit, choices=rows, case=case, edit=True)


async def to(turn: Turn, case_id: int, unit_id: int) -> None:
    """This one. With what?"""
    case = await _shareable(turn, case_id)
    unit = await _helper(turn, case, unit_id)
    await turn.ask("help-task", case.id, unit.id)
    back = turn.button("not-now", case.id)
    await turn.reply("help-how", number=case.number, helper=unit.name, choices=[[back]], case=case)


async def task(turn: Turn, case_id: int, unit_id: int) -> None:
    """What it is to do, in words."""
    case = await _shareable(turn, case_id)
    unit = await _helper(turn, case, unit_id)
    words = turn.inbound.text.strip()[:LONGEST]
    if is_blank(words):
        await turn.ask("help-task", case.id, unit.id)
        await turn.reply("words-needed", number=case.number, case=case)
        return
    case = await casework.advance(turn, case, Action.CO_HANDLE, casework.who_is(turn, case))
    if not await helps.give(turn.tx, case.id, unit.id, words, by=turn.contact.id, at=turn.now):
        raise NotPossible("help-given", number=case.number, helper=unit.name)
    await casework.note(turn, case, "help", words, {"helper": unit.id})
    await telling.tell_helper(turn, case, unit.id, "helper-asked", text=words)
    await telling.tell_unit(turn, case, "unit-help", helper=unit.name, text=words)
    more = [turn.button("help-choose", case.id), turn.button("case", case.id)]
    await turn.reply("help-asked", number=case.number, helper=unit.name, choices=[more], case=case)


async def take_back(turn: Turn, case_id: int, unit_id: int) -> None:
    """Not needed any more: the unit loses sight of the case, and the one in charge need not wait for it."""
    case = await the_case(turn, case_id)
    helper = turn.office.units.get(unit_id)
    if helper is None or not await helps.end(turn.tx, case.id, turn.now, unit_id):
        raise NotPossible("help-over", number=case.number)
    await casework.note(turn, case, "unhelp", "", {"helper": unit_id})
    await telling.tell_helper(turn, case, unit_id, "helper-ended", open_it=False)
    await telling.tell_unit(turn, case, "unit-unhelp", helper=helper.name)
    back = turn.button("case", case.id)
    await turn.reply("help-taken-back", number=case.number, helper=helper.name, choices=[[back]], case=case, edit=True)


async def unit_gone(turn: Turn, unit: Unit) -> None:
    """A unit is retired: nobody waits for its help any more."""
    for _, case in await helps.of_unit(turn.tx, unit.id):
        await helps.end(turn.tx, case.id, turn.now, unit.id)
        await casework.note(turn, case, "unhelp", "", {"helper": unit.id})
        await telling.tell_unit(turn, case, "unit-unhelp", helper=unit.name)


async def _shareable(turn: Turn, case_id: int) -> Case:
    case = await the_case(turn, case_id)
    if not may(Status(case.status), Action.CO_HANDLE, casework.who_is(turn, case)):
        status = turn.t(f"staff-status-{case.status.replace('_', '-')}")
        raise NotPossible("staff-too-late", number=case.number, status=status)
    return case


async def _helper(turn: Turn, case: Case, unit_id: int) -> Unit:
    """The unit, if it can be asked to help. A second task would hide the first one."""
    unit = unit_list.in_use(turn, unit_id)
    if unit.id == case.unit_id:
        raise NotPossible("help-in-charge", number=case.number, helper=unit.name)
    if unit.id in {task.unit_id for task in await helps.open_of(turn.tx, case.id)}:
        raise NotPossible("help-given", number=case.number, helper=unit.name)
    return unit
