"""The HTTP front of the fake server: a starlette application that turns requests into calls of the Bot API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import bodies, control
from .errors import NOT_FOUND, UNAUTHORIZED, ApiError
from .faults import Kind
from .listener import Listener, break_off

if TYPE_CHECKING:
    from .server import BotApi


class Front(Listener):
    """Listens, and turns HTTP requests into calls."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        routes = [
            Route("/bot{token}/{method}", self._bot, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._file),
            *control.routes(api),
        ]
        not_found = {404: lambda request, error: _json(NOT_FOUND.body(), 404)}
        super().__init__(Starlette(routes=routes, exception_handlers=not_found))

    async def _bot(self, request: Request) -> Response:
        if request.path_params["token"] != self._api.token:
            return _json(UNAUTHORIZED.body(), 401)
        name = request.path_params["method"]
        content = await request.body()
        try:
            body = bodies.read(request.scope["query_string"], request.headers.get("content-type", ""), content)
        except ApiError as error:
            return _json(error.body(), error.code)
        fault = self._api.fault_for(name, body)
        if fault is not None and fault.kind is Kind.DROP:
            return await break_off(request)
        if fault is not None and fault.kind is Kind.HTML:
            return Response(fault.page(), fault.error.code, media_type="text/html")
        try:
            answer, status = {"ok": True, "result": await self._api.call(name, body, fault)}, 200
        except ApiError as error:
            # Some are constants: without this each raise would lengthen their traceback, and keep its frames alive.
            answer, status = error.with_traceback(None).body(), error.code
        if fault is not None and fault.kind is Kind.DROP_AFTER:
            return await break_off(request)
        if fault is not None and fault.kind is Kind.STALL:
            await request.receive()  # until the client gives up, or the server stops
        return _json(answer, status)

    async def _file(self, request: Request) -> Response:
        file = self._api.cloud.files.at(request.path_params["path"])
        if request.path_params["token"] != self._api.token or file is None:
            return _json(NOT_FOUND.body(), 404)
        return Response(file.content, media_type="application/octet-stream")


def _json(answer: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(answer).encode(), status, media_type="application/json")
