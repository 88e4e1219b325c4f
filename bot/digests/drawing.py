"""Draws attachments when they are sent: ledgers, charts, one's own data. Reads in a snapshot, works in a thread."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from bot.digests import charts, figures, report_files, routed, stats
from bot.digests.compose import Window, by_day, last_days
from bot.digests.ledger import WORDS, LedgerRow, write_ledger
from bot.digests.periods import Period, period_in
from bot.messages import Attachment, File
from bot.privacy import mask
from bot.settings import Settings
from bot.tagging.gazetteer import readable
from bot.texts import Texts
from storage import Database, Tx, contacts, digests, offices, quality
from storage.database import Row, record
from storage.records import Case, Category

_CHUNK = 500  # rows that cross from the loop to the thread at once


async def draw(db: Database, settings: Settings, attachment: Attachment, now: datetime) -> File:
    """The file that `attachment` describes. Raises LookupError for a recipe that is not known."""
    args = attachment.args or {}
    language = str(args.get("language", settings.language))
    if attachment.recipe == "ledger":
        target = io.BytesIO()
        start, end = (datetime.fromisoformat(args[name]) for name in ("from", "to"))
        await ledger(db, settings, target, start, end, args.get("unit"), language, now)
        return File(attachment.name, target.getvalue())
    if attachment.recipe == "chart":
        return File(
            attachment.name, await chart(db, settings, int(args["unit"]), datetime.fromisoformat(args["to"]), language)
        )
    if attachment.recipe == "quality":
        return File(
            attachment.name, await quality_chart(db, settings, date.fromisoformat(args["month"]), language, now)
        )
    if attachment.recipe == "stats":
        period, at = period_in(args["period"], now.date()), datetime.fromisoformat(args["at"])
        if period is None:
            raise LookupError(f"no period {args['period']!r}")
        return File(attachment.name, await stats_chart(db, settings, args["unit"], period, language, at))
    if attachment.recipe == "report":
        content = await report_files.draw(db, settings, int(args["digest"]), str(args["part"]), language, now)
        return File(attachment.name, content)
    if attachment.recipe == "my-data":
        return File(attachment.name, await _own_data(db, int(args["contact"])))
    raise LookupError(f"no recipe {attachment.recipe!r}")


async def ledger(
    db: Database,
    settings: Settings,
    target: Path | BinaryIO,
    start: datetime,
    end: datetime,
    unit_id: int | None,
    language: str,
    now: datetime,
    *,
    told: Callable[[int], None] | None = None,
) -> int:
    """Writes the work ledger of the cases submitted in [start, end) to `target`. Returns the number of rows.

    `told` hears now and then how many rows are done, for a progress bar.

    Constant memory: rows go from the database through a thread into the file as they come.
    """
    texts = Texts(settings.zone)
    words = {word: texts.say(language, f"ledger-{word.replace('_', '-')}") for word in WORDS}
    loop = asyncio.get_running_loop()
    async with db.snapshot() as tx:
        names = await _Names.read(tx, texts, language)
        rows = digests.ledger(tx, start, end, unit_id)

        def stream() -> Iterator[LedgerRow]:
            done = 0
            while chunk := asyncio.run_coroutine_threadsafe(_take(rows, _CHUNK), loop).result():
                for row in chunk:
                    yield names.ledger_row(row, now)
                done += len(chunk)
                if told is not None:
                    told(done)

        title = texts.say(language, "ledger-title")
        return await asyncio.to_thread(write_ledger, target, stream(), words, settings.zone, title, made_at=now)


async def _take(rows: AsyncIterator[Row], n: int) -> list[Row]:
    taken = []
    async for row in rows:
        taken.append(row)
        if len(taken) == n:
            break
    return taken


class _Names:
    """The words behind the ids in a ledger's row."""

    def __init__(
        self, texts: Texts, language: str, categories: dict[int, Category], areas: dict[int, str], units: dict[int, str]
    ) -> None:
        self._texts, self._language = texts, language
        self._categories, self._areas, self._units = categories, areas, units

    @classmethod
    async def read(cls, tx: Tx, texts: Texts, language: str) -> "_Names":
        return cls(
            texts,
            language,
            {c.id: c for c in await offices.categories(tx)},
            readable({a.id: a for a in await offices.areas(tx)}),
            {u.id: u.name for u in await offices.units(tx)},
        )

    def ledger_row(self, row: Row, now: datetime) -> LedgerRow:
        case = record(Case, row)
        category = self._categories.get(case.category_id or 0)
        source = f"source-{case.source}"
        late = (case.resolved_at or case.closed_at or now) - case.due_at if case.due_at else None
        return LedgerRow(
            number=case.number or "",
            status=self._say(f"staff-status-{case.status.replace('_', '-')}"),
            urgent=case.urgent,
            category=category.name(self._language) if category else "",
            area=self._areas.get(case.area_id or 0, ""),
            unit=self._units.get(case.unit_id or 0, ""),
            source=self._say(source) if self._texts.has(self._language, source) else mask(case.source),
            text=mask(f"{case.title}\n{case.text}" if case.title else case.text),
            reporter=self._say("ledger-anonymous") if case.anonymous else hide_name(row["reporter_name"] or ""),
            submitted_at=case.submitted_at,
            dispatched_at=case.dispatched_at,
            signed_at=case.signed_at,
            due_at=case.due_at,
            due_provisional=case.due_provisional,
            days_late=None if late is None else -(-late // timedelta(days=1)) if late > timedelta() else 0,
            resolved_at=case.resolved_at,
            closed_at=case.closed_at,
            answer=mask(row["answer"] or ""),
            rating=self._say(f"rating-{case.rating}") if case.rating else "",
            solved=self._say(f"ledger-solved-{case.solved}") if case.solved else "",
            supporters=int(row["supporters"]) or None,
        )

    def _say(self, key: str) -> str:
        return self._texts.say(self._language, key)


def hide_name(name: str) -> str:
    """A name of which only the first character shows: 王**."""
    return name[:1] + "**" if name else ""


async def chart(db: Database, settings: Settings, unit_id: int, end: datetime, language: str) -> bytes:
    """A unit's picture (PNG): new and resolved over 14 days, and what is open by category."""
    texts = Texts(settings.zone)
    days = last_days(end, settings.zone)
    start = datetime.combine(days[0], datetime.min.time(), settings.zone)
    async with db.snapshot() as tx:
        names = {c.id: c.name(language) for c in await offices.categories(tx)}
        unit = await offices.unit(tx, unit_id)
        new = await digests.event_times(tx, unit_id, "dispatch", start, end)
        resolved = await digests.event_times(tx, unit_id, "resolve", start, end)
        cases = await digests.open_cases(tx, unit_id)
    by_category: dict[str, list[int]] = {}
    for case in cases:
        counts = by_category.setdefault(names.get(case.category_id or 0, texts.say(language, "no-category")), [0, 0])
        counts[0] += 1
        counts[1] += case.due_at is not None and case.due_at < end and case.paused_at is None
    bars = sorted(((name, n, late) for name, (n, late) in by_category.items()), key=lambda bar: -bar[1])
    nothing = texts.say(language, "chart-empty")
    words = charts.DigestWords(
        trend=texts.say(language, "chart-days"),
        no_trend=nothing,
        categories=texts.say(language, "chart-open"),
        no_categories=nothing,
        overdue=texts.say(language, "chart-overdue"),
    )
    return await asyncio.to_thread(
        charts.digest_chart,
        texts.say(language, "chart-title", unit=unit.name if unit else ""),
        days,
        {
            texts.say(language, "chart-new"): by_day(new, days, settings.zone),
            texts.say(language, "chart-resolved"): by_day(resolved, days, settings.zone),
        },
        bars,
        words,
        note=texts.say(language, "chart-note", moment=texts.moment(language, end, end)),
        rest=texts.say(language, "chart-rest"),
    )


async def quality_chart(db: Database, settings: Settings, month: date, language: str, now: datetime) -> bytes:
    """The picture (PNG) of how well the bot sorted by itself in a month (given by its first day)."""
    texts, window = Texts(settings.zone), routed.window(month, settings.zone)
    async with db.snapshot() as tx:
        names = {c.id: c.name(language) for c in await offices.categories(tx)}
        found = await quality.routing(tx, window.start, window.end)
    rows = routed.by_name(found, names, texts.say(language, "no-category"))
    words = routed.Words(
        title=texts.say(language, "quality-title", month=texts.month(language, month)),
        all=texts.say(language, "quality-all"),
        routed=texts.say(language, "quality-routed"),
        corrected=texts.say(language, "quality-corrected"),
        by_person=texts.say(language, "quality-by-person"),
        mark=texts.say(language, "quality-mark"),
        empty=texts.say(language, "chart-empty"),
        rest=texts.say(language, "chart-rest"),
    )
    note = texts.say(language, "chart-note", moment=texts.moment(language, now, now))
    return await asyncio.to_thread(routed.picture, rows, words, note=note)


async def stats_chart(
    db: Database, settings: Settings, unit_id: int, period: Period, language: str, at: datetime
) -> bytes:
    """The picture (PNG) of the figures of a period as they were at `at`: of one unit, or of all (0)."""
    texts, window = Texts(settings.zone), period.window(settings.zone)
    window = Window(window.start, min(window.end, at))
    async with db.snapshot() as tx:
        found = await figures.read(tx, settings, window)
        categories = {c.id: c.name(language) for c in await offices.categories(tx)}
        units = {unit.id: unit.name for unit in await offices.units(tx)}
    title = units[unit_id] if unit_id else texts.say(language, "stats-all")
    shown = found.of_unit(unit_id) if unit_id else found
    names = None if unit_id else units
    return await asyncio.to_thread(stats.picture, texts, language, period, shown, title, names, categories, at)


async def _own_data(db: Database, contact_id: int) -> bytes:
    async with db.snapshot() as tx:
        data: dict[str, Any] = await contacts.own_data(tx, contact_id)
    return json.dumps(data, ensure_ascii=False, indent=2, default=str).encode()
