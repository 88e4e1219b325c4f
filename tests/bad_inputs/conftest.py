"""Whatever comes in, in the end the bot is well: nothing set aside, nothing waiting, no complaint in the log."""

import logging
from collections.abc import AsyncIterator

import pytest

from storage import Database
from tests.bad_inputs.wire import Wire
from tests.channels.test_dialogue import office  # noqa: F401  (a fixture: the bot over real HTTP)
from tests.town import Town


async def assert_well(db: Database) -> None:
    """Every message was handled, and every answer sent."""
    async with db.snapshot() as tx:
        errors = await tx.all("SELECT state, error FROM inbox WHERE state <> 'done'")
        assert [dict(row) for row in errors] == []
        unsaid = await tx.all("SELECT state, reason FROM outbox WHERE state <> 'sent'")
        assert [dict(row) for row in unsaid] == []


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged as a warning or worse."""
    records = (*caplog.get_records("setup"), *caplog.get_records("call"))
    return [record.getMessage() for record in records if record.levelno >= logging.WARNING]


@pytest.fixture
async def wire(town: Town, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Wire]:
    """Telegram's side of the town. At the end all must be well."""
    yield Wire(town)
    assert complaints(caplog) == []
    await assert_well(town.app.db)
    for chat, heard in town.chats.items():
        for said in heard:
            assert said.text.strip() or said.outbound.attachments, chat
            assert len(said.text) <= town.channel.features.length
