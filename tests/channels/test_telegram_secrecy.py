"""A canary token goes through every error, at the lowest log level; it must come out nowhere."""

import asyncio
import logging
import socket
import sys
import traceback
from collections.abc import Callable, Iterator

import pytest
from telegram import Bot
from telegram.error import InvalidToken

from bot import secrecy
from bot.channels.telegram import TelegramChannel, WrongToken, request
from bot.messages import FileUnavailable, Media, MediaKind
from tests.botapi.server import BotApi
from tests.channels.conftest import Ear, Says

CANARY = "7000000009:AAcanary-canary-canary-canary-0123"
PARTS = (CANARY, CANARY.partition(":")[2])
LIBRARIES = ("aiohttp", "telegram")

Connect = Callable[..., TelegramChannel]


class Everything(logging.Handler):
    """All that any handler could get out of any record: the message as it is, the text with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen += [self.format(record), repr(vars(record))]
        if record.exc_info and record.exc_info[1]:
            self.seen += traceback.format_exception(record.exc_info[1])

    def shows(self, *secrets: str) -> list[str]:
        return [text for text in self.seen if any(secret in text for secret in secrets)]


@pytest.fixture
def log() -> Iterator[Everything]:
    """Hears every logger at DEBUG, as an unlucky setting would make it."""
    handler, root = Everything(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def loud() -> Iterator[None]:
    """The libraries log all they can, though the channel has quietened them."""
    yield None
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)


def make_loud() -> None:
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.DEBUG)


async def test_no_send_shows_the_token_however_it_fails(
    connect: Connect, log: Everything, loud: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ", 0.05)
    async with BotApi(CANARY) as server:
        wang = server.person("王芳")
        wang.starts()
        says = Says(connect(CANARY, server.url))
        make_loud()
        faults: list[Callable[[], None]] = [
            lambda: None,
            lambda: server.limit(1, chat=99),
            lambda: server.fail_next("sendMessage", 401, f"Unauthorized: {CANARY}"),
            lambda: server.fail_next("sendMessage", 404, f"Not Found: /bot{CANARY}/sendMessage"),
            lambda: server.fail_next("sendMessage", 400, f"Bad Request: /bot{CANARY}"),
            lambda: server.fail_next("sendMessage", 403, f"Forbidden: {CANARY}"),
            lambda: server.fail_next("sendMessage", 500, f"Internal Server Error: {CANARY}"),
            lambda: server.fail_next("sendMessage", 409, f"Conflict: {CANARY}", {"unknown": CANARY}),
            lambda: server.fail_html("sendMessage", 502),
            lambda: server.fail_html("sendMessage", 200),
            lambda: server.drop("sendMessage"),
            lambda: server.stall("sendMessage"),
        ]
        receipts = []
        for fault in faults:
            fault()
            receipts.append(await says(wang.id, "日报"))
    receipts.append(await says(wang.id, "日报"))  # now nobody listens
    receipts.append(await Says(connect("7000000009:AA\ncanary-canary-canary"))(1, "日报"))  # no URL can hold it
    assert len({r.outcome for r in receipts}) == 5
    assert log.shows(*PARTS, "canary-canary") == []
    assert [r for r in receipts if "canary" in r.reason] == []
    assert any("<secret>" in r.reason for r in receipts)  # the errors did hold it


async def test_what_is_raised_does_not_show_the_token_either(connect: Connect, log: Everything) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    async with BotApi() as server:
        refused, alone = connect(CANARY, server.url), connect(CANARY, nobody)
        media = Media(MediaKind.PHOTO, "photo-1")
        calls = [
            (refused.me, InvalidToken),
            (lambda: refused.poll(Ear(server).receive, asyncio.Event()), WrongToken),
            (lambda: refused.set_webhook("https://x", "a-secret-of-16-characters", asyncio.Event()), WrongToken),
            (lambda: refused.set_menus({"": [("help", "Help")]}, {}, asyncio.Event()), WrongToken),
            (alone.me, request.Unreached),
            (lambda: alone.fetch(media), FileUnavailable),
        ]
        for call, kind in calls:
            with pytest.raises(kind) as raised:
                await call()
            logging.getLogger("anybody").exception("it failed", exc_info=raised.value)
            shown = "".join(traceback.format_exception(raised.value))
            assert [part for part in PARTS if part in shown] == []
    assert log.shows(*PARTS) == []


async def test_polling_shows_no_token(connect: Connect, log: Everything, loud: None) -> None:
    async with BotApi(CANARY) as server:
        ear, stop = Ear(server), asyncio.Event()
        channel = connect(CANARY, server.url)
        make_loud()
        server.drop("getUpdates")
        server.fail_html("getUpdates", 502)
        server.fail_next("getUpdates", 409, f"Conflict: {CANARY}")
        server.fail_next("getUpdates", 400, f"Bad Request: {CANARY}")
        server.inject({"message": {"location": {"latitude": float("nan")}, "text": "x"}})
        server.person("王芳").says("路灯坏了")
        async with asyncio.TaskGroup() as group:
            group.create_task(channel.poll(ear.receive, stop))
            await ear.hears(2)
            stop.set()
    assert log.shows(*PARTS) == []
    assert any("<secret>" in text for text in log.seen)


def test_others_cannot_log_it_either(log: Everything) -> None:
    secrecy.hide(CANARY)
    logger = logging.getLogger("somebody.else")
    logger.info("GET https://api.telegram.org/bot%s/getMe", CANARY)
    logger.info("%r", Bot(CANARY))
    logger.info(CANARY, stack_info=True)
    logger.info("%s %d", CANARY)  # arguments that do not fit the message
    logger.info({"url": f"/bot{CANARY}"})
    try:
        raise ValueError(CANARY) from InvalidToken(f"The token `{CANARY}` was rejected by the server.")
    except ValueError:
        logger.exception("it failed with %s", sys.exc_info()[1])
    assert log.shows(*PARTS) == []
    assert sum("Traceback" in text and "<secret>" in text for text in log.seen) >= 1


def test_what_has_no_secret_in_it_is_logged_as_it_is(log: Everything) -> None:
    secrecy.hide(CANARY, "short")
    logging.getLogger("somebody.else").info("%s is %d%%", "short", 5)
    try:
        raise ValueError("nothing secret")
    except ValueError:
        logging.getLogger("somebody.else").exception("it failed")
    assert "short is 5%" in log.seen[0]
    assert any(text.startswith("Traceback") for text in log.seen)


def test_the_libraries_that_log_whole_messages_are_held_back(connect: Connect) -> None:
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.getLogger("aiohttp").setLevel(logging.ERROR)
    connect(CANARY, "http://127.0.0.1:9")
    levels = {name: logging.getLogger(name).getEffectiveLevel() for name in LIBRARIES}
    assert levels == {"aiohttp": logging.ERROR, "telegram": logging.WARNING}


async def test_an_address_that_is_none_is_no_connection(connect: Connect) -> None:
    channel = connect(CANARY, "http://[not an address")
    with pytest.raises(request.Unreached) as raised:
        await channel.me()
    assert raised.value.__cause__ is None
