"""延期, the unit's side: a member asks for more workdays, once, with a reason that the dispatchers read."""

import unicodedata
from datetime import datetime

from bot.casework.deadlines import Due, Limit
from bot.casework.lifecycle import Action, Status, Who, may
from bot.privacy import brief, is_blank
from handlers import casework, telling
from handlers.caseview import extendable, found, is_member, only_privately
from handlers.turn import NotPossible, Turn, Work
from storage.records import Case

CHOICES = (3, 5, 10)  # workdays to choose from, as far as the office allows as many


def extended(work: Work, case: Case, days: int) -> tuple[datetime, bool]:
    """The due time after so many workdays more, and whether it is provisional. It is never earlier."""
    assert case.due_at is not None
    due = work.office.calendar.later(Due(case.due_at, case.due_provisional), Limit(days))
    return due.at, due.provisional


async def ask(turn: Turn, case_id: int) -> None:
    """How many workdays more? A number can be typed, too."""
    case, _ = await _askable(turn, case_id)
    await turn.ask("extend-days", case.id)
    most = turn.office.settings.extension_workdays
    choices = sorted({min(days, most) for days in CHOICES})
    row = [turn.button("extend-days", case.id, days, label=turn.t("extend-days", days=days)) for days in choices]
    back = turn.button("not-now", case.id)
    due = telling.due_words(turn, case, turn.language)
    await turn.reply("extend-ask", number=case.number, due=due, choices=[row, [back]], case=case)


async def days_typed(turn: Turn, case_id: int) -> None:
    """So many, in words or digits: 5, 5 天, 三天."""
    days = _number(turn.inbound.text)
    await (ask(turn, case_id) if days is None else days_chosen(turn, case_id, days))


def _number(words: str) -> int | None:
    """The number that a short text has in it; Chinese ones up to nineteen. None without one."""
    digits = "".join(str(unicodedata.decimal(c)) for c in words[:20] if c.isdecimal())
    spelled = [int(unicodedata.numeric(c)) for c in words[:20] if c.isnumeric()]
    return int(digits) if digits else sum(spelled) if spelled else None


async def days_chosen(turn: Turn, case_id: int, days: int) -> None:
    """So many. And why?"""
    case, _ = await _askable(turn, case_id, days)
    await turn.ask("extend-why", case.id, days)
    back = turn.button("not-now", case.id)
    await turn.reply("extend-why", number=case.number, days=days, choices=[[back]], case=case)


async def why(turn: Turn, case_id: int, days: int) -> None:
    """The reason: the request goes to all dispatchers."""
    case, who = await _askable(turn, case_id, days)
    words = turn.inbound.text
    if is_blank(words):
        await turn.ask("extend-why", case.id, days)
        await turn.reply("words-needed", number=case.number, case=case)
        return
    case = await casework.advance(
        turn,
        case,
        Action.ASK_EXTENSION,
        who,
        note=words,
        data={"days": days},
        extension="asked",
        extension_days=days,
    )
    await telling.tell_office(
        turn,
        case,
        "office-extension",
        [("extend", (case.id, days)), ("extend-no", (case.id, days))],
        text=brief(words, 300),
        days=days,
        day=lambda language: turn.day(language, extended(turn, case, days)[0]),
    )
    await turn.reply("extend-asked", number=case.number, days=days, choices=[[turn.button("case", case.id)]], case=case)


async def _askable(turn: Turn, case_id: int, days: int = 1) -> tuple[Case, Who]:
    """The case and the speaker's role in its unit, if it may ask for so many days now."""
    only_privately(turn)
    case = await found(turn, case_id)
    if not is_member(turn, case):
        raise NotPossible("extend-unit-asks", number=case.number)
    who = Who.LEAD if any(m.lead for m in turn.memberships if m.unit_id == case.unit_id) else Who.UNIT
    if not may(Status(case.status), Action.ASK_EXTENSION, who):
        status = turn.t(f"staff-status-{case.status.replace('_', '-')}")
        raise NotPossible("staff-too-late", number=case.number, status=status)
    if not extendable(turn, case) or not 1 <= days <= turn.office.settings.extension_workdays:
        raise NotPossible("extend-once", number=case.number, state=case.extension)
    return case, who
