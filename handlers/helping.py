"""会办, the helping unit's side: it reads its task and the case, and says what it did. The unit in charge hears of it.

The case is fetched by the open task of the speaker's unit: once it is done or taken back, the case does not exist.
"""

from bot.casework.lifecycle import Status
from bot.messages import MediaKind
from bot.privacy import is_blank
from handlers import casework, telling
from handlers.caseview import only_in_its_group, only_privately
from handlers.turn import NotPossible, Turn
from storage import cases, helps
from storage.helps import Helped


async def _task(turn: Turn, case_id: int) -> Helped:
    helped = await helps.for_helper(turn.tx, turn.contact.id, case_id)
    if helped is None:
        raise NotPossible
    only_in_its_group(turn, turn.office.units.get(helped.help.unit_id))
    return helped


async def done(turn: Turn, case_id: int) -> None:
    """The task is done: what came of it?"""
    only_privately(turn)
    case = (await _task(turn, case_id)).case
    await turn.ask("help-done", case.id)
    unit = turn.office.unit_name(case.unit_id)
    back = turn.button("not-now", case.id)
    await turn.reply("help-done-how", number=case.number, unit=unit, choices=[[back]], case=case)


async def done_words(turn: Turn, case_id: int) -> None:
    """What came of it, in words; photos that come along lie with the case."""
    helped = await _task(turn, case_id)
    task, case = helped
    words = "" if is_blank(turn.inbound.text) else turn.inbound.text
    if not words:
        await turn.ask("help-done", case.id)
        await turn.reply("words-needed", number=case.number, case=case)
        return
    if not await helps.finish(turn.tx, task, by=turn.contact.id, words=words, at=turn.now):
        raise NotPossible
    if any(media.kind is not MediaKind.STICKER for media in turn.inbound.media):
        await casework.add_words(turn, case, "help")
    await casework.note(turn, case, "helped", words, {"helper": task.unit_id})
    left = len(await helps.open_of(turn.tx, case.id))
    ready = "yes" if case.status == Status.IN_PROGRESS else "no"
    helper = turn.office.unit_name(task.unit_id)
    await telling.tell_unit(turn, case, "unit-helped", helper=helper, text=words, left=left, ready=ready)
    unit = turn.office.unit_name(case.unit_id)
    next_ = turn.button("inbox", task.unit_id)
    await turn.reply("help-done", number=case.number, unit=unit, choices=[[next_]], case=case)


async def reply_about(turn: Turn, case_id: int) -> bool:
    """A reply to the bot's message about a task: the words may be for whomever, so it says how the task is done."""
    helped = await helps.for_helper(turn.tx, turn.contact.id, case_id)
    if helped is None or await cases.for_staff(turn.tx, turn.contact.id, case_id) is not None:
        return False
    if turn.contact.asking.split(":")[:2] == ["help-done", str(case_id)] and not turn.inbound.group:
        return False  # a reply to the bot's question is what was asked for
    only_in_its_group(turn, turn.office.units.get(helped.help.unit_id))
    row = [turn.button("help-done", case_id), turn.button("case", case_id)]
    await turn.reply("help-reply", number=helped.case.number, choices=[row], case=helped.case)
    return True
