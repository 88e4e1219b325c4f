"""The bot's small web server: where platforms post what they have to tell, and where a monitor asks how it is."""

import asyncio
import hmac
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot import metrics

log = logging.getLogger(__name__)

BODY = 1_000_000  # bytes of one post; the largest update of Telegram has some tens of thousands
LAST_WORDS = 5  # seconds that requests under way get when the server stops


class Unhealthy(Exception):
    """What `health` raises; its text is the reason that a monitor gets."""


# Facts for a monitor, such as how much waits. Raises Unhealthy.
Health = Callable[[], Awaitable[Mapping[str, object]]]
# Brings up to date what `bot.metrics` tells. Raises nothing.
Measure = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Hook:
    """A path to which a platform posts, with `secret` in `header`. When `accept` returns, the post is stored.

    `accept` takes whatever body comes with the right secret, and raises only if it cannot be stored now.
    """

    path: str
    header: str
    secret: str
    accept: Callable[[bytes], Awaitable[None]]


def build(health: Health, hooks: Iterable[Hook] = (), measure: Measure | None = None) -> Starlette:
    """The application, with /metrics if there is something to `measure`.

    A hook answers 200 (stored), 403 (wrong secret), 413 (over 1 MB), 503 (post it again later).

    Never 410, which would make Telegram give up the webhook.
    """

    async def healthz(_: Request) -> Response:
        try:
            return JSONResponse({"status": "ok", **await health()})
        except Exception as error:
            reason = str(error) if isinstance(error, Unhealthy) else type(error).__name__
            return JSONResponse({"status": "failing", "reason": reason}, 503)

    posts = [Route(hook.path, _endpoint(hook), methods=["POST"]) for hook in hooks]
    shown = [Route("/metrics", _metrics(measure))] if measure else []
    return Starlette(routes=[Route("/healthz", healthz), *shown, *posts])


def _metrics(measure: Measure) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(_: Request) -> Response:
        await measure()
        return Response(metrics.page(), media_type=metrics.CONTENT_TYPE)

    return endpoint


def _endpoint(hook: Hook) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        given = request.headers.get(hook.header, "")
        if not hmac.compare_digest(given.encode("latin-1"), hook.secret.encode()):
            return PlainTextResponse("wrong secret", 403)
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody hears it
        if body is None:
            log.warning("a post of more than %s bytes to %s is refused", BODY, hook.path)
            return PlainTextResponse("too large", 413, {"Connection": "close"})  # the rest is not read
        try:
            await hook.accept(body)
        except Exception as error:
            log.error("a post to %s could not be stored (%s); it is to come again", hook.path, type(error).__name__)
            return PlainTextResponse("not stored, try again", 503)
        return Response()

    return endpoint


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY:
            return None
    return bytes(body)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield  # signals are the program's business


@asynccontextmanager
async def serving(app: Starlette, host: str, port: int) -> AsyncIterator[int]:
    """Serves `app` in this loop as long as the block runs; gives the port, which 0 leaves to the system.

    Raises OSError if the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=LAST_WORDS,
    )
    server = _Server(config)
    with listening:
        task = asyncio.create_task(server.serve([listening]))
        try:
            yield int(listening.getsockname()[1])
        finally:
            server.should_exit = True
            await task
