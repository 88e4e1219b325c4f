"""What persons said teaches the tagger: one word from the next message on, and everything again when somebody asks."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from sys import intern
from typing import NamedTuple

from bot.privacy import mask
from bot.tagging import training
from bot.tagging.learner import Learner
from bot.tagging.lexicon import Lexicon, features
from bot.tagging.training import Example
from handlers.office import Office
from handlers.turn import Work
from storage import Database, Tx, audit, examples, generations, learned
from storage.examples import Confirmed
from storage.records import Case

AT_ONCE = 500  # words written in one transaction: some 20 ms


async def teach(work: Work, case: Case, category: str) -> None:
    """Learns that a case belongs to a category (its code). Writes only the words that moved; they are heard with the
    next message. Phone numbers and the like are hidden first: what is learned outlives the case's words."""
    cut = work.office.segmenter.cut
    words, title = cut(mask(case.text)), cut(mask(case.title))
    known, doubts = await learned.of(work.tx, {**features(words, title), **features(title or words)})
    learner = Learner(Lexicon(work.office.keywords), known, doubts)
    if learner.learn(category, words, title):
        moved = {word: weights for word, weights in learner.weights.items() if weights != known.get(word)}
        await learned.put(work.tx, moved, learner.doubts, work.now)


class Known(NamedTuple):
    """All that can be learned from: the cases that persons confirmed, oldest first, and what came with files."""

    cases: list[Confirmed]
    others: list[Example]


async def known(tx: Tx) -> Known:
    files = [Example(e.category, tuple(e.words), tuple(e.title)) for e in await examples.of_files(tx)]
    return Known(await examples.confirmed(tx), files)


def cut(office: Office, one: Confirmed) -> Example:
    """A confirmed case as something to learn from, masked."""
    words, title = (office.segmenter.cut(mask(text)) for text in (one.case.text, one.case.title))
    # Each word once in memory, however many messages have it.
    return Example(one.category, tuple(map(intern, words)), tuple(map(intern, title)))


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned anew: from so many messages, with these thresholds (none: too few messages to tell)."""

    learner: Learner
    thresholds: dict[str, float]
    messages: int


def learn(office: Office, every: Sequence[Example], told: Callable[[int], None]) -> Learned:
    """Learns from the beginning, on top of the admins' keywords. Takes its time: for a thread."""
    prior = Lexicon(office.keywords)
    learner = Learner(prior)
    found = training.train(learner, prior, office.segmenter, every, office.settings.routing_precision, told)
    return Learned(learner, found, len(every))


async def write(
    db: Database, now: Callable[[], datetime], new: Learned, after_each: Callable[[Tx], Awaitable[None]]
) -> int:
    """Writes it beside what counts, as the generation that is returned. Others get their turn between the portions."""
    more = True
    while more:
        async with db.transaction() as tx:
            more = await generations.forget_some(tx, AT_ONCE)
    async with db.transaction() as tx:
        generation, change = await generations.begin(tx, now())
    strong = iter(sorted(new.learner.strongest().items()))
    while portion := dict(islice(strong, AT_ONCE)):
        async with db.transaction() as tx:
            await learned.write(tx, generation, change, portion, new.learner.doubts)
            await after_each(tx)
    return generation


async def switch(work: Work, generation: int, new: Learned, cases: Sequence[Confirmed], actor: int | None) -> None:
    """Lets it count from now on. Who said something while it was being learned (from `cases`) is heard too."""
    await generations.switch(work.tx, generation, new.thresholds, work.now)
    for one in await examples.confirmed(work.tx, after=max((one.event_id for one in cases), default=0)):
        await teach(work, one.case, one.category)
    await audit.note_relearned(
        work.tx, generation, actor=actor, at=work.now, action="relearn", subject=str(new.messages)
    )
