"""Opens a database of either engine."""

from storage import postgres, sqlite
from storage.database import Database
from storage.sealing import Keys


async def open_database(url: str, *, read_only: bool = False, keys: Keys | None = None) -> Database:
    """Opens `sqlite:///path` or `postgresql://...`, and brings its schema up to date unless `read_only`.
    `keys` are those of contact data, which without them can only be read where it is kept plain.

    Raises DatabaseBusy if another process writes to the SQLite file, NoFolder if there is no folder for it,
    IsADirectoryError if it is a folder itself, Unreachable if the server is, SchemaTooNew if the database is from a
    newer version, ValueError for any other address.
    """
    if url.startswith("sqlite:///"):
        db = await sqlite.open_sqlite(url, read_only=read_only)
    elif url.startswith(("postgresql://", "postgres://")):
        db = await postgres.open_postgres(url, read_only=read_only)
    else:
        raise ValueError(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {url.split(':', 1)[0]!r}")
    db.keys = keys or Keys()
    return db
