"""What was collected elsewhere goes the way of every message: rows of a file -> inbox -> cases, and a report of it.

The inbox knows each row by its key, so importing a file again, or again after a crash, doubles nothing.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.intake import Entry, Refused, read
from bot.messages import IMPORTED, Address, Inbound
from bot.privacy import mask
from storage import Database, cases, inbox

BATCH = 200  # rows received and handled in one go: a resident's message waits for at most one batch, about 0.4 s
ELSEWHERE = 30  # tries, a second apart, to see rows done that other workers are handling

Receive = Callable[[Sequence[Inbound]], Awaitable[None]]
Handle = Callable[[int], Awaitable[int]]  # handles up to so many waiting messages, returns how many it took
Progress = Callable[["Report"], Awaitable[None]]


@dataclass(slots=True)
class Report:
    """What became of a file. Of the rows that were taken, `new` ones became cases, `known` ones had come before.

    `routed` of the new cases went to a unit without a person, `waiting` ones wait for a dispatcher. `failed` are the
    numbers of rows that could not be handled: they are kept, and are tried again or stand under /failures.
    `labelled` of the new ones have a label that names a category; `labels` are those that name none, with how many rows
    had each. Nothing of a dry run is kept, and it
    does not know `routed` and `waiting` (both stay 0).
    """

    dry_run: bool = False
    rows: int = 0
    new: int = 0
    known: int = 0
    routed: int = 0
    waiting: int = 0
    failed: list[int] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    labelled: int = 0
    labels: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Importer:
    """Imports files into `db`: `receive` and `handle` are the pipeline's, `known_label` knows the office's categories,
    `foresee` may look at texts before they are handled.

    Without `db` only the file itself is looked at, which is all that a dry run can do before there is a database.
    """

    db: Database | None
    zone: ZoneInfo
    now: Callable[[], datetime]
    receive: Receive
    handle: Handle
    known_label: Callable[[str], bool]
    foresee: Callable[[Sequence[str]], None]

    async def run(
        self, path: Path, source: str = "", *, dry_run: bool = False, progress: Progress | None = None
    ) -> Report:
        """Imports a file; `source` is for rows that name none. `progress` is told after each batch.

        Raises UnreadableFile before anything is kept, and whatever storage raises: what was received until then stays,
        and the same call again goes on where it ended.
        """
        report, rows_of = Report(dry_run), dict[str, int]()
        first = await self._last_case()
        rows = read(path, self.zone)
        while batch := await asyncio.to_thread(lambda: list(islice(rows, BATCH))):
            report.rows += len(batch)
            report.refused += [row for row in batch if isinstance(row, Refused)]
            entries = [row for row in batch if isinstance(row, Entry)]
            states = await self._states([entry.key for entry in entries])
            fresh = [entry for entry in entries if entry.key not in states]
            report.known += len(entries) - len(fresh)
            report.new += len(fresh)
            unknown = [e.label for e in fresh if e.label and not self.known_label(e.label)]
            report.labels.update(map(mask, unknown))
            report.labelled += sum(1 for e in fresh if e.label) - len(unknown)
            if not dry_run:
                rows_of.update({entry.key: entry.row for entry in fresh})
                await asyncio.to_thread(self.foresee, [text for e in fresh for text in (e.text, e.title) if text])
                await self.receive([self._inbound(entry, source) for entry in fresh])
                while await self.handle(BATCH):
                    pass
            if progress is not None:
                await progress(report)
        if not dry_run:
            await self._follow(report, rows_of, first)
        return report

    def _inbound(self, entry: Entry, source: str) -> Inbound:
        # Each row is a chat of its own: there is no order to keep among rows, so several workers can share them, and
        # no phone number has to stand in the inbox, where keys stay for good.
        return Inbound(
            entry.key,
            Address(IMPORTED, entry.key),
            entry.at or self.now(),
            text=entry.text,
            title=entry.title,
            source=entry.source or source,
            phone=entry.phone,
            label=entry.label,
        )

    async def _last_case(self) -> int:
        if self.db is None:
            return 0
        async with self.db.snapshot() as tx:
            return await cases.last_id(tx)

    async def _states(self, keys: Sequence[str]) -> dict[str, str]:
        if self.db is None:
            return {}
        async with self.db.snapshot() as tx:
            return await inbox.states(tx, IMPORTED, keys)

    async def _follow(self, report: Report, rows_of: dict[str, int], first: int) -> None:
        """Sees what became of the new rows, wherever they were handled."""
        assert self.db is not None
        left = list(rows_of)
        for attempt in range(ELSEWHERE if self.db.shared else 1):
            if attempt:
                await asyncio.sleep(1)
            left = [
                key for chunk in _chunks(left) for key, state in (await self._states(chunk)).items() if state != "done"
            ]
            if not left:
                break
        report.failed = sorted(rows_of[key] for key in left)
        report.new -= len(left)
        async with self.db.snapshot() as tx:
            async for key, unit in cases.units_by_message(tx, IMPORTED, first):
                if key in rows_of:
                    report.routed += unit is not None
                    report.waiting += unit is None


def _chunks(keys: Sequence[str]) -> list[Sequence[str]]:
    return [keys[i : i + BATCH] for i in range(0, len(keys), BATCH)]
