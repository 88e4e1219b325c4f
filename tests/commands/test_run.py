"""run: the bot on Telegram (a fake server, real HTTP), from the first start to SIGTERM."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from bot.commands import serve
from bot.commands.common import WrongUse
from storage import open_database
from tests.botapi.server import BotApi
from tests.commands.calling import found, kaimen

ROOT = Path(__file__).parents[2]
LAMP = "幸福小区门口路灯坏了一周"


@pytest.fixture
async def server() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, server: BotApi, database: str, port: int) -> Callable[..., None]:
    """Sets what `run` needs; more of it by keyword."""

    def set_all(**values: object) -> None:
        usual = {"telegram_bot_token": server.token, "telegram_api_url": server.url, "http_port": port}
        for name, value in {**usual, **values}.items():
            monkeypatch.setenv(name.upper(), str(value))

    set_all()
    return set_all


async def running(server: BotApi, method: str = "setMyCommands") -> asyncio.Task[None]:
    """The bot in this process, from when it has called the platform's `method`."""
    before = server.succeeded[method]
    task = asyncio.create_task(serve.run())
    called = asyncio.create_task(server.until(lambda: server.succeeded[method] > before, timeout=20))
    await asyncio.wait({task, called}, return_when=asyncio.FIRST_COMPLETED)
    called.cancel()
    return task


async def stopped(task: asyncio.Task[None]) -> None:
    """As a supervisor or Ctrl-C stops it."""
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(10):
        await task


async def test_run_without_a_token_says_what_to_do(database: str) -> None:
    result = await asyncio.to_thread(kaimen, "run")
    assert result.exit_code == 2
    for words in ("@BotFather", ".env", "make chat"):
        assert words in result.stderr


async def test_a_token_of_another_shape_is_wrong_use(environment: Callable[..., None]) -> None:
    environment(telegram_bot_token="abc")
    result = await asyncio.to_thread(kaimen, "run")
    assert result.exit_code == 2
    for words in ("does not look like 123456789:AAE...", "@BotFather", ".env"):
        assert words in result.stderr


