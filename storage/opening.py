"""Opens a database of either engine."""

from storage import postgres, sqlite
from storage.database import Database


async def open_database(url: str, *, read_only: bool = False) -> Database:
    """Opens `sqlite:///path` or `postgresql://...`, and brings its schema up to date unless `read_only`.

    Raises DatabaseBusy if another process writes to the SQLite file, NoFolder if there is no folder for it, Unreachable
    if the server is, SchemaTooNew if the database is from a newer version, ValueError for any other address.
    """
    if url.startswith("sqlite:///"):
        return await sqlite.open_sqlite(url, read_only=read_only)
    if url.startswith(("postgresql://", "postgres://")):
        return await postgres.open_postgres(url, read_only=read_only)
    raise ValueError(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {url.split(':', 1)[0]!r}")
