"""The indicators (指标) of an office, a unit or a category in a window: what they count, and how they are shown.

Counts add up: the indicators of all units, with those of no unit, are those of the whole. Shares are shown with
numerator and denominator, never rounded up. How a case's events become counts is in `bot.casework.counting`.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from operator import add, attrgetter
from typing import Any, TypeVar

FEWEST = 5
"""A ranking leaves out who has fewer cases than that: one unhappy resident of two is no bad unit."""

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share. The numerator may be weighted (a 基本满意 counts 0.9), and is exact all the same."""

    numerator: Fraction | int
    denominator: int

    @property
    def value(self) -> Fraction | None:
        """From 0 to 1; None of nothing."""
        return Fraction(self.numerator) / self.denominator if self.denominator else None

    def percent(self) -> str:
        """As people read it: `percent`."""
        return percent(self.numerator, self.denominator)

    def points(self, before: "Ratio") -> Fraction | None:
        """By how many percentage points it is above another one (百分点); None if either is one of nothing."""
        if self.value is None or before.value is None:
            return None
        return (self.value - before.value) * 100


@dataclass(frozen=True, slots=True)
class Indicators:
    """What is counted in a window [start, end); what came after its end is not looked at. How each is counted is told
    where that is done: `bot.casework.counting`."""

    submitted: int = 0
    """受理量: cases that were sent in the window."""
    accountable: int = 0
    """Of these, those that were neither withdrawn nor declined by its end."""
    settled: int = 0
    """Of the accountable ones, those that stood resolved or closed at its end."""
    resolved: int = 0
    """办结量: how often a unit said that it was done."""
    due: int = 0
    """Cases whose time ended in the window."""
    resolved_in_time: int = 0
    answered_in_time: int = 0
    """Of the due ones, those whose resident had heard from the unit by then."""
    rated: int = 0
    """Ratings given in the window, by reporters and supporters."""
    contacted: int = 0
    """Of the ratings, those whose unit had written to the resident in time."""
    solved: int = 0
    satisfied: Fraction = Fraction(0)
    """Of the ratings: each 满意 counts 1, each 基本满意 its weight."""
    dispatched: int = 0
    """How often a case was given to the unit."""
    returned: int = 0
    """How often the unit sent one back (退单)."""
    reopened: int = 0
    """How often a resident sent one back (重办)."""
    to_sign: int = 0
    """Dispatches whose time for signing ended in the window."""
    signed_in_time: int = 0
    open: int = 0
    """Cases that stood open at the window's end."""
    overdue: int = 0
    badly_late: int = 0
    """Of the overdue ones, those that have taken `deadlines.BADLY_LATE` times their time."""

    def __add__(self, other: object) -> "Indicators":
        if not isinstance(other, Indicators):
            return NotImplemented
        return Indicators(*map(add, _counts(self), _counts(other)))

    @property
    def completion(self) -> Ratio:
        """办结率."""
        return Ratio(self.settled, self.accountable)

    @property
    def timeliness(self) -> Ratio:
        """按时办结率."""
        return Ratio(self.resolved_in_time, self.due)

    @property
    def response(self) -> Ratio:
        """响应率."""
        return Ratio(self.contacted, self.rated)

    @property
    def solution(self) -> Ratio:
        """解决率."""
        return Ratio(self.solved, self.rated)

    @property
    def satisfaction(self) -> Ratio:
        """满意率."""
        return Ratio(self.satisfied, self.rated)

    @property
    def score(self) -> Ratio:
        """综合成绩, as a share of the 100 points: 0.1 响应 + 0.5 解决 + 0.4 满意."""
        points = Fraction(self.contacted, 10) + Fraction(self.solved, 2) + Fraction(2, 5) * self.satisfied
        return Ratio(points, self.rated)

    @property
    def signing(self) -> Ratio:
        """签收及时率."""
        return Ratio(self.signed_in_time, self.to_sign)

    @property
    def returns(self) -> Ratio:
        """退单率."""
        return Ratio(self.returned, self.dispatched)

    @property
    def reopening(self) -> Ratio:
        """重办率."""
        return Ratio(self.reopened, self.resolved)

    @property
    def feedback(self) -> Ratio:
        """按时反馈率."""
        return Ratio(self.answered_in_time, self.due)


_counts = attrgetter(*(field.name for field in fields(Indicators)))


def added(some: Iterable[Indicators]) -> Indicators:
    """The sum, column by column: a month's places are thousands to be added up."""
    sums: list[Any] = [sum(column) for column in zip(*map(_counts, some), strict=True)]
    return Indicators(*sums)


RATES: Mapping[str, Callable[[Indicators], Ratio]] = {
    "completion": lambda i: i.completion,
    "timeliness": lambda i: i.timeliness,
    "response": lambda i: i.response,
    "solution": lambda i: i.solution,
    "satisfaction": lambda i: i.satisfaction,
    "score": lambda i: i.score,
    "signing": lambda i: i.signing,
    "returns": lambda i: i.returns,
    "reopening": lambda i: i.reopening,
    "feedback": lambda i: i.feedback,
}
"""Every share by its name, in the order of showing."""

COUNTS: Mapping[str, Callable[[Indicators], int]] = {
    "submitted": lambda i: i.submitted,
    "resolved": lambda i: i.resolved,
    "open": lambda i: i.open,
    "overdue": lambda i: i.overdue,
    "badly_late": lambda i: i.badly_late,
}
"""Every plain number by its name, in the order of showing."""


def percent(part: Fraction | int, whole: int) -> str:
    """A share with up to two decimals, truncated: 254567 of 254592 is 99.99%, not 100%. Of nothing it is "—"."""
    return f"{truncated(Fraction(part) / whole * 100)}%" if whole else "—"


def truncated(number: Fraction) -> str:
    """A number with up to two decimals, cut off towards zero: 27.2299 is 27.22, and -0.009 is 0."""
    hundredths = abs(number) * 100 // 1
    shown = f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
    return f"-{shown}" if number < 0 and hundredths else shown


def change(now: Fraction | int, before: Fraction | int) -> Fraction | None:
    """同比, 环比: (now - before) / before, so 1 is a doubling. None when there was nothing before."""
    return Fraction(now - before) / before if before else None


def ranking(
    items: Mapping[K, Indicators], rate: Callable[[Indicators], Ratio], *, fewest: int = FEWEST
) -> list[tuple[K, Ratio]]:
    """Who does best by `rate`, the best first; of equals who has more cases, then in the order of `items`. Whoever has
    fewer than `fewest` cases in the rate's denominator is left out."""
    rated = [(key, rate(indicators)) for key, indicators in items.items()]
    shown = [(key, ratio) for key, ratio in rated if ratio.denominator >= max(fewest, 1)]
    return sorted(shown, key=lambda item: (-Fraction(item[1].numerator) / item[1].denominator, -item[1].denominator))
