"""The webhook: Telegram posts, the bot stores, and only then answers 200."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from bot.channels.telegram import Stopped, TelegramChannel
from bot.channels.web import build, serving
from bot.messages import Kind
from tests.botapi.server import BotApi
from tests.channels.conftest import NOW, Ear

SECRET = "a-secret-of-16-characters"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


async def well() -> dict[str, object]:
    return {}


@pytest.fixture
def ear(server: BotApi) -> Ear:
    """Not polling: here Telegram comes to us."""
    return Ear(server)


@pytest.fixture
async def url(channel: TelegramChannel, ear: Ear) -> AsyncIterator[str]:
    async with serving(build(well, [channel.hook("/telegram", SECRET, ear.receive)]), "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}/telegram"


@pytest.fixture
async def post(url: str) -> AsyncIterator[Callable[..., object]]:
    async with httpx.AsyncClient(headers=HEADERS, trust_env=False) as client:

        async def post(body: bytes) -> int:
            return (await client.post(url, content=body)).status_code

        yield post


async def test_what_people_say_arrives(server: BotApi, channel: TelegramChannel, url: str, ear: Ear) -> None:
    await channel.set_webhook(url, SECRET, asyncio.Event())
    wang = server.person("王芳")
    wang.says("路灯坏了")
    wang.says("在幸福小区门口")
    assert [i.text for i in await ear.hears(2)] == ["路灯坏了", "在幸福小区门口"]
    assert server.webhook.info()["allowed_updates"] == ["message", "edited_message", "callback_query", "my_chat_member"]
    assert {status for _, status in server.webhook.attempts} <= {200}


async def test_a_full_disk_makes_telegram_come_again(
    server: BotApi, channel: TelegramChannel, url: str, ear: Ear
) -> None:
    ear.broken = 2
    await channel.set_webhook(url, SECRET, asyncio.Event())
    server.person("王芳").says("路灯坏了")
    assert [i.text for i in await ear.hears(1)] == ["路灯坏了"]
    while len(server.webhook.attempts) < 3:  # the last answer is on its way
        await server.updates.changed.wait(0.02)
    assert [status for _, status in server.webhook.attempts] == [503, 503, 200]


async def test_somebody_elses_posts_are_refused(server: BotApi, channel: TelegramChannel, url: str, ear: Ear) -> None:
    await channel.set_webhook(url, "another-secret-16-characters", asyncio.Event())
    server.person("王芳").says("路灯坏了")
    while not server.webhook.attempts:
        await server.updates.changed.wait(0.02)
    assert server.webhook.attempts[0][1] == 403
    assert ear.heard == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b'{"update_id": 7, "message": ',
        b'{"update_id": 7, "x": NaN}',
        b'{"update_id": 7, "x": ' + b"9" * 5_000 + b"}",
        b'{"update_id": 7, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'\xff\xfe{"update_id": 7}\x00',
        b"[]",
        b'{"update_id": 7, "message": {"text": "\\ud800"}}',
    ],
    ids=range(9),
)
async def test_what_cannot_be_read_is_kept_and_not_posted_for_ever(body: bytes, post, ear: Ear) -> None:
    assert await post(body) == 200
    (inbound,) = ear.heard
    assert (inbound.kind, inbound.at, bool(inbound.raw)) == (Kind.UNREADABLE, NOW, True)
    assert inbound.key == "u7" or b"update_id" not in body
    assert await post(body) == 200
    assert ear.heard[1].key == inbound.key  # a redelivery can be recognised


async def test_what_says_nothing_is_acknowledged(post, ear: Ear) -> None:
    assert await post(json.dumps({"update_id": 8, "poll": {}}).encode()) == 200
    assert ear.heard == []


async def test_posts_wait_until_the_bot_knows_its_own_name(server: BotApi, post, ear: Ear) -> None:
    group = {"id": -5, "type": "group", "title": "城管局"}
    sender = {"id": 1, "is_bot": False, "first_name": "王"}
    command = {"message_id": 1, "date": 0, "chat": group, "from": sender, "text": "/inbox@kaimen_test_bot"}
    body = json.dumps({"update_id": 9, "message": command}).encode()
    server.drop("getMe")
    assert (await post(body), await post(body)) == (503, 200)
    assert [i.text for i in ear.heard] == ["/inbox"]


async def test_setting_the_webhook_is_tried_until_it_works_or_is_stopped(
    server: BotApi, channel: TelegramChannel, url: str
) -> None:
    server.drop("setWebhook", times=2)
    await channel.set_webhook(url, SECRET, asyncio.Event())
    assert server.updates.webhook_url == url
    stop = asyncio.Event()
    stop.set()
    with pytest.raises(Stopped):
        await channel.set_webhook(url, SECRET, stop)
