"""The figures of a month beside those of the month before and of the same one a year before, in a town of 100,000 cases
a year and 40 units, on both engines; the whole report on it, as `kaimen report` writes it, the best of several; and the
daily digest of the busiest unit. The town is played through the real rules (town.py); each reading is a process of its
own, so that its time and memory are its own. PostgreSQL is read as it was just filled, without an ANALYZE by hand.
"""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import Progress

from benchmarks import processes, settled
from benchmarks.figures import Figure
from benchmarks.processes import Ran, measured
from benchmarks.town import Place, Played, play
from bot.casework.lifecycle import WITH_UNIT
from storage import open_database

A_YEAR = 100_000
START, END = (datetime(*day, tzinfo=settled.ZONE).astimezone(UTC) for day in ((2025, 5, 1), (2026, 7, 1)))
MONTH = "2026-06"
DAY = tuple(datetime(2026, 6, day, 8, tzinfo=settled.ZONE) for day in (29, 30))  # from Monday to Tuesday
REPORTS = 3


async def run(folder: Path, progress: Progress) -> list[Figure]:
    """See the top of this file."""
    cases = A_YEAR * (END - START).days // 365
    task = progress.add_task(f"figures: a town of {cases:,} cases", total=7)
    url, began = f"sqlite:///{folder}/town.db", time.perf_counter()
    place = await _settle(url, cases)
    town = await asyncio.to_thread(play, place)
    played = time.perf_counter() - began
    progress.advance(task, 2)
    await _fill(url, town)
    progress.advance(task)
    open_now = Counter(case.row["unit_id"] for case in town if case.row["status"] in WITH_UNIT)
    busiest = open_now.most_common(1)[0][0]
    sqlite, digest = await _read(url, folder), await _digest(url, folder, busiest)
    progress.advance(task)
    report = await _report(url, folder)
    progress.advance(task)
    with processes.postgres(folder) as server:
        await _settle(server, cases)
        await _fill(server, town)
        postgres, others = await _read(server, folder), await _digest(server, folder, busiest)
        progress.advance(task)
        other = await _report(server, folder)
    progress.advance(task)
    events = sum(len(case.events) for case in town)
    return [
        Figure("a town, played", played, "s", f"{cases:,} cases, {events:,} events, {len(place.units)} units"),
        *_figures("SQLite", sqlite),
        *_figures("PostgreSQL", postgres),
        *_pack("SQLite", report),
        *_pack("PostgreSQL", other),
        *_daily("SQLite", digest),
        *_daily("PostgreSQL", others),
    ]


async def _settle(url: str, cases: int) -> Place:
    db = await open_database(url)
    try:
        return await settled.found(db, START, END, cases)
    finally:
        await db.close()


async def _fill(url: str, town: list[Played]) -> None:
    db = await open_database(url)
    try:
        await settled.fill(db, town)
    finally:
        await db.close()


async def _read(url: str, folder: Path) -> Ran:
    return await measured("-m", "benchmarks.reading", url, "figures", MONTH, folder=folder)


async def _report(url: str, folder: Path) -> Ran:
    """A month's whole pack, as `kaimen report` writes it: from the start of the process to its last file."""
    env, command = processes.environment(DATABASE_URL=url), ("report", "--month", MONTH, "--out", "pack")
    ran = [await measured("-m", "bot", *command, folder=folder, env=env) for _ in range(REPORTS)]
    return min(ran, key=lambda one: one.seconds)


async def _digest(url: str, folder: Path, unit: int) -> Ran:
    start, end = (at.isoformat() for at in DAY)
    return await measured("-m", "benchmarks.reading", url, "digest", str(unit), start, end, folder=folder)


def _pack(engine: str, ran: Ran) -> list[Figure]:
    return [
        Figure(f"kaimen report, {engine}", ran.seconds, "s", "message, workbook, page and three pictures", "5 s"),
        Figure("  of it on a processor", ran.processor, "s", "of this process; PostgreSQL's own work comes on top"),
        Figure("  memory for it", ran.peak / 2**20, "MB", "at the peak, of the whole process", "300 MB"),
    ]


def _figures(engine: str, ran: Ran) -> list[Figure]:
    first, *later = ran.answer["read"]
    of = f"{ran.answer['submitted']:,} cases submitted in it; with the two that it is compared with"
    return [
        Figure(f"a month's figures, {engine}", min(later), "s", of, "2 s"),
        Figure("  the first time", first, "s"),
        Figure("  memory for it", ran.answer["memory"] / 2**20, "MB", "at the peak, more than before", "150 MB"),
    ]


def _daily(engine: str, ran: Ran) -> list[Figure]:
    rounds = zip(ran.answer["read"], ran.answer["worded"], strict=True)
    first, *later = (1000 * (read + worded) for read, worded in rounds)
    of = f"the busiest unit's: {ran.answer['new']:,} new, {ran.answer['open']:,} open; read and put into words"
    return [
        Figure(f"a daily digest, {engine}", min(later), "ms", of, "100 ms"),
        Figure("  the first time", first, "ms", "with all that a new process has to load for it"),
    ]
