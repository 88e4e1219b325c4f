"""HTTP to the Bot API: python-telegram-bot's own, made quiet, and precise about what certainly did not arrive.

Three things are different. An error says whether the request can have reached Telegram. No exception carries the token.
An answer that is no JSON is not logged whole with a traceback (it may be a page of a proxy, or what people wrote).
"""

import json
import os
from typing import Any

import httpx
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.secrecy import redact

# Times as timedelta, as the next major version of python-telegram-bot has them; without it every 429 makes it warn.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# Seconds. One call with a file (connection, pool, upload, answer) fits into outbound.WITHIN.
CONNECT, POOL, READ, WRITE, UPLOAD = 5.0, 5.0, 20.0, 10.0, 30.0

_NEVER_REACHED = (
    httpx.ConnectError,  # also an unknown host and a refused certificate
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class Unreached(NetworkError):
    """The request certainly did not arrive: there was no connection."""


class Unreadable(TelegramError):
    """A good answer whose body is not JSON; `text` is the body."""

    def __init__(self, text: str) -> None:
        super().__init__("the answer is not JSON")
        self.text = text


class Request(HTTPXRequest):
    """Raises Unreached, Unreadable and python-telegram-bot's own errors, none with a secret in it."""

    __slots__ = ()

    def __init__(self, connections: int, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """`transport` takes the place of the network."""
        through = {} if transport is None else {"transport": transport}
        super().__init__(connections, READ, WRITE, CONNECT, POOL, media_write_timeout=UPLOAD, httpx_kwargs=through)

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        try:
            status, body = await super().do_request(*args, **kwargs)
        except TelegramError as error:
            kind = TimedOut if isinstance(error, TimedOut) else NetworkError
            kind = Unreached if isinstance(error.__cause__, _NEVER_REACHED) else kind
            raise kind(redact(str(error))) from None
        except (httpx.InvalidURL, UnicodeError) as error:  # a token or an address that cannot stand in a URL
            raise Unreached(type(error).__name__) from None
        if not 200 <= status < 300:
            body = redact(body.decode("utf-8", "replace")).encode()
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        text = payload.decode("utf-8", "replace")
        try:
            answer = json.loads(text, parse_constant=_no_number)
        except (ValueError, RecursionError):  # an integer of 5,000 digits is a ValueError, deep nesting the other
            raise Unreadable(text) from None
        if not isinstance(answer, dict):
            raise Unreadable(text)
        return answer


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
