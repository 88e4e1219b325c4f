"""What the rest of storage writes SQL against: transactions, snapshots and rows, the same on both engines.

SQL is plain, with `:name` parameters. Times go in and come out as aware datetimes; on SQLite they lie as ISO 8601 text
in UTC with six decimals, so that they sort as text. Rows become frozen dataclasses by `record`.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import fields
from datetime import UTC, datetime
from importlib import resources
from typing import Any, Protocol, TypeVar, cast, get_type_hints

from storage.sealing import Keys

Row = Mapping[str, Any]
T = TypeVar("T")


class DatabaseBusy(Exception):
    """Another process writes to this SQLite file. Read beside it, or stop it first."""


class NoFolder(Exception):
    """The folder that the SQLite file should lie in is not there: most likely its path is mistyped."""


class Unreachable(Exception):
    """The database's server does not answer, or does not let us in; in one line, without the password."""


class SchemaTooNew(Exception):
    """The database was made by a newer Kaimen than this one."""


class Tx(Protocol):
    """One transaction. Statements see each other; nothing outside sees any of them before the end."""

    keys: Keys  # with which contact data is kept

    async def one(self, sql: str, **params: Any) -> Row | None:
        """The first row, or None."""

    async def all(self, sql: str, **params: Any) -> Sequence[Row]:
        """All rows."""

    async def value(self, sql: str, **params: Any) -> Any:
        """The first column of the first row, or None."""

    async def run(self, sql: str, **params: Any) -> int:
        """How many rows were changed."""

    async def many(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """The statement once for each of `rows`."""

    def stream(self, sql: str, **params: Any) -> AsyncIterator[Row]:
        """Rows as they come, in constant memory."""

    async def wake(self) -> None:
        """When this is committed, other processes that `listen` hear of it."""

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """What happens inside is undone if it raises, and nothing else is."""


class Database(Protocol):
    """A database of either engine. Made by `open_database`; closed by `close`, without which the process hangs."""

    url: str
    shared: bool  # True where several processes may write (PostgreSQL)
    worker: int  # this process among them: a random number
    keys: Keys  # with which contact data is kept; none, unless `open_database` was given some

    def transaction(self, *, alone: bool = False, quick: bool = False) -> AbstractAsyncContextManager[Tx]:
        """Reads and writes. `alone` waits for all other transactions and holds back new ones: for digests, whose
        window must not miss what is being committed beside them. (On SQLite every transaction is alone.)
        `quick`: its statements are all short, and there are many of them (for SQLite, which then does not hand each to
        a thread)."""

    def snapshot(self) -> AbstractAsyncContextManager[Tx]:
        """Reads only, one consistent view, beside the writer."""

    async def enrol(self, heard: Callable[[], None]) -> None:
        """Joins the workers of this database; `heard` is called when another has put something into the inbox or
        outbox. To be called again now and then: it mends a lost connection."""

    async def workers(self) -> frozenset[int]:
        """The workers that are alive now, as the database sees it: a process that was killed is not among them."""

    async def lead(self) -> bool:
        """Whether this process is the one among the workers that knocks at the scheduled jobs; it becomes that if none
        is. To be called every few seconds: one whose connection is gone does not lead any more."""

    async def backup(self, target: str) -> None:
        """A consistent copy while others write. Raises NotImplementedError where the engine has its own tool."""

    async def check(self) -> list[str]:
        """What is wrong with the file or server, in the engine's words; empty if nothing."""

    async def close(self) -> None: ...


def migrations() -> list[tuple[int, str, str]]:
    """The numbered SQL files as (version, name, text), in order."""
    folder = resources.files("storage") / "migrations"
    found = [
        (int(f.name[:4]), f.name, f.read_text(encoding="utf-8")) for f in folder.iterdir() if f.name.endswith(".sql")
    ]
    return sorted(found)


def statements(text: str, engine: str = "") -> list[str]:
    """The statements of a migration: they end with a semicolon at the end of a line. One that begins with ON SQLITE or
    ON POSTGRES is for that `engine` alone."""
    bare = re.sub(r"^\s*--.*$", "", text, flags=re.MULTILINE)
    found = [s.strip() for s in re.split(r";\s*$", bare, flags=re.MULTILINE) if s.strip()]
    return [s.removeprefix(f"ON {engine} ") for s in found if not s.startswith("ON ") or s.startswith(f"ON {engine} ")]


async def migrate(db: Database, now: datetime) -> list[str]:
    """Applies what is missing, each file in one transaction with its record. Returns the names of what was applied."""
    known = migrations()
    async with db.transaction(alone=True) as tx:
        await tx.run("CREATE TABLE IF NOT EXISTS migrations (version BIGINT PRIMARY KEY, name TEXT, at TIMESTAMPTZ)")
        done = await tx.value("SELECT COALESCE(MAX(version), 0) FROM migrations")
    if done > known[-1][0]:
        raise SchemaTooNew(f"the database has version {done}, this Kaimen knows {known[-1][0]}: update Kaimen")
    applied = []
    for version, name, text in known:
        async with db.transaction(alone=True) as tx:
            if await tx.value("SELECT 1 FROM migrations WHERE version = :version", version=version):
                continue
            for statement in statements(text, "POSTGRES" if db.shared else "SQLITE"):
                await tx.run(statement)
            await tx.run("INSERT INTO migrations (version, name, at) VALUES (:v, :n, :at)", v=version, n=name, at=now)
            applied.append(name)
    return applied


async def pending(db: Database) -> list[str]:
    """Names of the migrations that are not applied yet; for commands that only read."""
    async with db.snapshot() as tx:
        try:
            rows = await tx.all("SELECT version FROM migrations")
        except Exception:  # whatever the engine calls a missing table: nothing has been applied
            return [name for _, name, _ in migrations()]
    done = {row["version"] for row in rows}
    return [name for version, name, _ in migrations() if version not in done]


def moment(value: Any) -> datetime | None:
    """A time as the engines return it (datetime or ISO text) as an aware UTC datetime."""
    if value is None:
        return None
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at if at.tzinfo is UTC else at.astimezone(UTC)


def iso(at: datetime) -> str:
    """An aware time as the text that SQLite keeps. Raises ValueError on a naive one."""
    if at.tzinfo is None:
        raise ValueError("a time without zone must not reach the database")
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(timespec="microseconds")


_plans: dict[tuple[type, tuple[str, ...]], list[tuple[int, Callable[[Any], Any] | None]]] = {}


def record(kind: type[T], row: Row) -> T:
    """`row` as the frozen dataclass `kind`, whose fields are named like its columns.

    Text that stands for a time becomes a datetime, 0 and 1 become bool, as the dataclass says.
    """
    columns = tuple(row.keys())
    plan = _plans.get((kind, columns))
    if plan is None:
        hints = get_type_hints(kind)
        plan = [(columns.index(f.name), _reader(hints[f.name])) for f in fields(cast(Any, kind))]
        _plans[kind, columns] = plan
    # By their places: a row of SQLite looks through all its columns for a name.
    values = tuple(row.values()) if isinstance(row, dict) else tuple(row)
    return kind(*[values[place] if read is None else read(values[place]) for place, read in plan])


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    if hint in (datetime, datetime | None):
        return moment
    if hint is bool:
        return bool
    return hint if isinstance(hint, type) and hint not in (str, int, float) else None
