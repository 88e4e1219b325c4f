"""/person: the data of somebody who does not write to the bot: handed out or deleted by an admin when they ask for it.

They called, came by, or stand in a file. Who writes to the bot does both there, and nobody else does it for them.
"""

from typing import Any

from bot.messages import IMPORTED
from handlers import account
from handlers.admin import common
from handlers.turn import NotPossible, Turn
from storage import audit, cases, contacts
from storage.records import Case, Contact


async def command(turn: Turn, words: str) -> None:
    """/person NUMBER: whose case that is, without saying who; what is kept of them, and what can be done with it."""
    case = await common.case_of(turn, words, "person-how")
    person = await _of(turn, case)
    choices = [[turn.button("person-data", case.id), turn.button("person-erase", case.id)]]
    await turn.reply("person", choices=choices, number=case.number, **await _theirs(turn, person))


async def data(turn: Turn, case_id: int) -> None:
    """All that is kept of them, as a file; that it was handed out stands in the audit."""
    case = await _case(turn, case_id)
    person = await _of(turn, case)
    await _noted(turn, "person-data", case)
    await turn.reply("person-data", attachments=[account.data_of(person)], number=case.number, fleeting=True)


async def erase(turn: Turn, case_id: int) -> None:
    """Asks once."""
    case = await _case(turn, case_id)
    choices = [[turn.button("person-erase-yes", case.id), turn.button("keep-me", label=turn.t("button-no"))]]
    await turn.reply("person-erase-sure", choices=choices, edit=True, **await _theirs(turn, await _of(turn, case)))


async def erase_yes(turn: Turn, case_id: int) -> None:
    """Nothing names them any more, from this moment."""
    case = await _case(turn, case_id)
    person = await _of(turn, case)
    theirs = await _theirs(turn, person)
    await account.forget(turn, person)
    await _noted(turn, "person-erase", case)
    await turn.reply("person-erased", edit=True, **theirs)


async def _case(turn: Turn, case_id: int) -> Case:
    case = await cases.for_staff(turn.tx, turn.contact.id, case_id)
    if case is None:
        raise NotPossible
    return case


async def _of(turn: Turn, case: Case) -> Contact:
    """The person behind a case, if the office speaks for them."""
    person = await contacts.spoken_for(turn.tx, turn.contact.id, case.id, IMPORTED)
    if person is None:
        somebody = case.reporter_id or case.left_by
        raise NotPossible("person-self" if somebody else "person-nobody", number=case.number)
    return person


async def _theirs(turn: Turn, person: Contact) -> dict[str, Any]:
    numbers = await cases.numbers_of(turn.tx, person.id)
    return {"n": len(numbers), "numbers": common.listed(turn, numbers)}


async def _noted(turn: Turn, action: str, case: Case) -> None:
    subject = case.number or ""
    await audit.note(turn.tx, actor=turn.contact.id, at=turn.now, action=action, subject=subject)
