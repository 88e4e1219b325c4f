"""The fake Bot API server hands updates over as the real one: long polling, offsets, 409, webhooks with retries."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.botapi import BotApi
from tests.botapi.listener import Listener
from tests.botapi.server import CHECKS
from tests.botapi.updates import Signal
from tests.test_botapi_methods import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[BotApi]:
    async with BotApi(now=clock, webhook_scale=0.001) as running:
        yield running


@pytest.fixture
async def http(server: BotApi) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{server.bot_url}{server.token}/", verify=False) as client:
        yield client


async def poll(http: httpx.AsyncClient, **parameters: Any) -> list[Any]:
    """getUpdates: the texts of the messages; or [the error]."""
    answer = (await http.post("getUpdates", json=parameters, timeout=20)).json()
    return [u["message"]["text"] for u in answer["result"]] if answer["ok"] else [answer["description"]]


async def test_an_offset_confirms_what_is_below_it(server: BotApi, http: httpx.AsyncClient, clock: Clock) -> None:
    person = server.person("甲")
    for number in range(5):
        person.says(f"{number}")
    assert await poll(http, limit=2) == ["0", "1"]
    assert await poll(http) == ["0", "1", "2", "3", "4"]
    first = (await http.post("getUpdates")).json()["result"][0]["update_id"]
    assert await poll(http, offset=first + 2) == ["2", "3", "4"]
    assert await poll(http, offset=first) == ["2", "3", "4"]
    assert await poll(http, offset=first + 1000) == ["2", "3", "4"]  # from the future: confirms nothing
    assert await poll(http, offset=-1) == ["4"]
    assert await poll(http) == ["4"]
    clock.time += 86_401
    assert await poll(http) == []


async def test_long_polling_waits_for_the_next_update(server: BotApi, http: httpx.AsyncClient) -> None:
    person = server.person("甲")
    assert await poll(http, timeout=0) == []
    waiting = asyncio.create_task(poll(http, timeout=20))
    await server.polled()
    assert not waiting.done()
    person.says("来了")
    assert await asyncio.wait_for(waiting, 1) == ["来了"]


async def test_a_poll_ends_when_its_time_is_over(http: httpx.AsyncClient) -> None:
    began = asyncio.get_running_loop().time()
    assert await poll(http, timeout=1) == []
    assert 0.99 <= asyncio.get_running_loop().time() - began < 3


async def test_a_second_poller_ends_the_first(server: BotApi, http: httpx.AsyncClient) -> None:
    first = asyncio.create_task(poll(http, timeout=20))
    await server.polled()
    second = asyncio.create_task(poll(http, timeout=20))
    assert await asyncio.wait_for(first, 1) == [
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    ]
    server.person("甲").says("给第二个")
    assert await asyncio.wait_for(second, 1) == ["给第二个"]


async def test_a_poller_that_died_loses_nothing(server: BotApi, http: httpx.AsyncClient) -> None:
    dead = asyncio.create_task(poll(http, timeout=20))
    await server.polled()
    dead.cancel()
    server.person("甲").says("不能丢")
    assert await poll(http, timeout=20) == ["不能丢"]


async def test_allowed_updates_hold_for_what_comes_later(server: BotApi, http: httpx.AsyncClient) -> None:
    person = server.person("甲")
    assert server.inject({"chat_member": {}}) is None  # not sent unless it is asked for
    await poll(http, allowed_updates=["message"])
    said = person.says("一")
    person.edits(said, "二")
    assert await poll(http) == ["一"]
    await poll(http, allowed_updates=[])
    person.edits(said, "三")
    updates = (await http.post("getUpdates")).json()["result"]
    assert [next(key for key in update if key != "update_id") for update in updates] == ["message", "edited_message"]


class Hook:
    """A webhook: answers a text with the statuses given for it, then with 200; `hold` keeps it from answering."""

    def __init__(self) -> None:
        self.statuses: dict[str, list[int]] = {}
        self.headers: dict[str, str] = {}
        self.got: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()
        self.hold = asyncio.Event()
        self.hold.set()
        self.came = Signal()
        self._listener = Listener(Starlette(routes=[Route("/hook", self._take, methods=["POST"])]))

    async def start(self) -> str:
        await self._listener.start()
        return f"http://127.0.0.1:{self._listener.port}/hook"

    async def stop(self) -> None:
        self.hold.set()
        await self._listener.stop()

    async def _take(self, request: Request) -> Response:
        update = CHECKS.value("Update", await request.json())
        self.got.append(update)
        self.secrets.add(request.headers.get("x-telegram-bot-api-secret-token"))
        self.came.fire()
        await self.hold.wait()
        statuses = self.statuses.get(update["message"]["text"])
        return Response(status_code=statuses.pop(0) if statuses else 200, headers=self.headers)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    yield hook
    await hook.stop()


async def delivered(server: BotApi, number: int) -> None:
    """Waits for so many attempts to deliver."""
    async with asyncio.timeout(5):
        while len(server.webhook.attempts) < number:
            await server.webhook.tried.wait(5)


async def test_a_webhook_gets_updates_with_the_secret(server: BotApi, http: httpx.AsyncClient, hook: Hook) -> None:
    person = server.person("甲")
    person.says("一")
    url = await hook.start()
    set_ = await http.post("setWebhook", data={"url": url, "secret_token": "a-b_1", "max_connections": "3"})
    assert set_.json() == {"ok": True, "result": True}
    person.says("二")
    await delivered(server, 2)
    assert [update["message"]["text"] for update in hook.got] == ["一", "二"]
    assert hook.secrets == {"a-b_1"}
    assert await poll(http) == [
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    ]
    info = CHECKS.value("WebhookInfo", (await http.post("getWebhookInfo")).json()["result"])
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (url, 0, 3)
    assert (await http.post("deleteWebhook")).json()["result"] is True
    person.says("三")
    assert await poll(http) == ["三"]


async def test_a_failed_delivery_is_repeated_and_keeps_the_order(
    server: BotApi, http: httpx.AsyncClient, hook: Hook
) -> None:
    one, other = server.person("甲"), server.person("乙")
    hook.statuses = {"一": [500, 503, 302]}
    one.says("一")
    await http.post("setWebhook", json={"url": await hook.start()})
    await delivered(server, 1)
    one.says("二")
    other.says("别人")
    await delivered(server, 6)
    assert [update["message"]["text"] for update in hook.got if update["message"]["from"] == one.user] == [
        *["一"] * 4,
        "二",
    ]
    assert sorted(status for _, status in server.webhook.attempts) == [200, 200, 200, 302, 500, 503]
    info = (await http.post("getWebhookInfo")).json()["result"]
    assert "Wrong response from the webhook" in info["last_error_message"]
    assert server.webhook.delays == [0, 2, 4]


async def test_retry_after_and_no_answer(server: BotApi, http: httpx.AsyncClient, hook: Hook) -> None:
    hook.statuses, hook.headers = {"一": [429]}, {"retry-after": "30"}
    server.person("甲").says("一")
    url = await hook.start()
    await http.post("setWebhook", json={"url": url})
    await delivered(server, 2)
    assert server.webhook.delays == [30]
    await hook.stop()
    server.person("乙").says("没人听")
    await delivered(server, 4)
    assert [status for _, status in server.webhook.attempts] == [429, 200, 0, 0]


async def test_no_more_than_max_connections_at_once(server: BotApi, http: httpx.AsyncClient, hook: Hook) -> None:
    hook.hold.clear()
    for number in range(4):
        server.person(f"{number}").says("一起")
    await http.post("setWebhook", json={"url": await hook.start(), "max_connections": 2})
    while len(hook.got) < 2:
        assert await hook.came.wait(5)
    assert not await hook.came.wait(0.05)
    hook.hold.set()
    await delivered(server, 4)
    assert len(hook.got) == 4


async def test_410_for_23_hours_closes_the_webhook(
    server: BotApi, http: httpx.AsyncClient, hook: Hook, clock: Clock
) -> None:
    hook.statuses = {"一": [410, 500, 410, 410]}
    person = server.person("甲")
    person.says("一")
    await http.post("setWebhook", json={"url": await hook.start()})
    await delivered(server, 3)
    assert server.updates.webhook_url
    clock.time += 82_801
    await delivered(server, 4)
    assert server.updates.webhook_url == ""
    assert await poll(http) == ["一"]


async def test_pending_updates_can_be_dropped_under_way(server: BotApi, http: httpx.AsyncClient, hook: Hook) -> None:
    hook.hold.clear()
    url, person = await hook.start(), server.person("甲")
    waiting = asyncio.create_task(poll(http, timeout=20))
    await server.polled()
    await http.post("setWebhook", json={"url": url})
    assert await waiting == ["Conflict: terminated by setWebhook request"]
    person.says("旧")
    assert hook.got or await hook.came.wait(5)
    await http.post("setWebhook", json={"url": url, "drop_pending_updates": True})
    hook.hold.set()
    person.says("新")
    await delivered(server, 1)
    assert [update["message"]["text"] for update in hook.got] == ["旧", "新"]
    assert (await http.post("getWebhookInfo")).json()["result"]["pending_update_count"] == 0
