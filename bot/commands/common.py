"""What all commands share: settings, results for people or machines, progress, and mistakes in one line each."""

import asyncio
import json
import logging
import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import asyncpg
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot import logs
from bot.secrecy import hide, redact
from bot.settings import Settings, WrongSettings, load
from storage import Database, DatabaseBusy, NoFolder, SchemaTooNew, Unreachable, WrongKeys, open_database

_loop: Callable[[], asyncio.AbstractEventLoop]
try:  # an event loop in C; there is none for Windows
    from uvloop import new_event_loop as _loop
except ImportError:
    _loop = asyncio.new_event_loop

T = TypeVar("T")

log = logging.getLogger(__name__)

FAILED, WRONG_USE = 1, 2  # exit codes
TOKEN = re.compile(r"\d{6,16}:[\w-]{30,64}", re.ASCII)
KEYS = (
    "The names and phone numbers of {n} people are encrypted with a key that is not in CONTACT_KEYS. Put that key "
    "back, behind the others after a comma; nothing was changed."
)
COPY_ANEW = "TELEGRAM_BOT_TOKEN does not look like 123456789:AAE...: copy it anew from @BotFather"
REACH = "Check DATABASE_URL, and whether PostgreSQL runs and lets this user in."
OWNER = "Run it as the user that the files belong to, or give them to this one."
_HINTS = {
    "SQLITE_READONLY": f"This user may not write to the database. {OWNER}",
    "SQLITE_CANTOPEN": f"The database cannot be opened, or a file made beside it. Check DATABASE_URL. {OWNER}",
    "SQLITE_FULL": "The disk is full: make room, and try again.",
}
_DATABASE = (sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


class Failed(Exception):
    """It could not be done; the text says why and what to do."""

    code = FAILED


class WrongUse(Failed):
    """It was asked for in a way that cannot be right; the text shows the right one."""

    code = WRONG_USE


def execute(work: Coroutine[Any, Any, T]) -> T:
    """Runs a command to its end. A mistake that a person can mend becomes lines on stderr and an exit code."""
    try:
        with asyncio.Runner(loop_factory=_loop) as runner:
            return runner.run(work)
    except (BrokenPipeError, typer.Exit):  # who reads along, such as `head`, has enough; or all was said already
        raise
    except (*_DATABASE, WrongSettings, Failed, DatabaseBusy, NoFolder, SchemaTooNew, Unreachable, WrongKeys) as mistake:
        lines, code = _said(mistake)
    except Exception:
        # Nobody foresaw it, so nobody knows what is in it: Python itself would print it with whatever secret it has.
        log.exception("this is a mistake of Kaimen, please report it")
        raise typer.Exit(FAILED) from None
    for line in lines.splitlines():
        typer.echo(redact(logs.one_line(line)), err=True)
    raise typer.Exit(code)


def _said(mistake: Exception) -> tuple[str, int]:
    match mistake:
        case WrongSettings():
            return str(mistake), WRONG_USE
        case Failed():
            return str(mistake), mistake.code
        case DatabaseBusy():
            return f"Another kaimen process writes to the database {mistake}: stop it first.", FAILED
        case NoFolder():
            return f"There is no folder {mistake} for the database: make it first, or correct DATABASE_URL.", WRONG_USE
        case Unreachable():
            return f"The database cannot be reached ({mistake}). {REACH}", FAILED
        case WrongKeys():
            return KEYS.format(n=mistake), WRONG_USE
        case SchemaTooNew():
            return f"This Kaimen is older than its database: {mistake}", FAILED
        case FileNotFoundError() if mistake.errno is None:
            return str(mistake), FAILED
        case _ if hint := hint_of(mistake):
            return hint, FAILED
        case _:
            return f"{type(mistake).__name__}: {str(mistake).partition(chr(10))[0]}", FAILED


def hint_of(error: Exception) -> str:
    """What can be done about what the files or the disk do not allow; empty if nothing is known."""
    if isinstance(error, PermissionError):
        return f"This user may not use {error.filename}. {OWNER}"
    if isinstance(error, IsADirectoryError):
        return f"{error.filename} is a folder: name a file, such as {error.filename}/kaimen.db."
    name = getattr(error, "sqlite_errorname", "")  # also SQLITE_READONLY_DIRECTORY, for example
    return next((hint for known, hint in _HINTS.items() if name.startswith(known)), "")


def settings(**values: object) -> Settings:
    """The settings, with logging set up as they say. Raises WrongSettings."""
    found = load(**values)
    _keep_secret(found)
    logs.set_up(found.log_level, found.log_format)
    return found


def _keep_secret(found: Settings) -> None:
    """What must not be logged is not, from now on, whoever logs it."""
    database = urlsplit(found.database_url)
    password = database.password or ""
    hide(
        found.telegram_bot_token.get_secret_value(),
        found.telegram_webhook_secret.get_secret_value(),
        *found.keys,
        password,
        unquote(password),
        f"{password}@{database.hostname}" if password else "",  # with which a short one, too, is hidden in an address
    )


def quiet_settings() -> Settings:
    """The settings for a command that talks to a person: only what goes wrong is logged."""
    found = load()
    _keep_secret(found)
    logs.set_up("WARNING" if found.log_level in ("DEBUG", "INFO") else found.log_level, found.log_format)
    return found


def show_json(result: object) -> None:
    """A result for machines: one JSON value on stdout, and nothing else there."""
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2, default=str))


@asynccontextmanager
async def reading(url: str) -> AsyncIterator[Database]:
    """The database, for reading beside a running bot. Raises as `open_database` does, FileNotFoundError if none is."""
    db = await open_database(url, read_only=True)
    try:
        yield db
    finally:
        await db.close()


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Progress]:
    """A progress bar on stderr with one task, number 0; shown on a terminal only."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        bar.add_task(what, total=total)
        yield bar


def a_day(text: str, option: str, zone: ZoneInfo) -> datetime:
    """The beginning of a day in the office's zone. Raises WrongUse."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), zone)
    except ValueError:
        raise WrongUse(f"{option} {text}: not a day. Write it like 2026-11-23.") from None


def a_moment(text: str, option: str, now: datetime, zone: ZoneInfo) -> datetime:
    """A moment: with its zone, or as the office's clock shows it; a time alone is one of today. Raises WrongUse."""
    try:
        if len(text) <= 5:
            return datetime.combine(now.astimezone(zone).date(), time.fromisoformat(text), zone)
        at = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"{option} {text}: not a time. Write it like '2026-11-23 08:00' or 08:00.") from None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def a_new_file(path: Path) -> Path:
    """A path whose folder is there. Raises WrongUse."""
    if not path.parent.is_dir():
        raise WrongUse(f"There is no folder {path.parent}: make it first, or name another file.")
    if path.is_dir():
        raise WrongUse(f"{path} is a folder: name a file.")
    return path


def tidy_streams() -> None:
    """A character that a terminal's encoding lacks must not end a command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
