"""HTTP to the Bot API through aiohttp, precise about what certainly did not arrive.

python-telegram-bot's own way is through httpx, which takes more processor time for a call than the rest of the bot does
for a message, and the more the more calls are under way; aiohttp parses in C. Besides: an error says whether the
request can have reached Telegram, no exception carries the token, and an answer that is no JSON is not logged whole
(it may be a page of a proxy, or what people wrote). Proxies are taken from the environment (HTTPS_PROXY and the like).
"""

import json
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
from telegram.error import InvalidToken, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.secrecy import hide, redact

# Times as timedelta, as the next major version of python-telegram-bot has them; without it every 429 makes it warn.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# Seconds. One call with a file (connection, pool, upload, answer) fits into outbound.WITHIN.
CONNECT, POOL, READ, WRITE, UPLOAD = 5.0, 5.0, 20.0, 10.0, 30.0
DOWNLOAD = 60.0  # seconds for a file as a whole
IDLE = 5.0  # seconds after which a connection is not used again: the other side may just be closing it

OK, NOT_FOUND = 200, 404

_NEVER_REACHED = (
    aiohttp.ClientConnectorError,  # also an unknown host and a refused certificate
    aiohttp.ConnectionTimeoutError,  # of the connection, or of waiting for a free one
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
    UnicodeError,  # a token or an address that cannot stand in a URL
)


class Unreached(NetworkError):
    """The request certainly did not arrive: there was no connection."""


class Unreadable(TelegramError):
    """A good answer whose body is not JSON; `text` is the body."""

    def __init__(self, text: str) -> None:
        super().__init__("the answer is not JSON")
        self.text = text


class TooLong(TelegramError):
    """A file of more bytes than were wanted."""

    def __init__(self) -> None:
        super().__init__("the file is too large")


class Request(BaseRequest):
    """Raises Unreached, Unreadable and python-telegram-bot's own errors, none with a secret in it."""

    __slots__ = ("_connections", "_session")

    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None  # made with the first call: it belongs to that event loop

    @property
    def read_timeout(self) -> float:
        return READ

    async def initialize(self) -> None:
        """Nothing is needed before the first call."""

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """The status and the body. Of the times given only that for reading counts; the others are this module's."""
        read = read_timeout if isinstance(read_timeout, int | float) else READ
        with _own_errors():
            async with self._opened(url).request(
                method, url, timeout=_patience(request_data, read), allow_redirects=False, **_body(request_data)
            ) as answer:
                status, body = answer.status, await answer.read()
        if not 200 <= status < 300:
            body = redact(body.decode("utf-8", "replace")).encode()
        return status, body

    async def download(self, url: str, most: int) -> bytes:
        """What lies at `url`, if it has `most` bytes or fewer; no more than that is ever read. Raises TooLong,
        InvalidToken if there is nothing, and else as a call does."""
        content = bytearray()
        patience = aiohttp.ClientTimeout(DOWNLOAD, connect=CONNECT + POOL, sock_connect=CONNECT, sock_read=READ)
        with _own_errors():
            async with self._opened(url).get(url, timeout=patience, allow_redirects=False) as answer:
                if answer.status == NOT_FOUND:
                    raise InvalidToken
                if answer.status != OK:
                    raise NetworkError(f"a file is answered with {answer.status}")
                async for chunk in answer.content.iter_any():
                    content += chunk
                    if len(content) > most:
                        raise TooLong
        return bytes(content)

    def _opened(self, url: str) -> aiohttp.ClientSession:
        """The connections, all to the server of `url`."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE, ssl=_trusted()),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=_proxy(url),
            )
        return self._session

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        text = payload.decode("utf-8", "replace")
        try:
            answer = json.loads(text, parse_constant=_no_number)
        except (ValueError, RecursionError):  # an integer of 5,000 digits is a ValueError, deep nesting the other
            raise Unreadable(text) from None
        if not isinstance(answer, dict):
            raise Unreadable(text)
        said = answer.get("result")
        if isinstance(said, dict) and "message_id" in said:
            # Only its id is wanted of what we said; objects of all the rest take longer to make than the call itself.
            answer["result"] = {name: said[name] for name in ("message_id", "date", "chat") if name in said}
        return answer


@contextmanager
def _own_errors() -> Iterator[None]:
    """aiohttp's errors as python-telegram-bot's, without a secret."""
    try:
        yield
    except _NEVER_REACHED as error:
        raise Unreached(redact(f"{type(error).__name__}: {error}")) from None
    except TimeoutError:
        raise TimedOut from None
    except aiohttp.ClientError as error:
        raise NetworkError(redact(f"{type(error).__name__}: {error}")) from None


def _body(data: RequestData | None) -> dict[str, Any]:
    """How a request carries its data: as JSON, or as a form if files go along."""
    if data is None or not data.contains_files:
        return {"json": data.parameters} if data else {}
    form = aiohttp.FormData(quote_fields=False)  # the names of files as they are, in UTF-8
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=file, content_type=kind)
    return {"data": form}


def _patience(data: RequestData | None, read: float) -> aiohttp.ClientTimeout:
    """A call that says something has a bound as a whole; one that fetches goes on as long as anything comes."""
    write = UPLOAD if data is not None and data.contains_files else WRITE
    whole = CONNECT + POOL + write + read if data is not None else None
    return aiohttp.ClientTimeout(whole, connect=CONNECT + POOL, sock_connect=CONNECT, sock_read=read)


def _proxy(url: str) -> URL | None:
    """The proxy that the environment names for `url`. aiohttp would look anew before each call, in a thread."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None  # the call will say so
    named = "" if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
    if not named:
        return None
    proxy = URL(named)
    if proxy.raw_password:
        hide(f"{proxy.raw_user}:{proxy.raw_password}@")
    return proxy


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates of the machine, and those that come with certifi: some machines have none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
