"""Which dialogue exercises which row of the life of a case. A dialogue that says so takes the step, or it fails."""

import functools
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.casework.lifecycle import Action, Status, Who
from handlers import casework
from handlers.turn import Work
from storage.records import Case

Step = tuple[Status, Action]
Dialogue = Callable[..., Awaitable[None]]

DIALOGUES: dict[Step, list[str]] = {}
"""By row of the table: the dialogues that exercise it. Filled when their modules are imported."""


def life(*steps: str) -> Callable[[Dialogue], Dialogue]:
    """Marks a dialogue as one that takes these `steps`, each as "status action"."""
    rows = {(Status(status), Action(action)) for status, action in (step.split() for step in steps)}

    def mark(dialogue: Dialogue) -> Dialogue:
        for row in rows:
            DIALOGUES.setdefault(row, []).append(f"{dialogue.__module__}.{dialogue.__name__}")

        @functools.wraps(dialogue)
        async def run(*args: Any, **people: Any) -> None:
            taken: set[Step] = set()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(casework, "advance", _watched(taken))
                await dialogue(*args, **people)
            assert rows <= taken, f"not taken: {rows - taken}"

        return run

    return mark


def _watched(taken: set[Step]) -> Callable[..., Awaitable[Case]]:
    advance = casework.advance

    async def watched(work: Work, case: Case, action: Action, who: Who, **values: Any) -> Case:
        changed = await advance(work, case, action, who, **values)
        taken.add((Status(case.status), action))
        return changed

    return watched
