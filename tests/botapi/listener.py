"""Serves an ASGI application on 127.0.0.1 in the running event loop, on uvicorn's HTTP protocol.

uvicorn's own `Server` is left out: it takes over signals and ends in steps of 0.1 s. Its protocol class is enough.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

KEEP_ALIVE = 75  # seconds, as nginx keeps an idle connection


class Connection(H11Protocol):
    """A connection whose requests can reach its transport, to break it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.app_state = {"transport": transport}
        super().connection_made(transport)


class Listener:
    """Serves an application from `start` to `stop`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._state = ServerState()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self, port: int = 0) -> None:
        """Listens on a port; 0 takes a free one, which `port` then tells."""
        config = Config(
            self._app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_keep_alive=KEEP_ALIVE,
        )
        config.load()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(config, self._state, {}), "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Breaks all connections and waits for what was under way."""
        if self._server is None:
            return
        self._server.close()
        for connection in list(self._state.connections):
            connection.transport.abort()
        if self._state.tasks:
            await asyncio.wait(self._state.tasks)
        await self._server.wait_closed()


async def break_off(request: Request) -> Response:
    """Breaks the connection of a request; the response that is returned goes nowhere."""
    request.scope["state"]["transport"].abort()
    await request.receive()
    return Response()
