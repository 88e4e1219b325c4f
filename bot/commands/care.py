"""`backup`, `restore` and `migrate`: looking after the database."""

import asyncio
import sqlite3
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from bot import backups
from bot.clock import now
from bot.commands.common import Failed, WrongUse, a_new_file, quiet_settings, reading, show_json
from storage import SchemaTooNew, invites, open_database
from storage.database import migrations, pending
from storage.restoring import restore as restore_file
from storage.sqlite import file_of

FOLDER = Path("backups")


async def backup(target: Path | None, as_json: bool) -> None:
    """Copies the database while the bot writes, opens the copy and checks it. Only a good copy gets its name.

    Raises WrongUse if there is such a file, Failed if the copy is not good or the engine has a tool of its own.
    """
    settings = quiet_settings()
    moment = now().astimezone(settings.zone)
    if not settings.database_url.startswith("sqlite:"):
        raise Failed(
            "PostgreSQL has its own tool, which also works while the bot writes:\n"
            f'pg_dump --format=custom --file={_name(moment, "dump")} "$DATABASE_URL"'
        )
    target = FOLDER / _name(moment, "db") if target is None else a_new_file(target)
    try:
        copy = await backups.make(settings.database_url, target)
    except FileExistsError:
        raise WrongUse(f"{target} is there already: name another file.") from None
    except backups.Damaged as damaged:
        lines = [f"The copy is damaged, and is kept as {damaged.file}:", *damaged.wrong[:10]]
        raise Failed("\n".join(lines)) from None
    if as_json:
        show_json({"file": str(target), "bytes": copy.bytes, "cases": copy.cases, "checked": True})
    else:
        typer.echo(f"{target}: {copy.bytes:,} bytes, {copy.cases} cases, checked")


async def restore(source: Path, *, do_it: bool, as_json: bool) -> None:
    """Puts a checked copy in the place of the database, which is kept beside it; without `do_it` it is only checked.

    Raises WrongUse if `source` is no copy that can be used, Failed if it is damaged or the engine has a tool of its
    own, SchemaTooNew if it is a newer Kaimen's, DatabaseBusy while the bot runs.
    """
    settings = quiet_settings()
    if not settings.database_url.startswith("sqlite:"):
        raise Failed(
            "PostgreSQL has its own tool; into an empty database, while the bot is stopped:\n"
            f'pg_restore --exit-on-error --single-transaction --dbname="$DATABASE_URL" {source}\n'
            "Then end its invites, which may have been used since:\n"
            f'psql "$DATABASE_URL" --command="{invites.END_ALL.format(now="now()")}"'
        )
    path = file_of(settings.database_url)
    copy = await _checked(source)
    if path.exists() and path.samefile(source):
        raise WrongUse(f"{source} is the database itself: name a copy.")
    before = await _present(path)
    aside = path.with_name(f"{path.name}.replaced-{now().astimezone(settings.zone):%Y%m%d-%H%M%S}")
    lines = [f"The copy {source} is sound: {_holds(copy, settings.zone)}.", f"The database {path}: {before}."]
    kept, ended = None, 0
    if do_it:
        kept, carried, ended = await asyncio.to_thread(restore_file, source, path, aside, now())
        if kept:
            lines.append(f"It was replaced, and is kept as {kept}.")
            if not carried:
                lines.append(
                    "It could not be read, so numbers that it gave after the copy was made may be given again."
                )
        if ended:
            lines.append(
                f"Of the invites {ended} were still open in the copy. They are ended, for they may have been used or "
                "cancelled since: make new ones with /invite."
            )
        lines.append("Restored. Start the bot; what it was about to say is said again, marked as a possible repeat.")
    else:
        lines.append("Nothing was changed. To replace the database by the copy, stop the bot and add --yes.")
    if as_json:
        found = {"copy": copy._asdict(), "replaces": str(path), "restored": do_it, "kept": kept}
        show_json(found | {"invites_ended": ended})
    else:
        typer.echo("\n".join(lines))


async def _checked(source: Path) -> backups.Copy:
    try:
        copy = await backups.look(source)
    except FileNotFoundError:
        raise WrongUse(f"There is no file {source}.") from None
    except (backups.NoCopy, sqlite3.DatabaseError):
        raise WrongUse(f"{source} is no database of Kaimen, or is damaged so much that it cannot be opened.") from None
    if copy.wrong:
        raise Failed("\n".join([f"{source} is damaged, nothing was changed:", *copy.wrong[:10]]))
    return copy


async def _present(path: Path) -> str:
    """What the database in use holds, in words: it may be missing or damaged."""
    try:
        found = await backups.look(path)
    except FileNotFoundError:
        return "is not there"
    except (backups.NoCopy, SchemaTooNew, sqlite3.Error) as error:
        return f"cannot be read ({error})"
    sound = "" if not found.wrong else f", and is damaged: {found.wrong[0]}"
    return f"{_holds(found, quiet_settings().zone)}{sound}"


def _holds(copy: backups.Copy, zone: ZoneInfo) -> str:
    newest = f"the last step on {copy.newest.astimezone(zone):%Y-%m-%d %H:%M}" if copy.newest else "no step yet"
    return f"schema {copy.schema}, {copy.cases} cases, {newest}, {copy.bytes:,} bytes"


def _name(moment: datetime, ending: str) -> str:
    return f"kaimen-{moment:%Y%m%d-%H%M%S}.{ending}"


async def migrate(as_json: bool) -> None:
    """Brings the database's schema up to date, which `run` does by itself; makes the database if there is none."""
    settings = quiet_settings()
    try:
        async with reading(settings.database_url) as db:
            applied = await pending(db)
    except FileNotFoundError:
        applied = [name for _, name, _ in migrations()]
    db = await open_database(settings.database_url)
    await db.close()
    version = migrations()[-1][0]
    if as_json:
        show_json({"applied": applied, "version": version})
    else:
        typer.echo("\n".join([*(f"applied {name}" for name in applied), f"The database has version {version}."]))
