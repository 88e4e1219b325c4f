"""Supporting what somebody else reported (附议), instead of sending the same thing once more.

Of the other's case a supporter is shown the number, the unit, where it stands and what the unit says of it from then
on, never the words, the name or the place of who reported it.
"""

from typing import Any

from bot.casework.lifecycle import OPEN, Action, Status
from bot.messages import Choice
from bot.privacy import mask
from handlers import casework, draft, rating, similar, telling
from handlers.turn import NotPossible, Turn
from storage import cases, supports
from storage.records import Case
from storage.supports import Supported

# What a supporter reads in the history; what is between the unit and the reporter alone is not among it.
SEEN = frozenset(
    {
        Action.DISPATCH,
        Action.SIGN,
        Action.ANSWER,
        Action.RESOLVE,
        Action.RETURN,
        Action.TRANSFER,
        Action.DECLINE,
        Action.EXPIRE,
    }
)


async def support(turn: Turn, case_id: int, other_id: int) -> None:
    """That one instead of this draft, which is discarded; both can be taken back. What has become urgent since the
    button was shown is not thrown away: the card is shown as it is now."""
    writing = await draft.own_draft(turn, case_id)
    if writing.urgent:
        return await draft.show_draft(turn, case_id)
    found = (await similar.offered(turn, writing)).other
    if found is None or found.case.id != other_id:
        raise NotPossible("support-gone")
    other = found.case
    await casework.hold(turn, writing, other)
    await supports.add(turn.tx, other.id, turn.contact.id, turn.now)
    await draft.throw_away(turn, writing)
    await turn.reply(
        "support-receipt",
        choices=[[turn.button("mine", other.id), turn.button("support-undo", writing.id, other.id)]],
        case=other,
        edit=True,
        people=found.people + 1,
        **_standing(turn, other),
    )
    return None


def _standing(turn: Turn, case: Case) -> dict[str, Any]:
    """Number, unit, what it does with it, and the day."""
    due = telling.due_words(turn, case, turn.language) if case.status in OPEN else ""
    unit = turn.office.unit_name(case.unit_id)
    status = telling.status_for_supporters(turn, case, turn.language)
    return {"number": case.number, "unit": unit, "status": status, "due": due, "late": telling.late(turn, case)}


async def undo(turn: Turn, case_id: int, other_id: int) -> None:
    """The draft is back, and that one is not supported any more; as long as nothing new was begun."""
    supported = await _supported(turn, other_id)
    await supports.remove(turn.tx, other_id, turn.contact.id)
    try:
        await draft.bring_back(turn, await cases.of_reporter(turn.tx, turn.contact.id, case_id))
    except NotPossible as no:
        late = no.key == "restore-late"
        raise NotPossible("support-undo-late", number=supported.case.number) if late else no from None


async def unsupport(turn: Turn, case_id: int) -> None:
    """Not any more."""
    supported = await _supported(turn, case_id)
    await supports.remove(turn.tx, case_id, turn.contact.id)
    await turn.reply("unsupported", number=supported.case.number, choices=[[turn.button("my-page", 0)]], edit=True)


async def _supported(turn: Turn, case_id: int) -> Supported:
    supported = await supports.of(turn.tx, turn.contact.id, case_id)
    if supported is None:
        raise NotPossible
    return supported


async def rate(turn: Turn, case_id: int, said: str) -> None:
    """A supporter's judgement: it is kept and counts in the digest, and the unit hears of a bad one. Whether the case
    ends or goes back is for its reporter to say, so that one of many cannot send it round in circles."""
    supported = await _ratable(turn, case_id)
    if said not in rating.RATINGS:
        raise NotPossible
    if said != "bad":
        return await _count(turn, supported, said, solved=True)
    case, mine = supported
    if not await supports.rate(turn.tx, mine.id, "bad", "", turn.now):
        raise _already(turn, supported)
    await turn.reply(
        "support-rate-solved",
        number=case.number,
        choices=telling.solved_rows(turn, turn.language, "support-rate", case.id),
        case=case,
    )
    return None


async def rate_bad(turn: Turn, case_id: int, solved: str) -> None:
    """Whether what they are not satisfied with is solved."""
    if solved not in ("yes", "no"):
        raise NotPossible
    await _count(turn, await _ratable(turn, case_id), "bad", solved=solved == "yes", edit=True)


async def rate_anew(turn: Turn, case_id: int) -> None:
    """不满意 was a slip of the finger: the question as it was."""
    case, mine = await _ratable(turn, case_id)
    if not await supports.unrate(turn.tx, mine.id):
        raise NotPossible
    rows = telling.rating_rows(turn, turn.language, "support-rate", case.id)
    await turn.reply("rate-anew", number=case.number, choices=rows, case=case, edit=True)


async def unsolved(turn: Turn, case_id: int) -> None:
    """还没解决, of a supporter."""
    await _count(turn, await _ratable(turn, case_id), "bad", solved=False)


async def _ratable(turn: Turn, case_id: int) -> Supported:
    supported = await _supported(turn, case_id)
    case = supported.case
    if case.resolved_at is None or case.status not in (Status.RESOLVED, Status.CLOSED):
        raise NotPossible("support-rate-later", number=case.number)
    return supported


def _already(turn: Turn, supported: Supported) -> NotPossible:
    said = turn.t(f"rating-{supported.support.rating or 'good'}")
    return NotPossible("rated-already", number=supported.case.number, rating=said)


async def _count(turn: Turn, supported: Supported, said: str, *, solved: bool, edit: bool = False) -> None:
    case, mine = supported
    if not await supports.rate(turn.tx, mine.id, said, "yes" if solved else "no", turn.now):
        raise _already(turn, supported)
    await rating.count_support(turn, await cases.get(turn.tx, case.id), said, solved=solved)
    await turn.reply(
        "support-rated-bad" if said == "bad" else "support-rated",
        number=case.number,
        rating=turn.t(f"rating-{said}"),
        unit=turn.office.unit_name(case.unit_id),
        case=case,
        edit=edit,
    )


async def show(turn: Turn, supported: Supported) -> None:
    """A case as its supporter sees it: what became of it since they do."""
    case, mine = supported
    lines = [
        turn.t(
            "support-case",
            people=(case.left_by is None) + await supports.count(turn.tx, case.id),
            category=turn.office.category_name(turn.language, case.category_id),
            **_standing(turn, case),
        )
    ]
    for event in await cases.events(turn.tx, case.id):
        if event.kind in SEEN and event.at >= mine.at:
            unit = turn.office.unit_name(event.unit_id)
            what = turn.t(f"event-{event.kind.replace('_', '-')}", unit=unit, note=mask(event.note))
            lines.append(f"{turn.moment(turn.language, event.at)} {what}")
    rows: list[list[Choice]] = []
    if case.status == Status.RESOLVED and not mine.rating:
        rows += telling.rating_rows(turn, turn.language, "support-rate", case.id)
    elif case.status == Status.RESOLVED and not mine.solved:
        rows += telling.solved_rows(turn, turn.language, "support-rate", case.id)
    rows.append([turn.button("unsupport", case.id), turn.button("my-page", 0)])
    await turn.reply(text="\n".join(lines), choices=rows, case=case, edit=True)
