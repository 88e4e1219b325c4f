"""A process that may die at any moment, inside of one that lives: from then on it can store and send nothing."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from storage import Database

POINTS = ("statement", "before commit", "after commit", "sending", "sent", "acknowledging")


class Died(BaseException):
    """The process is dead. Nothing in the app may catch this."""


class Fuse:
    """Blows when a chosen point is passed for the nth time."""

    def __init__(self) -> None:
        self.blown = False
        self.deaths = Counter[str]()
        self._point, self._left = "", 0

    def light(self, point: str, times: int) -> None:
        self._point, self._left = point, times

    def passes(self, point: str) -> None:
        """Raises Died from the chosen moment on."""
        if not self.blown and point == self._point:
            self._left -= 1
            if self._left <= 0:
                self.blown = True
                self.deaths[point] += 1
        if self.blown:
            raise Died

    def reborn(self) -> None:
        """A new process takes over."""
        self.blown, self._point = False, ""


class Mortal:
    """A database as a process with this fuse has it. What was not committed when it dies is rolled back by the engine,
    as when its connection breaks off."""

    def __init__(self, db: Database, fuse: Fuse) -> None:
        self._db, self._fuse = db, fuse

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    @asynccontextmanager
    async def transaction(self, **how: bool) -> AsyncIterator[Any]:
        self._fuse.passes("statement")
        async with self._db.transaction(**how) as tx:
            yield MortalTx(tx, self._fuse)
            self._fuse.passes("before commit")
        self._fuse.passes("after commit")


class MortalTx:
    """Each statement may be the last."""

    def __init__(self, tx: Any, fuse: Fuse) -> None:
        self._tx, self._fuse = tx, fuse

    def __getattr__(self, name: str) -> Any:
        self._fuse.passes("statement")
        return getattr(self._tx, name)
