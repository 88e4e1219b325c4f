"""Long lists on small screens: buttons in rows, and pages to turn."""

from collections.abc import Sequence
from typing import TypeVar

from bot.messages import Choice
from handlers.turn import Turn

T = TypeVar("T")

PAGE = 20  # things in one list: what fits on a small screen with its buttons


def rows(buttons: Sequence[Choice], columns: int = 2) -> list[Sequence[Choice]]:
    """So many to a row."""
    return [buttons[i : i + columns] for i in range(0, len(buttons), columns)]


def page_of(
    turn: Turn,
    things: Sequence[T],
    page: int,
    action: str,
    *args: object,
    after: Sequence[object] = (),
    size: int = PAGE,
) -> tuple[Sequence[T], list[Sequence[Choice]]]:
    """The things on a page, and the row that turns it (none for a single page): `action` with `args`, the page, and
    what comes `after` it."""
    last = max(0, len(things) - 1) // size
    page = max(0, min(page, last))
    turning = [turn.button(action, *args, page - 1, *after, label=turn.t("button-newer"))] if page else []
    turning += [turn.button(action, *args, page + 1, *after, label=turn.t("button-older"))] if page < last else []
    return things[page * size : (page + 1) * size], [turning] if turning else []
