"""/stats: the figures of a period, for the staff of a unit (their own) and the office (all). Added up between
transactions; the picture is drawn when it is sent."""

import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.digests import figures, stats
from bot.digests.periods import Period, month, period_in
from bot.messages import Attachment, Choice, MediaKind
from handlers.office import Office
from handlers.turn import NotPossible, Turn, Work
from storage import Database, contacts, offices, tasks
from storage.records import Contact, Task

log = logging.getLogger(__name__)

KIND = "stats"
ALL = 0  # in place of a unit's id: all of them
LAST_MONTH = "上月"  # as `period_in` reads it; so are these, the buttons under an answer
OFFERED = {"stats-week": "本周", "stats-month": "本月", "stats-last-month": LAST_MONTH, "stats-year": "今年"}


async def command(turn: Turn, words: str) -> None:
    """/stats [PERIOD]: of this month, where none is named."""
    period = period_in(words, turn.today) if words.strip() else month(turn.today)
    if period is None:
        raise NotPossible("stats-form")
    units = sorted({m.unit_id for m in turn.memberships})
    if turn.is_office:
        await _begin(turn, ALL, period)
    elif len(units) == 1:
        await _begin(turn, units[0], period)
    else:
        await turn.reply("stats-which", choices=[[unit_button(turn, id, period)] for id in units])


async def show(turn: Turn, unit_id: int, mark: str) -> None:
    """Of one unit, or of all."""
    period = period_in(mark, turn.today)
    if period is None or not await _may_see(turn, turn.contact, unit_id):
        raise NotPossible
    await _begin(turn, unit_id, period)


def unit_button(turn: Turn, unit_id: int, period: Period) -> Choice:
    """Shows the figures of that unit."""
    return turn.button("stats", unit_id, period.mark, label=turn.office.unit_name(unit_id))


async def _begin(turn: Turn, unit_id: int, period: Period) -> None:
    name = stats.period_name(turn.office.texts, turn.language, period, turn.today)
    if period.first > turn.today:
        raise NotPossible("stats-future", period=name)
    await turn.reply("stats-begun", period=name)
    asked = json.dumps({"unit": unit_id, "period": period.mark})
    await tasks.add(turn.tx, KIND, turn.contact.id, asked, turn.now)


async def _may_see(work: Work, person: Contact, unit_id: int) -> bool:
    """Whether this person sees the figures of that unit (or of all) today."""
    if unit_id == ALL:
        return person.admin or person.dispatcher
    return await offices.unit_seen_by(work.tx, person.id, unit_id) is not None


async def do_next(db: Database, office: Office, now: Callable[[], datetime]) -> int:
    """Answers the next one who asked. Returns 1 if there was one, else 0. Done twice, it is only said twice."""
    async with db.transaction() as tx:
        task = await tasks.claim(tx, KIND, now())
        if task is None:
            return 0
        await office.refresh(tx)
        asker = await _asker(Work(tx, office, now()), task)
    asked, at, found = json.loads(task.data), now(), None
    if asker is not None:
        try:
            found = await _found(db, office, asked, at)
        except Exception:
            log.exception("the figures of task %s could not be added up", task.id)
    async with db.transaction() as tx:
        work = Work(tx, office, now())
        if asker := await _asker(work, task):
            await _tell(work, asker, asked, found, at)
        await tasks.finish(tx, task.id, done=found is not None)
    return 1


async def _asker(work: Work, task: Task) -> Contact | None:
    """Who asked, if they may see it now: roles are read anew."""
    person = await contacts.get(work.tx, task.contact_id)
    if person is None or not await _may_see(work, person, json.loads(task.data)["unit"]):
        return None
    return person


async def _found(db: Database, office: Office, asked: dict[str, Any], at: datetime) -> figures.Compared:
    period = period_in(asked["period"], at.astimezone(office.settings.zone).date())
    assert period is not None
    async with db.snapshot() as tx:
        found = await figures.compare(tx, office.settings, period, at)
    return found if asked["unit"] == ALL else found.of_unit(asked["unit"])


async def _tell(
    work: Work, asker: Contact, asked: dict[str, Any], found: figures.Compared | None, at: datetime
) -> None:
    language, unit_id, mark = asker.language, asked["unit"], asked["period"]
    if found is None:
        await work.tell(asker, "stats-failed")
        return
    name = work.say(language, "stats-all") if unit_id == ALL else work.office.unit_name(unit_id)
    buttons = [
        work.choice(language, "stats", unit_id, period.mark, label=work.say(language, key))
        for key, words in OFFERED.items()
        if (period := period_in(words, at.astimezone(work.office.settings.zone).date())) and period.mark != mark
    ]
    rows = [buttons]
    if unit_id == ALL and work.office.active_units():
        rows.append([work.choice(language, "stats-units", 0, mark)])
    args = {"unit": unit_id, "period": mark, "at": at.isoformat(), "language": language}
    chart = Attachment(MediaKind.PHOTO, name="stats.png", recipe="stats", args=args)
    text = stats.words(work.office.texts, language, found, name, at)
    await work.tell(asker, "", text=text, choices=rows, attachments=[chart] if found.now.places else [])
