"""Everything of an SQLite database into an empty PostgreSQL one: rows, keys, and where each table goes on counting.

All of it is one transaction, so that after an interruption the target is as empty as before. Which tables, columns and
references there are is read from the target, so what a later migration adds is moved too.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import asyncpg

from storage.database import Database, Tx, moment
from storage.postgres import LOCK

EACH = 1000  # rows between two words to whoever watches

_READ: dict[str, Callable[[Any], Any]] = {
    "timestamp with time zone": moment,
    "boolean": bool,
    "bigint": int,
    "double precision": float,
    "text": str,
}


class NotMoved(Exception):
    """Nothing was moved; the text says why."""


class Table(NamedTuple):
    """A table with its columns and how their values are read. `rows`, and a sum of what stands in all of them."""

    name: str
    readers: dict[str, Callable[[Any], Any]]
    rows: int = 0
    checksum: int = 0


async def is_bare(url: str) -> bool:
    """Whether the PostgreSQL database has no table at all."""
    connection = await asyncpg.connect(url)
    try:
        return not await connection.fetchval(
            "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema())"
        )
    finally:
        await connection.close()


async def count(source: Database) -> int:
    """How many rows there are to be moved."""
    async with source.snapshot() as tx:
        names = [row["name"] for row in await _tables_of(tx)]
        return sum([int(await tx.value(f"SELECT COUNT(*) FROM {name}")) for name in names])


async def move(source: Database, url: str, told: Callable[[int], None]) -> tuple[list[Table], bool]:
    """Copies all rows of the SQLite `source` and compares them. Both must have the same schema, and nobody may write to
    `source`. `told` hears of rows that were copied or compared (each row twice).

    Returns the tables, and False if the target held exactly this already. Raises NotMoved.
    """
    target = await asyncpg.connect(url)
    try:
        async with source.snapshot() as tx, target.transaction():
            # Alone: no worker may write in between.
            await target.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
            tables = await _tables(target, tx)
            held = {t.name: n for t in tables if (n := await target.fetchval(f"SELECT COUNT(*) FROM {t.name}"))}
            if held:
                return await _same(tx, target, tables, held, told), False
            moved = await _copy(tx, target, tables, told)
        await target.execute("ANALYZE")  # or the first plans are made for empty tables
        return moved, True
    finally:
        await target.close()


async def _copy(tx: Tx, target: Any, tables: Sequence[Table], told: Callable[[int], None]) -> list[Table]:
    references = await target.fetch(
        "SELECT conrelid::regclass::text AS owner, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS rule "
        "FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
    )
    # Rows point in circles (a case to its parent, which is younger): the rules are set again, and checked, at the end.
    for one in references:
        await target.execute(f"ALTER TABLE {one['owner']} DROP CONSTRAINT {one['name']}")
    moved = []
    for table in tables:
        summed = _Sum()
        try:
            await target.copy_records_to_table(
                table.name, records=summed.adding(_rows(tx, table), told), columns=list(table.readers)
            )
        except (asyncpg.PostgresError, ValueError, TypeError) as error:
            raise NotMoved(f"a row of {table.name} cannot be kept by PostgreSQL: {error}") from error
        there = await _sum(_rows_there(target, table), told)
        if (there.rows, there.checksum) != (summed.rows, summed.checksum):
            raise NotMoved(f"{table.name} came out different: {summed.rows} rows before, {there.rows} after")
        moved.append(table._replace(rows=summed.rows, checksum=summed.checksum))
    for one in references:
        await target.execute(f"ALTER TABLE {one['owner']} ADD CONSTRAINT {one['name']} {one['rule']}")
    await _go_on_counting(tx, target)
    return moved


async def _go_on_counting(tx: Tx, target: Any) -> None:
    """An id that was ever given, also of a row that is gone, is not given again."""
    for row in await tx.all("SELECT name, MAX(seq) AS last FROM sqlite_sequence GROUP BY name"):
        sequence = await target.fetchval(
            "SELECT pg_get_serial_sequence(quote_ident(tablename), 'id') FROM pg_tables WHERE schemaname = "
            "current_schema() AND tablename = $1",
            row["name"],
        )
        if sequence and row["last"]:
            await target.execute("SELECT setval($1::text::regclass, $2)", sequence, row["last"])


async def _same(
    tx: Tx, target: Any, tables: Sequence[Table], held: dict[str, int], told: Callable[[int], None]
) -> list[Table]:
    """The tables, if the target holds exactly what the source does."""
    found = []
    for table in tables:
        here, there = await _sum(_rows(tx, table), told), await _sum(_rows_there(target, table), told)
        if (here.rows, here.checksum) != (there.rows, there.checksum):
            names = ", ".join(f"{name} ({n} rows)" for name, n in held.items())
            raise NotMoved(f"the PostgreSQL database holds other data: {names}. Make an empty one for this")
        found.append(table._replace(rows=here.rows, checksum=here.checksum))
    return found


async def _tables_of(tx: Tx) -> Sequence[Any]:
    # Litestream, which some use beside Kaimen, has tables of its own.
    return await tx.all(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE "
        "'_litestream_%' AND name <> 'migrations' ORDER BY name"
    )


async def _tables(target: Any, tx: Tx) -> list[Table]:
    """The tables of both. Raises NotMoved if they are not the same."""
    columns = await target.fetch(
        "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c JOIN pg_tables t ON "
        "t.schemaname = c.table_schema AND t.tablename = c.table_name WHERE c.table_schema = current_schema() "
        "AND c.table_name <> 'migrations' ORDER BY c.table_name, c.ordinal_position"
    )
    tables: dict[str, Table] = {}
    for column in columns:
        table = tables.setdefault(column["table_name"], Table(column["table_name"], {}))
        table.readers[column["column_name"]] = _READ[column["data_type"]]
    here = {
        row["name"]: {c["name"] for c in await tx.all("SELECT name FROM pragma_table_info(:table)", table=row["name"])}
        for row in await _tables_of(tx)
    }
    if here != {table.name: set(table.readers) for table in tables.values()}:
        raise NotMoved("the two databases do not have the same tables and columns")
    return list(tables.values())


async def _rows(tx: Tx, table: Table) -> AsyncIterator[tuple[Any, ...]]:
    """The rows of the source, as PostgreSQL keeps them."""
    readers = list(table.readers.values())
    async for row in tx.stream(f"SELECT {', '.join(table.readers)} FROM {table.name}"):
        yield tuple(None if v is None else read(v) for read, v in zip(readers, tuple(row), strict=True))


async def _rows_there(target: Any, table: Table) -> AsyncIterator[tuple[Any, ...]]:
    async for row in target.cursor(f"SELECT {', '.join(table.readers)} FROM {table.name}", prefetch=EACH):
        yield tuple(row)


class _Sum:
    """Counts rows, and adds up a digest of each, so that their order does not matter."""

    def __init__(self) -> None:
        self.rows, self.checksum = 0, 0

    async def adding(
        self, rows: AsyncIterator[tuple[Any, ...]], told: Callable[[int], None]
    ) -> AsyncIterator[tuple[Any, ...]]:
        """The same rows, counted as they pass."""
        async for row in rows:
            self.rows += 1
            digest = sha256(repr(row).encode("utf-8", "surrogatepass")).digest()
            self.checksum = (self.checksum + int.from_bytes(digest)) % 2**256
            if self.rows % EACH == 0:
                told(EACH)
            yield row
        told(self.rows % EACH)


async def _sum(rows: AsyncIterator[tuple[Any, ...]], told: Callable[[int], None]) -> _Sum:
    summed = _Sum()
    async for _ in summed.adding(rows, told):
        pass
    return summed
