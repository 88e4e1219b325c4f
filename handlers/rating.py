"""Asking for the rating on the next workday, and what follows from it: a case goes back to its unit, or a supporter's
word counts. What residents press is in `judging`, what supporters press in `support`."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.casework.lifecycle import Action, Status, Who
from bot.privacy import brief
from handlers import casework, telling, triage_card
from handlers.turn import SomebodyWasFaster, Work
from storage import cases, clockwork, contacts, supports
from storage.records import Case
from storage.supports import Support

RATINGS = ("good", "fair", "bad")
MOST = 2  # times that a case goes back to whoever had it; then it goes to the unit's lead


def said(rating: str, *, solved: bool) -> dict[str, Any]:
    """What the event of a rating keeps."""
    return {"rating": rating, "solved": solved}


# Asking


def to_be_rated(work: Work, case: Case) -> dict[str, Any]:
    """What stands on a case that is resolved now, beside its status: whatever was said of earlier work is over, and the
    resident is asked when the office opens on the next workday."""
    local = work.now.astimezone(work.office.settings.zone)
    tomorrow = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "resolved_at": work.now,
        "answered_at": case.answered_at or work.now,
        "ask_at": work.office.calendar.opening(tomorrow),
        "asked_at": None,
        "rating": "",
        "solved": "",
        "rated_at": None,
    }


def reminder(work: Work, case: Case) -> datetime | None:
    """When they are reminded, once: half way through the days in which they may rate. None if that is over by then."""
    if case.resolved_at is None:
        return None
    days = timedelta(days=work.office.settings.rating_days)
    at = work.office.calendar.opening(case.resolved_at + days / 2)
    return at if work.now < at < case.resolved_at + days else None


async def ask_some(work: Work, limit: int) -> int:
    """Asks those whose turn it is, in office hours alone: never at night, never on a holiday. Returns for how many
    cases. What was asked stands on the case in the same transaction, so nobody is asked twice."""
    if not work.office.calendar.is_open(work.now):
        return 0
    due = await clockwork.to_ask(work.tx, work.now, limit)
    return await work.each(due, partial(_ask, work), "the rating of case %s could not be asked for")


async def _ask(work: Work, case: Case) -> None:
    again = case.asked_at is not None
    next_at = None if again else reminder(work, case)
    if await cases.change(work.tx, case, ask_at=next_at, asked_at=case.asked_at or work.now) is None:
        raise SomebodyWasFaster
    if case.resolved_at is None:
        return
    settings, unit = work.office.settings, work.office.unit_name(case.unit_id)
    last = case.resolved_at + timedelta(days=settings.rating_days)
    args: dict[str, Any] = {"number": case.number, "unit": unit, "again": "yes" if again else "no"}
    person = await contacts.get(work.tx, case.reporter_id) if case.reporter_id else None
    if person is not None and case.status == Status.RESOLVED and not case.rating:
        day, about = work.day(person.language, last), brief(case.text, telling.ABOUT)
        rows = telling.rating_rows(work, person.language, "rate", case.id)
        await work.tell(person, "rating-ask", choices=rows, case=case, day=day, about=about, **args)
    for supporter in await supports.unrated(work.tx, case.id):
        rows = telling.rating_rows(work, supporter.language, "support-rate", case.id)
        await work.tell(supporter, "supporter-rating-ask", choices=rows, case=case, **args)


# Back to the unit


async def send_back(work: Work, case: Case, *, solved: bool) -> Case:
    """Not satisfied, or not solved: the unit has it again, with new time."""
    values = {"rating": "bad", "resolved_at": None}
    data = said("bad", solved=solved)
    return await _back(work, case, Action.RATE_BAD, "unit-rated-bad", data=data, solved=solved, **values)


async def reopen(work: Work, case: Case, *, note: str = "") -> Case:
    """An ended case, within its days, as its reporter says that it is not solved."""
    values = {"closed_at": None, "resolved_at": None, "note": note}
    return await _back(work, case, Action.REOPEN, "unit-reopened", solved=False, **values)


async def _back(
    work: Work, case: Case, action: Action, key: str, *, solved: bool, data: object = None, **values: Any
) -> Case:
    lead = await _lead(work, case) if case.reopened >= MOST else None
    if lead is not None:
        values["handler_id"] = lead
    case = await casework.advance(
        work,
        case,
        action,
        Who.REPORTER,
        data=data,
        solved="yes" if solved else "no",
        ask_at=None,
        asked_at=None,
        rated_at=None,
        reopened=case.reopened + 1,
        **values,
    )
    await telling.tell_supporters(work, case, "reopened")
    unit = work.office.units.get(case.unit_id or 0)
    if unit is None or unit.retired_at is not None:
        return await _to_dispatchers(work, case)
    if case.reopened > MOST:
        await _tell_leads(work, case, solved)
    else:
        await telling.tell_unit(work, case, key, solved="yes" if solved else "no")
    return case


async def _lead(work: Work, case: Case) -> int | None:
    """Who of the unit's leads has it from now on; None if there are none."""
    leads = [lead.id for lead in await contacts.members(work.tx, case.unit_id or 0, leads=True)]
    return case.handler_id if case.handler_id in leads else next(iter(leads), None)


