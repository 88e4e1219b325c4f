"""The bot behind its webhook, without pauses; and the village, where whatever is tried is taken back."""

import io
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from bot.app import App, Reader, open_app
from bot.channels.telegram import TelegramChannel
from bot.channels.web import build, serving
from bot.digests import drawing, report_files
from bot.digests.compose import Window
from bot.digests.windows import Rhythm
from bot.messages import Attachment, MediaKind
from bot.settings import Settings
from bot.tagging.segment import Segmenter
from bot.texts import Texts
from handlers import timed
from storage import audit, offices
from tests.authorisation.conftest import village  # noqa: F401  (a fixture)
from tests.botapi.server import BotApi
from tests.fuzz.rounds import LONGER
from tests.town import START

SECRET = "s" * 32


class Behind:
    """The real bot behind its webhook: `posts` as Telegram does, and says whether all is well."""

    def __init__(self, app: App, client: httpx.AsyncClient, url: str, caplog: pytest.LogCaptureFixture) -> None:
        self.app, self._client, self._url, self._caplog = app, client, url, caplog
        self._updates = 0
        self.now, self.unit = START, 0

    async def opens(self, name: str) -> None:
        """A unit that gets everything."""
        async with self.app.db.transaction() as tx:
            put: dict[str, Any] = {"actor": None, "at": self.now, "action": "fuzz", "subject": name}
            self.unit = await audit.put(tx, "units", None, {"name": name, "created_at": self.now}, **put)
            for category in await offices.categories(tx):
                row = {"category_id": category.id, "area_id": None, "unit_id": self.unit}
                await audit.put(tx, "routes", None, row, **put)

    async def posts(self, *bodies: bytes) -> None:
        """One after the other; each is taken."""
        for body in bodies:
            answer = await self._client.post(self._url, content=body)
            assert answer.status_code == 200, answer.text

    def numbered(self, update: dict[str, object]) -> bytes:
        """An update as Telegram numbers it."""
        self._updates += 1
        return json.dumps({"update_id": self._updates, **update}).encode()

    async def is_well(self) -> None:
        """All is handled and said; nothing was set aside but what nobody can read; nothing complains."""
        await self.app.pipeline.drain()
        async with self.app.db.snapshot() as tx:
            left = await tx.all(
                "SELECT state, error, body FROM inbox WHERE state <> 'done' AND body NOT LIKE '%\"unreadable\"%'"
            )
            assert [dict(row) for row in left] == []
            unsaid = await tx.all("SELECT state, reason, body FROM outbox WHERE state NOT IN ('sent', 'refused')")
            assert [dict(row) for row in unsaid] == []
            refused = await tx.all("SELECT reason, body FROM outbox WHERE state = 'refused'")
            known = ("chat not found", "blocked", "unknown chat", "kicked", "chat_id")
            assert [dict(row) for row in refused if not any(word in row["reason"].lower() for word in known)] == []
        assert self.complaints() == []

    def complaints(self) -> list[str]:
        """What was logged as an error, with the exception."""
        records = [record for record in self._caplog.records if record.levelno >= logging.ERROR]
        return [logging.Formatter().format(record) for record in records]

    async def can_be_exported(self) -> None:
        """What was written is sent by itself; then the ledger, a unit's digest and everybody's own data can be had and
        read, in a long round the week's report as well."""
        self.now += timedelta(minutes=6)
        settings = self.app.office.settings
        await timed.send_drafts(self.app.db, self.app.office, lambda: self.now)
        await self.is_well()
        reader = Reader(self.app.db, self.app.office, self.now)
        for language in ("zh", "en") if LONGER > 1 else ("zh",):
            target = io.BytesIO()
            await drawing.ledger(
                self.app.db, settings, target, START.replace(year=2000), self.now, None, language, self.now
            )
            assert formulas(target) == []
            assert all(page.strip() for page in (await reader.digest(self.unit, language)).pages)
            if LONGER > 1:
                window = Window(START - timedelta(days=7), self.now)
                review = await reader.review(None, Rhythm.WEEKLY, window, language)
                book = report_files.make(review, Texts(settings.zone), language, "workbook", self.now)
                load_workbook(io.BytesIO(book))
        async with self.app.db.snapshot() as tx:
            people = [row["id"] for row in await tx.all("SELECT id FROM contacts")]
        for id in people:
            asked = Attachment(MediaKind.DOCUMENT, name="my-data.json", recipe="my-data", args={"contact": id})
            file = await drawing.draw(self.app.db, settings, asked, self.now)
            assert isinstance(json.loads(file.content), dict)


def formulas(book: io.BytesIO) -> list[str]:
    """Cells that a spreadsheet would compute."""
    sheet = load_workbook(book).active
    assert sheet is not None
    return [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.fixture
async def behind(database_url: str, segmenter: Segmenter, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Behind]:
    """The bot behind its webhook, with a unit that gets what is urban."""
    caplog.set_level(logging.ERROR)
    async with BotApi(now=lambda: datetime.now(UTC).timestamp(), keep_calls=100) as server:
        people = [server.person("居民", id) for id in (1001, 1002, 1003)]
        for person in people:
            person.chat.refusal = None
        made: list[TelegramChannel] = []

        def channels(draw: object) -> list[TelegramChannel]:
            made.append(TelegramChannel(server.token, server.url, draw=draw, now=lambda: START, per_second=0.0))  # type: ignore[arg-type]
            made[0].features = replace(made[0].features, chat_pause=0.0, group_pause=0.0)
            return made

        settings = Settings(database_url=database_url, _env_file=None)  # type: ignore[call-arg]
        clock: list[Behind] = []
        at = lambda: clock[0].now if clock else START  # noqa: E731
        async with open_app(settings, channels, now=at, segmenter=segmenter) as app:
            hook = made[0].hook("/telegram", SECRET, app.pipeline.receive)

            async def health() -> dict[str, object]:
                return {}

            headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
            async with (
                serving(build(health, [hook]), "127.0.0.1", 0) as port,  # type: ignore[arg-type]
                httpx.AsyncClient(headers=headers, trust_env=False) as client,
            ):
                behind = Behind(app, client, f"http://127.0.0.1:{port}/telegram", caplog)
                clock.append(behind)
                await behind.opens("城管局")
                yield behind
            await made[0].close()
