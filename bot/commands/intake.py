"""`import`: what was collected elsewhere, from a file."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from bot.app import open_app
from bot.clock import now
from bot.commands.common import Failed, WrongUse, progress, quiet_settings, reading, show_json
from bot.imports import Importer, Report
from bot.intake import UnreadableFile, count
from bot.messages import Inbound
from bot.settings import Settings
from bot.tagging.defaults import default_categories
from bot.texts import Texts
from storage import DatabaseBusy, offices

SHOWN = 50  # refused rows that a person is told of; --json tells all

BUSY = """\
Another kaimen process writes to {path}, and SQLite takes one writer.
If it is the bot, send it the file: as an admin, with the caption /import (or first /import, then the file).
Or stop it (a chat: /quit; an import ends by itself), and call this again."""


async def bring_in(path: Path, source: str, *, dry_run: bool, as_json: bool) -> None:
    """Imports a file and reports. Raises WrongUse for a file that cannot be read, Failed if rows were set aside or all
    were refused."""
    settings = quiet_settings()
    try:
        with progress(path.name, await asyncio.to_thread(count, path)) as bar:

            async def told(report: Report) -> None:
                bar.update(0, completed=report.rows)  # type: ignore[arg-type]

            work = _look(settings, path, told) if dry_run else _take(settings, path, source, told)
            report = await work
    except UnreadableFile as wrong:
        raise WrongUse(f"{path}: {wrong}") from None
    except DatabaseBusy as busy:
        raise Failed(BUSY.format(path=busy)) from None
    if as_json:
        show_json(as_dict(report))
    else:
        typer.echo("\n".join(in_words(report, Texts(settings.zone))))
    if report.failed:
        raise Failed(f"{counted(len(report.failed), 'row')} could not be handled, and kept. kaimen doctor says more.")
    if report.refused and not (report.new or report.known):
        raise Failed("Nothing could be taken from this file: all rows were refused.")


async def _take(settings: Settings, path: Path, source: str, told: Any) -> Report:
    async with open_app(settings, lambda draw: []) as app:
        return await app.take_in(path, source, told)


async def _look(settings: Settings, path: Path, told: Any) -> Report:
    """A dry run: reads beside the bot, or where there is no database yet."""

    async def nothing(_: Sequence[Inbound]) -> None:
        raise AssertionError("a dry run keeps nothing")

    async def none(_: int) -> int:
        raise AssertionError("a dry run handles nothing")

    def importer(db: Any, names: set[str]) -> Importer:
        return Importer(db, settings.zone, now, nothing, none, lambda label: label.casefold() in names, lambda _: None)

    try:
        async with reading(settings.database_url) as db:
            async with db.snapshot() as tx:
                known = [(c.code, c.zh, c.en) for c in await offices.categories(tx) if c.retired_at is None]
            return await importer(db, _folded(known)).run(path, dry_run=True, progress=told)
    except FileNotFoundError:
        known = [(c.code, c.zh, c.en) for c in default_categories()]
        return await importer(None, _folded(known)).run(path, dry_run=True, progress=told)


def _folded(names: Sequence[tuple[str, ...]]) -> set[str]:
    return {name.casefold() for some in names for name in some}


def as_dict(report: Report) -> dict[str, Any]:
    """The report with stable keys."""
    found: dict[str, Any] = {
        **asdict(report),
        "refused": [
            {"row": r.row, "sheet": r.sheet, "reason": r.reason.value, "detail": r.detail} for r in report.refused
        ],
        "labels": dict(report.labels),
    }
    if report.dry_run:
        found |= {"routed": None, "waiting": None}
    return found


def counted(n: int, what: str) -> str:
    """So many of them, in words."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def in_words(report: Report, texts: Texts) -> list[str]:
    """The report for a person."""
    lines = [f"{counted(report.rows, 'row')} read"]
    if report.dry_run:
        lines += [f"{counted(report.new, 'case')} would be new", f"{report.known} known already"]
    else:
        lines += [
            f"{counted(report.new, 'new case')}: {report.routed} routed without a person, "
            f"{report.waiting} left to dispatchers",
            f"{report.known} known already, not doubled",
        ]
    lines.append(f"{len(report.refused)} refused")
    for row in report.refused[:SHOWN]:
        why = texts.say("en", f"import-row-{row.reason}")
        sheet = f"{row.sheet}, " if row.sheet else ""
        lines.append(f"  {sheet}row {row.row}: {why}" + (f" ({row.detail})" if row.detail else ""))
    if len(report.refused) > SHOWN:
        lines.append(f"  ... and {len(report.refused) - SHOWN} more (--json lists all)")
    if report.failed:
        lines.append(f"{len(report.failed)} set aside: rows {', '.join(map(str, report.failed[:SHOWN]))}")
    if report.labelled:
        lines.append(f"{report.labelled} with a category: /relearn in the chat, or `kaimen learn`, learns from them")
    for label, n in report.labels.most_common():
        lines.append(f"unknown label {label!r}, {counted(n, 'row')}: sorted by the words")
    return lines
