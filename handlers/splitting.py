"""One case becomes several that are linked, and one again.

The first matter stays with the case, which keeps its number (if it has one) and all that was said; each of the others
gets a case of its own with its words, the same files, place and anonymity. Nothing that was said is lost: the first
case's entries hold the whole message.
"""

import json
from collections.abc import Sequence
from typing import Any

from bot.casework.lifecycle import Action, Who
from bot.tagging.matters import Matter
from handlers import casework, tagging
from handlers.turn import NotPossible, Turn, Work
from storage import cases, supports
from storage.records import Case, Entry, Event

# What may have happened to a new case while the split can still be taken back: it was made, sent on its way, somebody
# was reminded of it, its day moved with the calendar.
_MADE = frozenset({Action.SPLIT, Action.SUBMIT, Action.DISPATCH, "waits", "remind", "calendar"})


async def divide(turn: Turn, case: Case, found: Sequence[Matter], who: Who) -> list[Case]:
    """A case for each matter: `case` with the first one, and new drafts with the others. Raises SomebodyWasFaster if
    its words are not those any more in which these matters were found."""
    entries = await cases.entries(turn.tx, case.id)
    first, *others = found
    new = [await _part(turn, case, entries, matter) for matter in others]
    data = {"into": [part.id for part in new], "category": case.category_id, "said": _said(case, entries) == case.text}
    case = await casework.advance(turn, case, Action.SPLIT, who, data=data, **await _read(turn, case, first.text))
    for part in new:  # nobody knows which of the matters somebody supported
        await supports.copy(turn.tx, case.id, part.id)
    return [case, *new]


async def _part(turn: Turn, case: Case, entries: Sequence[Entry], matter: Matter) -> Case:
    part = await cases.create(
        turn.tx,
        case.reporter_id,
        source=case.source,
        now=turn.now,
        anonymous=case.anonymous,
        latitude=case.latitude,
        longitude=case.longitude,
        split_from=case.split_from or case.id,
        left_by=case.left_by,
        follows_id=case.follows_id,
        taken_by=case.taken_by,
        # A title is that of all together, and may name the place; at the top it would make all look alike in a list.
        **(await _read(turn, case, matter.text) | {"text": "\n".join(filter(None, (matter.text, case.title)))}),
    )
    said = [entry for entry in entries if entry.side == "resident"]
    common: dict[str, Any] = {"side": "resident", "channel": said[0].channel if said else ""}
    at = said[0].at if said else turn.now
    await cases.add_entry(turn.tx, part.id, at=at, author_id=case.reporter_id, text=matter.text, **common)
    for entry in said:
        # What was added after it was sent may be about any of them. The message's own mark stays with the first case:
        # there its later edits go.
        text = entry.text if entry.edited or (case.submitted_at and entry.at > case.submitted_at) else ""
        if text or entry.media:
            copied = await cases.add_entry(
                turn.tx,
                part.id,
                at=entry.at,
                author_id=entry.author_id,
                text=text,
                media=entry.media,
                edited=entry.edited,
                side="resident",
                channel=entry.channel,
            )
            if entry.media:
                await casework.keep_file(turn, copied, json.loads(entry.media)["kind"])
    await cases.add_event(
        turn.tx,
        part.id,
        Action.SPLIT.value,
        at=turn.now,
        actor_id=turn.actor_id,
        unit_id=None,
        data=json.dumps({"from": case.id}),
    )
    return part


async def _read(work: Work, case: Case, text: str, title: str = "") -> dict[str, Any]:
    """Another text for a case, with what the keywords say of it. Where it names no place, it is still about that of
    the whole."""
    _, values = await tagging.tagged(work, title, text, case.latitude, case.longitude)
    return values | {"area_id": values["area_id"] or case.area_id}


def _said(case: Case, entries: Sequence[Entry]) -> str:
    """What the resident had said when it was sent."""
    sent = case.submitted_at
    return casework.resident_text([e for e in entries if not e.edited and (sent is None or e.at <= sent)])


async def split_of(turn: Turn, case: Case) -> tuple[Event, list[Case]] | None:
    """The last split of a case by the office that was not taken back, with the cases that it made. What its reporter
    split before it was sent is their decision."""
    for event in reversed(await cases.events(turn.tx, case.id)):
        if event.kind in (Action.UNSPLIT, Action.SUBMIT):
            return None
        if event.kind == Action.SPLIT:
            return event, [await cases.get(turn.tx, id) for id in event.details["into"]]
    return None


async def unite(turn: Turn, case: Case, split: Event, parts: Sequence[Case], who: Who) -> Case:
    """One case again, with all its words; the others are merged into it. Raises NotPossible if anything was done with
    one of them meanwhile."""
    await casework.hold(turn, case, *parts)
    for part in parts:
        events = await cases.events(turn.tx, part.id)
        done = any(e.kind not in _MADE or (e.kind == Action.DISPATCH and e.actor_id is not None) for e in events)
        if done or not await supports.take_back_copies(turn.tx, case.id, part.id):
            raise NotPossible("unsplit-too-late", number=case.number)
    for part in parts:
        note, into = case.number or "", {"parent": case.id}
        await casework.advance(
            turn, part, Action.MERGE, who, note=note, data=into, parent_id=case.id, closed_at=turn.now
        )
    data = split.details
    entries = await cases.entries(turn.tx, case.id)
    whole = _said(case, entries) if data["said"] else "\n".join([case.text, *(part.text for part in parts)])
    values = await _read(turn, case, whole, case.title) | {"category_id": data["category"]}
    return await casework.advance(turn, case, Action.UNSPLIT, who, **values)
