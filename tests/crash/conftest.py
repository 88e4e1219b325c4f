"""No process outlives its test, whatever becomes of that."""

from collections.abc import AsyncIterator

import pytest

from tests.crash.harness import Bot


@pytest.fixture(autouse=True)
async def _no_bot_is_left() -> AsyncIterator[None]:
    yield
    for bot in Bot.made:
        if hasattr(bot, "process") and bot.process.returncode is None:
            await bot.kill()
    Bot.made.clear()
