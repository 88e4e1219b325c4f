"""`run`: the bot on Telegram, until it is told to stop. `work` and `receive`: a part of it, beside other processes."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import typer

from bot.app import App, open_app
from bot.channels.telegram import Stopped, TelegramChannel, WrongToken
from bot.channels.web import Hook, Unhealthy, build, serving
from bot.clock import now
from bot.commands.common import COPY_ANEW, TOKEN, Failed, WrongUse, settings
from bot.settings import Settings
from bot.texts import Texts
from bot.watch import guard
from storage import inbox, outbox

log = logging.getLogger(__name__)

PATIENCE = 8.0  # seconds for an orderly stop; supervisors give ten
HARD_END = 9.0  # seconds, after which the process ends also if a thread does not
SILENT = timedelta(minutes=3)  # without an answer to a poll, which comes every half minute at least
LONGEST_LOOK = 5.0  # seconds that /healthz waits for the database

HOW_TO_BEGIN = """\
TELEGRAM_BOT_TOKEN is not set, and without a token there is no bot to run.
Get one from @BotFather in Telegram (send it /newbot), and put it into the file .env: TELEGRAM_BOT_TOKEN=123456:ABC...
To try Kaimen without Telegram: make chat, or make demo."""


SHARED = """\
`work` and `receive` are for several processes on one database, which must be PostgreSQL: set DATABASE_URL to it.
On SQLite one process does all: `run`."""

Stopping = Callable[[], None]


def _nothing() -> None:
    pass


def leave_in_time() -> None:
    """From now on the process has `HARD_END` seconds: a thread that computes (learning, drawing) cannot be stopped,
    and the interpreter would wait for it. What it was to write is written in one transaction, or not at all."""

    def leave() -> None:
        log.warning("what still computes is broken off; nothing is lost")
        os._exit(0)

    timer = threading.Timer(HARD_END, leave)
    timer.daemon = True
    timer.start()


async def run(stopping: Stopping = _nothing) -> None:
    """Receives, handles, sends and knocks until SIGTERM or SIGINT; then it calls `stopping` first.

    Raises WrongUse, Failed and what storage raises.
    """
    await _serve(settings(), stopping, receives=True, works=True)


async def work(stopping: Stopping = _nothing) -> None:
    """Handles and sends, and knocks if no other process does, but receives nothing. Raises as `run`."""
    await _serve(_sharing(settings()), stopping, receives=False, works=True)


async def receive(stopping: Stopping = _nothing) -> None:
    """Only receives: by polling, or as one of several behind the webhook's address. Raises as `run`."""
    await _serve(_sharing(settings()), stopping, receives=True, works=False)


def _sharing(found: Settings) -> Settings:
    if found.database_url.startswith("sqlite:"):
        raise WrongUse(SHARED)
    return found


async def _serve(found: Settings, stopping: Stopping, *, receives: bool, works: bool) -> None:
    token = found.telegram_bot_token.get_secret_value()
    if not token:
        raise WrongUse(HOW_TO_BEGIN)
    if not TOKEN.fullmatch(token):
        raise WrongUse(f"{COPY_ANEW}, into the file .env or the environment.")
    stop = asyncio.Event()

    def told_to_stop() -> None:
        if not stop.is_set():
            stopping()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop)
    texts = Texts(found.zone)
    made: list[TelegramChannel] = []

    def channels(draw: Any) -> list[TelegramChannel]:
        made.append(
            TelegramChannel(
                token,
                found.telegram_api_url,
                draw=draw,
                now=now,
                per_second=found.messages_per_second,
                repeat_mark=texts.say(found.language, "possible-repeat"),
            )
        )
        return made

    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(open_app(found, channels))
        channel = made[0]
        stack.push_async_callback(channel.close)
        if receives:
            await _show_claim_code(app)
        await _serve_web(stack, app, channel, found, receives=receives)
        parts = [_introduce(app, channel, stop, menus=receives)]
        parts += [_receive(app, channel, found, stop)] if receives else []
        parts += [app.run(stop), app.alarm(stop)] if works else []
        await _together([*parts, guard(app.pipeline.watch, stop)], stop)
    log.info("stopped; nothing is lost")


