"""`doctor`: looks whether everything is in order, and says of each thing that is not what to do."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Literal, NamedTuple

import asyncpg
import typer

from bot import logs
from bot.casework.deadlines import Calendar
from bot.clock import now
from bot.commands.common import COPY_ANEW, FAILED, KEYS, REACH, TOKEN, hint_of, reading, show_json
from bot.digests import charts
from bot.settings import Settings, WrongSettings, load
from storage import Database, Keys, NoFolder, SchemaTooNew, Unreachable, WrongKeys, facts, health, rotation
from storage.database import migrations, pending

# 123456789:35 characters; Telegram has never given out others, but does not promise it.
LITTLE, TOO_LITTLE = 1_000_000_000, 100_000_000  # bytes free on the disk
RACE_MENDED = (3, 51, 3)  # the WAL-reset race of several writing connections; Kaimen has one
ANNOUNCED = 11  # the month in which the State Council usually announces the next year's holidays


class Finding(NamedTuple):
    """One thing that was looked at. `what` says how it is and, unless it is ok, what to do."""

    name: str
    state: Literal["ok", "warn", "fail"]
    what: str


async def doctor(as_json: bool) -> None:
    """Prints all findings; ends with exit code 1 if one of them is a failure."""
    findings = [finding async for finding in look(now())]
    if as_json:
        show_json([finding._asdict() for finding in findings])
    else:
        colours = {"ok": typer.colors.GREEN, "warn": typer.colors.YELLOW, "fail": typer.colors.RED}
        for name, state, what in findings:
            typer.echo(f"{typer.style(f'{state:4}', fg=colours[state])} {name}: {logs.one_line(what)}")
    if any(finding.state == "fail" for finding in findings):
        raise typer.Exit(FAILED)


async def look(at: datetime) -> AsyncIterator[Finding]:
    """Looks at everything, in the order in which it would have to be put right."""
    try:
        settings = load()
    except WrongSettings as wrong:
        for line in str(wrong).splitlines():
            yield Finding("settings", "fail", f"{line}. Change it in .env or in the environment.")
        return
    logs.set_up("ERROR", settings.log_format)
    yield Finding("settings", "ok", "all can be used")
    yield _token(settings)
    yield Finding(
        "time zone", "ok", f"{settings.timezone}, where it is now {at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    )
    yield await asyncio.to_thread(_charts)
    yield _files(settings)
    calendar = Calendar(settings.zone, {}, *settings.office_hours)
    if settings.database_url.startswith("sqlite:"):
        for finding in _file(Path(settings.database_url.removeprefix("sqlite:///")).expanduser()):
            yield finding
    try:
        async with reading(settings.database_url) as db:
            async for finding in _database(db):
                yield finding
            if not await pending(db):
                yield await _keys(db, settings)
            if not db.shared and not await pending(db):
                yield await _backups(db, settings)
            async with db.snapshot() as tx:
                calendar = Calendar(settings.zone, await facts.calendar_days(tx), *settings.office_hours)
    except FileNotFoundError as error:
        yield Finding("database", "warn", f"{error}: `run`, `chat` or `migrate` makes it")
    except NoFolder as error:
        yield Finding("database", "fail", f"there is no folder {error}: make it first, or correct DATABASE_URL")
    except Unreachable as error:
        yield Finding("database", "fail", f"cannot be reached ({error}). {REACH}")
    except SchemaTooNew as error:
        yield Finding("database", "fail", str(error))
    except (sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        plain = f"{type(error).__name__}: {error}. Check DATABASE_URL, or restore a backup."
        yield Finding("database", "fail", hint_of(error) or plain)
    for finding in _calendar(calendar, at.astimezone(settings.zone).date()):
        yield finding


def _token(settings: Settings) -> Finding:
    token = settings.telegram_bot_token.get_secret_value()
    if not token:
        return Finding(
            "token", "warn", "TELEGRAM_BOT_TOKEN is not set: `run` needs one from @BotFather, `chat` does not"
        )
    if not TOKEN.fullmatch(token):
        return Finding("token", "fail", COPY_ANEW)
    return Finding("token", "ok", "looks right")


async def _keys(db: Database, settings: Settings) -> Finding:
    db.keys = Keys(settings.keys)
    try:
        await rotation.fits(db)
    except WrongKeys as wrong:
        return Finding("keys", "fail", KEYS.format(n=wrong))
    async with db.snapshot() as tx:
        left = await rotation.count(tx)
    if left and db.keys.first:
        return Finding(
            "keys", "warn", f"contact data of {left} people is not encrypted with the first key: `rotate-keys`"
        )
    return Finding("keys", "ok", "contact data is encrypted" if db.keys.first else "none: contact data is kept plain")


def _charts() -> Finding:
    try:
        if charts.can_show("城管局日报：办结率、满意率，超期"):
            return Finding("charts", "ok", "can show Chinese")
    except Exception as error:  # whatever the drawing library meets: no chart, but everything else works
        return Finding("charts", "fail", f"cannot be drawn ({type(error).__name__}: {error}). Install Kaimen anew.")
    return Finding("charts", "fail", "the font lacks Chinese characters. Install the package zhplot anew.")


def _files(settings: Settings) -> Finding:
    if settings.files_folder is None:
        return Finding("files", "ok", "left with the platform")
    folder = settings.files_folder.absolute()
    made = next(path for path in (folder, *folder.parents) if path.exists())
    if not (made.is_dir() and os.access(made, os.W_OK | os.X_OK)):
        return Finding("files", "fail", f"{folder} cannot be written to: correct FILES, or let the bot write there")
    return Finding("files", "ok", f"copies go to {folder}")


def _file(path: Path) -> Iterator[Finding]:
    version = sqlite3.sqlite_version_info
    note = (
        "" if version >= RACE_MENDED else ", whose WAL race does not matter here: one process writes, on one connection"
    )
    yield Finding("SQLite", "ok", f"version {sqlite3.sqlite_version}{note}")
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    free = shutil.disk_usage(folder).free
    state: Literal["ok", "warn", "fail"] = "fail" if free < TOO_LITTLE else "warn" if free < LITTLE else "ok"
    yield Finding("disk", state, f"{free / 1e9:.1f} GB free in {folder}" + ("" if state == "ok" else ": make room"))


async def _database(db: Database) -> AsyncIterator[Finding]:
    wrong = await db.check()
    if wrong:
        yield Finding("database", "fail", f"{'; '.join(wrong[:3])}. Stop the bot and restore the last backup.")
    else:
        yield Finding("database", "ok", "sound")
    if missing := await pending(db):
        yield Finding("schema", "warn", f"lacks {', '.join(missing)}: `run` or `migrate` applies it")
        return
    yield Finding("schema", "ok", f"version {migrations()[-1][0]}")
    async with db.snapshot() as tx:
        found = await health.look(tx)
    n = found.admins
    yield _warn_if(n == 0, "admins", f"{n}", "none yet: `run` prints a code for the first one, or set ADMIN_IDS")
    yield Finding("inbox", "ok", f"{found.waiting} messages not handled yet")
    n = found.dead
    yield _warn_if(n > 0, "dead letters", "none", f"{n} messages could not be handled: see /failures, then /retry ID")
    n = found.undelivered
    yield _warn_if(n > 0, "undelivered", "none", f"{n} messages were given up after the last try: see /failures")
    names = "、".join(found.lonely_units)
    yield _warn_if(bool(names), "units", "all have people", f"{names}: nobody reads the digest, send /invite UNIT")
    names = "、".join(found.unrouted)
    yield _warn_if(bool(names), "routes", "all set", f"{names}: go to dispatchers, send /route CATEGORY UNIT")


async def _backups(db: Database, settings: Settings) -> Finding:
    if not settings.backup_folder:
        return Finding("backups", "warn", "none by the clock: set BACKUP_FOLDER, or copy the file in another way")
    async with db.snapshot() as tx:
        made, failed = await health.last_backup(tx), await health.last_failed_backup(tx)
    last = f"{made.astimezone(settings.zone):%Y-%m-%d %H:%M}" if made else "never"
    if failed and (made is None or failed > made):
        return Finding("backups", "fail", f"the last one failed, see the log; the last good one: {last}")
    return _warn_if(made is None, "backups", f"the last one: {last}", "none yet: `run` makes the first one")


def _warn_if(wrong: bool, name: str, good: str, bad: str) -> Finding:
    return Finding(name, "warn", bad) if wrong else Finding(name, "ok", good)


def _calendar(calendar: Calendar, today: date) -> Iterator[Finding]:
    """Whether the holidays of this year are known, and from November on those of the next."""
    for year, name in ((today.year, "calendar"), (today.year + 1, "next calendar")):
        known = all(calendar.is_announced(date(year, month, day)) for month, day in ((1, 1), (5, 1), (10, 1)))
        if known:
            yield Finding(name, "ok", f"the holidays of {year} are known")
        elif year == today.year or today.month >= ANNOUNCED:
            what = (
                f"the holidays of {year} are not known, so dates in it are provisional: pip install -U chinesecalendar"
            )
            yield Finding(name, "warn", what)
        else:
            yield Finding(name, "ok", f"the holidays of {year} are usually announced in November")
