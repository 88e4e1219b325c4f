"""The fake Bot API server: checks every request, does what it asks for, and remembers it.

    async with BotApi() as server:
        bot = telegram.Bot(server.token, base_url=server.bot_url, base_file_url=server.file_url)

People's side: `World`, of which this class has the methods. HTTP: front.py.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from . import account, editing, sending  # noqa: F401  (they register their methods)
from .bodies import Body
from .checks import load
from .cloud import Cloud
from .errors import BROKEN, NO_SUCH_METHOD, ApiError
from .faults import PACED, Fault, Faults, Kind, Violation
from .front import Front
from .registry import METHODS
from .updates import Updates
from .values import INTEGER
from .webhook import Webhook
from .world import World

TOKEN = "7000000001:AAF-fake-token-for-the-tests-0123456789"
CHECKS = load()


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot: its number, when (Unix seconds), what, and what came of it.

    The parameters are decoded if they passed the checks; getUpdates has no result here.
    """

    number: int
    at: float
    method: str
    parameters: dict[str, Any]
    result: Any = None
    error: ApiError | None = None


class BotApi(World):
    """A server, listening from `start` to `stop`. `now` gives Unix time in seconds, for dates and rate limits.

    `privacy`: the bot sees in groups only commands and replies to it, as is the default for real bots.
    `webhook_scale` shortens the delays between webhook retries. `keep_calls` bounds `calls` (None: all are kept).
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = "kaimen_test_bot",
        now: Callable[[], float] = time.time,
        privacy: bool = True,
        webhook_scale: float = 1.0,
        keep_calls: int | None = None,
    ) -> None:
        super().__init__(Cloud(username, now, privacy), Updates(now))
        self.token = token
        self.webhook = Webhook(self.updates, now, webhook_scale)
        self.faults = Faults(now)
        self.calls: deque[Call] = deque(maxlen=keep_calls)
        self.call_count = 0
        self.succeeded: Counter[str] = Counter()  # by method
        self._front = Front(self)

    # --- running

    async def start(self, port: int = 0) -> None:
        """Listens on 127.0.0.1, on a free port by default."""
        await self._front.start(port)

    async def stop(self) -> None:
        """Closes all connections; whoever waits in a long poll is let go."""
        self.updates.close()
        await self.webhook.close()
        await self._front.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self._front.port}"

    @property
    def bot_url(self) -> str:
        """What python-telegram-bot calls base_url."""
        return f"{self.url}/bot"

    @property
    def file_url(self) -> str:
        """What python-telegram-bot calls base_file_url."""
        return f"{self.url}/file/bot"

    # --- faults

    def fail_next(
        self,
        method: str,
        status: int,
        description: str,
        parameters: dict[str, Any] | None = None,
        times: int = 1,
        chat: int | None = None,
    ) -> None:
        """The next `times` calls of the method ("*": any that goes to a chat) are refused with this error."""
        self._order(Kind.REFUSE, method, times, chat, ApiError(status, description, parameters))

    def limit(self, retry_after: int, chat: int | None = None, method: str = "*", times: int = 1) -> None:
        """The next call gets 429; what then comes to the same chat before retry_after has passed is a violation."""
        description = f"Too Many Requests: retry after {retry_after}"
        self.fail_next(method, 429, description, {"retry_after": retry_after}, times, chat)

    def stall(self, method: str, times: int = 1, chat: int | None = None) -> None:
        """The next calls are carried out and never answered."""
        self._order(Kind.STALL, method, times, chat)

    def drop(self, method: str, times: int = 1, chat: int | None = None, carried_out: bool = False) -> None:
        """The next calls' connections break without an answer, before or after they are carried out."""
        self._order(Kind.DROP_AFTER if carried_out else Kind.DROP, method, times, chat)

    def fail_html(self, method: str, status: int = 502, times: int = 1, chat: int | None = None) -> None:
        """The next calls get an HTML page with this status, as from a proxy before a server that is down."""
        self._order(Kind.HTML, method, times, chat, ApiError(status, "Bad Gateway"))

    def heal(self) -> None:
        """All faults that were ordered and have not happened are off."""
        self.faults.forget()

    def _order(self, kind: Kind, method: str, times: int, chat: int | None, error: ApiError = BROKEN) -> None:
        self.faults.order(Fault(kind, method.lower(), chat, times, error))

    @property
    def violations(self) -> list[Violation]:
        """The calls that came before a retry_after had passed; a test asserts that there is none."""
        return self.faults.violations

    # --- calls

    def fault_for(self, name: str, body: Body) -> Fault | None:
        """The fault ordered for this call, if any; it is used up by asking."""
        return self.faults.take(name.lower(), chat_of(body))

    async def call(self, name: str, body: Body, fault: Fault | None) -> Any:
        """Carries out one call and records it; refuses it if the fault says so. Raises ApiError."""
        method = CHECKS.methods.get(name.lower())
        if method is None:
            raise NO_SUCH_METHOD
        parameters, result, refused = body.parameters, None, None
        chat = chat_of(body)
        try:
            self.faults.check_pace(name.lower(), chat)
            parameters = method.check(body.parameters, body.texts, body.files)
            if fault is not None and fault.kind is Kind.REFUSE:
                self.faults.close_chat(chat, fault.error)
                raise fault.error
            if method.name == "getUpdates":
                return await self.updates.get(parameters)  # not recorded: the updates are the people's own
            result = self._carry_out(method.name, parameters, body)
            return result
        except ApiError as error:
            refused = error
            raise
        finally:
            self.call_count += 1
            self.succeeded[method.name] += refused is None
            self.calls.append(Call(self.call_count, self.cloud.now(), method.name, parameters, result, refused))
            self.called.fire()

    def _carry_out(self, name: str, parameters: dict[str, Any], body: Body) -> Any:
        if name in ("setWebhook", "deleteWebhook"):
            self.webhook.set(parameters if name == "setWebhook" else {**parameters, "url": ""})
            return True
        if name == "getWebhookInfo":
            return self.webhook.info()
        return METHODS[name.lower()](self.cloud, parameters, body.files)

    async def polled(self, timeout: float = 15.0) -> None:
        """Waits until the bot waits for updates in a long poll. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while not self.updates.waiting:
                await self.updates.polled.wait(timeout)

    def sent(self, method: str, chat: int | None = None) -> list[Call]:
        """The calls of a method that succeeded, in order; of one chat only, or of all."""
        return [
            call
            for call in self.calls
            if call.method == method and call.error is None and chat in (None, call.parameters.get("chat_id"))
        ]

    def busiest(self, seconds: float, chat: int | None = None) -> int:
        """The most calls that pace limits count, of one chat or all, within any time of this length."""
        window: deque[float] = deque()
        most = 0
        for call in self.calls:
            if call.method.lower().startswith(PACED) and chat in (None, call.parameters.get("chat_id")):
                window.append(call.at)
                while window[0] <= call.at - seconds:
                    window.popleft()
                most = max(most, len(window))
        return most


def chat_of(body: Body) -> int | None:
    """The chat that a call goes to, before it is checked; None without one, or for an @username."""
    chat = str(body.parameters.get("chat_id", ""))
    return int(chat) if INTEGER.fullmatch(chat) else None
