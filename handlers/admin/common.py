"""What all of an admin's conversations share: writing a change, long lists, questions that words answer."""

from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from bot.messages import Choice
from handlers.turn import NotPossible, Turn
from storage import audit

T = TypeVar("T")

PAGE = 20  # things in one list: what fits on a small screen with its buttons


async def put(
    turn: Turn, table: str, key: Mapping[str, Any] | None, values: Mapping[str, Any] | None, action: str, subject: str
) -> int:
    """Makes a change as `storage.audit.put` does, in the speaker's name. What is shown next is the new state."""
    id = await audit.put(
        turn.tx, table, key, values, actor=turn.contact.id, at=turn.now, action=action, subject=subject
    )
    await turn.office.refresh(turn.tx)
    return id


def rows(buttons: Sequence[Choice], columns: int = 2) -> list[Sequence[Choice]]:
    return [buttons[i : i + columns] for i in range(0, len(buttons), columns)]


def page_of(
    turn: Turn, things: Sequence[T], page: int, action: str, *args: object, size: int = PAGE
) -> tuple[Sequence[T], list[Sequence[Choice]]]:
    """The things on a page, and the row that turns it (none for a single page): `action` with `args` and the page."""
    last = max(0, len(things) - 1) // size
    page = min(page, last)
    turning = [turn.button(action, *args, page - 1, label=turn.t("button-newer"))] if page else []
    turning += [turn.button(action, *args, page + 1, label=turn.t("button-older"))] if page < last else []
    return things[page * size : (page + 1) * size], [turning] if turning else []


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
    return turn.t("list-comma").join(known[:PAGE]) + ("…" if len(known) > PAGE else "")
