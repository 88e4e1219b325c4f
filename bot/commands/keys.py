"""`new-key` and `rotate-keys`: contact data from one key to another, or to none."""

import typer

from bot.commands.common import progress, quiet_settings, show_json
from storage import Database, Keys, open_database, rotation

AT_ONCE = 200  # people in one transaction


def new_key() -> None:
    """Prints a key that nobody has seen before."""
    from cryptography.fernet import Fernet

    typer.echo(Fernet.generate_key().decode())


async def rotate(*, plain: bool, as_json: bool) -> None:
    """Keeps all contact data as CONTACT_KEYS says: encrypted with the first key; without a key, or `plain`, decrypted.

    Interrupted, it goes on when it is called again. Raises WrongKeys, DatabaseBusy while the bot runs on SQLite.
    """
    settings = quiet_settings()
    keys = Keys(settings.keys, plain=plain)
    db = await open_database(settings.database_url, keys=keys)
    done = 0
    try:
        await rotation.fits(db)
        while left := await _left(db):  # once, unless a worker had some of them in hand
            with progress("rotating", left) as bar:
                last = 0
                while ids := await _some(db, last):
                    last, done = ids[-1], done + len(ids)
                    bar.advance(bar.task_ids[0], len(ids))
    finally:
        await db.close()
    if as_json:
        show_json({"people": done, "encrypted": bool(keys.first)})
    elif keys.first:
        typer.echo(f"{done} people: encrypted with the first key. The others in CONTACT_KEYS are not needed any more.")
    else:
        typer.echo(f"{done} people: decrypted. CONTACT_KEYS can be empty now.")


async def _left(db: Database) -> int:
    async with db.snapshot() as tx:
        return await rotation.count(tx)


async def _some(db: Database, after: int) -> list[int]:
    async with db.transaction() as tx:
        return await rotation.some(tx, after, AT_ONCE)
