"""挂账: what cannot be done for a long time is put off to a day on which it is looked at again. Residents read why.

The day is mandatory; on it, when the office opens, the case goes on by itself if nobody took it up before.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import partial

from bot.casework.lifecycle import Action, Status, Who, may
from bot.privacy import is_blank
from handlers import casework, telling
from handlers.dispatcher import the_case
from handlers.turn import NotPossible, Turn, Work
from storage import clockwork
from storage.records import Case

MONTHS = (1, 3, 6)  # to choose from
LONGEST = timedelta(days=366)  # what is put off longer would be forgotten


async def choose(turn: Turn, case_id: int) -> None:
    """Until when? A day can be typed, too."""
    case = await _suspendable(turn, case_id)
    await turn.ask("suspend-day", case.id)
    row = [turn.button("suspend-for", case.id, n, label=turn.t("suspend-months", months=n)) for n in MONTHS]
    back = turn.button("not-now", case.id)
    await turn.reply("suspend-choose", number=case.number, choices=[row, [back]], case=case)


async def for_months(turn: Turn, case_id: int, months: int) -> None:
    """In so many months."""
    if months not in MONTHS:
        raise NotPossible
    await _until(turn, await _suspendable(turn, case_id), later(turn.today, months))


async def day_typed(turn: Turn, case_id: int) -> None:
    """On the day that was typed."""
    case = await _suspendable(turn, case_id)
    day = day_in(turn.inbound.text, turn.today)
    if day is None or day > turn.today + LONGEST:
        await turn.ask("suspend-day", case.id)
        await turn.reply("suspend-no-day", number=case.number, choices=[[turn.button("not-now", case.id)]], case=case)
        return
    await _until(turn, case, day)


async def _until(turn: Turn, case: Case, day: date) -> None:
    calendar = turn.office.calendar
    workday = day if calendar.is_workday(day) else calendar.next_workday(day)
    await turn.ask("suspend-why", case.id, workday.isoformat())
    said = turn.day(turn.language, _opens(turn, workday))
    back = turn.button("not-now", case.id)
    await turn.reply("suspend-why", number=case.number, day=said, choices=[[back]], case=case)


async def why(turn: Turn, case_id: int, day: str) -> None:
    """The reason, which the resident reads."""
    case = await _suspendable(turn, case_id)
    try:
        review_at = _opens(turn, date.fromisoformat(day))
    except ValueError:
        raise NotPossible from None
    if review_at <= turn.now:
        raise NotPossible  # the question was answered months later
    words = turn.inbound.text
    if is_blank(words):
        await turn.ask("suspend-why", case.id, day)
        await turn.reply("words-needed", number=case.number, case=case)
        return
    case = await casework.advance(
        turn,
        case,
        Action.SUSPEND,
        casework.who_is(turn, case),
        note=words,
        data={"review": review_at.isoformat()},
        review_at=review_at,
    )
    review = telling.day_words(turn, review_at)
    told = await telling.tell_reporter(turn, case, "resident-suspended", text=words, day=review)
    knows = await telling.knows(turn, case, told)
    await telling.tell_unit(turn, case, "unit-suspended", text=words, day=review, knows=knows)
    await telling.tell_helpers(turn, case, "helper-suspended", text=words, day=review)
    opened = [[turn.button("case", case.id)]]
    await turn.reply("suspended", number=case.number, day=review(turn.language), knows=knows, choices=opened, case=case)


async def reviewed(work: Work, case: Case, who: Who) -> Case:
    """复查: a case that was put off goes on with the time that was left. The unit and the resident hear of it."""
    case = await casework.advance(work, case, Action.REVIEW, who)
    await telling.tell_unit(work, case, "unit-reviewed")
    await telling.tell_helpers(work, case, "helper-reviewed")
    await telling.tell_reporter(work, case, "resident-reviewed")
    return case


async def review_some(work: Work, limit: int) -> int:
    """Takes up what was put off until now. Returns how many."""
    due = await clockwork.to_review(work.tx, work.now, limit)
    return await work.each(due, partial(_review, work), "case %s could not be taken up again")


async def _review(work: Work, case: Case) -> None:
    """Its day has come; the dispatchers hear of it, too."""
    await telling.tell_office(work, await reviewed(work, case, Who.SYSTEM), "office-reviewed")


async def _suspendable(turn: Turn, case_id: int) -> Case:
    case = await the_case(turn, case_id)
    if not may(Status(case.status), Action.SUSPEND, casework.who_is(turn, case)):
        status = turn.t(f"staff-status-{case.status.replace('_', '-')}")
        raise NotPossible("staff-too-late", number=case.number, status=status)
    return case


def _opens(work: Work, day: date) -> datetime:
    """When the office opens on that day, in UTC."""
    settings = work.office.settings
    return datetime.combine(day, settings.office_hours.opens, settings.zone).astimezone(UTC)


def later(day: date, months: int) -> date:
    """The same day so many months later; the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_in(words: str, today: date) -> date | None:
    """The day that somebody typed, as 12月31日, 2027-1-31, 1.31 or 20270131; without a year the next such day. None if
    there is none, or it is not after `today`."""
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in words[:60]).strip()
    plain = re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", plain)
    found = re.fullmatch(r"(?:(\d{4})\D+)?(\d{1,2})\D+(\d{1,2})\D*", plain)
    if found is None:
        return None
    year, month, day = found.groups()
    for guess in [int(year)] if year else [today.year, today.year + 1]:
        try:
            meant = date(guess, int(month), int(day))
        except ValueError:
            continue
        if meant > today:
            return meant
    return None
