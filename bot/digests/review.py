"""What a weekly or monthly report says, before it is put into words: rules only, values in, values out.

All figures are of one window, as it stood at its end, beside those of the window before and of the same months a year
earlier. A report is of one unit, or of the office with all its units.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from bot.casework.indicators import Indicators, Ratio, ranking
from bot.casework.promises import Became, How
from bot.digests.compose import Window
from bot.digests.windows import Rhythm
from bot.tagging.topics import Topic

RANKED = 3  # units named as the best, and as the slowest
TOPICS = 5  # hot topics named


@dataclass(frozen=True, slots=True)
class Row:
    """A unit, category or area by its name, with its figures in the window, in the one before, and a year earlier."""

    name: str
    now: Indicators
    before: Indicators
    year_before: Indicators


@dataclass(frozen=True, slots=True)
class Late:
    """A case that has taken several times its time (`deadlines.BADLY_LATE`): `times` says how many. `step` and `why`
    are the last step for which somebody of the office gave words, and these, masked; both empty where nobody did. Since
    a resident sent it back that step is 'rate_bad' or 'reopen', and `why` empty, until somebody says something."""

    number: str
    words: str
    unit: str
    category: str
    due_at: datetime
    days: int
    times: Fraction
    step: str
    why: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A case that was to be done, and what became of it. Words are masked."""

    number: str
    words: str
    unit: str
    how: How
    due_at: datetime | None
    became: Became


@dataclass(frozen=True, slots=True)
class Unhappy:
    """What somebody said who was not satisfied, masked."""

    number: str
    unit: str
    words: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The indicators of a whole in the windows that are compared. The year is that of the window, up to its end;
    `voices` are cases and those who support one, in that time."""

    now: Indicators
    before: Indicators
    year_before: Indicators
    year: Indicators
    last_year: Indicators
    voices: int = 0
    last_voices: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """All that a report says. Lists are in the order of showing."""

    subject: str
    of_office: bool
    rhythm: Rhythm
    window: Window
    figures: Figures
    units: tuple[Row, ...]
    categories: tuple[Row, ...]
    areas: tuple[Row, ...]
    best: tuple[tuple[str, Ratio], ...]
    slowest: tuple[tuple[str, Ratio], ...]
    late: tuple[Late, ...]
    promises: tuple[Promise, ...]
    topics: tuple[Topic, ...]
    ratings: Mapping[str, int]  # good, fair, bad: how many said so
    unhappy: tuple[Unhappy, ...]
    fair_weight: float  # what a 基本满意 counts
    days: tuple[date, ...]
    came: tuple[int, ...]  # cases by day
    done: tuple[int, ...]  # how often a unit said that it was done, by day

    @property
    def empty(self) -> bool:
        """Nothing came, nothing was done, and nothing is open."""
        now = self.figures.now
        return not (now.submitted or now.resolved or now.open or now.rated)

    def kept(self, how: How) -> tuple[int, int]:
        """Of the promises of this kind: how many were done in time, and how many there were."""
        mine = [promise.became for promise in self.promises if promise.how is how]
        return mine.count(Became.IN_TIME), len(mine)


def rows(
    now: Mapping[int | None, Indicators],
    before: Mapping[int | None, Indicators],
    year_before: Mapping[int | None, Indicators],
    names: Mapping[int, str],
    none: str,
) -> tuple[Row, ...]:
    """The figures by name, who had most cases first; `none` names those of nothing, who stand last. Who had none at all
    is left out."""
    nothing = Indicators()
    found = [
        Row(names.get(id or 0, none), now.get(id, nothing), before.get(id, nothing), year_before.get(id, nothing))
        for id in {**now, **before}
    ]
    told = [row for row in found if row.now != nothing or row.before.submitted]
    return tuple(sorted(told, key=lambda row: (row.name == none, -row.now.submitted, -row.now.open, row.name)))


def ranked(units: Iterable[Row]) -> tuple[tuple[tuple[str, Ratio], ...], tuple[tuple[str, Ratio], ...]]:
    """The best and the slowest by what was done in time, at most three each and none in both. Who did all in time is
    not slow."""
    order = ranking({row.name: row.now for row in units}, lambda indicators: indicators.timeliness)
    best = order[: min(RANKED, -(-len(order) // 2))]
    slow = [(name, ratio) for name, ratio in reversed(order[len(best) :]) if ratio.value != 1]
    return tuple(best), tuple(slow[:RANKED])


def times(dispatched_at: datetime, due_at: datetime, at: datetime) -> Fraction:
    """How many times the time that it was given a case has taken."""
    given = max(due_at - dispatched_at, timedelta(hours=1))
    return Fraction(round((at - dispatched_at).total_seconds()), round(given.total_seconds()))


def promises_in_order(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    """What is not kept first."""
    worst = [Became.OPEN_LATE, Became.OPEN, Became.DONE_LATE, Became.ENDED, Became.IN_TIME]
    return tuple(sorted(promises, key=lambda p: (worst.index(p.became), list(How).index(p.how), p.number)))


def top(rows: Sequence[Row], most: int) -> tuple[Sequence[Row], Indicators]:
    """The first `most` rows, and the sum of the others' figures."""
    return rows[:most], sum((row.now for row in rows[most:]), Indicators())
