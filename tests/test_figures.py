"""A small town over a change of year: every indicator of every window, against a count by other means."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from benchmarks import settled
from benchmarks.town import Place, Played, play
from bot.casework.counting import Figures
from bot.casework.deadlines import Calendar
from bot.casework.indicators import Indicators
from bot.digests import figures, reporting
from bot.digests.compose import Window
from bot.settings import Settings
from storage import Database, open_database
from tests.recount import WHERE, by, recount, repromised

ZONE = settled.ZONE
CASES, UNITS = 2_000, 12
WEIGHT = Fraction(9, 10)


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE).astimezone(UTC)


START, END = local(2025, 11, 3), local(2026, 3, 1)
MONTHS = [(local(2025, 11, 1), local(2025, 12, 1)), (local(2025, 12, 1), local(2026, 1, 1))]
MONTHS += [(local(2026, 1, 1), local(2026, 2, 1)), (local(2026, 2, 1), local(2026, 3, 1))]
WEEKS = [(local(2025, 12, 22) + n * timedelta(days=7), local(2025, 12, 29) + n * timedelta(days=7)) for n in range(4)]
OTHERS = [(local(2025, 12, 31), local(2026, 1, 1)), (START, END), (local(2026, 6, 1), local(2026, 7, 1))]


class Town:
    """The town in a database, and as a list."""

    def __init__(self, db: Database, place: Place, cases: list[Played]) -> None:
        self.db, self.place, self.cases = db, place, cases
        self.settings = Settings(database_url=db.url, _env_file=None)  # type: ignore[call-arg]

    async def read(self, start: datetime, end: datetime) -> Figures:
        async with self.db.snapshot() as tx:
            return await figures.read(tx, self.settings, Window(start, end))

    def recount(self, start: datetime, end: datetime) -> Any:
        lives = [(case.row, case.events) for case in self.cases]
        return recount(lives, start, end, self.place.calendar, self.settings.signing_hours)


@pytest.fixture(scope="module")
def kept() -> dict[str, list[Played]]:
    """What was played already: the same on both engines."""
    return {}


@pytest.fixture
async def town(database_url: str, kept: dict[str, list[Played]]) -> AsyncIterator[Town]:
    db = await open_database(database_url)
    place = await settled.found(db, START, END, CASES, units=UNITS)
    cases = kept.setdefault(repr(place), []) or play(place)
    kept[repr(place)] = cases
    await settled.fill(db, cases)
    yield Town(db, place, cases)
    await db.close()


def shown(found: dict[Any, Indicators]) -> dict[Any, dict[str, Any]]:
    """Indicators as the recount has them: without noughts."""
    kept = {key: {name: n for name, n in asdict(one).items() if n} for key, one in found.items()}
    return {key: one for key, one in kept.items() if one}


async def test_every_indicator_of_every_window_is_what_the_events_say(town: Town) -> None:
    for start, end in (*MONTHS, *WEEKS, *OTHERS):
        read, counts = await town.read(start, end), town.recount(start, end)
        assert shown(read.by_unit) == by(counts, 0, WEIGHT), (start, end)
        assert shown(read.by_category) == by(counts, 1, WEIGHT)
        assert shown(read.by_area) == by(counts, 2, WEIGHT)
        assert shown({None: read.total}) == by(counts, None, WEIGHT)
        assert sum(read.by_unit.values(), Indicators()) == read.total


async def test_the_town_has_everything(town: Town) -> None:
    """Else the test above would say little: each indicator has something to count, and every step is taken."""
    whole = (await town.read(START, END)).total
    assert all(getattr(whole, f.name) > 20 for f in fields(whole)), whole
    kinds = {event["kind"] for case in town.cases for event in case.events}
    assert kinds >= {*WHERE, "reopen", "extend", "refuse_extension", "add", "answer", "rate_support"}
    assert kinds >= {"leave", "split", "unsplit", "urgent", "help", "helped", "unhelp", "calendar", "remind", "to_lead"}
    ways = {pair for case in town.cases for pair in pairwise(event["kind"] for event in case.events)}
    assert ways >= {("suspend", "close_by_resident"), ("merge", "withdraw"), ("rate_bad", "return")}
    assert None in (await town.read(*MONTHS[1])).by_unit


async def test_each_event_counts_once_over_the_change_of_year(town: Town) -> None:
    """What flows in and out in the months is what does in all of them together; so it is for the weeks."""
    flows = ("submitted", "resolved", "rated", "contacted", "solved", "satisfied", "dispatched", "returned")
    flows += ("reopened", "to_sign", "signed_in_time")
    for windows in (MONTHS, WEEKS):
        parts = sum([(await town.read(*window)).total for window in windows], Indicators())
        whole = (await town.read(windows[0][0], windows[-1][1])).total
        assert {name: getattr(parts, name) for name in flows} == {name: getattr(whole, name) for name in flows}


async def test_windows_that_follow_each_other_are_counted_together_as_each_alone(town: Town) -> None:
    async with town.db.snapshot() as tx:
        together = await figures.following(tx, town.settings, [MONTHS[0][0], *(end for _, end in MONTHS)])
    for window, read in zip(MONTHS, together, strict=True):
        alone = await town.read(*window)
        assert (read.places, read.flow, read.badly_late) == (alone.places, alone.flow, alone.badly_late)


async def test_a_year_so_far_is_what_the_events_say(town: Town) -> None:
    """It is read in a quicker way than the figures of a window, and says the same, of the office and of each unit."""
    for year in ((START, END), (local(2026, 1, 1), END), (local(2025, 1, 1), local(2025, 12, 1))):
        async with town.db.snapshot() as tx:
            quick = await reporting.so_far(tx, town.settings, Window(*year))
        named = ("submitted", "accountable", "settled", "rated", "satisfied")
        counted = by(town.recount(*year), 0, WEIGHT)
        counted = {unit: {name: of[name] for name in named if name in of} for unit, of in counted.items()}
        assert shown(dict(quick.indicators)) == {unit: of for unit, of in counted.items() if of}
        assert quick.voices == quick.total.submitted


async def test_what_was_promised_and_what_became_of_it(town: Town) -> None:
    """Also when it is looked at months later: what has happened since changes nothing."""
    lives = [(case.row, case.events) for case in town.cases]
    kinds: Counter[tuple[str, str]] = Counter()
    for (before, start), (_, end) in pairwise(MONTHS):
        async with town.db.snapshot() as tx:
            read = (await figures.following(tx, town.settings, [before, start, end]))[1]
        found = {one.case_id: (one.unit, one.how.value, one.became.value) for one in read.promises}
        assert found == repromised(lives, before, start, end)
        kinds.update(pair[1:] for pair in found.values())
    assert {how for how, _ in kinds} == {"late", "suspended", "extended", "due"}
    assert {became for _, became in kinds} == {"in_time", "done_late", "ended", "open", "open_late"}


async def test_by_day_is_by_the_offices_own_days(town: Town) -> None:
    read = await town.read(*MONTHS[1])
    sent = [event["at"] for case in town.cases for event in case.events if event["kind"] == "submit"]
    days = Counter(at.astimezone(ZONE).date() for at in sent if MONTHS[1][0] <= at < MONTHS[1][1])
    assert {day: flow.submitted for day, flow in read.by_day.items() if flow.submitted} == days
    assert sum(flow.resolved for flow in read.by_day.values()) == read.total.resolved


def test_the_same_seed_plays_the_same_town_and_another_one_another() -> None:
    place = Place(START, END, 50, (1, 2, 3), {1: 5, 2: 3}, (1,), Calendar(ZONE))
    town = play(place)
    assert play(place) == town
    assert play(replace(place, seed=1)) != town
    assert all(event["at"] < END for case in town for event in case.events)


async def test_what_comes_later_changes_nothing_but_what_was_written_down_later_does(town: Town) -> None:
    november = MONTHS[0]
    before = await town.read(*november)
    late = next(
        case
        for case in town.cases
        if case.row["status"] == "in_progress" and case.row["due_at"] and START < case.row["due_at"] < november[1]
    )
    event = {"case": late.row["id"], "unit": late.row["unit_id"], "at": END, "due": END + timedelta(days=30)}
    write = (
        "INSERT INTO events (case_id, at, kind, unit_id, due_at, note, data) VALUES (:case, :at, :kind, :unit, :due, "
        "'', '')"
    )
    async with town.db.transaction() as tx:
        await tx.run(write, kind="extend", **event)
        await tx.run("UPDATE cases SET due_at = :due WHERE id = :case", due=event["due"], case=event["case"])
    assert await town.read(*november) == before
    async with town.db.transaction() as tx:
        await tx.run(write, kind="resolve", **(event | {"at": late.row["due_at"], "due": late.row["due_at"]}))
        await tx.run("UPDATE cases SET closed_at = :at WHERE id = :case", at=END, case=event["case"])
    after = (await town.read(*november)).total
    assert after.resolved_in_time == before.total.resolved_in_time + 1
    assert (after.open, after.overdue) == (before.total.open - 1, before.total.overdue - 1)


@pytest.mark.long
async def test_a_year_of_a_large_town_is_counted_alike(tmp_path: Path) -> None:
    """100,000 cases of all units. Takes some minutes."""
    db = await open_database(f"sqlite:///{tmp_path}/town.db")
    start, end = local(2025, 7, 1), local(2026, 7, 1)
    place = await settled.found(db, start, end, 100_000)
    large = Town(db, place, play(place))
    await settled.fill(db, large.cases)
    for window in ((local(2026, 6, 1), end), (local(2025, 12, 1), local(2026, 1, 1)), (start, end)):
        read, counts = await large.read(*window), large.recount(*window)
        for part, found in enumerate((read.by_unit, read.by_category, read.by_area)):
            assert shown(found) == by(counts, part, WEIGHT), window
    await db.close()
