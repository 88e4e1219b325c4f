"""Of which unit the office wants to see the figures: any of them."""

from bot.digests.periods import period_in
from handlers import lists
from handlers.stats import unit_button
from handlers.turn import NotPossible, Turn


async def choose(turn: Turn, page: int, mark: str) -> None:
    """A page of them."""
    period = period_in(mark, turn.today)
    if period is None:
        raise NotPossible
    shown, turning = lists.page_of(turn, turn.office.active_units(), page, "stats-units", after=[mark])
    buttons = [unit_button(turn, unit.id, period) for unit in shown]
    await turn.reply("stats-which", choices=[*lists.rows(buttons), *turning], edit=page > 0)
