"""The queue of updates and the two ways to receive them: getUpdates with long polling, and a webhook.

As the real server: a confirmed update is gone, one that is not fetched is kept for 24 hours, a second poller ends the
first with 409, allowed_updates holds for updates that come later. Waiting is on futures; nothing polls.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Any

from .errors import ApiError, conflict

FIRST_UPDATE = 500_000_001
KEPT_SECONDS = 24 * 3600
LONGEST_POLL = 50  # seconds
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
OTHER_POLLER = conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
WEBHOOK_SET = conflict("terminated by setWebhook request")
WEBHOOK_ACTIVE = conflict(
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Signal:
    """Wakes everyone who waits, from plain (not async) code."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def fire(self) -> None:
        """Wakes all that wait now."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self, timeout: float | None) -> bool:
        """Waits for the next `fire`, at most `timeout` seconds; False if it did not come."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            return bool((await asyncio.wait([future], timeout=timeout))[0])
        finally:
            self._waiting.discard(future)


class Updates:
    """Updates that the bot has not confirmed. `now` gives Unix time in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._queue: deque[tuple[dict[str, Any], float]] = deque()
        self._taken: set[int] = set()  # delivered to a webhook, but something older still waits
        self._next_id = FIRST_UPDATE
        self._poll = 0  # the number of the newest poll; an older one that still waits is ended
        self._end = OTHER_POLLER
        self.allowed: list[str] = []
        self.webhook_url = ""
        self.changed = Signal()
        self.waiting = 0  # polls that wait now
        self.polled = Signal()  # fires when one begins to wait
        self.closed = False

    def __len__(self) -> int:
        self._drop_old()
        return len(self._queue) - len(self._taken)

    def add(self, update: dict[str, Any]) -> int | None:
        """Queues an update under the next id; None if allowed_updates leaves its kind out."""
        kind = next(iter(update))
        if (kind not in self.allowed) if self.allowed else (kind in NOT_BY_DEFAULT):
            return None
        update_id = self._next_id
        self._next_id += 1
        self._queue.append(({"update_id": update_id, **update}, self._now()))
        self.changed.fire()
        return update_id

    def after(self, update_id: int) -> list[dict[str, Any]]:
        """All that wait with a higher id than this, oldest first."""
        self._drop_old()
        first = self._queue[0][0]["update_id"] if self._queue else 0
        waiting = islice(self._queue, max(0, update_id + 1 - first), None)  # ids in the queue have no gaps
        return [update for update, _ in waiting if update["update_id"] not in self._taken]

    def forget(self, update_id: int) -> None:
        """Drops one update: a webhook has taken it."""
        if self._queue and update_id >= self._queue[0][0]["update_id"]:  # else it was dropped meanwhile
            self._taken.add(update_id)
        while self._queue and (first := self._queue[0][0]["update_id"]) in self._taken:
            self._queue.popleft()
            self._taken.discard(first)

    def drop_all(self) -> None:
        """drop_pending_updates."""
        self._queue.clear()
        self._taken.clear()

    def confirm(self, offset: int) -> None:
        """Drops what getUpdates with this offset confirms: all below it, or for -n all but the last n."""
        if offset < 0:
            offset = self._next_id + offset
        if offset <= self._next_id:  # an offset from the future confirms nothing
            while self._queue and self._queue[0][0]["update_id"] < offset:
                self._taken.discard(self._queue.popleft()[0]["update_id"])

    async def get(self, call: dict[str, Any]) -> list[dict[str, Any]]:
        """The getUpdates method. Raises ApiError 409."""
        if self.webhook_url:
            raise WEBHOOK_ACTIVE
        if "allowed_updates" in call:
            self.allowed = call["allowed_updates"]
        self.confirm(call.get("offset", 0))
        limit = call.get("limit", 100)
        self._poll += 1
        mine, self._end = self._poll, OTHER_POLLER
        self.changed.fire()  # an older poll finds that it is not the newest any more
        await self._wait(call.get("timeout", 0), mine)
        waiting = (update for update, _ in self._queue if update["update_id"] not in self._taken)
        return list(islice(waiting, limit))

    async def _wait(self, timeout: int, mine: int) -> None:
        """Waits until there is something, at most so many seconds. Raises ApiError 409 for a newer poll."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(timeout, LONGEST_POLL)
        self.waiting += 1
        try:
            while not len(self) and not self.closed and (left := deadline - loop.time()) > 0:
                self.polled.fire()
                await self.changed.wait(left)
                if mine != self._poll:
                    raise self._end
        finally:
            self.waiting -= 1

    def end_poll(self, error: ApiError = WEBHOOK_SET) -> None:
        """Ends a waiting getUpdates with this error."""
        self._poll += 1
        self._end = error
        self.changed.fire()

    def close(self) -> None:
        """Answers whoever waits: the server stops."""
        self.closed = True
        self.changed.fire()

    def _drop_old(self) -> None:
        """Forgets what nobody has fetched for 24 hours."""
        while self._queue and self._queue[0][1] < self._now() - KEPT_SECONDS:
            self._taken.discard(self._queue.popleft()[0]["update_id"])
