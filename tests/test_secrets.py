"""Canaries: no secret of the settings comes out anywhere, whatever goes wrong, at the lowest log level."""

import asyncio
import socket
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import typer

from bot.channels.web import Hook, build, serving
from bot.clock import Clock, Job
from bot.commands import common
from bot.settings import load
from tests.commands.calling import kaimen
from tests.town import Town

TOKEN = "7000000123:AAcanary-of-the-bot-token-0123456789"
HOOK = "canary-of-the-webhook-0123456789"
PASSWORD = "canary%40of-the-database"
KEY = "canary-of-a-key-for-contact-data-0123456789="
SECRETS = ("AAcanary", "canary-of", "canary%40of", "canary@of")
FORMS = ("text", "json")


def nobody() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(params=FORMS)
def canaries(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Settings with a canary in each secret; the database's address with its password."""
    url = f"postgresql://kaimen:{PASSWORD}@127.0.0.1:{nobody()}/kaimen"
    values = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": HOOK, "DATABASE_URL": url, "CONTACT_KEYS": KEY}
    for name, value in {**values, "LOG_LEVEL": "DEBUG", "LOG_FORMAT": request.param, "HTTP_PORT": "0"}.items():
        monkeypatch.setenv(name, value)
    return url


def silent(text: str) -> None:
    assert [secret for secret in SECRETS if secret in text] == [], text


@pytest.mark.parametrize("command", ["run", "work", "receive", "migrate", "doctor", "tag x", "digest --unit x"])
def test_a_database_that_cannot_be_reached(canaries: str, command: str) -> None:
    result = kaimen(*command.split())
    assert result.exit_code != 0
    silent(result.output + result.stderr + repr(result.exception))


def everything(canaries: str) -> str:
    """What an exception of some library could say."""
    return f"{TOKEN} {HOOK} {KEY} {canaries} {PASSWORD} canary@of-the-database"


def test_what_nobody_foresaw(canaries: str, capsys: pytest.CaptureFixture[str]) -> None:
    async def breaks() -> None:
        common.settings()
        raise ImportError(everything(canaries))

    with pytest.raises(typer.Exit) as ended:
        common.execute(breaks())
    out, error = capsys.readouterr()
    assert "<secret>" in error
    assert "ImportError" in error
    silent(out + error + "".join(traceback.format_exception(ended.value)))


async def test_whatever_breaks_while_it_runs(
    canaries: str, town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A handler, a send, a job, a post, a health check, the database: each raises everything there is to hide."""
    common.settings()

    async def breaks(*_: Any, **__: Any) -> Any:
        raise ImportError(everything(canaries)) from ValueError(TOKEN)

    def healthy() -> None:
        monkeypatch.undo()

    resident = await town.resident()
    pipeline = town.app.pipeline
    monkeypatch.setattr(pipeline, "_dispatch", breaks)
    monkeypatch.setattr(pipeline, "_set_aside", breaks)
    for _ in range(4):
        await resident.says("路灯坏了")
    healthy()
    await _sends(town, monkeypatch, breaks)
    await Clock([])._safely(Job("digests", 1, breaks))
    await _posts(breaks)

    def breaks_at_once() -> None:
        raise ImportError(everything(canaries))

    monkeypatch.setattr(town.app.db, "snapshot", breaks_at_once)
    monkeypatch.setattr(town.app.db, "lead", breaks)
    await town.app.measure()
    assert await town.app._leads() is False
    asyncio.get_running_loop().call_exception_handler(
        {"message": "Task exception was never retrieved", "exception": ImportError(everything(canaries))}
    )
    out, error = capsys.readouterr()
    assert error.count("<secret>") > 10
    silent(out + error)


async def _sends(town: Town, monkeypatch: pytest.MonkeyPatch, breaks: Callable[..., Any]) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(town.channel, "send", breaks)
        await (await town.resident("李叔")).says("垃圾三天没人收了")


async def _posts(breaks: Callable[..., Any]) -> None:
    hook = Hook("/hook", "X-Secret", HOOK, breaks)
    async with (
        serving(build(breaks, [hook]), "127.0.0.1", 0) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        for answer in (
            await client.post("/hook", headers={"X-Secret": HOOK}),
            await client.post("/hook", headers={"X-Secret": f"{HOOK}x"}),
            await client.get("/healthz"),
            await client.get(f"/{HOOK}"),
        ):
            assert answer.status_code in (403, 404, 503)
            silent(answer.text)


async def test_the_settings_show_none(canaries: str) -> None:
    silent(repr(load()))
