"""Updates as Telegram sends them, read by the real reader, for the people of the town."""

import json
from collections.abc import Sequence
from itertools import count
from typing import Any

from bot.channels.console import NAME
from bot.channels.telegram.inbound import read
from bot.channels.telegram.request import Request
from bot.messages import Inbound
from tests.town import Person, Town

GROUP = -500
BOT = {"id": 7, "is_bot": True, "first_name": "开门", "username": "kaimen_bot"}


class Wire:
    """What people of `town` send, as JSON over the network; the bot answers in the town."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self._updates, self._messages = count(1), count(1)

    def update(self, **content: Any) -> Inbound | None:
        """An update; None if it says nothing to the bot."""
        body = json.dumps({"update_id": next(self._updates), **content})
        return read(Request.parse_json_payload(body.encode()), NAME, "kaimen_bot", self.town.now)

    def message(self, person: Person | None, text: str = "", *, kind: str = "message", **fields: Any) -> Inbound | None:
        """A message of `person`, privately unless `fields` has a chat."""
        content: dict[str, Any] = {"message_id": next(self._messages), "date": 1_780_000_000, **fields}
        if text:
            content["text"] = text
        if person is not None:
            content = {"chat": {"id": int(person.id), "type": "private"}, "from": user(person), **content}
        return self.update(**{kind: content})

    def press(self, person: Person, data: str | None, **fields: Any) -> Inbound | None:
        """A pressed button; without `fields` one without a message."""
        query = {"id": "1", "from": user(person), "chat_instance": "1", **fields}
        return self.update(callback_query=query if data is None else {**query, "data": data})

    async def deliver(self, *inbounds: Inbound | None) -> None:
        """All in one batch, and the bot's answers. What says nothing to the bot is left out, as by the channel."""
        await self.town.deliver(*(inbound for inbound in inbounds if inbound))

    async def entries(self) -> dict[str, list[str]]:
        """The words of every entry, in order, by account."""
        kept: dict[str, list[str]] = {}
        for row in await self.rows(
            "SELECT c.account, e.text FROM entries e JOIN contacts c ON c.id = e.author_id ORDER BY e.id"
        ):
            kept.setdefault(row["account"], []).append(row["text"])
        return kept

    def words(self, key: str, **variables: object) -> str:
        """What the bot says in Chinese."""
        return self.town.app.office.texts.say("zh", key, **variables)

    async def rows(self, sql: str, **params: Any) -> Sequence[dict[str, Any]]:
        async with self.town.app.db.snapshot() as tx:
            return [dict(row) for row in await tx.all(sql, **params)]


def user(person: Person) -> dict[str, Any]:
    return {"id": int(person.id), "is_bot": False, "first_name": person.name, "language_code": person.language}
