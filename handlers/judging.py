"""What residents say of the work: satisfied or not, solved or not. What is not solved, or not well done, goes back to
the unit at once; the words about it may follow. An ended case can be reopened for a while, and one that nobody need
work on any more can be ended.

What a supporter says is in `support`: it counts, but only the reporter sends a case back.
"""

import json

from bot.casework.lifecycle import Action, Status, Who, may
from bot.messages import Choice
from bot.privacy import brief, one_line
from handlers import casework, draft, rating, resident, telling
from handlers.turn import NotPossible, SomebodyWasFaster, Turn
from storage import cases
from storage.records import Case


async def rate(turn: Turn, case_id: int, said: str) -> None:
    """满意 and 基本满意 close the case: it is solved, unless they say otherwise. 不满意 asks whether it is."""
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or said not in rating.RATINGS:
        raise NotPossible
    if case.rating and case.status != Status.RESOLVED:  # a second tap, because the first seemed to do nothing
        raise NotPossible("rated-already", number=case.number, rating=turn.t(f"rating-{case.rating}"))
    if case.status != Status.RESOLVED:
        raise NotPossible
    if said == "bad":
        return await _ask_whether_solved(turn, case)
    case = await casework.advance(
        turn,
        case,
        Action.RATE_GOOD,
        Who.REPORTER,
        data=rating.said(said, solved=True),
        rating=said,
        solved="yes",
        rated_at=None,
        closed_at=turn.now,
    )
    await resident.settled(turn, case)
    await turn.reply(
        "rated",
        number=case.number,
        rating=turn.t(f"rating-{said}"),
        days=turn.office.settings.reopen_days,
        choices=_reopen_row(turn, case),
        case=case,
    )
    return None


def _reopen_row(turn: Turn, case: Case) -> list[list[Choice]]:
    again = turn.button("unsolved", case.id, label=turn.t("button-reopen"))
    return [[again]] if casework.reopenable(turn, case) else []


async def _ask_whether_solved(turn: Turn, case: Case) -> None:
    """Dissatisfied: it goes back in any case, also if the person says nothing more (see `settle`)."""
    changed = await cases.change(turn.tx, case, rating="bad", solved="", rated_at=turn.now)
    if changed is None:
        raise SomebodyWasFaster
    await turn.ask("why-bad", case.id)
    await turn.reply(
        "rate-solved",
        number=case.number,
        unit=turn.office.unit_name(case.unit_id),
        minutes=max(1, round(turn.office.settings.quiet_minutes)),
        choices=telling.solved_rows(turn, turn.language, "rate", case.id),
        case=case,
    )


async def rate_bad(turn: Turn, case_id: int, solved: str) -> None:
    """Whether what they are not satisfied with is solved."""
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or solved not in ("yes", "no") or case.status != Status.RESOLVED or case.rating != "bad":
        raise NotPossible
    await _ask_why(turn, await rating.send_back(turn, case, solved=solved == "yes"), edit=True)


async def rate_anew(turn: Turn, case_id: int) -> None:
    """不满意 was a slip of the finger: the question as it was."""
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or case.status != Status.RESOLVED:
        raise NotPossible
    if await cases.change(turn.tx, case, rating="", solved="", rated_at=None) is None:
        raise SomebodyWasFaster
    await resident.settled(turn, case)
    rows = telling.rating_rows(turn, turn.language, "rate", case.id)
    await turn.reply("rate-anew", number=case.number, choices=rows, case=case, edit=True)


async def unsolved(turn: Turn, case_id: int) -> None:
    """还没解决, 还没修好: a resolved case goes back to its unit; an ended one too, for some days."""
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or not case.number:
        raise NotPossible
    if case.status == Status.RESOLVED:
        return await _ask_why(turn, await rating.send_back(turn, case, solved=False))
    if case.status != Status.CLOSED:
        raise NotPossible
    if not casework.reopenable(turn, case):
        await turn.ask("anew", case.id)
        await turn.reply("reopen-late", number=case.number, days=turn.office.settings.reopen_days, case=case)
        return None
    return await _ask_why(turn, await rating.reopen(turn, case))


