"""A list of units to choose from, for a case."""

from bot.messages import Choice
from handlers.turn import NotPossible, Turn
from storage.records import Case, Unit

PAGE = 20  # units at once


def rows(turn: Turn, case: Case, choose: str, page_by: str, page: int, without: set[int]) -> list[list[Choice]]:
    """The units in use, two to a row: each calls `choose` with the case and itself, the pages call `page_by`. Last the
    way back to the case. `without` are units that cannot be meant."""
    units = [unit for unit in turn.office.active_units() if unit.id not in without]
    shown = units[page * PAGE : (page + 1) * PAGE]
    names = [turn.button(choose, case.id, unit.id, label=unit.name) for unit in shown]
    turning = [turn.button(page_by, case.id, page - 1, label=turn.t("button-newer"))] if page else []
    if (page + 1) * PAGE < len(units):
        turning.append(turn.button(page_by, case.id, page + 1, label=turn.t("button-older")))
    back = turn.button("not-now", case.id, label=turn.t("button-triage-case"))
    return [*(names[i : i + 2] for i in range(0, len(names), 2)), [*turning, back]]


def in_use(turn: Turn, unit_id: int) -> Unit:
    """The unit of that id. Raises NotPossible if there is none or it is retired."""
    unit = turn.office.units.get(unit_id)
    if unit is None or unit.retired_at is not None:
        raise NotPossible
    return unit
