"""`migrate-data`: from an SQLite file to PostgreSQL, with everything."""

import typer

from bot.commands.common import Failed, WrongUse, progress, quiet_settings, reading, show_json
from storage import open_database
from storage.database import migrations, pending
from storage.moving import NotMoved, count, is_bare, move


async def migrate_data(source: str, target: str, as_json: bool) -> None:
    """Copies all and compares it. Raises WrongUse, Failed, DatabaseBusy while the bot runs, Unreachable."""
    quiet_settings()
    if not source.startswith("sqlite:///") or not target.startswith(("postgresql://", "postgres://")):
        raise WrongUse("Say from where and to where: kaimen migrate-data sqlite:///kaimen.db postgresql://...")
    try:
        async with reading(source) as db:
            if await pending(db):
                raise Failed(
                    f"The schema of the SQLite file is older than this Kaimen: DATABASE_URL={source} kaimen migrate"
                )
            if wrong := await db.check():
                raise Failed("\n".join(["The SQLite file is damaged; restore a backup first:", *wrong[:10]]))
    except FileNotFoundError as error:
        raise WrongUse(f"{error}: nothing to move.") from None
    await _prepare(target)
    db = await open_database(source)  # holds the file: the bot cannot write to it meanwhile
    try:
        with progress("moving", 2 * await count(db)) as bar:
            moved, anew = await move(db, target, lambda rows: bar.advance(bar.task_ids[0], rows))
    except NotMoved as error:
        raise Failed(f"Nothing was moved: {error}.") from None
    finally:
        await db.close()
    if as_json:
        tables = [{"table": t.name, "rows": t.rows, "checksum": f"{t.checksum:064x}"} for t in moved]
        show_json({"moved": anew, "version": migrations()[-1][0], "tables": tables})
        return
    lines = [f"{t.rows:>12,}  {t.checksum:064x}"[:30] + f"  {t.name}" for t in moved if t.rows]
    done = "All was copied, and compared row by row." if anew else "All of it is there already, row by row the same."
    typer.echo("\n".join([*lines, done, "Set DATABASE_URL to the PostgreSQL address and start the bot."]))


async def _prepare(target: str) -> None:
    """Makes the tables in an empty database. Raises Failed if it is another program's, or has another schema."""
    async with reading(target) as db:
        missing = await pending(db)
    if missing and len(missing) < len(migrations()):
        raise Failed("The PostgreSQL database has an older schema than this Kaimen. Make an empty one for this.")
    if missing and not await is_bare(target):
        raise Failed("The PostgreSQL database has tables of another program. Make an empty one for this.")
    made = await open_database(target)
    await made.close()
