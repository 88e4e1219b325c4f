"""SQLite through aiosqlite: one process writes, on one connection, behind one lock; others give snapshots.

WAL with synchronous=FULL, so that what was committed survives a power cut. Another task's statement on the writing
connection would join the open transaction, hence the lock; versions before 3.51.3 have a WAL-reset race with several
writing connections, hence the lock file that lets one process write.
"""

import asyncio
import errno
import os
import re
import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import aiosqlite
from filelock import FileLock, Timeout

from storage.database import Database, DatabaseBusy, NoFolder, Row, SchemaTooNew, Tx, iso, migrate, migrations
from storage.sealing import Keys

sqlite3.register_adapter(datetime, iso)

STREAMED = 500  # rows that cross from SQLite's thread at once; with 64 half of the time goes into crossing
# What was committed survives a power cut. With synchronous=NORMAL it would not; a test compares them.
DURABLE = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
# What was deleted is overwritten in the file, too. Some builds of SQLite do so by themselves, most do not.
FORGETTING = "PRAGMA secure_delete=ON"
READERS = 8  # snapshots at once, as on PostgreSQL: who writes a ledger of years has one for half a minute
BREATH = 20  # statements of a quick transaction, about a millisecond, after which others in the loop get their turn


class SqliteTx:
    """A transaction on the writing connection, or a snapshot on another."""

    def __init__(self, connection: aiosqlite.Connection, keys: Keys) -> None:
        self._connection = connection
        self.keys = keys
        self._depth = 0

    async def one(self, sql: str, **params: Any) -> Row | None:
        rows = await self._connection.execute_fetchall(adapt(sql), params)
        return next(iter(rows), None)  # type: ignore[return-value]

    async def all(self, sql: str, **params: Any) -> Sequence[Row]:
        return await self._connection.execute_fetchall(adapt(sql), params)  # type: ignore[return-value]

    async def value(self, sql: str, **params: Any) -> Any:
        rows = await self._connection.execute_fetchall(adapt(sql), params)
        first = next(iter(rows), None)
        return None if first is None else first[0]

    async def run(self, sql: str, **params: Any) -> int:
        cursor = await self._connection.execute(adapt(sql), params)
        return cursor.rowcount

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
        await self._connection.executemany(adapt(sql), rows)

    async def stream(self, sql: str, **params: Any) -> AsyncIterator[Row]:
        async with self._connection.execute(adapt(sql), params) as cursor:
            while rows := await cursor.fetchmany(STREAMED):
                for row in rows:
                    yield row  # type: ignore[misc]

    async def wake(self) -> None:
        """Nobody else listens to this file."""

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        self._depth += 1
        name = f"s{self._depth}"
        await self._connection.execute(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            await self._connection.execute(f"ROLLBACK TO {name}")
            raise
        finally:
            await self._connection.execute(f"RELEASE {name}")
            self._depth -= 1


class QuickTx:
    """A transaction of short statements, each executed at once in the thread of who asks for it.

    aiosqlite hands each statement to its thread and back, which costs more than a short one itself: a message with
    its twenty took 3.0 ms of processor that way, and takes 1.5 so. What may wait for the disk (begin, commit, rollback)
    goes to aiosqlite's thread all the same, and nobody else is at the connection meanwhile.
    """

    def __init__(self, connection: sqlite3.Connection, keys: Keys) -> None:
        self._connection = connection
        self.keys = keys
        self._depth = 0
        self._statements = 0

    async def _execute(self, sql: str, params: Mapping[str, Any]) -> sqlite3.Cursor:
        self._statements += 1
        if self._statements % BREATH == 0:
            await asyncio.sleep(0)  # whoever else has something to do in this loop
        return self._connection.execute(adapt(sql), params)

    async def one(self, sql: str, **params: Any) -> Row | None:
        row: Row | None = (await self._execute(sql, params)).fetchone()
        return row

    async def all(self, sql: str, **params: Any) -> Sequence[Row]:
        rows: Sequence[Row] = (await self._execute(sql, params)).fetchall()
        return rows

    async def value(self, sql: str, **params: Any) -> Any:
        rows = (await self._execute(sql, params)).fetchall()
        return rows[0][0] if rows else None

    async def run(self, sql: str, **params: Any) -> int:
        return (await self._execute(sql, params)).rowcount

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
        self._connection.executemany(adapt(sql), rows)

    async def stream(self, sql: str, **params: Any) -> AsyncIterator[Row]:
        for row in await self._execute(sql, params):
            yield row

    async def wake(self) -> None:
        """Nobody else listens to this file."""

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        self._depth += 1
        name = f"s{self._depth}"
        self._connection.execute(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            self._connection.execute(f"ROLLBACK TO {name}")
            raise
        finally:
            self._connection.execute(f"RELEASE {name}")
            self._depth -= 1


class SqliteDatabase:
    """See `storage.database.Database`."""

    shared = False

    def __init__(
        self,
        url: str,
        path: Path,
        writer: aiosqlite.Connection | None,
        reader: aiosqlite.Connection,
        lock: FileLock | None,
    ) -> None:
        self.url = url
        self.path = path
        self.keys = Keys()
        self.worker = secrets.randbelow(2**31)
        self._writer, self._file_lock = writer, lock
        self._readers, self._idle = {reader}, [reader]
        self._writing, self._reading = asyncio.Lock(), asyncio.Semaphore(READERS)

    @asynccontextmanager
    async def transaction(self, *, alone: bool = False, quick: bool = False) -> AsyncIterator[Tx]:
        if self._writer is None:
            raise sqlite3.OperationalError("this database was opened for reading only")
        async with self._writing:
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                # The connection behind aiosqlite's, which has no other way to it.
                yield QuickTx(self._writer._conn, self.keys) if quick else SqliteTx(self._writer, self.keys)
                await self._writer.execute("COMMIT")
            except BaseException:
                await _finish(_rollback(self._writer))
                raise

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Tx]:
        async with self._reading:
            reader = self._idle.pop() if self._idle else await _connect(self.path, "ro")
            self._readers.add(reader)
            try:
                await reader.execute("BEGIN")
                yield SqliteTx(reader, self.keys)
            finally:
                await _finish(self._give_back(reader))

    async def _give_back(self, reader: aiosqlite.Connection) -> None:
        await _rollback(reader)
        if self._idle:
            self._readers.discard(reader)
            await reader.close()
        else:
            self._idle.append(reader)

    async def enrol(self, heard: Callable[[], None]) -> None:
        """Nobody else writes to this file, so there is nothing to hear."""

    async def workers(self) -> frozenset[int]:
        """The one that holds the file's lock."""
        return frozenset({self.worker})

    async def lead(self) -> bool:
        """There is no other."""
        return True

    async def backup(self, target: str) -> None:
        """Copies to the file `target` with SQLite's own backup, page by page, while others write.

        Raises FileExistsError rather than write over a file.
        """
        if Path(target).exists():
            raise FileExistsError(target)
        await asyncio.to_thread(copy_file, self.path, Path(target))

    async def check(self) -> list[str]:
        async with self.snapshot() as tx:
            rows = [row["integrity_check"] for row in await tx.all("PRAGMA integrity_check")]
            broken = await tx.all("PRAGMA foreign_key_check")
        found = [str(row) for row in rows if row != "ok"]
        return found + [f"{row['table']} row {row['rowid']} points to a missing {row['parent']}" for row in broken]

    async def close(self) -> None:
        for reader in tuple(self._readers):
            await reader.close()
        if self._writer is not None:
            async with self._writing:  # a task that was cancelled may still be about to roll back
                await self._writer.close()
        if self._file_lock is not None:
            self._file_lock.release()


def file_of(url: str) -> Path:
    """The file that `sqlite:///FILE` names, by whatever link: its lock and -wal lie beside itself."""
    return Path(url.removeprefix("sqlite:///")).expanduser().resolve()


async def open_sqlite(url: str, *, read_only: bool) -> Database:
    """See `storage.opening.open_database`."""
    path = file_of(url)
    if not path.parent.is_dir():
        raise NoFolder(str(path.parent))
    if path.is_dir():  # SQLite itself would call that an I/O error of the disk
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if read_only:
        if not path.exists():
            raise FileNotFoundError(f"there is no database at {path} yet")
        db = SqliteDatabase(url, path, None, await _connect(path, "ro"), None)
        try:
            await _refuse_newer(db)
        except BaseException:
            await db.close()
            raise
        return db
    held = lock(path)
    writer = None
    try:
        _begin(path)
        writer = await _connect(path, "rwc")
        db = SqliteDatabase(url, path, writer, await _connect(path, "ro"), held)
    except BaseException:
        if writer is not None:
            await writer.close()
        held.release()
        raise
    try:
        await migrate(db, datetime.now(UTC))
    except BaseException:
        await db.close()
        raise
    return db


def lock(path: Path) -> FileLock:
    """The right to write to the file, until it is released. Raises DatabaseBusy while another process has it."""
    # Not thread-local: the lock belongs to the process, whichever thread closes the database.
    held = FileLock(f"{path}.lock", thread_local=False)
    try:
        held.acquire(timeout=0)
    except Timeout:
        raise DatabaseBusy(str(path)) from None
    return held


async def _refuse_newer(db: SqliteDatabase) -> None:
    try:
        async with db.snapshot() as tx:
            done = await tx.value("SELECT COALESCE(MAX(version), 0) FROM migrations")
    except sqlite3.OperationalError:
        done = 0  # an empty file: `pending` will say so
    if done > migrations()[-1][0]:
        raise SchemaTooNew(f"the database has version {done}: update Kaimen")


async def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Runs `work` to its end, also if the caller is cancelled meanwhile; they are told when it is done."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def _rollback(connection: aiosqlite.Connection) -> None:
    """Undoes what is open, after whatever was being executed when the caller was cancelled: one thread does both."""
    # A BEGIN that was refused or a COMMIT that failed (disk full) may have left nothing to undo.
    with suppress(sqlite3.OperationalError):
        await connection.execute("ROLLBACK")


async def _connect(path: Path, mode: str) -> aiosqlite.Connection:
    connection = aiosqlite.connect(
        file_uri(path, mode),
        uri=True,
        isolation_level=None,
        cached_statements=512,
        check_same_thread=False,
    )
    # A command that fails must not keep the interpreter alive.
    connection.daemon = True  # type: ignore[attr-defined]
    opened = await connection
    try:
        opened.row_factory = sqlite3.Row
        await opened.execute("PRAGMA busy_timeout=5000")
        if mode != "ro":
            for pragma in (*DURABLE, FORGETTING, "PRAGMA foreign_keys=ON"):
                await opened.execute(pragma)
    except BaseException:  # it is no database, or nobody waits for it any more
        await opened.close()
        raise
    return opened


def file_uri(path: Path, mode: str) -> str:
    """The file as SQLite opens it with a mode: ro, rw or rwc."""
    quoted = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{quoted}?mode={mode}"


def _begin(path: Path) -> None:
    """Makes the file, if there is none, so that nobody else on the machine can read it; SQLite makes what lies beside
    it alike. The mode of one that is there is somebody's choice."""
    with suppress(OSError):  # of which SQLite tells
        path.touch(mode=0o600)


def copy_file(source: Path, target: Path) -> None:
    """Copies the database `source` page by page, while others may write to it, to the new file `target`, which
    its owner alone can read."""
    _begin(target)
    with (
        closing(sqlite3.connect(file_uri(source, "ro"), uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, easy to carry


@lru_cache(maxsize=1024)
def adapt(sql: str) -> str:
    """The few words in which the engines differ."""
    sql = re.sub(r"\bIDENTITY\b", "INTEGER PRIMARY KEY AUTOINCREMENT", sql)
    sql = re.sub(r"\bjson_array_elements_text\b", "json_each", sql)
    return re.sub(r"\s+FOR UPDATE( OF \w+)? SKIP LOCKED", "", sql)
