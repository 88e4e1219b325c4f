"""Faults on demand, rate limits, and who did not keep to them.

After a 429 with retry_after the chat is closed for that long: each further message to it is refused with the time that
is left, and recorded as a violation, so that a test can assert that there was none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from math import ceil

from .errors import ApiError, flood

NGINX = "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n</body>\r\n</html>\r\n"
PACED = ("send", "edit", "copy", "forward", "delete", "pin", "setmessagereaction")  # methods that flood limits hold for


class Kind(Enum):
    """What goes wrong."""

    REFUSE = "refuse"  # an error answer, nothing done
    STALL = "stall"  # done, but never answered: the client times out
    DROP = "drop"  # the connection breaks, nothing done
    DROP_AFTER = "drop after"  # done, but the connection breaks before the answer
    HTML = "html"  # an HTML page of the proxy in front, nothing done


@dataclass(slots=True)
class Fault:
    """One ordered fault, for the next `times` calls of a method ("*": any that goes to a chat), in one chat or all."""

    kind: Kind
    method: str
    chat: int | None
    times: int
    error: ApiError

    def page(self) -> bytes:
        """The page of the proxy."""
        return NGINX.format(f"{self.error.code} {self.error.description}").encode()


@dataclass(frozen=True, slots=True)
class Violation:
    """A call that came before its retry_after had passed; times are Unix seconds."""

    method: str
    chat: int
    at: float
    closed_until: float


class Faults:
    """The faults that wait, and the chats that are closed by a 429."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._waiting: list[Fault] = []
        self._closed: dict[int, float] = {}  # chat: until when
        self.violations: list[Violation] = []

    def order(self, fault: Fault) -> None:
        """Lets it happen at the next fitting call."""
        self._waiting.append(fault)

    def forget(self) -> None:
        """What was ordered and has not happened, does not happen any more."""
        self._waiting.clear()

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The fault for this call (method in lower case), if one waits."""
        for fault in self._waiting:
            fits = fault.method == method or (fault.method == "*" and chat is not None)
            if fits and fault.chat in (None, chat):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def check_pace(self, method: str, chat: int | None) -> None:
        """Raises ApiError 429 for a call to a chat that is still closed, and records it."""
        if chat is None or chat not in self._closed or not method.startswith(PACED):
            return
        until = self._closed[chat]
        if self._now() < until:
            self.violations.append(Violation(method, chat, self._now(), until))
            raise flood(ceil(until - self._now()))

    def close_chat(self, chat: int | None, error: ApiError) -> None:
        """Closes the chat for as long as a 429 that was just answered says."""
        if chat is not None and error.code == 429 and error.parameters and "retry_after" in error.parameters:
            until = self._now() + error.parameters["retry_after"]
            self._closed[chat] = max(self._closed.get(chat, 0.0), until)
