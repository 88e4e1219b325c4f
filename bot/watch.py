"""Whether the work of this process goes on: for /healthz, for the admins, and for a supervisor that starts it again.

Receiving, handling and sending say here each time that something was done, or that there was nothing to do. What says
nothing hangs. What fails because nothing can be stored (disk full, database away) moves, and is another matter: a new
process could not do it either.
"""

import asyncio
import faulthandler
import logging
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic

log = logging.getLogger(__name__)

RED = 90.0  # seconds without a move, after which /healthz says so; the longest send takes 75, a statement 60
END = 180.0  # seconds, after which the process ends itself
TOLD_AFTER = 5.0  # seconds of failing, after which the admins hear of it: a database that starts anew takes less
BEAT = 1.0  # seconds between two looks
ANEW = 60.0  # seconds between two tries to tell somebody, and between two looks who is to be told


class Watch:
    """When each kind of work last moved, and since when it fails."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._moved: dict[str, float] = {}
        self._fails_since: dict[str, float] = {}

    def begin(self, *works: str) -> None:
        """From now on these are expected to move."""
        self._moved.update(dict.fromkeys(works, self._seconds()))

    def moved(self, work: str) -> None:
        """Something was done and is stored, or there was nothing to do."""
        self._fails_since.pop(work, None)
        if work in self._moved:
            self._moved[work] = self._seconds()

    def failed(self, work: str) -> None:
        """It was tried, and could not be stored."""
        self._fails_since.setdefault(work, self._seconds())
        if work in self._moved:
            self._moved[work] = self._seconds()

    def still(self) -> tuple[str, float]:
        """What has not moved for longest, and for how many seconds."""
        now = self._seconds()
        work, at = min(self._moved.items(), key=lambda item: item[1], default=("", now))
        return work, now - at

    def failing(self) -> float:
        """For how many seconds nothing could be stored. 0: it can."""
        return self._seconds() - min(self._fails_since.values()) if self._fails_since else 0.0

    def trouble(self) -> str:
        """What a monitor should hear; empty if all is well."""
        work, seconds = self.still()
        if seconds > RED:
            return f"{work} has not moved for {seconds:.0f} s"
        if (seconds := self.failing()) > TOLD_AFTER:
            return f"nothing can be stored for {seconds:.0f} s"
        return ""


async def guard(watch: Watch, stop: asyncio.Event) -> None:
    """Ends the process, with a traceback of all threads on stderr and exit code 1, when its work has hung for `END`
    seconds, also if the whole loop hangs. Nothing is lost by that: what was not handled or sent waits."""
    assert sys.__stderr__ is not None
    try:
        while not stop.is_set():
            work, seconds = watch.still()
            if seconds > RED:
                log.critical("%s has not moved for %.0f s; the process ends itself after %.0f s", work, seconds, END)
            # A thread outside the interpreter's lock: it fires unless it is put off in time.
            faulthandler.dump_traceback_later(max(END - seconds, 0.01), exit=True, file=sys.__stderr__)
            await _wait(stop, BEAT)
    finally:
        faulthandler.cancel_dump_traceback_later()


async def alarm(
    watch: Watch,
    stop: asyncio.Event,
    *,
    prepare: Callable[[], Awaitable[None]],
    tell: Callable[[], Awaitable[bool]],
    over: Callable[[], Awaitable[None]],
) -> None:
    """Calls `tell` once when nothing can be stored for some seconds, again if it told nobody, and `over` when it works
    again. While all is well `prepare` is called now and then: what `tell` needs cannot be read when it is needed."""
    told, prepare_at, tell_at = False, 0.0, 0.0
    while not stop.is_set():
        seconds, now = watch.failing(), monotonic()
        try:
            if seconds > TOLD_AFTER and not told and now >= tell_at:
                tell_at = now + ANEW
                told = await tell()
            elif seconds == 0 and told:
                await over()
                told, tell_at = False, 0.0
            elif seconds == 0 and now >= prepare_at:
                prepare_at = now + ANEW
                await prepare()
        except Exception as error:
            log.warning("the admins could not be told of the storage (%s)", type(error).__name__)
        await _wait(stop, BEAT)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