async def test_who_the_bot_is_is_asked_once_however_often_it_fails(
    server: BotApi, environment: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    server.fail_next("getMe", 500, "Internal Server Error")
    await stopped(await running(server))
    assert capsys.readouterr().err.count("asking Telegram who the bot is") == 1
    assert server.succeeded["getMe"] == 1


async def test_the_bot_as_a_process(
    server: BotApi, environment: Callable[..., None], port: int, tmp_path: Path
) -> None:
    """From the first start to SIGTERM: the code, the first admin, a conversation, health, reading beside it."""
    environment(log_level="DEBUG", log_format="json")

    async def start(*args: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *args,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    bot = await start("run")
    person = server.person("李主任")
    await server.polled(timeout=20)
    assert bot.stdout is not None
    shown = b"".join([await bot.stdout.readline() for _ in range(5)]).decode()
    code = re.search(r"/start (\S{22})\n", shown)
    assert code is not None
    person.says(f"/start {code[1]}")
    await server.until(lambda: any("您现在是管理员了" in said.text for said in person.messages), timeout=20)
    async with httpx.AsyncClient(trust_env=False) as client:
        health = await client.get(f"http://127.0.0.1:{port}/healthz")
    assert (health.status_code, health.json()["status"]) == (200, "ok")
    second = await start("run")
    out, error = await second.communicate()
    assert (second.returncode, out) == (1, b"")
    assert "Another kaimen process writes to the database" in error.decode()
    assert found(await asyncio.to_thread(kaimen, "backup", "copy.db", "--json"))["checked"] is True
    bot.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        _, log = await bot.communicate()
    assert bot.returncode == 0, log.decode()
    for line in log.decode().splitlines():
        assert {"at", "level", "logger", "message"} <= json.loads(line).keys()
    secret = server.token.partition(":")[2]
    assert secret not in log.decode()
    assert code[1] not in log.decode()


async def test_a_code_is_worth_something_until_the_next_start_or_the_first_admin(
    server: BotApi, environment: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def code() -> str:
        shown = re.search(r"/start (\S{22})\n", capsys.readouterr().out)
        assert shown is not None
        return shown[1]

    await stopped(await running(server))
    old = code()
    bot = await running(server, "getMe")
    new = code()
    assert old != new
    person, other = server.person("李主任"), server.person("张三")
    person.says(f"/start {old}")
    await server.until(lambda: any("用不了" in said.text for said in person.messages))
    person.says(f"/start {new}")
    await server.until(lambda: any("您现在是管理员了" in said.text for said in person.messages))
    other.says(f"/start {new}")
    await server.until(lambda: any("用不了" in said.text for said in other.messages))
    await stopped(bot)
    await stopped(await running(server, "getMe"))
    assert "/start" not in capsys.readouterr().out, "there is an admin now"


async def test_admins_from_the_settings_need_no_code(
    server: BotApi, environment: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    environment(admin_ids="77")
    await stopped(await running(server))
    assert "/start" not in capsys.readouterr().out


async def test_everybody_sees_a_residents_commands_in_their_language(
    server: BotApi, environment: Callable[..., None]
) -> None:
    bot = await running(server)
    await server.until(lambda: server.succeeded["setMyCommands"] == 6)
    await stopped(bot)
    shown = {
        (call.parameters["scope"]["type"], call.parameters.get("language_code", "")): {
            command["command"]: command["description"] for command in call.parameters["commands"]
        }
        for call in server.sent("setMyCommands")
    }
    private = shown["all_private_chats", ""]
    assert private == shown["all_private_chats", "zh"]
    assert private["my"] == "我的诉求和进度"
    assert shown["all_private_chats", "en"]["my"] != private["my"]
    assert not {"inbox", "triage", "units", "import"} & private.keys()
    assert set(shown["all_group_chats", "zh"]) < set(private)


async def test_a_wrong_token_is_wrong_use(server: BotApi, environment: Callable[..., None]) -> None:
    environment(telegram_bot_token="7000000001:AAF-another-token-0123456789-abcdefg")
    with pytest.raises(WrongUse, match="@BotFather"):
        async with asyncio.timeout(20):
            await serve.run()


async def test_a_webhook_instead_of_polling(server: BotApi, environment: Callable[..., None], port: int) -> None:
    secret = "a-secret-of-many-letters"
    environment(
        telegram_mode="webhook",
        telegram_webhook_url="https://bot.invalid/hooks/telegram",
        telegram_webhook_secret=secret,
    )
    bot = await running(server, "setWebhook")
    message = {
        "message_id": 1,
        "date": 1780000000,
        "text": LAMP,
        "chat": {"id": 5, "type": "private", "first_name": "王芳"},
        "from": {"id": 5, "is_bot": False, "first_name": "王芳", "language_code": "zh"},
    }
    async with httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{port}") as client:
        update = {"update_id": 1, "message": message}
        assert (await client.post("/hooks/telegram", json=update)).status_code == 403
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        assert (await client.post("/hooks/telegram", json=update, headers=headers)).status_code == 200
    await stopped(bot)
    db = await open_database(os.environ["DATABASE_URL"], read_only=True)
    async with db.snapshot() as tx:
        assert await tx.value("SELECT COUNT(*) FROM inbox WHERE channel = 'telegram'") == 1
    await db.close()


async def test_a_port_that_is_taken(
    server: BotApi, environment: Callable[..., None], port: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Polling goes on without /healthz; a webhook cannot."""
    with socket.create_server(("127.0.0.1", port)):
        await stopped(await running(server))
        environment(
            telegram_mode="webhook",
            telegram_webhook_url="https://bot.invalid/t",
            telegram_webhook_secret="a-secret-of-many-letters",
        )
        with pytest.raises(serve.Failed, match="HTTP_PORT"):
            await serve.run()


async def test_what_does_not_end_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "PATIENCE", 0.05)
    stop = asyncio.Event()
    stop.set()
    broken_off = []

    async def deaf() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            broken_off.append(True)
            raise

    await serve._together([deaf()], stop)
    assert broken_off == [True]


async def test_what_one_of_them_raises_stops_the_others() -> None:
    stop = asyncio.Event()

    async def fails() -> None:
        raise OSError("no more")

    async def waits() -> None:
        await stop.wait()

    with pytest.raises(OSError, match="no more"):
        await serve._together([waits(), fails()], stop)


async def test_health_says_when_telegram_is_silent(
    server: BotApi, environment: Callable[..., None], port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "SILENT", -serve.SILENT)
    bot = await running(server)
    async with httpx.AsyncClient(trust_env=False) as client:
        health = await client.get(f"http://127.0.0.1:{port}/healthz")
    assert health.status_code == 503
    assert "Telegram has not answered" in health.json()["reason"]
    await stopped(bot)
