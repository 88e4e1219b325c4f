"""Open deadlines follow the calendar: after a correction, when the package learned a new year, when the hours changed.

What is noticed is the difference between the calendar that is and the one by which all was computed last; so nothing
that changes it needs to say so. It goes in small transactions, and where it is lies in a fact: a process that is cut
off goes on there.
"""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time

from bot.casework.deadlines import Limit
from bot.casework.replay import URGENT, Unreadable, replay, steps_of
from handlers import casework, telling
from handlers.office import Office
from handlers.turn import Turn, Work
from storage import Database, cases, contacts, deadlines, facts
from storage.records import Case, Event

log = logging.getLogger(__name__)

FOLLOWED = "deadlines follow"  # the name of the fact that says by which calendar, and how far
ASKED = "deadlines asked"  # who corrected the calendar, and wants to know what came of it
MOVED = "calendar"  # the kind of the event that a deadline moved with the calendar
AT_ONCE = 25  # cases in one transaction, in which nobody else writes: 25 to 100 ms where each is told of
DAYTIME = (time(8), time(21))  # when residents may be told of what nobody asked for


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: all cases up to the id `after` are due by the calendar of that `mark`."""

    mark: str = ""
    until: str = ""  # the day up to which that calendar is announced
    after: int = 0
    moved: int = 0
    later: int = 0
    most: int = 0  # days by which one moved at most, to whichever side
    done: bool = False


async def asked(turn: Turn) -> None:
    """The speaker corrected the calendar, and is to hear what became of the deadlines."""
    await facts.put(turn.tx, ASKED, str(turn.contact.id))


async def follow(db: Database, office: Office, now: Callable[[], datetime]) -> int:
    """Computes all open due times anew if the calendar is another one than last time. Returns how many moved."""
    async with db.transaction() as tx:
        await office.refresh(tx)
        if _up_to_date(office, _read(await facts.get(tx, FOLLOWED))):
            return 0
        if not await facts.get(tx, ASKED) and not _daytime(office, now()):
            return 0
    moved = 0
    while True:
        # Alone: what is computed from the due time as it was, such as the end of a pause, must not be written after.
        async with db.transaction(alone=True) as tx:
            await office.refresh(tx)
            before = _read(await facts.get(tx, FOLLOWED))
            if _up_to_date(office, before):  # perhaps because another process came to the end
                return moved
            progress = await _some(Work(tx, office, now()), before)
            await facts.put(tx, FOLLOWED, json.dumps(asdict(progress)))
        moved += max(progress.moved - before.moved, 0)


def _up_to_date(office: Office, progress: Progress) -> bool:
    """Whether nothing is to be done: all is due by this calendar, or by a newer one that an updated worker knows."""
    newer = progress.until > office.calendar.covers_until.isoformat()
    return newer or (progress.done and progress.mark == office.calendar.mark)


def _read(fact: str) -> Progress:
    return Progress(**json.loads(fact)) if fact else Progress()


def _daytime(office: Office, now: datetime) -> bool:
    return DAYTIME[0] <= now.astimezone(office.settings.zone).time() < DAYTIME[1]


async def _some(work: Work, progress: Progress) -> Progress:
    """The next cases, or the end and what there is to say."""
    mark, until = work.office.calendar.mark, work.office.calendar.covers_until.isoformat()
    if progress.done:
        progress = Progress(mark, until)
    elif progress.mark != mark:
        progress = replace(progress, mark=mark, until=until, after=0)  # corrected again meanwhile: from the beginning
    found = await deadlines.running_after(work.tx, progress.after, AT_ONCE)
    if not found:
        await _report(work, progress)
        return replace(progress, done=True)
    histories = await deadlines.histories(work.tx, [case.id for case in found])
    for case in found:
        progress = await _move(work, case, histories[case.id], progress)
    return replace(progress, after=found[-1].id)


async def _move(work: Work, case: Case, events: list[Event], progress: Progress) -> Progress:
    try:
        steps = steps_of(events, _limit(work, case, events), Limit(hours=work.office.settings.urgent_hours))
    except Unreadable as error:
        log.warning("case %s keeps its due time: %s", case.id, error)
        return progress
    due = replay(work.office.calendar, steps)
    if due is None or case.due_at is None or (due.at, due.provisional) == (case.due_at, case.due_provisional):
        return progress
    await deadlines.move(work.tx, case.id, due.at, provisional=due.provisional)
    if due.at == case.due_at:
        return progress  # it is firm now, or was thought to be
    await cases.add_event(work.tx, case.id, MOVED, at=work.now, actor_id=None, unit_id=case.unit_id)
    zone = work.office.settings.zone
    days = (due.at.astimezone(zone).date() - case.due_at.astimezone(zone).date()).days
    if days > 0 and case.paused_at is None and due.at > work.now:
        await tell_later(work, replace(case, due_at=due.at, due_provisional=due.provisional))
    return replace(
        progress,
        moved=progress.moved + 1,
        later=progress.later + (due.at > case.due_at),
        most=max(progress.most, abs(days)),
    )


async def tell_later(work: Work, case: Case) -> None:
    """Its reporter was promised an earlier day: one short message. An earlier day than promised is no news."""
    await telling.tell_reporter(work, case, "resident-due-later")


def _limit(work: Work, case: Case, events: Sequence[Event]) -> Limit:
    """What the case was given when its time last began; of cases from before that was kept, what it would be given."""
    if case.limit_hours is not None:
        return Limit(hours=case.limit_hours)
    if case.limit_days is not None:
        return Limit(case.limit_days)
    from_the_start = case.urgent and not any(event.kind == URGENT for event in events)
    return casework.limit_for(work.office, case.category_id, urgent=from_the_start)


async def _report(work: Work, progress: Progress) -> None:
    """Who corrected the calendar hears what came of it; if nobody did, the admins do, if anything came of it."""
    asker = await facts.get(work.tx, ASKED)
    await facts.remove(work.tx, ASKED)
    person = await contacts.get(work.tx, int(asker)) if asker else None
    if person is not None and person.admin:
        people = [person]
    else:
        people = await contacts.office(work.tx, admins=True) if progress.moved else []
    until = datetime.combine(work.office.calendar.covers_until, time(12), work.office.settings.zone)
    for one in people:
        await work.tell(
            one,
            "deadlines-moved",
            asked="yes" if asker else "no",
            until=work.day(one.language, until),
            n=progress.moved,
            later=progress.later,
            days=progress.most,
        )
