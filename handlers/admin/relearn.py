"""/relearn: learning again from all that persons confirmed. It is tried and compared first; an admin says whether to
switch. Both take their time, so they are tasks, done between transactions.
"""

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from sys import intern
from typing import Any, TypeVar

from bot.messages import Address, Outbound
from bot.privacy import mask
from bot.tagging import comparison, training
from bot.tagging.comparison import Comparison, Judged
from bot.tagging.learner import Learner
from bot.tagging.lexicon import Lexicon
from bot.tagging.training import Example
from handlers import learning
from handlers.office import Office
from handlers.turn import NotPossible, Turn, Work
from storage import Database, Tx, audit, contacts, examples, generations, learned, tasks
from storage.examples import Confirmed
from storage.records import Contact, Task

T = TypeVar("T")
Told = Callable[[int], None]
Weights = dict[str, dict[str, float]]  # word -> category code -> weight
log = logging.getLogger(__name__)

KIND = "relearn"
VALID = timedelta(days=1)  # for which a comparison may be acted on
AT_ONCE = 500  # words written in one transaction: some 20 ms
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
        self._prior, self._precision = Lexicon(office.keywords), office.settings.routing_precision
        self._begun = now()

    async def compare(self) -> None:
        """Tries it on the newest confirmed cases, and asks whether to switch."""
        cases, others = await self._known()

        def work(told: Told) -> Comparison:
            judged = [Judged(self._cut(one, told), _said(one)) for one in cases]
            return comparison.compare(self._prior, self._office.segmenter, judged, others, self._precision, told)

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

        def work(told: Told) -> tuple[Learner, list[Weights], dict[str, float]]:
            known = [*others, *(self._cut(one, told) for one in cases)]
            learner = Learner(self._prior)
            margins = training.train(learner, self._prior, self._office.segmenter, known, self._precision, told)
            strong = iter(sorted(learner.strongest().items()))
            return learner, [dict(some) for some in iter(lambda: list(islice(strong, AT_ONCE)), [])], margins

        learner, portions, margins = await self._in_thread(work)
        generation = await self._written(learner, portions)
        async with self._db.transaction() as tx:
            at_work, person = await self._asker(tx)
            if person is None or not person.admin:
                await tasks.finish(tx, self._task.id, done=False)
                return
            await generations.switch(tx, generation, margins, at_work.now)
            # Who said something while this was being learned is heard too.
            for one in await examples.confirmed(tx, after=max((one.event_id for one in cases), default=0)):
                await learning.teach(at_work, one.case, one.category)
            n = len(cases) + len(others)
            await audit.note_relearned(
                tx, generation, actor=person.id, at=at_work.now, action="relearn", subject=str(n)
            )
            await at_work.tell(person, "relearn-switched", n=n)
            await tasks.finish(tx, self._task.id, done=True)

    async def _written(self, learner: Learner, portions: Sequence[Weights]) -> int:
        """The new generation, complete. Others get their turn between the portions."""
        more = True
        while more:
            async with self._db.transaction() as tx:
                more = await generations.forget_some(tx, AT_ONCE)
        async with self._db.transaction() as tx:
            generation, change = await generations.begin(tx, self._now())
        for portion in portions:
            async with self._db.transaction() as tx:
                await learned.write(tx, generation, change, portion, learner.doubts)
                await tasks.renew(tx, self._task.id, self._now())
        return generation

    async def fail(self) -> None:
        """It did not work, and nothing has changed."""
        async with self._db.transaction() as tx:
            at_work, person = await self._asker(tx)
            if person is not None:
                await at_work.tell(person, "relearn-failed")
            await tasks.finish(tx, self._task.id, done=False)

    async def _known(self) -> tuple[list[Confirmed], list[Example]]:
        """Cases that persons confirmed, oldest first, and what came with files."""
        async with self._db.snapshot() as tx:
            kept = await examples.of_files(tx)
            return await examples.confirmed(tx), [Example(e.category, tuple(e.words), tuple(e.title)) for e in kept]

    def _cut(self, one: Confirmed, told: Told) -> Example:
        told(0)
        words, title = (self._office.segmenter.cut(mask(text)) for text in (one.case.text, one.case.title))
        # Each word once in memory, however many messages have it.
        return Example(one.category, tuple(map(intern, words)), tuple(map(intern, title)))

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
