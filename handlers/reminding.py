"""Reminders (催办, 督办): one message for each person and run, however many cases it is about.

What the morning's digest has just said in a chat is not said there again an hour later: a unit whose digest comes
before the office has been open for an hour reads in it what is due today and tomorrow. The member who signed for a case
hears of it privately, where the digest went to the group; and what is late is always said.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.casework.deadlines import DueState
from bot.casework.reminders import Clock, Step, is_said, mark, newest
from bot.digests.text import how_near, line
from bot.messages import Choice
from handlers import lists, telling, triage_card
from handlers.office import Office
from handlers.turn import Work
from storage import Database, contacts, deadlines, facts, helps
from storage.contacts import Member
from storage.records import Case, Contact, Unit

REMINDED = "reminded"  # the name of the fact that says on which day all steps of that day were told of
SHOWN = 8  # cases in one message: a screen of a phone
BUTTONS = 4  # of them with a button of their own
TOGETHER = timedelta(hours=1)  # what should be sorted within that time is told of together
AFTER_DIGEST = timedelta(hours=1)  # after the office opened: a digest up to then has said what is due

Reminder = tuple[Case, Step]


@dataclass(slots=True)
class _Message:
    """What one chat is told in this run: about its own cases, those it helps with, and (a dispatcher) others."""

    own: list[Reminder] = field(default_factory=list)
    helping: list[Case] = field(default_factory=list)
    escalated: list[Case] = field(default_factory=list)


@dataclass(slots=True)
class _Told:
    """Who is told what, gathered from all cases."""

    people: dict[int, tuple[Contact, _Message]] = field(default_factory=dict)
    groups: dict[int, tuple[Unit, _Message]] = field(default_factory=dict)

    def person(self, one: Contact) -> _Message:
        return self.people.setdefault(one.id, (one, _Message()))[1]

    def group(self, unit: Unit) -> _Message:
        return self.groups.setdefault(unit.id, (unit, _Message()))[1]


async def remind(db: Database, office: Office, now: Callable[[], datetime]) -> int:
    """Tells of the steps that have come since the last time. Returns of how many cases."""
    async with db.snapshot() as tx:  # thousands may wait: nobody who writes has to wait for this look at them
        await office.refresh(tx)
        work = Work(tx, office, now())
        if not (await _day_begins(work) or await _in_hand(work) or await _unsorted(work)):
            return 0
    async with db.transaction() as tx:
        await office.refresh(tx)
        work = Work(tx, office, now())
        await facts.hold(tx, REMINDED)  # another process waits here, and finds nothing left to do
        found, waiting = await _in_hand(work), await _unsorted(work)
        if await _day_begins(work):
            await facts.put(tx, REMINDED, work.today.isoformat())
        await _tell(work, found)
        await _tell_of_waiting(work, waiting)
    return len(found) + len(waiting)


async def _day_begins(work: Work) -> bool:
    """Whether the office is open, and the steps of this day have not been told of."""
    return work.office.calendar.is_open(work.now) and await facts.get(work.tx, REMINDED) != work.today.isoformat()


async def _in_hand(work: Work) -> list[Reminder]:
    """The cases in hand for which a step has come that nobody was told of: all once a day, urgent ones at any time."""
    calendar, hours = work.office.calendar, work.office.settings.urgent_hours
    if await _day_begins(work):
        tomorrow = calendar.next_workday(work.today)
        before = datetime.combine(tomorrow, time.max, calendar.zone)
        found = await deadlines.pressing(work.tx, max(before, work.now + timedelta(hours=hours)))
    else:
        found = await deadlines.hurrying(work.tx, work.now + timedelta(hours=hours / 2))
    due = []
    for case, marks in found:
        assert case.due_at is not None
        assert case.dispatched_at is not None
        step = newest(calendar, Clock(case.dispatched_at, case.due_at, hours if case.urgent else None), work.now)
        if step is not None and not is_said(calendar, step, case.due_at, marks):
            due.append((case, step))
    return due


async def _unsorted(work: Work) -> list[tuple[Case, datetime]]:
    """What has waited for a dispatcher too long, with what soon will have, and since when; empty as long as nothing has
    that nobody was told of. At night and on holidays only what is urgent."""
    calendar = work.office.calendar
    found: list[tuple[Case, datetime, datetime]] = []
    for case, since, marks in await deadlines.waiting(work.tx):
        due = triage_card.sorting_due(work, case, since)
        if (case.urgent or calendar.is_open(work.now)) and not is_said(calendar, Step.SORTING, due, marks):
            found.append((case, since, due))
    if not any(due <= work.now for _, _, due in found):
        return []
    return [(case, since) for case, since, due in found if due <= work.now + TOGETHER]


async def _tell(work: Work, found: Sequence[Reminder]) -> None:
    told = _Told()
    members: dict[int, list[Member]] = {}
    await deadlines.add_reminders(work.tx, [_event(work, case, step) for case, step in found], work.now)

    async def people(unit: Unit) -> list[Member]:
        if unit.id not in members:
            members[unit.id] = await contacts.people_of_unit(work.tx, unit.id) if unit.retired_at is None else []
        return [m for m in members[unit.id] if m.contact.blocked_at is None]

    for case, step in found:
        unit = work.office.units[case.unit_id or 0]
        here = await people(unit)
        hands = telling.in_hand(unit, [m.contact for m in here], case)
        covered = step in (Step.SOON, Step.TODAY) and _digest_said_it(work, unit)
        if hands is None:
            if not covered:
                told.group(unit).own.append((case, step))
        elif not covered or unit.group_chat:  # where there is a group, the digest went there, and not to a person
            for person in hands or await contacts.office(work.tx, admins=True):
                told.person(person).own.append((case, step))
        if step in (Step.DUE, Step.LATE, Step.ESCALATED):
            for lead in (m.contact for m in here if m.lead and m.contact not in (hands or [])):
                told.person(lead).own.append((case, step))
            for task in await helps.open_of(work.tx, case.id):
                helper = work.office.units[task.unit_id]
                if helper.group_chat:
                    told.group(helper).helping.append(case)
                else:
                    for member in await people(helper):
                        told.person(member.contact).helping.append(case)
        if step is Step.ESCALATED:
            for person in await contacts.office(work.tx, admins=False):
                told.person(person).escalated.append(case)
    for person, message in told.people.values():
        await _send(work, person, message)
    for unit, message in told.groups.values():
        language = work.office.settings.language
        text, choices, only = _composed(work, language, message)
        await work.tell_group(unit, text, choices=choices, case=only)


def _event(work: Work, case: Case, step: Step) -> tuple[Case, str, str]:
    assert case.due_at is not None
    kind = "escalate" if step is Step.ESCALATED else "remind"
    return case, kind, mark(work.office.calendar, step, case.due_at)


def _digest_said_it(work: Work, unit: Unit) -> bool:
    calendar = work.office.calendar
    opened = datetime.combine(work.today, calendar.opens, calendar.zone)
    return unit.hour <= (opened + AFTER_DIGEST).strftime("%H:%M")


async def _send(work: Work, person: Contact, message: _Message) -> None:
    text, choices, case = _composed(work, person.language, message)
    await work.tell(person, "", text=text, choices=choices, case=case)


def _composed(work: Work, language: str, message: _Message) -> tuple[str, list[Sequence[Choice]], Case | None]:
    """The words, the buttons, and the case if it is about a single one: then a reply is meant for that."""
    own = [case for case, _ in message.own]
    escalated = sum(step is Step.ESCALATED for _, step in message.own)
    every = {case.id: case for case in (*own, *message.helping, *message.escalated)}
    lines: list[str] = []
    if own:
        lines += [work.say(language, "remind-own", n=len(own), escalated=escalated), *_listed(work, language, own)]
    if message.helping:
        lines.append(work.say(language, "remind-helping", n=len(message.helping)))
        lines += _listed(work, language, message.helping, named=True)
    if message.escalated:
        lines.append(work.say(language, "remind-escalated", n=len(message.escalated)))
        lines += _listed(work, language, message.escalated, named=True)
    first = sorted(every.values(), key=_most_urgent)[:BUTTONS]
    buttons = [work.choice(language, "case", case.id, label=case.number or "") for case in first]
    rows: list[Sequence[Choice]] = lists.rows(buttons)
    units = {case.unit_id for case in own}
    if len(every) > len(first) and len(units) == 1:
        rows.append([work.choice(language, "inbox", units.pop())])
    return "\n".join(lines), rows, first[0] if len(every) == 1 else None


def _listed(work: Work, language: str, found: Iterable[Case], *, named: bool = False) -> list[str]:
    """A line for each case, the most urgent first, as many as one reads; with its unit if `named`."""
    ordered = sorted(found, key=_most_urgent)
    lines = []
    for case in ordered[:SHOWN]:
        unit = work.office.unit_name(case.unit_id) if named else ""
        lines.append(line(case, work.office.texts, language, _near(work, language, case), unit))
    return lines + ([work.say(language, "remind-more", n=len(ordered) - SHOWN)] if len(ordered) > SHOWN else [])


def _near(work: Work, language: str, case: Case) -> str:
    assert case.due_at is not None
    badly = work.office.calendar.due_state(case.due_at, work.now, case.dispatched_at) is DueState.BADLY_LATE
    return how_near(case, work.now, work.office.texts, language, badly=badly)


def _most_urgent(case: Case) -> tuple[bool, datetime, int]:
    assert case.due_at is not None
    return not case.urgent, case.due_at, case.id


async def _tell_of_waiting(work: Work, waiting: Sequence[tuple[Case, datetime]]) -> None:
    """The dispatchers hear once what has waited too long, all together."""
    if not waiting:
        return
    rows = [
        (case, "remind", mark(work.office.calendar, Step.SORTING, triage_card.sorting_due(work, case, since)))
        for case, since in waiting
    ]
    await deadlines.add_reminders(work.tx, rows, work.now)
    urgent = sum(case.urgent for case, _ in waiting)
    oldest = work.now - min(since for _, since in waiting)
    for person in await contacts.office(work.tx, admins=False):
        age = work.office.texts.age(person.language, oldest)
        begin = work.choice(person.language, "triage-start")
        await work.tell(person, "remind-sorting", n=len(waiting), urgent=urgent, age=age, choices=[[begin]])
