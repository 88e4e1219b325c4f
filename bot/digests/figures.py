"""The figures of a period and of those that it is compared with, read in one consistent view."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from bot.casework.counting import Count, Figures, Rules
from bot.casework.deadlines import Calendar
from bot.casework.indicators import change
from bot.digests.compose import Window
from bot.digests.periods import Period
from bot.settings import Settings
from storage import Tx, facts, figures


@dataclass(frozen=True, slots=True)
class Compared:
    """The figures of a period, of the one before it, and of the same one a year before."""

    period: Period
    now: Figures
    before: Figures
    year_before: Figures

    @property
    def on_year(self) -> Fraction | None:
        """同比 of 受理量."""
        return change(self.now.total.submitted, self.year_before.total.submitted)

    @property
    def on_before(self) -> Fraction | None:
        """环比 of 受理量."""
        return change(self.now.total.submitted, self.before.total.submitted)

    def of_unit(self, unit: int | None) -> "Compared":
        """The same, of one unit alone."""
        return Compared(self.period, self.now.of_unit(unit), self.before.of_unit(unit), self.year_before.of_unit(unit))


async def read(tx: Tx, settings: Settings, window: Window) -> Figures:
    """The figures of one window: a month of 100,000 cases a year takes about half a second."""
    return (await following(tx, settings, [window.start, window.end]))[0]


async def following(tx: Tx, settings: Settings, times: Sequence[datetime]) -> list[Figures]:
    """The figures of windows that follow each other: each begins at one of `times` and ends at the next. They are read
    together, as many cases have to do with several. All but the first say what had been promised when they began."""
    rules = Rules(
        Calendar(settings.zone, await facts.calendar_days(tx), *settings.office_hours),
        settings.signing_hours,
        settings.fair_weight,
    )
    count = Count(times, rules)
    async for life in figures.lives(tx, count.since, times[0], times[-1]):
        count.add(life)
    return count.figures()


async def compare(tx: Tx, settings: Settings, period: Period, now: datetime) -> Compared:
    """The figures of a period up to now, and of the others: of those as much as there is of a period that still runs,
    so that half a month is not measured against a whole one."""
    until = period.so_far(settings.zone, now)
    periods = (period, period.before(), period.year_before())
    this, before, year = (one.window(settings.zone, until=until) for one in periods)
    if before.end == this.start:
        found = await following(tx, settings, [before.start, this.start, this.end])
    else:
        found = [await read(tx, settings, before), await read(tx, settings, this)]
    return Compared(period, found[1], found[0], await read(tx, settings, year))
