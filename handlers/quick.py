"""A member uses one of the unit's quick replies: the words are shown, filled in, before anything is sent."""

from dataclasses import replace
from hashlib import blake2s

from bot.casework.lifecycle import Action
from bot.casework.replies import fill
from handlers import staff, telling
from handlers.caseview import only_privately
from handlers.turn import NotPossible, Turn
from storage import replies
from storage.records import Case

STEPS = {
    Action.ANSWER.value: staff.answer_words,
    Action.ASK.value: staff.ask_words,
    Action.RESOLVE.value: staff.resolve_words,
}


async def show(turn: Turn, action: str, case_id: int, reply_id: int) -> None:
    """The words as the resident would read them."""
    case, text = await _filled(turn, action, case_id, reply_id)
    send = turn.button("quick-send", action, case.id, reply_id, _mark(text))
    rows = [[send, turn.button("quick-edit", action, case.id, reply_id)], [turn.button("not-now", case.id)]]
    await turn.reply("quick-shown", text=text, number=case.number, choices=rows, case=case, edit=True)


async def send(turn: Turn, action: str, case_id: int, reply_id: int, seen: str) -> None:
    """These words, as if they had been typed. If they are not those that were shown, they are shown anew."""
    _, text = await _filled(turn, action, case_id, reply_id)
    if _mark(text) != seen:
        return await show(turn, action, case_id, reply_id)
    first = _first(turn, action, case_id)
    await turn.ask("")
    turn.inbound = replace(turn.inbound, text=text, message="")
    await STEPS[action](turn, case_id, first)
    await replies.count_use(turn.tx, reply_id)
    return None


async def edit(turn: Turn, action: str, case_id: int, reply_id: int) -> None:
    """The words to be copied and changed; the next message is what is sent."""
    case, text = await _filled(turn, action, case_id, reply_id)
    first = _first(turn, action, case_id)
    await turn.ask(action, case.id, *([first] if first else []))
    await turn.reply("quick-edit", number=case.number, case=case, choices=[[turn.button("not-now", case.id)]])
    await turn.reply(text=text, case=case)


async def _filled(turn: Turn, action: str, case_id: int, reply_id: int) -> tuple[Case, str]:
    """The case, if this may be done with it now, and the words of its unit's quick reply. Another unit's does not
    exist."""
    only_privately(turn)
    if action not in STEPS:
        raise NotPossible
    case, _ = await staff.able(turn, case_id, Action(action))
    reply = await replies.get(turn.tx, case.unit_id, reply_id) if case.unit_id else None
    if reply is None:
        raise NotPossible("quick-gone", number=case.number)
    language = await telling.language_of(turn, case)
    values = {
        "number": case.number or "",
        "unit": turn.office.unit_name(case.unit_id),
        "due": telling.due_words(turn, case, language).strip(),
        "date": turn.day(language, turn.now),
    }
    return case, fill(reply.text, values)


def _first(turn: Turn, action: str, case_id: int) -> int:
    """The first photo that was sent for this step before its words; 0 if there is none."""
    asked = turn.contact.asking.split(":")
    return int(asked[2]) if asked[:2] == [action, str(case_id)] and len(asked) > 2 else 0


def _mark(text: str) -> str:
    return blake2s(text.encode(), digest_size=4).hexdigest()
