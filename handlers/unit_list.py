"""A list of units to choose from, for a case."""

from collections.abc import Sequence

from bot.messages import Choice
from handlers import lists
from handlers.turn import NotPossible, Turn
from storage.records import Case, Unit


def rows(turn: Turn, case: Case, choose: str, page_by: str, page: int, without: set[int]) -> list[Sequence[Choice]]:
    """The units in use, two to a row: each calls `choose` with the case and itself, the pages call `page_by`. Last the
    way back to the case. `without` are units that cannot be meant."""
    units = [unit for unit in turn.office.active_units() if unit.id not in without]
    shown, turning = lists.page_of(turn, units, page, page_by, case.id)
    names = [turn.button(choose, case.id, unit.id, label=unit.name) for unit in shown]
    back = turn.button("not-now", case.id, label=turn.t("button-triage-case"))
    return [*lists.rows(names), *turning, [back]]


def in_use(turn: Turn, unit_id: int) -> Unit:
    """The unit of that id. Raises NotPossible if there is none or it is retired."""
    unit = turn.office.units.get(unit_id)
    if unit is None or unit.retired_at is not None:
        raise NotPossible
    return unit
