"""`backup` and `migrate`: looking after the database."""

from datetime import datetime
from pathlib import Path

import typer

from bot.clock import now
from bot.commands.common import Failed, WrongUse, a_new_file, quiet_settings, reading, show_json
from storage import health, open_database
from storage.database import migrations, pending

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
    if target.exists():
        raise WrongUse(f"{target} is there already: name another file.")
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        async with reading(settings.database_url) as db:
            target.parent.mkdir(exist_ok=True)  # only now: where there is nothing to copy, no folder is left
            await db.backup(str(part))
        async with reading(f"sqlite:///{part}") as copy:
            wrong = await copy.check()
            async with copy.snapshot() as tx:
                cases = await health.count_cases(tx)
        if wrong:  # the database itself must be damaged; even so it may be the last copy
            damaged = part.replace(target.with_name(f"{target.name}.damaged"))
            raise Failed("\n".join([f"The copy is damaged, and is kept as {damaged}:", *wrong[:10]]))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    size = target.stat().st_size
    if as_json:
        show_json({"file": str(target), "bytes": size, "cases": cases, "checked": True})
    else:
        typer.echo(f"{target}: {size:,} bytes, {cases} cases, checked")


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
