"""Copies of the SQLite file: made while the bot writes, opened and checked before they count."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from storage import health, open_database
from storage.database import migrations, pending
from storage.restoring import put_in_place

SCHEDULED = "kaimen-scheduled-"  # what the names of copies begin with that may be removed when newer ones are there


class Damaged(Exception):
    """The copy is not sound, so the database is not either. It is kept as `file`; `wrong` says what was found."""

    def __init__(self, file: Path, wrong: list[str]) -> None:
        super().__init__("; ".join(wrong[:3]))
        self.file, self.wrong = file, wrong


class NoCopy(Exception):
    """The file is no database of Kaimen."""


class Copy(NamedTuple):
    """What a database holds. `schema` is its version; `newest` is when something last happened to a case."""

    file: Path
    bytes: int
    schema: int
    cases: int
    newest: datetime | None
    wrong: list[str]


async def look(file: Path) -> Copy:
    """Opens the database and checks all of it. Raises NoCopy, SchemaTooNew, FileNotFoundError, sqlite3.Error."""
    db = await open_database(f"sqlite:///{file}", read_only=True)
    try:
        if len(missing := await pending(db)) == len(migrations()):
            raise NoCopy(str(file))
        wrong = await db.check()
        async with db.snapshot() as tx:
            cases, newest = await health.count_cases(tx), await health.newest_event(tx)
    finally:
        await db.close()
    schema = max(version for version, name, _ in migrations() if name not in missing)
    return Copy(file, file.stat().st_size, schema, cases, newest, wrong)


async def make(url: str, target: Path) -> Copy:
    """Copies the database to the new file `target`, which gets its name only when it was opened and found sound.

    Raises FileExistsError, Damaged, and what opening and writing raise. `target`'s folder is made if there is none.
    """
    if target.exists():
        raise FileExistsError(str(target))
    part = target.with_name(f".{target.name}.part")
    _remove(part)
    try:
        db = await open_database(url, read_only=True)
        try:
            target.parent.mkdir(exist_ok=True)  # only now: where there is nothing to copy, no folder is left
            await db.backup(str(part))
        finally:
            await db.close()
        copy = await look(part)
        if copy.wrong:  # the database itself must be damaged; even so it may be the last copy
            raise Damaged(part.replace(target.with_name(f"{target.name}.damaged")), copy.wrong)
        put_in_place(part, target)
    finally:
        _remove(part)
    return copy._replace(file=target)


async def make_scheduled(url: str, folder: Path, at: datetime, keep: int) -> Copy:
    """Makes a copy named by its moment `at`, and then removes the oldest scheduled ones beyond `keep`. Raises as `make`
    does; then nothing was removed."""
    folder = folder.expanduser()
    for part in folder.glob(f".{SCHEDULED}*.db.part"):  # the process died: nobody would see what fills the disk
        _remove(part)
    copy = await make(url, folder / f"{SCHEDULED}{at:%Y%m%d-%H%M%S}.db")
    # Their names are in the order of time. What somebody put there by hand is nobody else's to remove.
    for old in sorted(folder.glob(f"{SCHEDULED}*.db"))[:-keep]:
        if old != copy.file:
            old.unlink()
    return copy


def _remove(part: Path) -> None:
    """A copy that was not finished, and SQLite's journal of it."""
    part.unlink(missing_ok=True)
    part.with_name(f"{part.name}-journal").unlink(missing_ok=True)
