"""The control API, for a server that runs as a process of its own: all under /_control, JSON in and out.

POST person   {"name", "id"?, "language_code"?}                      -> {"id"}
POST act      {"person", "act", "args"?, "to"?}                      -> the message as it stands (or {"result"})
              act: a method of Person; bytes in args are base64, under "content"; "to" is a group's id
              (person and act also take a list of such objects, and return a list)
POST group    {"title", "members": [ids], "supergroup"?}             -> {"id"}
POST updates  a list of raw updates, without update_id               -> {"ids"}
POST fault    {"fault", "args"}: fail_next, limit, stall, drop, fail_html -> {}
GET  calls    ?after=NUMBER&method=NAME&limit=N                      -> a list of calls, oldest first
GET  messages ?chat=ID                                               -> the bot's messages in a chat
GET  state                                                           -> counts, pending updates, violations
GET  wait     ?calls=N&method=NAME&timeout=SECONDS                   -> {"reached"}: waits for N successful calls
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .checks import Upload
from .people import Person
from .shown import Shown

if TYPE_CHECKING:
    from .server import BotApi, Call

FAULTS = ("fail_next", "limit", "stall", "drop", "fail_html")
ACTS = [
    "says",
    "starts",
    "follows",
    "sends_photo",
    "sends_video",
    "sends_document",
    "sends_voice",
    "sends_sticker",
    "sends_location",
    "sends_contact",
    "presses",
    "blocks",
    "unblocks",
    "deletes_account",
]

Handler = Callable[[Request], Awaitable[Any]]


def routes(api: BotApi) -> list[Route]:
    """The routes of the control API."""
    control = Control(api)
    posts: list[Handler] = [control.person, control.act, control.group, control.updates, control.fault]
    gets: list[Handler] = [control.calls, control.messages, control.state, control.wait]
    return [_route(handler, "POST") for handler in posts] + [_route(handler, "GET") for handler in gets]


def _route(handler: Handler, method: str) -> Route:
    async def answer(request: Request) -> Response:
        try:
            return JSONResponse(await handler(request))
        except (KeyError, LookupError, TypeError, ValueError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)

    return Route(f"/_control/{handler.__name__}", answer, methods=[method])


class Control:
    """The functions behind the control API; each is named as its path."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    async def person(self, request: Request) -> Any:
        return each(await request.json(), lambda order: {"id": self._api.person(**order).id})

    async def act(self, request: Request) -> Any:
        return each(await request.json(), self._act)

    def _act(self, order: dict[str, Any]) -> dict[str, Any]:
        person = self._api.place(order["person"])
        if not isinstance(person, Person) or order["act"] not in ACTS:
            raise ValueError(f"no act {order['act']!r} of {order['person']}")
        arguments = order.get("args", {})
        if "content" in arguments:
            arguments["content"] = base64.b64decode(arguments["content"])
        if "to" in order:
            arguments["to"] = self._api.place(order["to"])
        result = getattr(person, order["act"])(**arguments)
        return message(result) if isinstance(result, Shown) else {"result": result}

    async def group(self, request: Request) -> dict[str, Any]:
        order = await request.json()
        members = [self._api.place(member) for member in order.pop("members")]
        people = [member for member in members if isinstance(member, Person)]
        return {"id": self._api.group(order.pop("title"), *people, **order).id}

    async def updates(self, request: Request) -> dict[str, Any]:
        return {"ids": [self._api.inject(update) for update in await request.json()]}

    async def fault(self, request: Request) -> dict[str, Any]:
        order = await request.json()
        if order["fault"] not in FAULTS:
            raise ValueError(f"no fault {order['fault']!r}; there are {', '.join(FAULTS)}")
        getattr(self._api, order["fault"])(**order["args"])
        return {}

    async def calls(self, request: Request) -> list[dict[str, Any]]:
        after, limit = int(request.query_params.get("after", 0)), int(request.query_params.get("limit", 1000))
        method = request.query_params.get("method")
        fitting = (c for c in self._api.calls if c.number > after and method in (None, c.method))
        return [call(c) for c in islice(fitting, limit)]

    async def messages(self, request: Request) -> list[dict[str, Any]]:
        return [message(m) for m in self._api.place(int(request.query_params["chat"])).messages]

    async def state(self, request: Request) -> dict[str, Any]:
        return {
            "calls": self._api.call_count,
            "pending_updates": len(self._api.updates),
            "webhook": self._api.updates.webhook_url,
            "violations": [asdict(violation) for violation in self._api.violations],
        }

    async def wait(self, request: Request) -> dict[str, Any]:
        method, wanted = request.query_params["method"], int(request.query_params["calls"])
        timeout = float(request.query_params.get("timeout", 30))
        try:
            await self._api.until(lambda: self._api.succeeded[method] >= wanted, timeout)
        except TimeoutError:
            return {"reached": False}
        return {"reached": True}


def each(orders: Any, carry_out: Callable[[dict[str, Any]], Any]) -> Any:
    """What comes of one order, or of each in a list."""
    return [carry_out(order) for order in orders] if isinstance(orders, list) else carry_out(orders)


def call(made: Call) -> dict[str, Any]:
    """A call as JSON."""
    parameters = {key: upload(value) if isinstance(value, Upload) else value for key, value in made.parameters.items()}
    error = made.error.body() if made.error else None
    about = {"number": made.number, "at": made.at, "method": made.method}
    return {**about, "parameters": parameters, "result": made.result, "error": error}


def upload(file: Upload) -> dict[str, Any]:
    """Of an upload only what it is, not its bytes."""
    return {"name": file.name, "type": file.kind, "size": len(file.content)}


def message(shown: Shown) -> dict[str, Any]:
    """A message as JSON: the API's own object, with the buttons of the reply keyboard and the sizes of attachments."""
    attachments = [{"kind": a.kind, "name": a.name, "size": len(a.content)} for a in shown.attachments]
    return {**shown.raw, "keyboard": [[b.label for b in row] for row in shown.keyboard], "attachments": attachments}