async def _ask_why(turn: Turn, case: Case, *, edit: bool = False) -> None:
    """It is back; why? What the unit said stays to be read: only a question of the bot's is replaced (`edit`)."""
    due = telling.due_words(turn, case, turn.language)
    await turn.ask("why-bad", case.id)
    unit = turn.office.unit_name(case.unit_id)
    closing = may(Status(case.status), Action.CLOSE_BY_RESIDENT, Who.REPORTER)
    rows = [[turn.button("close-mine", case.id)]] if closing else []
    await turn.reply("rated-bad", number=case.number, unit=unit, due=due, choices=rows, case=case, edit=edit)


async def why_bad(turn: Turn, case_id: int) -> None:
    """What was not done well, in the resident's words."""
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    nothing, done = draft.says_nothing(turn), "added"
    if case is not None and case.status == Status.RESOLVED and case.rating == "bad" and not nothing:
        case = await rating.send_back(turn, case, solved=False)  # who says why need not press, too
        done = "reopened"
    if nothing:
        await turn.ask("why-bad", case_id)
    if not await resident.said_about(turn, case_id, done):
        await draft.message(turn)
    elif not nothing:
        await resident.ask_again(turn)


async def anew(turn: Turn, case_id: int) -> None:
    """It was too late to reopen that one: what is said now is a new case, which names it."""
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or case.status != Status.CLOSED:
        return await draft.message(turn)
    return await draft.follow(turn, case)


async def reopen_with(turn: Turn, case_id: int, other_id: int) -> None:
    """What was just written says why an ended case is not solved: it goes there, and is no draft any more."""
    writing = await draft.own_draft(turn, case_id)
    case = await cases.of_reporter(turn.tx, turn.contact.id, other_id)
    if case is None or not casework.reopenable(turn, case):
        raise NotPossible("add-too-late")
    reason = one_line(writing.text, 200)
    sent = [json.loads(entry.media)["kind"] for entry in await cases.entries(turn.tx, writing.id) if entry.media]
    await cases.move_entries(turn.tx, writing.id, case.id, since=casework.earliest(case))
    urgent, words = writing.urgent, writing.text
    await draft.throw_away(turn, writing, text="")
    case = await rating.reopen(turn, case, note=reason)
    files, place = sum(1 for kind in sent if kind != "location"), "yes" if "location" in sent else "no"
    text = brief(words, 300)
    await telling.tell_unit(turn, case, "unit-added", edited="no", text=text, files=files, place=place)
    if urgent:
        case = await casework.make_urgent(turn, case, words)
    due = telling.due_words(turn, case, turn.language)
    unit = turn.office.unit_name(case.unit_id)
    rows = [[turn.button("mine", case.id), turn.button("close-mine", case.id)]]
    await turn.reply("reopened", number=case.number, unit=unit, due=due, choices=rows, case=case, edit=True)


# Not needed any more


async def close_mine(turn: Turn, case_id: int) -> None:
    """Asks once."""
    case = await _closable(turn, case_id)
    yes, no = turn.button("close-mine-yes", case.id), turn.button("mine", case.id, label=turn.t("button-no"))
    unit = turn.office.unit_name(case.unit_id)
    await turn.reply("close-sure", number=case.number, unit=unit, choices=[[yes, no]], case=case, edit=True)


async def close_mine_yes(turn: Turn, case_id: int) -> None:
    """It ends, and the unit hears. For some days it can be taken back: by reopening it."""
    before = await _closable(turn, case_id)
    case = await casework.advance(
        turn,
        before,
        Action.CLOSE_BY_RESIDENT,
        Who.REPORTER,
        closed_at=turn.now,
        paused_at=None,
        solved="yes",
        rating="" if before.rated_at else before.rating,
        rated_at=None,
    )
    await resident.settled(turn, case)
    if before.status != Status.RESOLVED:
        await telling.tell_supporters(turn, case, "closed")
    await telling.tell_unit(turn, case, "unit-closed-by-resident")
    rows, days = _reopen_row(turn, case), turn.office.settings.reopen_days
    await turn.reply("closed-by-you", number=case.number, days=days, choices=rows, case=case, edit=True)


async def _closable(turn: Turn, case_id: int) -> Case:
    case = await cases.of_reporter(turn.tx, turn.contact.id, case_id)
    if case is None or not case.number or not may(Status(case.status), Action.CLOSE_BY_RESIDENT, Who.REPORTER):
        raise NotPossible
    return case
