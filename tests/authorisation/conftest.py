"""The village for all who only try things in it, and one of their own for those who ask for an engine."""

import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import open_app
from bot.messages import Outbound, Receipt
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from tests.authorisation.village import Village, settle
from tests.town import Person, Town

Menus = Callable[[Person], list[set[str]]]


in_the_village = pytest.mark.asyncio(loop_scope="session")
"""For tests in the village that is there for all of them."""

both_engines = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
"""For a test that runs on each engine in turn; the others have SQLite."""


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of the engine that the test asks for."""
    if getattr(request, "param", "sqlite") == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "kaimen.db")
        return f"sqlite:///{tmp_path}/kaimen.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def village(
    sqlite_template: Path, segmenter: Segmenter, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Village]:
    """The village on SQLite. Built once: nothing that is tried there leaves a trace."""
    path = tmp_path_factory.mktemp("village") / "kaimen.db"
    shutil.copy(sqlite_template, path)
    town = Town()
    settings = Settings(database_url=f"sqlite:///{path}", _env_file=None)  # type: ignore[call-arg]
    async with open_app(settings, lambda draw: [town.channel], now=lambda: town.now, segmenter=segmenter) as app:
        town.app = app
        yield Village(app, await settle(town))


@pytest.fixture
async def village_anywhere(town: Town) -> Village:
    """The village on the engine that the test asks for."""
    plan = await settle(town)
    return Village(town.app, plan)


@pytest.fixture
def menus(town: Town, monkeypatch: pytest.MonkeyPatch) -> Menus:
    """The menus that each person's chat was told to show, one after the other, as the names of their commands."""
    told: dict[str, list[set[str]]] = defaultdict(list)
    send = town.channel.send

    async def keep(message: Outbound, replaces: str, possible_repeat: bool) -> Receipt:
        if message.menu:
            told[message.address.chat].append({name for name, _ in message.menu})
        return await send(message, replaces, possible_repeat)  # type: ignore[no-any-return]

    monkeypatch.setattr(town.channel, "send", keep)
    return lambda person: told[person.id]
