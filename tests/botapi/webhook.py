"""Delivery of updates to a webhook, as the real server does it.

In order within a chat, up to max_connections chats at once. A delivery that is not answered with 2xx is repeated at
once, then after 2, 4, 8 ... 60 seconds (times `scale`, so that tests are fast), or after what Retry-After says; an
update is given up when it is 24 hours old. A webhook that has answered 410 for 23 hours is removed. Unlike the real
server this one takes http:// and any port, for there is no TLS on the loopback.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import httpx

from .errors import bad
from .updates import KEPT_SECONDS, Signal, Updates

LONGEST_DELAY = 60
GONE_SECONDS = 23 * 3600
SECRET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


class Webhook:
    """The webhook of the bot; not set when `updates.webhook_url` is empty."""

    def __init__(self, updates: Updates, now: Callable[[], float], scale: float) -> None:
        self._updates = updates
        self._now = now
        self._scale = scale
        self._settings: dict[str, Any] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._gone_since: float | None = None
        self._last_error: dict[str, Any] = {}
        self.attempts: list[tuple[int, int]] = []  # (update_id, HTTP status; 0 for no answer), in order
        self.delays: list[int] = []  # the pauses before repetitions, in unscaled seconds
        self.tried = Signal()  # fires after each attempt

    def set(self, call: dict[str, Any]) -> None:
        """The setWebhook method; an empty URL removes the webhook. Raises ApiError."""
        if call.get("drop_pending_updates"):
            self._updates.drop_all()
        url = call.get("url", "")
        if not url:
            return self.delete()
        if not url.startswith(("https://", "http://")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if not SECRET.issuperset(call.get("secret_token", "")):
            raise bad("secret token contains unallowed characters")
        self.delete()
        self._settings = call
        self._updates.webhook_url = url
        if "allowed_updates" in call:
            self._updates.allowed = call["allowed_updates"]
        self._updates.end_poll()
        task = asyncio.get_running_loop().create_task(self._deliver(url))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return None

    def delete(self) -> None:
        """The deleteWebhook method; also what a webhook that is gone (410) comes to."""
        self._updates.webhook_url = ""
        self._settings, self._last_error, self._gone_since = {}, {}, None
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """Ends all deliveries: the server stops."""
        self.delete()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def info(self) -> dict[str, Any]:
        """WebhookInfo."""
        about: dict[str, Any] = {
            "url": self._updates.webhook_url,
            "has_custom_certificate": "certificate" in self._settings,
            "pending_update_count": len(self._updates),
        }
        if self._updates.webhook_url:
            about |= {"max_connections": self._settings.get("max_connections", 40), "ip_address": "127.0.0.1"}
        if self._updates.allowed:
            about["allowed_updates"] = self._updates.allowed
        return about | self._last_error

    async def _deliver(self, url: str) -> None:
        """Hands each update to the task of its chat, until the webhook is removed (which cancels this)."""
        waiting: dict[int, deque[dict[str, Any]]] = {}
        last = 0
        places = asyncio.Semaphore(self._settings.get("max_connections", 40))
        limits = httpx.Limits(max_connections=None)  # the semaphore is the limit
        async with (
            httpx.AsyncClient(timeout=60, limits=limits, trust_env=False, verify=False) as client,
            asyncio.TaskGroup() as group,
        ):
            while True:
                for update in self._updates.after(last):
                    last, chat = update["update_id"], chat_of(update)
                    if chat not in waiting:
                        waiting[chat] = deque()
                        group.create_task(self._deliver_chat(client, url, waiting, chat, places))
                    waiting[chat].append(update)
                await self._updates.changed.wait(None)

    async def _deliver_chat(
        self,
        client: httpx.AsyncClient,
        url: str,
        waiting: dict[int, deque[dict[str, Any]]],
        chat: int,
        places: asyncio.Semaphore,
    ) -> None:
        """Delivers what waits of one chat, each update before the next."""
        while waiting[chat]:
            update = waiting[chat].popleft()
            first, failures = self._now(), 0
            while True:
                async with places:
                    status, retry_after = await self._post(client, url, update)
                if 200 <= status < 300:
                    break
                delay = retry_after or (min(2**failures, LONGEST_DELAY) if failures else 0)
                failures += 1
                self.delays.append(delay)
                if self._now() + delay > first + KEPT_SECONDS:
                    break
                await asyncio.sleep(delay * self._scale)
            self._updates.forget(update["update_id"])
        del waiting[chat]

    async def _post(self, client: httpx.AsyncClient, url: str, update: dict[str, Any]) -> tuple[int, int]:
        """Posts one update; HTTP status (0: no answer) and Retry-After."""
        secret = self._settings.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        status, retry_after = 0, ""
        try:
            answer = await client.post(url, json=update, headers=headers)
            status, retry_after = answer.status_code, answer.headers.get("retry-after", "")
        except httpx.HTTPError as error:
            reason = f"Connection error: {type(error).__name__}"
        else:
            reason = "" if answer.is_success else f"Wrong response from the webhook: {status} {answer.reason_phrase}"
        if reason:
            self._last_error = {"last_error_date": int(self._now()), "last_error_message": reason}
        self._notice_gone(status)
        self.attempts.append((update["update_id"], status))
        self.tried.fire()
        return status, min(int(retry_after), 3600) if retry_after.isdigit() else 0

    def _notice_gone(self, status: int) -> None:
        """Removes the webhook once it has answered 410, and nothing else, for 23 hours."""
        if status != 410:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = self._now()
        elif self._now() - self._gone_since > GONE_SECONDS:
            self.delete()


def chat_of(update: dict[str, Any]) -> int:
    """The chat whose order an update keeps: the chat's id, else the user's, else 0."""
    for inner in update.values():
        if isinstance(inner, dict):
            message = inner.get("message") or inner
            who = message.get("chat") or inner.get("from") or {}
            return int(who.get("id", 0))
    return 0
