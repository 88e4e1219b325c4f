"""Several cases about the same thing become one (并单), by one tap, which can be taken back by another."""

from functools import partial
from typing import Any

from bot.casework.lifecycle import OPEN, Action, Status, Who, may
from bot.privacy import brief
from bot.tagging.similar import LIKELY
from handlers import casework, similar, telling, triage_card
from handlers.dispatcher import call, show_next, take, the_case, why_not
from handlers.turn import NotPossible, Turn, Work
from storage import cases, supports
from storage.records import Case

OFFERED = 4  # likely cases in the list


async def choose(turn: Turn, case_id: int) -> None:
    """Which one is the same? The likeliest as buttons; any other by its number."""
    case = await _mergeable(turn, case_id)
    found = await similar.likely(turn, case, LIKELY, OFFERED)
    lines = [turn.t("merge-choose" if found else "merge-choose-none", number=case.number)]
    lines += [turn.t("merge-line", number=a.case.number, text=brief(a.case.title or a.case.text, 40)) for a in found]
    rows = [[turn.button("merge", case.id, a.case.id, number=a.case.number)] for a in found]
    await turn.ask("merge", case.id)
    await turn.reply(text="\n".join(lines), choices=[*rows, [turn.button("not-now", case.id)]], case=case)


async def numbered(turn: Turn, case_id: int) -> None:
    """Its number was typed."""
    case = await _mergeable(turn, case_id)
    number = casework.number_in(turn.inbound.text)
    parent = await cases.by_number(turn.tx, turn.contact.id, number) if number else None
    if parent is None or await cases.for_office(turn.tx, turn.contact.id, parent.id) is None:
        await turn.ask("merge", case.id)
        await turn.reply("merge-no-number", choices=[[turn.button("not-now", case.id)]], case=case)
        return
    await merge(turn, case.id, parent.id)


async def merge(turn: Turn, case_id: int, other_id: int) -> None:
    """This case goes into that one, and all who stand behind it with it."""
    case = await _mergeable(turn, case_id)
    parent = await the_case(turn, other_id)
    if parent.id == case.id or parent.status not in OPEN:
        raise NotPossible("merge-not-into", number=parent.number)
    await casework.hold(turn, case, parent)
    if turn.contact.asking.startswith("merge:"):
        await turn.ask("")
    waited = case.status == Status.SUBMITTED
    if case.unit_id is not None:
        await telling.tell_unit(turn, case, "unit-merged", parent=parent.number)
    await supports.merge(turn.tx, case, parent, turn.now)
    case = await casework.advance(
        turn,
        case,
        Action.MERGE,
        casework.who_is(turn, case),
        note=parent.number or "",
        data={"parent": parent.id},
        parent_id=parent.id,
        closed_at=turn.now,
    )
    stands: dict[str, Any] = {
        "unit": turn.office.unit_name(parent.unit_id),
        "due": partial(telling.due_words, turn, parent),
        "late": telling.late(turn, parent),
        "review": telling.day_words(turn, parent.review_at) if parent.review_at else "",
    }
    told = await telling.tell_reporter(turn, case, "resident-merged", parent=parent.number, **stands)
    knows = await telling.knows(turn, case, told)
    done = turn.t("merged", number=case.number, parent=parent.number, knows=knows)
    undo = [turn.button("unmerge", case.id, number=case.number), *call(turn, case, knows)]
    if waited:
        await show_next(turn, done=done, undo=undo)
    else:
        await turn.reply(text=done, choices=[undo], case=parent, edit=True)


async def unmerge(turn: Turn, case_id: int) -> None:
    """Two things after all: the case is one of its own again, and waits to be sorted."""
    case = await the_case(turn, case_id)
    parent = await cases.get(turn.tx, case.parent_id) if case.parent_id else None
    if case.status != Status.MERGED or parent is None:
        raise NotPossible("unmerge-done", number=case.number)
    if parent.status == Status.MERGED:
        raise NotPossible("unmerge-parent-first", number=parent.number)
    await casework.hold(turn, case, parent)
    changed = await take_out(turn, case, casework.who_is(turn, case))
    await telling.tell_reporter(turn, changed, "resident-unmerged", parent=parent.number)
    await take(turn, changed.id)
    await triage_card.show(turn, changed, done=turn.t("unmerged", number=changed.number, parent=parent.number))


async def take_out(work: Work, case: Case, who: Who) -> Case:
    """A merged case is one of its own again, and waits to be sorted. The caller tells who stands behind it."""
    parent = await cases.get(work.tx, case.parent_id or 0)
    await supports.unmerge(work.tx, case.id)
    alone: dict[str, Any] = dict.fromkeys(("parent_id", "unit_id", "handler_id", "signed_at", "paused_at", "closed_at"))
    return await casework.advance(work, case, Action.UNMERGE, who, note=parent.number or "", **alone)


async def _mergeable(turn: Turn, case_id: int) -> Case:
    """The case, if it can be merged now. Where somebody was faster, says how it stands."""
    case = await the_case(turn, case_id)
    if not may(Status(case.status), Action.MERGE, casework.who_is(turn, case)):
        if case.status in OPEN:  # nobody was faster: what waits or is put off goes on first
            status = turn.t(f"staff-status-{case.status.replace('_', '-')}")
            raise NotPossible("staff-too-late", number=case.number, status=status)
        raise NotPossible("triage-hindered", why=await why_not(turn, case.id))
    if case.status == Status.SUBMITTED and not await take(turn, case.id):
        raise NotPossible("triage-hindered", why=await why_not(turn, case.id))
    return case