async def _show_claim_code(app: App) -> None:
    """Nobody runs this bot yet: whoever has this terminal may."""
    if code := await app.claim_code():
        typer.echo(
            f"This bot has no admin yet. To become its admin, send it this message in Telegram:\n\n  /start {code}\n\n"
            "The code works once, and only until the next start."
        )


async def _serve_web(
    stack: AsyncExitStack, app: App, channel: TelegramChannel, found: Settings, *, receives: bool
) -> None:
    """/healthz, and the webhook if there is one. When polling, a port that is taken is no reason not to start."""

    began = now()

    async def health() -> Mapping[str, object]:
        silent = now() - (channel.answered_at or began)
        if receives and found.telegram_mode == "polling" and silent > SILENT:
            raise Unhealthy(f"Telegram has not answered for {silent.total_seconds():.0f} s")
        if trouble := app.pipeline.watch.trouble():
            raise Unhealthy(trouble)
        async with asyncio.timeout(LONGEST_LOOK), app.db.snapshot() as tx:
            return {"waiting": await inbox.waiting(tx), "unsent": await outbox.unsent(tx)}

    hooks: Iterable[Hook] = ()
    if receives and found.telegram_mode == "webhook":
        path = urlsplit(found.telegram_webhook_url).path or "/"
        hooks = [channel.hook(path, found.telegram_webhook_secret.get_secret_value(), app.pipeline.receive)]
    elif not found.http_port:
        return
    try:
        port = await stack.enter_async_context(
            serving(build(health, hooks, app.measure), found.http_host, found.http_port)
        )
    except OSError as error:
        where = f"{found.http_host}:{found.http_port}"
        if hooks:
            raise Failed(
                f"The webhook cannot listen on {where} ({error.strerror}): set HTTP_HOST and HTTP_PORT."
            ) from None
        log.warning("no /healthz: %s cannot be had (%s); set HTTP_PORT, 0 for none", where, error.strerror)
    else:
        log.info("listening on http://%s:%s/healthz", found.http_host, port)


async def _receive(app: App, channel: TelegramChannel, found: Settings, stop: asyncio.Event) -> None:
    if found.telegram_mode == "polling":
        await channel.poll(app.pipeline.receive, stop)
    else:
        await channel.set_webhook(found.telegram_webhook_url, found.telegram_webhook_secret.get_secret_value(), stop)


async def _introduce(app: App, channel: TelegramChannel, stop: asyncio.Event, *, menus: bool) -> None:
    """Learns the bot's own name, for links to it, and (with `menus`) shows everybody the commands of a resident."""
    me = await channel.introduced(stop)
    app.office.bot_link = f"https://t.me/{me.username}"
    log.info("this is @%s", me.username)
    if not menus:
        return
    await channel.set_menus(app.menus(group=False), app.menus(group=True), stop)


async def _together(works: Iterable[Coroutine[Any, Any, None]], stop: asyncio.Event) -> None:
    """Runs all until `stop` is set, and lets them end within `PATIENCE`. What one of them raises stops them all."""
    tasks = [asyncio.create_task(work) for work in works]
    stopped = asyncio.create_task(stop.wait())
    for task in tasks:
        task.add_done_callback(lambda done: stop.set() if not done.cancelled() and done.exception() else None)
    await stopped
    _, late = await asyncio.wait(tasks, timeout=PATIENCE)
    for task in late:
        log.warning("%s does not end and is broken off; nothing is lost", task.get_coro())
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        with suppress(Stopped, asyncio.CancelledError):
            if isinstance(result, WrongToken):
                raise WrongUse(str(result))
            if isinstance(result, BaseException):
                raise result
