"""A unit's digest with 1,000 new cases, and a ledger of 100,000 rows, both among 1,000,000 cases (SQLite).

The digest is read twice: inside a process that has all it needs, as the bot does at the unit's hour, and by the
command, from the process's start to its end. Each is a process of its own, so the memory is its own.
"""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.progress import Progress

from benchmarks import archive
from benchmarks.figures import Figure
from benchmarks.processes import Ran, environment, measured

LEDGER = 100_000  # rows
ZONE = ZoneInfo("Asia/Shanghai")


async def run(folder: Path, progress: Progress) -> list[Figure]:
    """See the top of this file."""
    task = progress.add_task(f"digest: {archive.LARGE.cases:,} cases", total=2.0)
    path = folder / "archive.db"
    await archive.build(path, partial(progress.advance, task))
    reading, env = Reading(f"sqlite:///{path}", folder), environment(DATABASE_URL=f"sqlite:///{path}")
    start, end = archive.END - archive.DAY, archive.END
    inside = await reading("digest", "1", start, end)
    progress.advance(task, 0.2)
    at = end.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    command = ("-m", "bot", "digest", "--unit", "第1责任单位", "--at", at, "--json")
    outside = await measured(*command, folder=folder, env=env)
    progress.advance(task, 0.2)
    days = LEDGER * archive.LARGE.span.days // archive.LARGE.cases + 1
    ledger = await reading("ledger", end - timedelta(days=days), end, folder / "ledger.xlsx")
    progress.advance(task, 0.6)
    return [*_digest(inside.answer, outside), *_ledger(ledger.answer, path)]


class Reading:
    """Runs reading.py against one database."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder

    async def __call__(self, what: str, *arguments: datetime | Path | str) -> Ran:
        words = [a.isoformat() if isinstance(a, datetime) else str(a) for a in arguments]
        return await measured("-m", "benchmarks.reading", self._url, what, *words, folder=self._folder)


def _digest(inside: dict[str, Any], command: Ran) -> list[Figure]:
    first, *later = (1000 * (read + worded) for read, worded in zip(inside["read"], inside["worded"], strict=True))
    of = f"{inside['new']:,} new, {inside['open']:,} open, among {archive.LARGE.cases:,}; {inside['pages']} pages"
    return [
        Figure("digest, read and put into words", min(later), "ms", of, "100 ms"),
        Figure("  of it: read and composed", 1000 * min(inside["read"][1:]), "ms", "best of six, as the one above"),
        Figure("  the first time, with nothing in SQLite's memory", first, "ms"),
        Figure("  memory for it", inside["memory"] / 2**20, "MB", "at the peak, more than before"),
        Figure("digest, the whole command", command.seconds, "s", "kaimen digest, from its start to its end"),
        Figure("  memory of the process", command.peak / 2**20, "MB"),
    ]


def _ledger(ledger: dict[str, Any], path: Path) -> list[Figure]:
    return [
        Figure("ledger", ledger["written"], "s", f"{ledger['rows']:,} rows"),
        Figure("  memory for it", ledger["memory"] / 2**20, "MB", "at the peak, more than before"),
        Figure("database file", path.stat().st_size / 2**30, "GB", f"{archive.LARGE.cases:,} cases"),
    ]
