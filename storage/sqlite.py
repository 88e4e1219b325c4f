"""SQLite: one process writes, on one connection, behind one lock; a second one (through aiosqlite) gives snapshots.

WAL with synchronous=FULL, so that what was committed survives a power cut. Another
task's statement on the writing connection would join the open transaction, hence the lock; versions before 3.51.3 have
a WAL-reset race with several writing connections, hence the lock file that lets one process write.
"""

import asyncio
import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiosqlite
from filelock import FileLock, Timeout

from storage.database import Database, DatabaseBusy, SchemaTooNew, Tx, iso, migrate, migrations
from storage.sqlite_tx import SnapshotTx, WritingTx

sqlite3.register_adapter(datetime, iso)


class Writer:
    """The one writing connection of a process, with a thread for what waits: BEGIN for a lock, COMMIT for the disk."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(_uri(path, "rwc"), **_HOW)
        self.connection.row_factory = sqlite3.Row
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.connection.execute(f"PRAGMA {pragma}")
        self._thread = ThreadPoolExecutor(1, "sqlite-writer")

    async def wait(self, sql: str) -> None:
        """Runs `sql` to its end, also if the caller is cancelled meanwhile; they are told when it is done."""
        work = asyncio.get_running_loop().run_in_executor(self._thread, self.connection.execute, sql)
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work])
            raise

    def close(self) -> None:
        self._thread.shutdown()
        self.connection.close()


class SqliteDatabase:
    """See `storage.database.Database`."""

    shared = False

    def __init__(
        self,
        url: str,
        path: Path,
        writer: Writer | None,
        reader: aiosqlite.Connection,
        lock: FileLock | None,
    ) -> None:
        self.url = url
        self.path = path
        self.worker = secrets.randbelow(2**31)
        self._writer, self._reader, self._file_lock = writer, reader, lock
        self._writing, self._reading = asyncio.Lock(), asyncio.Lock()

    @asynccontextmanager
    async def transaction(self, *, alone: bool = False) -> AsyncIterator[Tx]:
        if self._writer is None:
            raise sqlite3.OperationalError("this database was opened for reading only")
        connection = self._writer.connection
        async with self._writing:
            try:
                await self._writer.wait("BEGIN IMMEDIATE")
                yield WritingTx(connection)
                await self._writer.wait("COMMIT")
            except BaseException:
                # A failed COMMIT (disk full) may have rolled back by itself already.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Tx]:
        async with self._reading:
            await self._reader.execute("BEGIN")
            try:
                yield SnapshotTx(self._reader)
            finally:
                await self._reader.execute("ROLLBACK")

    async def enrol(self, heard: Callable[[], None]) -> None:
        """Nobody else writes to this file, so there is nothing to hear."""

    async def workers(self) -> frozenset[int]:
        """The one that holds the file's lock."""
        return frozenset({self.worker})

    async def backup(self, target: str) -> None:
        """Copies to the file `target` with SQLite's own backup, page by page, while others write.

        Raises FileExistsError rather than write over a file.
        """
        if Path(target).exists():
            raise FileExistsError(target)
        await asyncio.to_thread(_copy, self.path, Path(target))

    async def check(self) -> list[str]:
        rows = await self._reader.execute_fetchall("PRAGMA integrity_check")
        broken = await self._reader.execute_fetchall("PRAGMA foreign_key_check")
        found = [str(row[0]) for row in rows if row[0] != "ok"]
        return found + [f"{row[0]} row {row[1]} points to a missing {row[2]}" for row in broken]

    async def close(self) -> None:
        await self._reader.close()
        if self._writer is not None:
            async with self._writing:  # a task that was cancelled may still be about to roll back
                self._writer.close()
        if self._file_lock is not None:
            self._file_lock.release()


async def open_sqlite(url: str, *, read_only: bool) -> Database:
    """See `storage.opening.open_database`."""
    path = Path(url.removeprefix("sqlite:///")).expanduser().absolute()
    if read_only:
        if not path.exists():
            raise FileNotFoundError(f"there is no database at {path} yet")
        db = SqliteDatabase(url, path, None, await _open_reader(path), None)
        await _refuse_newer(db)
        return db
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not thread-local: the lock belongs to the process, whichever thread closes the database.
    lock = FileLock(f"{path}.lock", thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise DatabaseBusy(str(path)) from None
    writer = None
    try:
        writer = Writer(path)
        db = SqliteDatabase(url, path, writer, await _open_reader(path), lock)
    except BaseException:
        if writer is not None:
            writer.close()
        lock.release()
        raise
    try:
        await migrate(db, datetime.now(UTC))
    except BaseException:
        await db.close()
        raise
    return db


async def _refuse_newer(db: SqliteDatabase) -> None:
    try:
        async with db.snapshot() as tx:
            done = await tx.value("SELECT COALESCE(MAX(version), 0) FROM migrations")
    except sqlite3.OperationalError:
        done = 0  # an empty file: `pending` will say so
    if done > migrations()[-1][0]:
        await db.close()
        raise SchemaTooNew(f"the database has version {done}: update Kaimen")


# Not bound to a thread: the loop's and the writer's take turns on the writing connection.
_HOW: dict[str, Any] = {"uri": True, "isolation_level": None, "cached_statements": 512, "check_same_thread": False}


def _uri(path: Path, mode: str) -> str:
    quoted = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode={mode}"


async def _open_reader(path: Path) -> aiosqlite.Connection:
    connection = aiosqlite.connect(_uri(path, "ro"), **_HOW)
    # A read-only command that fails must not keep the interpreter alive.
    connection.daemon = True  # type: ignore[attr-defined]
    opened = await connection
    opened.row_factory = sqlite3.Row
    await opened.execute("PRAGMA busy_timeout=5000")
    return opened


def _copy(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(_uri(source, "ro"), uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, easy to carry
