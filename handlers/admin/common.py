"""What all of an admin's conversations share: writing a change, questions that words answer."""

from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from bot.messages import Choice
from handlers import casework, lists
from handlers.turn import NotPossible, Turn
from storage import audit, cases
from storage.records import Case


async def put(
    turn: Turn, table: str, key: Mapping[str, Any] | None, values: Mapping[str, Any] | None, action: str, subject: str
) -> int:
    """Makes a change as `storage.audit.put` does, in the speaker's name. What is shown next is the new state."""
    id = await audit.put(
        turn.tx, table, key, values, actor=turn.contact.id, at=turn.now, action=action, subject=subject
    )
    await turn.office.refresh(turn.tx)
    return id


async def case_of(turn: Turn, words: str, how: str) -> Case:
    """The case whose number stands behind a command. Raises NotPossible: `how` to write it, or that there is none."""
    number = casework.number_in(words)
    if not number:
        raise NotPossible(how)
    case = await cases.by_number(turn.tx, turn.contact.id, number)
    if case is None:
        raise NotPossible("case-none", number=number)
    return case


def back(turn: Turn, action: str, *args: object) -> list[Choice]:
    """The row with the way back."""
    return [turn.button(action, *args, label=turn.t("button-back"))]


async def ask(turn: Turn, question: str, action: str, *args: object, **variables: Any) -> None:
    """Asks for words; the person's next message goes to `action`, unless they press the button or give a command."""
    await turn.ask(action, *args)
    await turn.reply(question, choices=[[turn.button("never-mind")]], edit=True, **variables)


async def until_right(turn: Turn, attempt: Coroutine[Any, Any, None], action: str, *args: object) -> None:
    """Makes the attempt with what was typed; where that was wrong, says so and goes on asking for `action`."""
    try:
        async with turn.tx.savepoint():
            await attempt
    except NotPossible as no:
        await turn.ask(action, *args)
        await turn.reply(no.key, choices=[[turn.button("never-mind")]], **no.variables)


async def never_mind(turn: Turn) -> None:
    """Nothing is to be changed after all."""
    await turn.ask("")
    await turn.reply("admin-not", edit=True)


def listed(turn: Turn, known: Sequence[str]) -> str:
    """As many of the names as fit into a line or two."""
    return turn.t("list-comma").join(known[: lists.PAGE]) + ("…" if len(known) > lists.PAGE else "")
