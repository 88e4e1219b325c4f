"""A unit's digest, a ledger or a month's figures, read in a process of its own, so that time and memory are its own.

python -m benchmarks.reading DATABASE_URL digest UNIT FROM TO    (times in ISO 8601 with zone)
python -m benchmarks.reading DATABASE_URL ledger FROM TO FILE
python -m benchmarks.reading DATABASE_URL figures MONTH

Prints as JSON the seconds of each round, and how many bytes more the process had at its peak than before.
"""

import asyncio
import json
import sys
import time
from datetime import datetime
from pathlib import Path

from benchmarks.processes import peak_memory
from bot.digests import drawing, figures, text
from bot.digests.compose import Window
from bot.digests.periods import period_in
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from handlers import daily
from handlers.office import Office
from handlers.turn import Work
from storage import open_database

ROUNDS = 7


async def digest(url: str, unit_id: int, window: Window) -> dict[str, object]:
    """The digest as it is composed and put into words, several times: the first one with everything cold."""
    db = await open_database(url, read_only=True)
    try:
        office = Office(Settings(database_url=url, _env_file=None), {}, Segmenter())  # type: ignore[call-arg]
        async with db.snapshot() as tx:
            await office.refresh(tx)
        before, read, worded = peak_memory(), [], []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            async with db.snapshot() as tx:
                composed = await daily.read(Work(tx, office, window.end), office.units[unit_id], window, "zh")
            then = time.perf_counter()
            pages = text.pages(composed, office.texts, "zh")
            read.append(then - began)
            worded.append(time.perf_counter() - then)
        counts = {"new": composed.new_count, "open": composed.open, "pages": len(pages)}
        return {**counts, "read": read, "worded": worded, "memory": peak_memory() - before}
    finally:
        await db.close()


async def ledger(url: str, window: Window, file: Path) -> dict[str, object]:
    """A ledger of all units, written to `file`."""
    db = await open_database(url, read_only=True)
    try:
        settings = Settings(database_url=url, _env_file=None)  # type: ignore[call-arg]
        before, began = peak_memory(), time.perf_counter()
        rows = await drawing.ledger(db, settings, file, window.start, window.end, None, "zh", window.end)
        return {"rows": rows, "written": time.perf_counter() - began, "memory": peak_memory() - before}
    finally:
        await db.close()


async def figures_of(url: str, month: str) -> dict[str, object]:
    """The figures of a month and of those that it is compared with, several times."""
    db = await open_database(url, read_only=True)
    try:
        settings = Settings(database_url=url, _env_file=None)  # type: ignore[call-arg]
        at = datetime(2100, 1, 1, tzinfo=settings.zone)
        period = period_in(month, at.date())
        assert period is not None
        before, read = peak_memory(), []
        for _ in range(3):
            began = time.perf_counter()
            async with db.snapshot() as tx:
                found = await figures.compare(tx, settings, period, at)
            read.append(time.perf_counter() - began)
        return {"submitted": found.now.total.submitted, "read": read, "memory": peak_memory() - before}
    finally:
        await db.close()


def main(url: str, what: str, *arguments: str) -> None:
    if what == "digest":
        unit, start, end = arguments
        window = Window(datetime.fromisoformat(start), datetime.fromisoformat(end))
        said = asyncio.run(digest(url, int(unit), window))
    elif what == "figures":
        said = asyncio.run(figures_of(url, *arguments))
    else:
        start, end, file = arguments
        window = Window(datetime.fromisoformat(start), datetime.fromisoformat(end))
        said = asyncio.run(ledger(url, window, Path(file)))
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
