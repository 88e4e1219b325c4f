"""/topics: what many people wrote about in the last seven days, for the office. Found between transactions."""

import logging
from collections.abc import Callable
from datetime import datetime

from bot.tagging.topics import WEEK, Topic
from handlers import trends
from handlers.office import Office
from handlers.turn import Turn, Work
from storage import Database, contacts, tasks
from storage.records import Contact, Task

log = logging.getLogger(__name__)

KIND = "topics"
SHOWN = 5  # what one reads on a phone without scrolling


async def command(turn: Turn, words: str) -> None:
    """/topics: it is looked for at once, and told when it is found."""
    await turn.reply("topics-begun")
    await tasks.add(turn.tx, KIND, turn.contact.id, "", turn.now)


async def do_next(db: Database, office: Office, now: Callable[[], datetime]) -> int:
    """Answers the next one who asked. Returns 1 if there was one, else 0. Done twice, it is only said twice."""
    async with db.transaction() as tx:
        task = await tasks.claim(tx, KIND, now())
        if task is None:
            return 0
        await office.refresh(tx)
        asker = await _asker(Work(tx, office, now()), task)
    found: list[Topic] | None = None
    if asker is not None:
        try:
            end = now()
            found = await trends.find(db, office, end - WEEK, end)
        except Exception:
            log.exception("topics could not be found for task %s", task.id)
    async with db.transaction() as tx:
        work = Work(tx, office, now())
        if asker := await _asker(work, task):
            await work.tell(asker, "", text=_text(work, asker.language, found))
        await tasks.finish(tx, task.id, done=found is not None)
    return 1


async def _asker(work: Work, task: Task) -> Contact | None:
    """Who asked, if they belong to the office now: roles are read anew."""
    person = await contacts.get(work.tx, task.contact_id)
    return person if person is not None and (person.admin or person.dispatcher) else None


def _text(work: Work, language: str, found: list[Topic] | None) -> str:
    if not found:
        return work.say(language, "topics-failed" if found is None else "topics-none")
    lines = [work.say(language, "topics-head")]
    for topic in found[:SHOWN]:
        change = topic.people - topic.before
        lines.append(
            work.say(
                language,
                "topics-line",
                name=topic.name,
                people=topic.people,
                change="new" if not topic.before else "more" if change > 0 else "fewer" if change else "same",
                n=abs(change),
                supporters=topic.supporters,
                number=topic.numbers[0],
            )
        )
    return "\n".join(lines)
