"""Transactions on SQLite's two connections: `storage.database.Tx`, once for reading and once for writing."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import aiosqlite

from storage.database import Row


class SnapshotTx:
    """Reads on the second connection: a long query runs in aiosqlite's thread, beside everything else."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

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
        return (await self._connection.execute(adapt(sql), params)).rowcount

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
        await self._connection.executemany(adapt(sql), rows)

    async def stream(self, sql: str, **params: Any) -> AsyncIterator[Row]:
        async with self._connection.execute(adapt(sql), params) as cursor:
            async for row in cursor:
                yield row  # type: ignore[misc]

    async def wake(self) -> None:
        """There is nothing to tell."""

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        yield  # nothing can be written that would have to be undone


class WritingTx:
    """A transaction on the writing connection. Its statements run right here: each takes some 10 us, the way to a
    thread and back 40 to 100, and nobody else may use the connection meanwhile."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._depth = 0

    async def one(self, sql: str, **params: Any) -> Row | None:
        row: Row | None = self._connection.execute(adapt(sql), params).fetchone()
        return row

    async def all(self, sql: str, **params: Any) -> Sequence[Row]:
        rows: Sequence[Row] = self._connection.execute(adapt(sql), params).fetchall()
        return rows

    async def value(self, sql: str, **params: Any) -> Any:
        row = self._connection.execute(adapt(sql), params).fetchone()
        return None if row is None else row[0]

    async def run(self, sql: str, **params: Any) -> int:
        return self._connection.execute(adapt(sql), params).rowcount

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
        self._connection.executemany(adapt(sql), rows)

    async def stream(self, sql: str, **params: Any) -> AsyncIterator[Row]:
        for row in self._connection.execute(adapt(sql), params):
            yield row

    async def wake(self) -> None:
        """Nobody else listens to this file."""

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        await asyncio.sleep(0)  # other tasks get their turn once for each message, however many are in a batch
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


@lru_cache(maxsize=1024)
def adapt(sql: str) -> str:
    """The few words in which the engines differ."""
    sql = re.sub(r"\bIDENTITY\b", "INTEGER PRIMARY KEY AUTOINCREMENT", sql)
    return re.sub(r"\s+FOR UPDATE( OF \w+)? SKIP LOCKED", "", sql)