async def _tell_leads(work: Work, case: Case, solved: bool) -> None:
    """The same person is not simply to repeat what did not help: the unit's leads hear, and without any the office."""
    await cases.add_event(work.tx, case.id, "to_lead", at=work.now, actor_id=None, unit_id=case.unit_id)
    leads = await contacts.members(work.tx, case.unit_id or 0, leads=True)
    for person in leads or await contacts.office(work.tx, admins=False):
        await work.tell(
            person,
            "unit-to-lead",
            choices=[[work.choice(person.language, "case", case.id)]],
            case=case,
            number=case.number,
            unit=work.office.unit_name(case.unit_id),
            times=case.reopened,
            solved="yes" if solved else "no",
            about=brief(case.text, telling.ABOUT),
        )


async def _to_dispatchers(work: Work, case: Case) -> Case:
    """There is no such unit any more: the case is sorted anew. That is the bot's doing, not its reporter's."""
    alone = Work(work.tx, work.office, work.now)
    case = await casework.give_back(alone, case, Who.DISPATCHER)
    await triage_card.call(alone, case)
    return case


# Silence


async def settle_some(work: Work, limit: int) -> int:
    """Goes on without what some did not say: whether it is solved. Who is not satisfied is taken to say that it is not.
    Returns how many."""
    before = work.now - timedelta(minutes=work.office.settings.quiet_minutes)
    due = await clockwork.unsaid(work.tx, before, limit)
    return await work.each(due, partial(_settle, work), "the rating of case %s could not be settled")


async def settle_supports(work: Work, limit: int) -> int:
    """The same of what supporters did not say."""
    before = work.now - timedelta(minutes=work.office.settings.quiet_minutes)
    due = await supports.unsaid(work.tx, before, limit)
    return await work.each(due, partial(_settle_support, work), "the rating of support %s could not be settled")


async def _settle(work: Work, case: Case) -> None:
    if case.status != Status.RESOLVED:
        await cases.change(work.tx, case, rated_at=None)
        return
    back = await send_back(work, case, solved=False)
    person = await contacts.get(work.tx, back.reporter_id) if back.reporter_id else None
    if person is not None:
        if not person.asking:
            await contacts.ask(work.tx, person.id, f"why-bad:{back.id}")
        due, unit = telling.due_words(work, back, person.language), work.office.unit_name(back.unit_id)
        await work.tell(person, "rated-bad", case=back, number=back.number, unit=unit, due=due)


async def _settle_support(work: Work, support: Support) -> None:
    await supports.rate(work.tx, support.id, "bad", "no", work.now)
    await count_support(work, await cases.get(work.tx, support.case_id), "bad", solved=False)


async def expire_some(work: Work, limit: int) -> int:
    """Ends cases whose rating never came. Returns how many."""
    before = work.now - timedelta(days=work.office.settings.rating_days)
    due = await clockwork.unrated_since(work.tx, before, limit)
    return await work.each(due, partial(_expire, work), "case %s could not be ended without its rating")


async def _expire(work: Work, case: Case) -> None:
    """Its reporter hears once that it has ended, and how to reopen it."""
    case = await casework.advance(work, case, Action.EXPIRE, Who.SYSTEM, closed_at=work.now)
    person = await contacts.get(work.tx, case.reporter_id) if case.reporter_id else None
    if person is not None:
        again = work.choice(person.language, "unsolved", case.id, label=work.say(person.language, "button-reopen"))
        rows = [[again]] if casework.reopenable(work, case) else []
        days = work.office.settings.reopen_days
        await work.tell(person, "rating-expired", choices=rows, case=case, number=case.number, days=days)


async def count_support(work: Work, case: Case, rating: str, *, solved: bool) -> None:
    """What a supporter said counts with the unit, without saying who; of what is not well done the unit hears."""
    await cases.add_event(
        work.tx,
        case.id,
        "rate_support",
        at=work.now,
        actor_id=None,
        unit_id=case.unit_id,
        data=casework.packed(said(rating, solved=solved)),
    )
    if rating == "bad" or not solved:
        await telling.tell_unit(work, case, "unit-supporter-bad", solved="yes" if solved else "no")
