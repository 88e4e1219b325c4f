"""Words that were meant for a resident: a member was about to write them, and a command came in between.

They must neither go to a resident by mistake nor become a matter of the member's own unseen: they lie in a draft like
any other (`draft.meant`), and for a while its card offers to pass them on.
"""

from bot.casework.lifecycle import Action
from bot.privacy import is_blank
from handlers import draft, staff
from handlers.caseview import files_of, only_privately
from handlers.turn import NotPossible, Turn
from storage import cases


async def pass_on(turn: Turn, draft_id: int, case_id: int, action: str) -> None:
    """The draft is what the resident of that case should read; it is no matter of the writer's own."""
    only_privately(turn)
    if action not in staff.STARTS:
        raise NotPossible
    writing = await draft.own_draft(turn, draft_id)
    case, who = await staff.able(turn, case_id, Action(action))
    said = [entry.id for entry in await cases.entries(turn.tx, writing.id)]
    await cases.move_entries(turn.tx, writing.id, case.id, since=writing.created_at, side="unit")
    await draft.throw_away(turn, writing, text="")
    if is_blank(writing.text):  # files alone: as for any step, words are still missing
        await turn.ask(action, case.id, *said[:1])
        await turn.reply("words-too", number=case.number, case=case, edit=True)
        return
    await turn.ask("")
    kept = [entry for entry in await cases.entries(turn.tx, case.id) if entry.id in said]
    await staff.pass_on(turn, Action(action), staff.Said(case, who, writing.text, files_of(kept)), edit=True)
