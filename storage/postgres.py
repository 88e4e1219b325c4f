"""PostgreSQL through asyncpg: any number of workers.

Every writing transaction holds a shared advisory lock; a digest takes it alone, so that its window cannot miss what is
being committed beside it. LISTEN/NOTIFY wakes the other workers.
"""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import asyncpg

from storage.database import Database, Row, SchemaTooNew, Tx, Unreachable, migrate, migrations
from storage.sealing import Keys

# Any number serves, as long as no other program on this database takes the same: "kaimen" in ASCII, as one number.
LOCK = 0x6B61696D656E
_WORKERS = 0x6B61696D  # "kaim": the class of the workers' own locks
_LEADER = LOCK + 1
STATEMENTS = 1000  # that a connection keeps prepared: all there are
SESSION = 3.0  # seconds within which the server answers on the connection that holds the locks, or it counts as gone
# For the server: a machine that fell silent (no power, no network) is given up after 3 + 2 x 2 seconds, and its locks
# are free. A process that was killed is noticed at once.
_KEEPALIVE = "SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 2"
# In a writing transaction, after which the server undoes it: of a process that was frozen, for whom all others would
# wait. Who only reads has no lock, and may be at a large file for longer.
SILENCE = "120s"
CHANNEL = "kaimen"


class PostgresTx:
    """A transaction on one connection of the pool."""

    def __init__(self, connection: Any, keys: Keys) -> None:
        self._connection = connection
        self.keys = keys

    async def one(self, sql: str, **params: Any) -> Row | None:
        text, names = adapt(sql)
        row: Row | None = await self._connection.fetchrow(text, *[params[n] for n in names])
        return row

    async def all(self, sql: str, **params: Any) -> Sequence[Row]:
        text, names = adapt(sql)
        rows: Sequence[Row] = await self._connection.fetch(text, *[params[n] for n in names])
        return rows

    async def value(self, sql: str, **params: Any) -> Any:
        text, names = adapt(sql)
        return await self._connection.fetchval(text, *[params[n] for n in names])

    async def run(self, sql: str, **params: Any) -> int:
        text, names = adapt(sql)
        status: str = await self._connection.execute(text, *[params[n] for n in names])
        count = status.rsplit(" ", 1)[-1]
        return int(count) if count.isdigit() else 0

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
        text, names = adapt(sql)
        await self._connection.executemany(text, [[row[n] for n in names] for row in rows])

    async def stream(self, sql: str, **params: Any) -> AsyncIterator[Row]:
        text, names = adapt(sql)
        async for row in self._connection.cursor(text, *[params[n] for n in names], prefetch=500):
            yield row

    async def wake(self) -> None:
        await self._connection.execute(f"NOTIFY {CHANNEL}")

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        async with self._connection.transaction():
            yield


class PostgresDatabase:
    """See `storage.database.Database`."""

    shared = True

    def __init__(self, url: str, pool: Any, *, read_only: bool) -> None:
        self.url = url
        self.keys = Keys()
        self.worker = secrets.randbelow(2**31)
        self._pool = pool
        self._read_only = read_only
        self._listener: Any = None
        self._leading: Any = None  # the connection that holds the leader's lock
        self._session = asyncio.Lock()
        self._heard: Callable[[], None] = lambda: None

    @asynccontextmanager
    async def transaction(self, *, alone: bool = False, quick: bool = False) -> AsyncIterator[Tx]:
        if self._read_only:
            raise RuntimeError("this database was opened for reading only")
        async with self._pool.acquire() as connection, connection.transaction():
            lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
            await connection.execute(
                f"SELECT set_config('idle_in_transaction_session_timeout', '{SILENCE}', TRUE), {lock}({LOCK})"
            )
            yield PostgresTx(connection, self.keys)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Tx]:
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield PostgresTx(connection, self.keys)

    async def enrol(self, heard: Callable[[], None]) -> None:
        """Keeps one connection on the channel, which also holds this worker's locks: it is alive as long as that is."""
        self._heard = heard
        async with self._session:
            await self._connected()

    async def lead(self) -> bool:
        """Raises what asyncpg does if the server does not answer: then this process does not lead."""
        async with self._session:
            connection = await self._connected()
            if self._leading is not connection:
                taken = await connection.fetchval(f"SELECT pg_try_advisory_lock({_LEADER})", timeout=SESSION)
                self._leading = connection if taken else None
            return self._leading is not None

    async def _connected(self) -> Any:
        """The connection that answers now: the one there was, or a new one, with this worker's lock on it."""
        try:
            if self._listener is not None:
                await self._listener.execute("SELECT 1", timeout=SESSION)
                return self._listener
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            self._listener.terminate()
        self._listener = self._leading = None
        connection = await asyncpg.connect(self.url, timeout=SESSION)
        try:
            await _begin(connection)
            await connection.add_listener(CHANNEL, lambda *_: self._heard())
            await connection.execute("SELECT pg_advisory_lock($1::int, $2::int)", _WORKERS, self.worker)
        except BaseException:
            connection.terminate()
            raise
        self._listener = connection
        return connection

    async def workers(self) -> frozenset[int]:
        rows = await self._pool.fetch(
            "SELECT objid::bigint AS worker FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = $1 AND "
            "granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            _WORKERS,
        )
        return frozenset({self.worker, *(row["worker"] for row in rows)})

    async def backup(self, target: str) -> None:
        raise NotImplementedError("pg_dump")

    async def check(self) -> list[str]:
        await self._pool.fetchval("SELECT 1")
        return []

    async def close(self) -> None:
        async with self._session:
            if self._listener is not None:
                await self._listener.close()
        await self._pool.close()


async def _begin(connection: Any) -> None:
    """Not at the start of the connection: PgBouncer would refuse that."""
    await connection.execute(_KEEPALIVE)


async def _reset(connection: Any) -> None:
    """A transaction leaves nothing behind that would have to be put back, so there is nothing to ask the server for."""
    if connection.is_in_transaction():
        await connection.reset()


async def open_postgres(url: str, *, read_only: bool) -> Database:
    """See `storage.opening.open_database`."""
    try:
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=8,
            command_timeout=60,
            init=_begin,
            reset=_reset,
            statement_cache_size=STATEMENTS,
        )
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Unreachable(str(error).partition("\n")[0] or type(error).__name__) from error
    db = PostgresDatabase(url, pool, read_only=read_only)
    try:
        if read_only:
            async with db.snapshot() as tx:
                known = await tx.value("SELECT to_regclass('migrations') IS NOT NULL")
                done = await tx.value("SELECT COALESCE(MAX(version), 0) FROM migrations") if known else 0
            if done > migrations()[-1][0]:
                raise SchemaTooNew(f"the database has version {done}: update Kaimen")
        else:
            await migrate(db, datetime.now(UTC))
    except BaseException:
        await asyncio.wait_for(db.close(), 5)
        raise
    return db


_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")


@lru_cache(maxsize=1024)
def adapt(sql: str) -> tuple[str, tuple[str, ...]]:
    """`:name` as `$1`, and the few words in which the engines differ. Returns the text and the names in order."""
    names: list[str] = []

    def number(match: re.Match[str]) -> str:
        if match[1] not in names:
            names.append(match[1])
        return f"${names.index(match[1]) + 1}"

    sql = re.sub(r"\bIDENTITY\b", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", sql)
    return _PARAMETER.sub(number, sql), tuple(names)
