"""Databases that DATABASE_URL names, for the commands."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.app import open_app
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from tests.town import Town

TownIn = Callable[[str], AbstractAsyncContextManager[Town]]


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database that DATABASE_URL names."""
    shutil.copy(sqlite_template, tmp_path / "kaimen.db")
    monkeypatch.setenv("DATABASE_URL", url := f"sqlite:///{tmp_path}/kaimen.db")
    return url


@pytest.fixture
def town_in(segmenter: Segmenter) -> TownIn:
    """Opens a town on a database, and closes it."""

    @asynccontextmanager
    async def opened(url: str) -> AsyncIterator[Town]:
        town = Town()
        settings = Settings(database_url=url, _env_file=None)  # type: ignore[call-arg]
        async with open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as app:
            town.app = app
            yield town

    return opened


@pytest.fixture
async def office(database: str, town_in: TownIn) -> str:
    """The database after one case has reached 城管局, at nine on 1 June 2026."""
    async with town_in(database) as town:
        await town.unit("城管局", "urban")
        await town.unit("教育局", "education")
        resident = await town.resident()
        await resident.says("幸福小区门口路灯坏了一周")
        await resident.presses("提交")
    return database
