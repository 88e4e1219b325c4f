"""Numbers of people in what was said, in full: for the unit that has the case, on request, which is recorded."""

from handlers.caseview import in_full, only_privately
from handlers.turn import NotPossible, Turn
from storage import cases


async def show(turn: Turn, case_id: int) -> None:
    """What was said with the numbers in it; not for the office, not for a unit that helps. They may say who it was, so
    they stay hidden in what was sent without a name."""
    only_privately(turn)
    case = await cases.in_charge(turn.tx, turn.contact.id, case_id)
    text = in_full(case, await cases.entries(turn.tx, case.id)) if case else ""
    if case is None or not text:
        raise NotPossible
    if case.anonymous:
        raise NotPossible("numbers-hidden", number=case.number)
    await cases.add_event(turn.tx, case.id, "seen_numbers", at=turn.now, actor_id=turn.contact.id, unit_id=case.unit_id)
    await turn.reply("numbers-shown", number=case.number, text=text, case=case, fleeting=True)
