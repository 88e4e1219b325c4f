"""What holds for the counting of any events, also of some that no rule would allow."""

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.counting import Count, Figures, Rules
from bot.casework.deadlines import Calendar
from bot.casework.indicators import Indicators, added
from bot.casework.lifecycle import Action
from storage.records import Happening

RULES = Rules(Calendar(ZoneInfo("Asia/Shanghai")), signing_hours=8, fair_weight=0.9)
START = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = 42
MIDDLE, END = START + timedelta(days=DAYS // 2), START + timedelta(days=DAYS)
FLOWS = ("submitted", "resolved", "rated", "contacted", "solved", "satisfied", "dispatched", "returned", "reopened")
FLOWS += ("to_sign", "signed_in_time")
CASES = 6

Life = list[Happening]

_kinds = st.sampled_from(
    [*(str(action) for action in Action if action is not Action.SUBMIT), "rate_support", "urgent", "calendar", "remind"]
)
_DAY = 24 * 60
_borders = st.sampled_from([0, DAYS // 2 * _DAY, DAYS * _DAY])
_minutes = st.integers(-20 * _DAY, (DAYS + 20) * _DAY) | _borders
_ratings = st.builds(
    lambda rating, solved: {"rating": rating, "solved": solved}, st.sampled_from(["good", "fair", "bad"]), st.booleans()
)


def _at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


@st.composite
def _lives(draw: st.DrawFn) -> list[Life]:
    """Some cases: each is sent, and then anything happens, some of it at one and the same minute."""
    lives = []
    for id in range(1, draw(st.integers(1, CASES)) + 1):
        times = sorted(draw(st.lists(_minutes, min_size=1, max_size=10)))
        category, area = draw(st.sampled_from([1, 2, None])), draw(st.sampled_from([1, None]))
        life = []
        for n, minutes in enumerate(times):
            kind = draw(_kinds) if n else "submit"
            data: object = None
            if kind in ("rate_good", "rate_bad", "rate_support"):
                data = draw(_ratings)
            elif kind == "merge":
                data = {"parent": draw(st.integers(1, CASES + 1))}  # perhaps itself, or one that is not read
            elif kind == "suspend" and draw(st.booleans()):
                data = {"review": _at(draw(_minutes)).isoformat()}
            due = _at(draw(_minutes)) if n and draw(st.booleans()) else None
            unit = draw(st.sampled_from([1, 2, 3])) if n else None
            kept = "" if data is None else json.dumps(data)
            life.append(Happening(id, _at(minutes), kind, unit, due, kept, category, area))
        lives.append(life)
    return lives


def count(lives: Sequence[Life], *times: datetime) -> list[Figures]:
    counted = Count(times, RULES)
    for life in lives:
        counted.add(life)
    return counted.figures()


def same(one: Figures, other: Figures) -> bool:
    """Everything that was counted, but for promises, and whatever the order."""
    return (one.places, one.flow, set(one.badly_late)) == (other.places, other.flow, set(other.badly_late))


@given(_lives())
@settings(max_examples=60, deadline=None)
def test_units_categories_and_areas_each_add_up_to_the_whole(lives: list[Life]) -> None:
    [whole] = count(lives, START, END)
    for parts in (whole.by_unit, whole.by_category, whole.by_area):
        assert added(parts.values()) == whole.total
    assert added(whole.of_unit(unit).total for unit in whole.by_unit) == whole.total
    assert sum(flow.resolved for flow in whole.by_day.values()) == whole.total.resolved


@given(_lives())
@settings(max_examples=60, deadline=None)
def test_no_part_is_more_than_its_whole(lives: list[Life]) -> None:
    [figures] = count(lives, START, END)
    for of in figures.by_unit.values():
        assert 0 <= of.settled <= of.accountable <= of.submitted
        assert 0 <= of.resolved_in_time <= of.due
        assert of.answered_in_time <= of.due
        assert of.signed_in_time <= of.to_sign
        assert of.badly_late <= of.overdue <= of.open
        assert max(of.solved, of.contacted, of.satisfied) <= of.rated


@given(_lives())
@settings(max_examples=60, deadline=None)
def test_what_flows_in_two_windows_is_what_flows_in_both(lives: list[Life]) -> None:
    [whole], (first, second) = count(lives, START, END), count(lives, START, MIDDLE, END)
    both = first.total + second.total
    assert {name: getattr(both, name) for name in FLOWS} == {name: getattr(whole.total, name) for name in FLOWS}
    rest = {field.name for field in fields(Indicators)} - {*FLOWS}
    assert {"open", "overdue", "badly_late"} <= rest  # how things stand is told by the later one
    assert all(getattr(second.total, name) == getattr(whole.total, name) for name in ("open", "overdue", "badly_late"))


@given(_lives())
@settings(max_examples=60, deadline=None)
def test_windows_counted_in_one_pass_are_as_each_alone(lives: list[Life]) -> None:
    together = count(lives, START, MIDDLE, END)
    alone = [*count(lives, START, MIDDLE), *count(lives, MIDDLE, END)]
    assert all(same(one, other) for one, other in zip(together, alone, strict=True))


@given(_lives())
@settings(max_examples=60, deadline=None)
def test_what_happens_later_changes_nothing_in_a_window_that_is_over(lives: list[Life]) -> None:
    known = [before for life in lives if (before := [event for event in life if event.at < END])]
    (_, now), (_, then) = count(known, START, MIDDLE, END), count(lives, START, MIDDLE, END)
    assert same(now, then)
    assert set(now.promises) == set(then.promises)


@given(_lives(), st.integers())
@settings(max_examples=60, deadline=None)
def test_in_which_order_cases_are_read_does_not_matter(lives: list[Life], seed: int) -> None:
    shuffled = Random(seed).sample(lives, len(lives))
    for one, other in zip(count(lives, START, MIDDLE, END), count(shuffled, START, MIDDLE, END), strict=True):
        assert same(one, other)
        assert set(one.promises) == set(other.promises)
