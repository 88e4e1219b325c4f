"""Long polling in which nothing is lost: the offset moves only when what came before it is stored.

python-telegram-bot's own polling confirms updates before they are handled, and one that it cannot parse blocks it for
good. So the raw JSON is taken here, every update is read for itself, and a batch that is no JSON at all is asked for
again one by one, until the update to blame is alone and can be set aside.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from telegram import Bot
from telegram.error import Conflict, TelegramError

from bot.channels.telegram.inbound import RAW, WANTED, read, unreadable, update_id
from bot.channels.telegram.insistence import insist, unless
from bot.channels.telegram.request import READ, Unreadable
from bot.messages import Inbound

log = logging.getLogger(__name__)

LONG = 30  # seconds that Telegram holds a request open when there is nothing to tell
STORING = 4.0  # seconds between two tries at most: our own disk or database need not be spared as Telegram's servers
BATCH = 100  # updates in one answer; the most that Telegram gives

Receive = Callable[[Sequence[Inbound]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Batch:
    inbounds: list[Inbound]
    offset: int | None  # from which everything is new once these are stored


class Polling:
    """One run of polling. `channel` and `username` as in inbound.read; `now` gives aware UTC."""

    def __init__(self, bot: Bot, channel: str, username: str, now: Callable[[], datetime]) -> None:
        self._bot, self._channel, self._username, self._now = bot, channel, username, now
        self._offset: int | None = None
        self._singles = 0  # how many more updates are asked for one by one
        self.answered_at: datetime | None = None  # when Telegram last answered a poll

    async def run(self, receive: Receive, stop: asyncio.Event) -> None:
        """Hands each batch to `receive`, for ever. Raises Stopped when `stop` is set, and WrongToken.

        What is stored but not confirmed then comes again after the next start; the inbox knows it by its key.
        """
        while True:
            batch = await insist(lambda: unless(stop, self._next()), "receiving", stop)
            if batch.inbounds:
                await insist(partial(receive, batch.inbounds), "storing what was received", stop, STORING)
            self._offset = batch.offset

    async def _next(self) -> _Batch:
        try:
            updates = await self._ask()
        except Unreadable as error:
            return self._one_by_one(error.text)
        except Conflict as error:
            if self.answered_at or "webhook" not in str(error).lower():
                raise
            log.warning("a webhook is set for this bot; it is removed, because TELEGRAM_MODE is polling")
            await self._bot.delete_webhook()
            return _Batch([], self._offset)
        self.answered_at = now = self._now()
        self._singles = max(0, self._singles - 1)
        read_ones = [read(update, self._channel, self._username, now) for update in updates]
        return _Batch([inbound for inbound in read_ones if inbound], self._behind(updates))

    async def _ask(self) -> list[object]:
        arguments = {"limit": 1 if self._singles else BATCH, "timeout": LONG, "allowed_updates": WANTED}
        if self._offset is not None:
            arguments["offset"] = self._offset
        # The name with two underscores is the same method. With one, python-telegram-bot warns that it has a method
        # of its own for it, which is the one that loses updates.
        updates = await self._bot.do_api_request("get__updates", arguments, read_timeout=LONG + READ)
        if not isinstance(updates, list):
            raise TelegramError("the answer to getUpdates is no list")
        return updates

    def _behind(self, updates: list[object]) -> int | None:
        numbers = [update.get("update_id") for update in updates if isinstance(update, dict)]
        known = [number for number in numbers if isinstance(number, int) and 0 <= number < 2**62]
        if updates and not known:
            raise TelegramError("updates without update_id cannot be confirmed")
        return max(known) + 1 if known else self._offset

    def _one_by_one(self, text: str) -> _Batch:
        if not self._singles:
            self._singles = BATCH
            return _Batch([], self._offset)
        number = update_id(text)
        if number is None or (self._offset is not None and number < self._offset):
            raise TelegramError("the answer to getUpdates cannot be read")  # a proxy's page, not an update
        self._singles = 0
        log.error("update %s cannot be parsed; it is set aside and passed over", number)
        return _Batch([unreadable(text[:RAW], self._channel, self._now())], number + 1)
