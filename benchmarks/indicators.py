"""The figures of a month beside those of the month before and of the same one a year before, in a town of 100,000 cases
a year and 40 units, on both engines. The town is played through the real rules (town.py); each reading is a process of
its own, so that its time and memory are its own.
"""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.progress import Progress

from benchmarks import processes, settled
from benchmarks.figures import Figure
from benchmarks.processes import Ran, measured
from benchmarks.town import Place, Played, play
from storage import open_database

A_YEAR = 100_000
START, END = (datetime(*day, tzinfo=settled.ZONE).astimezone(UTC) for day in ((2025, 5, 1), (2026, 7, 1)))
MONTH = "2026-06"


async def run(folder: Path, progress: Progress) -> list[Figure]:
    """See the top of this file."""
    cases = A_YEAR * (END - START).days // 365
    task = progress.add_task(f"figures: a town of {cases:,} cases", total=5)
    url, began = f"sqlite:///{folder}/town.db", time.perf_counter()
    place = await _settle(url, cases)
    town = await asyncio.to_thread(play, place)
    played = time.perf_counter() - began
    progress.advance(task, 2)
    await _fill(url, town)
    progress.advance(task)
    sqlite = await _read(url, folder)
    progress.advance(task)
    with processes.postgres(folder) as server:
        await _settle(server, cases)
        await _fill(server, town)
        postgres = await _read(server, folder)
    progress.advance(task)
    events = sum(len(case.events) for case in town)
    return [
        Figure("a town, played", played, "s", f"{cases:,} cases, {events:,} events, {len(place.units)} units"),
        *_figures("SQLite", sqlite),
        *_figures("PostgreSQL", postgres),
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


def _figures(engine: str, ran: Ran) -> list[Figure]:
    first, *later = ran.answer["read"]
    of = f"{ran.answer['submitted']:,} cases submitted in it; with the two that it is compared with"
    return [
        Figure(f"a month's figures, {engine}", min(later), "s", of, "2 s"),
        Figure("  the first time", first, "s"),
        Figure("  memory for it", ran.answer["memory"] / 2**20, "MB", "at the peak, more than before", "150 MB"),
    ]
