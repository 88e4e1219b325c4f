"""Of which unit the office wants to see the figures: any of them."""

from bot.digests.periods import period_in
from bot.messages import Choice
from handlers.stats import unit_button
from handlers.turn import NotPossible, Turn

PAGE = 10  # units to choose from at once


async def choose(turn: Turn, page: int, mark: str) -> None:
    """A page of them."""
    period = period_in(mark, turn.today)
    units = turn.office.active_units()
    if period is None or page * PAGE >= max(len(units), 1):
        raise NotPossible
    shown = [unit_button(turn, unit.id, period) for unit in units[page * PAGE : (page + 1) * PAGE]]
    rows: list[list[Choice]] = [shown[n : n + 2] for n in range(0, len(shown), 2)]
    turning = [turn.button("stats-units", page - 1, mark, label=turn.t("stats-newer"))] if page else []
    if (page + 1) * PAGE < len(units):
        turning.append(turn.button("stats-units", page + 1, mark, label=turn.t("stats-older")))
    await turn.reply("stats-which", choices=[*rows, turning] if turning else rows, edit=page > 0)
