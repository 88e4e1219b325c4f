"""延期, the office's side: dispatchers see who asks for more time, and give it or not. The first one's word counts."""

from bot.casework.lifecycle import Action, Status, may
from bot.messages import Choice
from bot.privacy import brief, is_blank
from handlers import casework, telling
from handlers.dispatcher import the_case
from handlers.extending import extended
from handlers.turn import NotPossible, Turn
from storage import cases, queues
from storage.records import Case

LISTED = 10  # requests at once


async def command(turn: Turn, words: str) -> None:
    """/extensions: the requests that wait, oldest first."""
    await show(turn)


async def show(turn: Turn) -> None:
    """The requests that wait; each is opened by its number."""
    waiting = await queues.extensions(turn.tx, turn.contact.id, LISTED)
    lines = [turn.t("extensions" if waiting else "extensions-none", n=await queues.count_extensions(turn.tx))]
    rows: list[list[Choice]] = []
    for case in waiting:
        day = turn.day(turn.language, extended(turn, case, case.extension_days or 0)[0])
        unit, about = turn.office.unit_name(case.unit_id), brief(await _reason(turn, case), 60)
        lines.append(
            turn.t("extensions-line", number=case.number, unit=unit, days=case.extension_days, day=day, text=about)
        )
        rows.append([turn.button("extension", case.id, label=str(case.number))])
    await turn.reply(text="\n".join(lines), choices=rows)


async def open_(turn: Turn, case_id: int) -> None:
    """One request, with what can be answered."""
    case = await the_case(turn, case_id)
    days = case.extension_days or 0
    _asked(turn, case, days)
    row = [turn.button("extend", case.id, days), turn.button("extend-no", case.id, days), turn.button("case", case.id)]
    await turn.reply(
        "office-extension",
        number=case.number,
        unit=turn.office.unit_name(case.unit_id),
        about=brief(case.text, telling.ABOUT),
        days=days,
        day=turn.day(turn.language, extended(turn, case, days)[0]),
        text=brief(await _reason(turn, case), 300),
        choices=[row],
        case=case,
    )


async def approve(turn: Turn, case_id: int, days: int) -> None:
    """Yes: the due time moves, the unit and the resident hear the new day."""
    case = await the_case(turn, case_id)
    _asked(turn, case, days)
    due_at, provisional = extended(turn, case, days)
    case = await casework.advance(
        turn,
        case,
        Action.EXTEND,
        casework.who_is(turn, case),
        data={"days": days},
        extension="granted",
        due_at=due_at,
        due_provisional=provisional,
    )
    knows = await telling.knows(turn, case, await telling.tell_reporter(turn, case, "resident-extended"))
    await telling.tell_unit(turn, case, "unit-extended", days=days, knows=knows)
    due = telling.due_words(turn, case, turn.language)
    opened = [[turn.button("case", case.id)]]
    await turn.reply("extended", number=case.number, due=due, knows=knows, choices=opened, case=case, edit=True)


async def refuse(turn: Turn, case_id: int, days: int) -> None:
    """No. And why not?"""
    case = await the_case(turn, case_id)
    _asked(turn, case, days)
    await turn.ask("extend-refuse", case.id, days)
    back = turn.button("not-now", case.id)
    await turn.reply("extend-no-how", number=case.number, choices=[[back]], case=case)


async def refused_words(turn: Turn, case_id: int, days: int) -> None:
    """The reason, which the unit reads; the due time stays."""
    case = await the_case(turn, case_id)
    _asked(turn, case, days)
    words = turn.inbound.text
    if is_blank(words):
        await turn.ask("extend-refuse", case.id, days)
        await turn.reply("words-needed", number=case.number, case=case)
        return
    who = casework.who_is(turn, case)
    case = await casework.advance(turn, case, Action.REFUSE_EXTENSION, who, note=words, extension="refused")
    await telling.tell_unit(turn, case, "unit-extension-refused", text=words)
    await turn.reply("extension-refused", number=case.number, choices=[[turn.button("case", case.id)]], case=case)


def _asked(turn: Turn, case: Case, days: int) -> None:
    """Raises NotPossible if this request does not wait any more: somebody was faster, or the unit lost the case."""
    if case.extension != "asked" or case.extension_days != days:
        due = telling.due_words(turn, case, turn.language)
        raise NotPossible("extension-decided", number=case.number, state=case.extension, due=due)
    if not may(Status(case.status), Action.EXTEND, casework.who_is(turn, case)):
        raise NotPossible


async def _reason(turn: Turn, case: Case) -> str:
    """Why its unit asks for more time."""
    asked = [event for event in await cases.events(turn.tx, case.id) if event.kind == Action.ASK_EXTENSION]
    return asked[-1].note if asked else ""
