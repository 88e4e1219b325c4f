"""Both engines for every dialogue: a real SQLite file, and a real PostgreSQL that the tests start themselves."""

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from bot import logs
from bot.app import open_app
from bot.settings import Settings
from bot.tagging.defaults import default_categories
from bot.tagging.segment import Segmenter
from storage import offices, open_database
from tests.postgres import serving
from tests.town import Town


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the developer's own .env or environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """What a command sets up for its process is over with its test."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in ("root", *logs.QUIET)}
    yield
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    """One dictionary for all tests of a process."""
    made = Segmenter()
    made.load()
    return made


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server of this test process."""
    base = tmp_path_factory.getbasetemp()
    with serving((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "run") as server:
        # The machine does not lose power during a test: no waiting for the disk.
        # Nor is a plan ever worth compiling. And no test meets the statistics of the one before, which left the tables
        # empty: with those, PostgreSQL takes every table for one row, and minutes for thousands.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "jit", "autovacuum"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()


@dataclass(frozen=True)
class Pristine:
    """A database with the schema and the default categories, and what it takes to make it so again."""

    url: str
    tables: list[str]
    filled: set[str]  # those that are not empty in it
    restart: list[str]  # SQL: each key counts from where it began

    async def restore(self) -> None:
        """Also if the last test was cut off. It takes 20 ms, where a new database takes 150."""
        database = await asyncpg.connect(self.url)
        await database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
            "pg_backend_pid()"
        )
        changed = await database.fetchrow(f"SELECT {', '.join(map(self._changed, self.tables))}")
        again = [table for table in self.tables if changed[table]]
        # Rows come back in any order: without the checks of foreign keys. To delete few rows is faster than TRUNCATE.
        statements = ["SET session_replication_role = replica", *(f"DELETE FROM {table}" for table in again)]
        statements += [
            f"INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE pristine.{table}"
            for table in again
            if table in self.filled
        ]
        await database.execute(";".join([*statements, *self.restart]))
        await database.close()

    def _changed(self, table: str) -> str:
        if table not in self.filled:
            return f"EXISTS (TABLE {table}) AS {table}"
        own, first = f"TABLE {table}", f"TABLE pristine.{table}"
        return f"EXISTS ({own} EXCEPT {first}) OR EXISTS ({first} EXCEPT {own}) AS {table}"


@pytest.fixture(scope="session")
def postgres_database(postgres_server: str) -> Pristine:
    """The database of this test process."""
    return asyncio.run(_make_database(postgres_server, postgres_server.replace("/postgres?", "/kaimen?")))


async def _make_database(server: str, url: str) -> Pristine:
    admin = await asyncpg.connect(server)
    await admin.execute("CREATE DATABASE kaimen")
    await admin.close()
    await _prepare(url)
    database = await asyncpg.connect(url)
    await database.execute("CREATE SCHEMA pristine")
    rows = await database.fetch(
        "SELECT tablename AS name, pg_get_serial_sequence(quote_ident(tablename), c.column_name) AS keys "
        "FROM pg_tables LEFT JOIN information_schema.columns c ON c.table_name = tablename AND c.column_name = 'id' "
        "WHERE schemaname = 'public'"
    )
    restart, filled = [], set()
    for row in rows:
        await database.execute(f"CREATE TABLE pristine.{row['name']} AS TABLE {row['name']}")
        if await database.fetchval(f"SELECT EXISTS (TABLE {row['name']})"):
            filled.add(row["name"])
        if row["keys"]:
            last = await database.fetchval(f"SELECT COALESCE(MAX(id), 0) FROM {row['name']}")
            restart.append(f"SELECT setval('{row['keys']}', {last + 1}, FALSE)")
    await database.close()
    return Pristine(url, [row["name"] for row in rows], filled, restart)


async def _prepare(url: str) -> None:
    db = await open_database(url)
    async with db.transaction() as tx:
        await offices.seed(tx, default_categories())
    await db.close()


@pytest.fixture
async def postgres_url(postgres_database: Pristine) -> str:
    """The database of this process for one test: fresh, as `make run` finds it on the second start."""
    await postgres_database.restore()
    return postgres_database.url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema and the default categories, to be copied."""
    path = tmp_path_factory.mktemp("template") / "kaimen.db"
    asyncio.run(_prepare(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database, of each engine in turn."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "kaimen.db")
        return f"sqlite:///{tmp_path}/kaimen.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def town(database_url: str, segmenter: Segmenter) -> AsyncIterator[Town]:
    """A town with the bot running on each engine."""
    town = Town()
    settings = Settings(database_url=database_url, _env_file=None)  # type: ignore[call-arg]
    async with open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as app:
        town.app = app
        yield town
