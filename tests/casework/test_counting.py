"""From single lives to counts: each rule by an example."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.casework.counting import Count, Figures, Rules
from bot.casework.deadlines import Calendar
from bot.casework.indicators import RATES, change, truncated
from storage.records import Happening

ZONE = ZoneInfo("Asia/Shanghai")
RULES = Rules(Calendar(ZONE), signing_hours=8, fair_weight=0.9)


def at(month: int, day: int, hour: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE).astimezone(UTC)


def life(
    id: int, *steps: tuple[datetime, str], due: datetime | None = None, unit: int = 1, **data: object
) -> list[Happening]:
    """A case of a unit: what happened to it, due at that time from its dispatch on; `data` by the kind of the event."""
    given, events = False, []
    for when, kind in steps:
        given = given or kind in ("dispatch", "transfer")
        kept = json.dumps(data[kind]) if kind in data else ""
        events.append(Happening(id, when, kind, unit if given else None, due if given else None, kept, 1, None))
    return events


def june(*lives: list[Happening], year: int = 2026) -> Figures:
    count = Count([at(6, 1, 0, year), at(7, 1, 0, year)], RULES)
    for one in lives:
        count.add(one)
    return count.figures()[0]


START = ((at(6, 1, 9), "submit"), (at(6, 1, 9), "dispatch"))
GOOD, BAD = {"rating": "good", "solved": True}, {"rating": "bad", "solved": False}


def test_a_case_that_was_sent_and_done_counts_once_everywhere() -> None:
    of = june(life(1, *START, (at(6, 1, 10), "sign"), (at(6, 3), "resolve"), due=at(6, 8, 17))).total
    assert (of.submitted, of.accountable, of.settled, of.resolved, of.open) == (1, 1, 1, 1, 0)
    assert (of.due, of.resolved_in_time, of.answered_in_time) == (1, 1, 1)
    assert (of.to_sign, of.signed_in_time, of.dispatched) == (1, 1, 1)


def test_what_is_done_after_it_was_due_is_late_but_the_resident_may_have_heard() -> None:
    of = june(
        life(1, *START, (at(6, 1, 10), "sign"), (at(6, 2), "answer"), (at(6, 9), "resolve"), due=at(6, 8, 17)),
        life(2, *START, (at(6, 1, 10), "sign"), due=at(6, 8, 17)),
    ).total
    assert (of.due, of.resolved_in_time, of.answered_in_time) == (2, 0, 1)
    assert (of.open, of.overdue, of.badly_late) == (1, 1, 1)


def test_what_is_due_after_the_window_is_not_due_in_it_though_it_is_done() -> None:
    of = june(life(1, *START, (at(6, 1, 10), "sign"), (at(6, 3), "resolve"), due=at(7, 8, 17))).total
    assert (of.due, of.resolved) == (0, 1)


def test_a_pause_before_the_time_is_over_is_no_delay_one_after_it_is() -> None:
    asked = life(1, *START, (at(6, 1, 10), "sign"), (at(6, 3), "ask"), due=at(6, 8, 17))
    late = life(2, *START, (at(6, 1, 10), "sign"), (at(6, 9), "ask"), due=at(6, 8, 17))
    assert (june(asked).total.due, june(asked).total.overdue) == (0, 0)
    assert (june(late).total.due, june(late).total.overdue) == (1, 1)


def test_withdrawn_and_declined_are_not_asked_for_and_merged_stands_as_the_other() -> None:
    done = life(3, *START, (at(6, 1, 10), "sign"), (at(6, 3), "resolve"), due=at(6, 8), unit=7)
    figures = june(
        life(1, START[0], (at(6, 2), "withdraw")),
        life(2, START[0], (at(6, 2), "decline")),
        done,
        life(4, START[0], (at(6, 2), "merge"), merge={"parent": 3}),
        life(5, START[0], (at(6, 2), "merge"), merge={"parent": 4}),
    )
    assert (figures.total.submitted, figures.total.accountable, figures.total.settled) == (5, 3, 3)
    assert figures.by_unit[7].submitted == 3


def test_a_case_of_before_is_not_in_the_completion_of_the_window() -> None:
    begun = ((at(5, 28), "submit"), (at(5, 28), "dispatch"), (at(5, 28), "sign"))
    of = june(life(1, *begun, (at(6, 3), "resolve"), due=at(6, 4))).total
    assert (of.submitted, of.resolved, of.resolved_in_time) == (0, 1, 1)
    assert of.completion.percent() == "—"


def test_a_dispatch_counts_for_signing_where_its_time_ends() -> None:
    evening = ((at(6, 30, 17), "submit"), (at(6, 30, 17), "dispatch"))
    assert june(life(1, *evening)).total.to_sign == 0
    july = Count([at(7, 1, 0), at(8, 1, 0)], RULES)
    july.add(life(1, *evening, (at(7, 1, 10), "sign")))
    assert (july.figures()[0].total.to_sign, july.figures()[0].total.dispatched) == (1, 0)


def test_what_is_returned_in_time_had_not_to_be_signed_for_and_counts_for_who_returned_it() -> None:
    events = life(1, *START, (at(6, 1, 12), "return"), (at(6, 1, 13), "dispatch"), (at(6, 1, 14), "sign"), unit=1)
    events[2] = events[2]._replace(unit_id=None)
    events[3:] = [event._replace(unit_id=2) for event in events[3:]]
    figures = june(events)
    assert (figures.by_unit[1].returned, figures.by_unit[1].to_sign) == (1, 0)
    assert (figures.by_unit[2].dispatched, figures.by_unit[2].signed_in_time) == (1, 1)
    assert (figures.by_unit[2].open, figures.by_unit[1].open) == (1, 0)


def test_a_dispatch_that_was_taken_back_is_none_and_no_return() -> None:
    events = life(1, *START, (at(6, 1, 9), "return"), **{"return": {"unit": 1, "undone": True}})
    events[2] = events[2]._replace(unit_id=None, due_at=None)
    figures = june(events)
    assert (figures.total.dispatched, figures.total.returned, figures.total.to_sign) == (0, 0, 0)
    assert (figures.total.open, figures.by_unit[None].open) == (1, 1)


def test_ratings_of_reporters_and_supporters_count_and_a_bad_one_opens_again() -> None:
    done = (*START, (at(6, 1, 10), "sign"), (at(6, 3), "resolve"))
    fair = {"rating": "fair", "solved": True}
    of = june(
        life(1, *done, (at(6, 4), "rate_good"), due=at(6, 8), rate_good=GOOD),
        life(2, *done, (at(6, 4), "rate_good"), due=at(6, 8), rate_good=fair),
        life(3, *done, (at(6, 4), "rate_bad"), due=at(6, 8), rate_bad=BAD),
        life(4, *done, (at(6, 4), "rate_support"), due=at(6, 2), rate_support=GOOD),
    ).total
    assert (of.rated, of.solved, of.contacted) == (4, 3, 3)
    assert of.satisfaction.percent() == "72.5%"  # 2.9 of 4
    assert (of.reopened, of.resolved, of.open) == (1, 4, 1)


def test_declined_and_taken_up_again_is_no_rework_closed_and_opened_again_is() -> None:
    declined = life(1, START[0], (at(6, 2), "decline"), (at(6, 3), "reopen"))
    closed = life(
        2, *START, (at(6, 1, 10), "sign"), (at(6, 2), "resolve"), (at(6, 16), "expire"), (at(6, 20), "reopen")
    )
    assert (june(declined).total.reopened, june(declined).total.open) == (0, 1)
    assert (june(closed).total.reopened, june(closed).total.settled) == (1, 0)


def test_half_a_year_of_an_office_comes_out_truncated() -> None:
    """52,441 cases, 27.22 % more than a year before; 99.9 % of them resolved, 93.35 % of the ratings satisfied."""
    now, before = june(*_half_year(52_441, 2026)), june(*_half_year(41_219, 2025), year=2025)
    growth = change(now.total.submitted, before.total.submitted)
    assert growth is not None
    assert (now.total.submitted, truncated(growth * 100)) == (52_441, "27.22")
    shown = {name: rate(now.total).percent() for name, rate in RATES.items()}
    assert (shown["completion"], shown["satisfaction"]) == ("99.9%", "93.35%")
    assert (now.total.completion.numerator, now.total.completion.denominator) == (52_389, 52_441)
    assert now.total.rated == 2_000


def _half_year(cases: int, year: int) -> list[list[Happening]]:
    """All but 52 are resolved. Of 2,000 ratings 1,831 are 满意, 40 基本满意, 129 不满意, whose work is done again."""
    sent, signed, done, rated, again = (at(6, day, year=year) for day in (1, 2, 3, 4, 5))
    steps = ((sent, "submit"), (sent, "dispatch"), (signed, "sign"))
    lives = [life(n, *steps) for n in range(52)]
    for n in range(52, cases):
        end = [(done, "resolve")]
        rating = {"rating": "good" if n < 1_883 else "fair", "solved": True}
        if n < 1_923:
            end.append((rated, "rate_good"))
        elif n < 2_052:
            end += [(rated, "rate_bad"), (again, "resolve")]
        lives.append(life(n, *steps, *end, rate_good=rating, rate_bad=BAD))
    return lives


def test_dates_are_the_zones_own_and_the_end_is_not_part_of_the_window() -> None:
    first, last = at(6, 1, 0), at(7, 1, 0)
    of = june(life(1, (first, "submit")), life(2, (last - timedelta(microseconds=1), "submit"))).total
    assert of.submitted == 2
    assert june(life(1, (first - timedelta(microseconds=1), "submit")), life(2, (last, "submit"))).total.submitted == 0
