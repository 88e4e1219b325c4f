"""/relearn: learning again from all that persons confirmed. It is tried and compared first; an admin says whether to
switch. Both take their time, so they are tasks, done between transactions.
"""

import asyncio
import json
import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bot.messages import Address, Outbound
from bot.tagging import comparison
from bot.tagging.comparison import Comparison, Judged
from bot.tagging.lexicon import Lexicon
from bot.tagging.training import Example
from handlers import learning
from handlers.learning import Known, Learned
from handlers.office import Office
from handlers.turn import NotPossible, Turn, Work
from storage import Database, Tx, contacts, examples, generations, tasks
from storage.examples import Confirmed
from storage.records import Contact, Task

T = TypeVar("T")
Told = Callable[[int], None]
log = logging.getLogger(__name__)

KIND = "relearn"
VALID = timedelta(days=1)  # for which a comparison may be acted on
OFTEN = 60.0  # seconds between two words on how long it takes; the lease of a task is twice that


async def relearn(turn: Turn, words: str) -> None:
    """/relearn: tries it, and says later what came of it."""
    n = await examples.count_confirmed(turn.tx)
    if more := comparison.lacking(n):
        raise NotPossible("relearn-too-few", n=n, more=more)
    await _begin(turn, "compare", await turn.reply("relearn-begun"))


async def switch(turn: Turn, task_id: int) -> None:
    """换上: what comes of learning again is to count. The button carries the comparison that it was made for."""
    compared = await tasks.get(turn.tx, task_id)
    if compared is None or compared.kind != KIND:
        raise NotPossible
    switched_at = await generations.switched_at(turn.tx)
    if turn.now - compared.created_at > VALID or (switched_at and switched_at > compared.created_at):
        raise NotPossible("relearn-stale")
    await _begin(turn, "switch", await turn.reply("relearn-switching", edit=True))


async def keep(turn: Turn) -> None:
    """不换: all stays as it is."""
    await turn.reply("relearn-kept", edit=True)


async def _begin(turn: Turn, step: str, card: int) -> None:
    data = json.dumps({"step": step, "card": card})
    if await tasks.add_single(turn.tx, KIND, turn.contact.id, data, turn.now) is None:
        raise NotPossible("relearn-underway")


async def do_next(db: Database, office: Office, now: Callable[[], datetime]) -> int:
    """Does what an admin asked for, if one did, and reports. Returns 1 if so, else 0.

    Cut off in the middle, it is done again from the beginning: up to its last transaction nothing has changed.
    """
    async with db.transaction() as tx:
        await office.refresh(tx)
        task = await tasks.claim(tx, KIND, now())
        if task is None:
            return 0
        asker = await contacts.get(tx, task.contact_id)
        if asker is None or not asker.admin:  # they were when they asked; roles are read anew
            await tasks.finish(tx, task.id, done=False)
            return 1
    doing = _Doing(db, office, now, task)
    try:
        await (doing.compare() if doing.asked["step"] == "compare" else doing.switch())
    except Exception:
        log.exception("task %s, learning again, failed", task.id)
        await doing.fail()
    return 1


class _Doing:
    """A comparison or a switch under way, and what its admin hears of it."""

    def __init__(self, db: Database, office: Office, now: Callable[[], datetime], task: Task) -> None:
        self.asked: dict[str, Any] = json.loads(task.data)
        self._db, self._office, self._now, self._task = db, office, now, task
        self._begun = now()

    async def compare(self) -> None:
        """Tries it on the newest confirmed cases, and asks whether to switch."""
        cases, others = await self._known()

        def work(told: Told) -> Comparison:
            judged = [Judged(self._cut(one, told), _said(one)) for one in cases]
            prior, precision = Lexicon(self._office.keywords), self._office.settings.routing_precision
            return comparison.compare(prior, self._office.segmenter, judged, others, precision, told)

        found = await self._in_thread(work)
        async with self._db.transaction() as tx:
            at_work, person = await self._asker(tx)
            if person is not None:
                yes = at_work.choice(person.language, "relearn-switch", self._task.id)
                no = at_work.choice(person.language, "relearn-keep")
                await at_work.tell(
                    person,
                    "relearn-compared",
                    choices=[[yes, no]],
                    learned=found.learned,
                    n=found.held_out,
                    before=found.before,
                    after=found.after,
                    change="better"
                    if found.after > found.before
                    else "worse"
                    if found.after < found.before
                    else "same",
                )
            await tasks.finish(tx, self._task.id, done=True)

    async def switch(self) -> None:
        """Learns from all, writes that beside what counts, and then lets it count instead."""
        cases, others = await self._known()

        def work(told: Told) -> Learned:
            return learning.learn(self._office, [*others, *(self._cut(one, told) for one in cases)], told)

        new = await self._in_thread(work)
        generation = await learning.write(self._db, self._now, new, self._renew)
        async with self._db.transaction() as tx:
            at_work, person = await self._asker(tx)
            if person is None or not person.admin:
                await tasks.finish(tx, self._task.id, done=False)
                return
            await learning.switch(at_work, generation, new, cases, person.id)
            await at_work.tell(person, "relearn-switched", n=new.messages)
            await tasks.finish(tx, self._task.id, done=True)

    async def _renew(self, tx: Tx) -> None:
        await tasks.renew(tx, self._task.id, self._now())

    async def fail(self) -> None:
        """It did not work, and nothing has changed."""
        async with self._db.transaction() as tx:
            at_work, person = await self._asker(tx)
            if person is not None:
                await at_work.tell(person, "relearn-failed")
            await tasks.finish(tx, self._task.id, done=False)

    async def _known(self) -> Known:
        async with self._db.snapshot() as tx:
            return await learning.known(tx)

    def _cut(self, one: Confirmed, told: Told) -> Example:
        told(0)
        return learning.cut(self._office, one)

    async def _in_thread(self, work: Callable[[Told], T]) -> T:
        """What `work` gives. Meanwhile the task is renewed; if the bot is told to stop, so is the work."""
        stopped = threading.Event()

        def told(steps: int) -> None:
            if stopped.is_set():
                raise InterruptedError

        running = asyncio.create_task(asyncio.to_thread(work, told))
        try:
            while not (await asyncio.wait([running], timeout=OFTEN))[0]:
                await self._still_at_it()
            return running.result()
        finally:
            stopped.set()

    async def _still_at_it(self) -> None:
        async with self._db.transaction() as tx:
            at_work, person = await self._asker(tx)
            if person is not None and person.chat:
                minutes = max(1, round((at_work.now - self._begun).total_seconds() / 60))
                text = at_work.say(person.language, "relearn-progress", minutes=minutes)
                to = Address(person.channel, person.chat)
                await self._office.post(tx, Outbound(to, text, replaces=self.asked["card"]), at_work.now)
            await tasks.renew(tx, self._task.id, at_work.now)

    async def _asker(self, tx: Tx) -> tuple[Work, Contact | None]:
        await self._office.refresh(tx)
        return Work(tx, self._office, self._now()), await contacts.get(tx, self._task.contact_id)


def _said(one: Confirmed) -> str | None:
    """The category that the tagger gave the case, before a person said which it is."""
    said: str | None = json.loads(one.case.decision).get("category")
    return said
