"""The steps of a case: each changes it by the one table of transitions, writes the event, and tells who must know.

Residents', staff's and dispatchers' handlers and the clock all go through here; nothing else changes a case. (Only what
was collected elsewhere comes in by the hundred, and not as a draft: `imported`.)
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from bot.casework.deadlines import Due, Limit
from bot.casework.lifecycle import ENDED, OPEN, Action, Clock, Status, Transition, Who, may, step
from bot.casework.lifecycle import NotPossible as NoSuchStep
from bot.casework.replay import URGENT
from bot.casework.routing import Reason, destination
from bot.files.kinds import LARGEST, never_passes
from bot.messages import Media, MediaKind
from bot.privacy import brief, mask
from bot.tagging import cues
from handlers import learning, similar, telling, triage_card
from handlers.office import Office
from handlers.turn import NotPossible, SomebodyWasFaster, Turn, Work
from storage import cases, digests, files, helps, queues, words
from storage.records import Case, Category, Entry

GIVEN = frozenset({Action.DISPATCH, Action.TRANSFER})  # by what a unit gets a case, which its next digest tells of
URGENT_WORDS = 200  # characters of what is urgent that its unit reads at once


async def advance(
    work: Work, case: Case, action: Action, who: Who, *, note: str = "", data: object = None, **values: Any
) -> Case:
    """Does `action` with `case` if the table and the case's present status allow it, and writes the event.

    The clock is started, paused or resumed as the table says. Raises NotPossible otherwise: nothing has been changed.
    """
    status = Status(case.status)
    try:
        transition = step(status, action)
    except NoSuchStep:
        raise NotPossible from None
    if not may(status, action, who):
        raise NotPossible
    values.setdefault("status", transition.target.value)
    values = _over(case, transition) | values | _clock(work, case, transition.clock, values)
    changed = await cases.change(work.tx, case, **values)
    if changed is None:
        raise SomebodyWasFaster
    await cases.add_event(
        work.tx,
        case.id,
        action.value,
        at=await _told_of(work, changed) if action in GIVEN else work.now,
        # What the bot does while somebody speaks is not that person's step: a dispatch would name who reported it.
        actor_id=None if who is Who.SYSTEM else work.actor_id,
        unit_id=changed.unit_id,
        note=note,
        data="" if data is None else packed(data),
    )
    if status not in OPEN and changed.status in OPEN:
        await similar.keep(work, changed, new=status is Status.DRAFT)
    elif status in OPEN and changed.status not in OPEN:
        await words.remove(work.tx, [case.id])
    elif status in OPEN and changed.text != case.text:
        await words.remove(work.tx, [case.id])
        await similar.keep(work, changed, new=False)
    await _end_helps(work, case, changed)
    return changed


async def _told_of(work: Work, case: Case) -> datetime:
    """When a unit is given a case: now. Where the machine's clock was put back behind what the unit's last digest told
    of, right at the end of that, so that the next digest has the case."""
    last = await digests.last(work.tx, case.unit_id or 0, digests.DAILY)
    return max(work.now, last.to_at if last else work.office.units[case.unit_id or 0].created_at)


def _over(case: Case, transition: Transition) -> dict[str, Any]:
    """What a step settles by the way: a request for more time that its unit cannot use any more (and that one was
    refused, which is no word to the next unit), and the day of review of what is put off no longer."""
    values: dict[str, Any] = {}
    useless = case.extension == "asked" and transition.target not in (Status.IN_PROGRESS, Status.INFO_REQUESTED)
    if useless or (case.extension == "refused" and transition.target in (Status.SUBMITTED, Status.DISPATCHED)):
        values |= {"extension": "", "extension_days": None}
    if case.review_at is not None and transition.target is not Status.SUSPENDED:
        values["review_at"] = None
    return values


async def _end_helps(work: Work, case: Case, changed: Case) -> None:
    """Nobody helps with what has ended; and who has a case in charge does not help with it."""
    if case.status in OPEN and changed.status not in OPEN:
        for unit_id in await helps.end(work.tx, case.id, work.now):
            await telling.tell_helper(work, changed, unit_id, "helper-ended", open_it=False)
    elif changed.unit_id is not None and changed.unit_id != case.unit_id:
        await helps.end(work.tx, case.id, work.now, changed.unit_id)


async def note(work: Work, case: Case, kind: str, words: str, data: object) -> None:
    """Something that happened to a case, though it stands where it stood."""
    await cases.add_event(
        work.tx,
        case.id,
        kind,
        at=work.now,
        actor_id=work.actor_id,
        unit_id=case.unit_id,
        note=words,
        data=json.dumps(data, ensure_ascii=False),
    )


def packed(data: object) -> str:
    """What an event keeps beside its words."""
    return json.dumps(data, ensure_ascii=False)


async def hold(work: Work, *held: Case) -> None:
    """Nobody else changes these cases until all is done; in order of their ids, so that two who hold the same never
    wait for each other. Raises SomebodyWasFaster if one is not as it was."""
    for case in sorted(held, key=lambda case: case.id):
        if await cases.change(work.tx, case, status=case.status) is None:
            raise SomebodyWasFaster


def _clock(work: Work, case: Case, clock: Clock, values: dict[str, Any]) -> dict[str, Any]:
    calendar = work.office.calendar
    match clock:
        case Clock.START if case.due_at is None or case.resolved_at is not None or case.closed_at is not None:
            time = time_for(work, values.get("category_id", case.category_id), values.get("urgent", case.urgent))
            return {**time, "paused_at": None}
        case Clock.PAUSE:
            return {"paused_at": work.now}
        case Clock.RESUME if case.due_at is not None and case.paused_at is not None:
            by_hours = case.urgent or case.limit_hours is not None
            due = calendar.after_pause(
                Due(case.due_at, case.due_provisional), case.paused_at, work.now, urgent=by_hours
            )
            return {"due_at": due.at, "due_provisional": due.provisional, "paused_at": None}
        case _:
            return {}


def time_for(work: Work, category_id: int | None, urgent: bool) -> dict[str, Any]:
    """What a case of this category is given if its time begins now: the limit, and when it is due."""
    limit = limit_for(work.office, category_id, urgent)
    due = work.office.calendar.due(work.now, limit)
    return {
        "due_at": due.at,
        "due_provisional": due.provisional,
        "limit_days": limit.workdays if limit.hours is None else None,
        "limit_hours": limit.hours,
    }


def limit_for(office: Office, category_id: int | None, urgent: bool) -> Limit:
    """How much time a case of this category is given today."""
    if urgent:
        return Limit(hours=office.settings.urgent_hours)
    category = office.categories.get(category_id or 0)
    if category is None:
        return Limit(office.settings.handling_workdays)
    return Limit(category.limit_days) if category.limit_hours is None else Limit(hours=category.limit_hours)


# From draft to unit


def said_category(tagged: Category | None, said: Category, decision: str) -> str:
    """What the event of a person's word on a category keeps: what it was before, what they said, the best guesses."""
    return json.dumps(
        {"from": tagged.code if tagged else None, "to": said.code, "guesses": triage_card.guesses(decision)}
    )


async def submit(work: Work, draft: Case, who: Who, *, submitted_at: datetime | None = None) -> Case:
    """Sends a draft: it gets its number, and goes to its unit or to the dispatchers. The caller tells the reporter.
    `submitted_at`: when it was sent as part of another case."""
    day = work.now.astimezone(work.office.settings.zone).strftime("%y%m%d")
    number = f"{day}-{await cases.next_number(work.tx, day):04d}"
    told = json.loads(draft.decision) if draft.decision else {}
    chosen = told.get("chosen", False)
    category = work.office.categories.get(draft.category_id or 0)
    code = category.code if category and category.retired_at is None else None
    goes = destination(
        code,
        bool(chosen or told.get("confident")),
        work.office.lineage(draft.area_id),
        work.office.routing(),
        {u.id for u in work.office.active_units()},
    )
    if submitted_at is None:  # after its words, also where the machine's clock was put back meanwhile
        submitted_at = max(work.now, await cases.last_said(work.tx, draft.id) or work.now)
    case = await advance(work, draft, Action.SUBMIT, who, number=number, submitted_at=submitted_at, send_at=None)
    if goes.unit is not None:
        return await dispatch(work, case, goes.unit, Who.SYSTEM)
    await cases.add_event(
        work.tx, case.id, "waits", at=work.now, actor_id=None, unit_id=None, note=(goes.reason or Reason.NOT_SURE).value
    )
    await call_dispatchers(work, case)
    return case


async def call_dispatchers(work: Work, case: Case) -> None:
    """Shows them what is urgent, and what waits alone; they see the others when they sort that one."""
    if case.urgent or await queues.count_waiting(work.tx) == 1:
        await triage_card.call(work, case)


async def dispatch(work: Work, case: Case, unit_id: int, who: Who, *, category_id: int | None = None) -> Case:
    """Gives a case to a unit. A category other than the tagger's is a correction, and is kept as one."""
    values: dict[str, Any] = {"unit_id": unit_id, "dispatched_at": work.now, "handler_id": None}
    if category_id is not None:
        values["category_id"] = category_id
        if who is not Who.SYSTEM:
            await confirm(work, case, category_id)
    case = await advance(work, case, Action.DISPATCH, who, **values)
    if case.urgent:
        await telling.tell_unit(work, case, "unit-urgent", signed="no", text=brief(case.text, URGENT_WORDS))
    return case


async def give_back(work: Work, case: Case, who: Who, *, note: str = "", undone: bool = False, **values: Any) -> Case:
    """退单: a case goes back from its unit to the dispatchers; its time runs on. `undone`: a dispatch that was a slip
    of the finger, which counts as none."""
    data = {"unit": case.unit_id} | ({"undone": True} if undone else {})
    nobody = {"unit_id": None, "handler_id": None, "signed_at": None}
    return await advance(work, case, Action.RETURN, who, note=note, data=data, **nobody, **values)


async def raise_alarm(turn: Turn, case: Case, *others: Case) -> Case:
    """Where the resident's words tell of danger now, they read whom to call, and the cases to which the words belong
    are urgent from then on. Returns the first of them as it is then."""
    emergency = cues.emergency(turn.inbound.text)
    if emergency is None:
        return case
    await turn.reply(f"emergency-{emergency.kind}")
    for other in others:
        await make_urgent(turn, other, turn.inbound.text)
    return await make_urgent(turn, case, turn.inbound.text)


async def make_urgent(work: Work, case: Case, text: str) -> Case:
    """A case that was not urgent is, because of these words: its unit or the dispatchers hear of it at once, as of a
    new one that is. Its time is that of what is urgent, where it had more. It does not stand still any more: what was
    put off goes on, and whoever was asked something and tells of danger has answered, whatever was asked."""
    if case.status == Status.INFO_REQUESTED:
        case = await advance(work, case, Action.SUPPLY, Who.REPORTER, note=brief(text, URGENT_WORDS))
    if case.urgent or case.status in ENDED:
        return case
    values: dict[str, Any] = {"urgent": True}
    if case.due_at is not None and case.status in OPEN:
        due = work.office.calendar.add_hours(case.paused_at or work.now, work.office.settings.urgent_hours)
        if due.at < case.due_at:
            values |= {"due_at": due.at, "due_provisional": due.provisional}
    changed = await cases.change(work.tx, case, **values)
    if changed is None:
        raise SomebodyWasFaster
    if case.status == Status.DRAFT:
        return changed  # all hear of it when it is sent, a minute from now
    data = json.dumps({"hours": work.office.settings.urgent_hours})
    await cases.add_event(work.tx, case.id, URGENT, at=work.now, actor_id=None, unit_id=case.unit_id, data=data)
    if case.status == Status.SUSPENDED:  # danger does not wait for a day of review
        changed = await advance(work, changed, Action.REVIEW, Who.SYSTEM)
        await telling.tell_reporter(work, changed, "resident-reviewed")
        await telling.tell_office(work, changed, "office-urgent")
    if case.unit_id is None:
        await triage_card.call(work, changed)
    else:
        signed = "no" if case.status == Status.DISPATCHED else "yes"
        await telling.tell_unit(work, changed, "unit-urgent", signed=signed, text=brief(text, URGENT_WORDS))
    await telling.tell_helpers(work, changed, "helper-urgent", text=brief(text, URGENT_WORDS))
    return changed


async def confirm(work: Work, case: Case, category_id: int) -> None:
    """A person said which category a case has: kept for learning, whether the tagger was right or not."""
    before, after = work.office.categories.get(case.category_id or 0), work.office.categories[category_id]
    await cases.add_event(
        work.tx,
        case.id,
        "category",
        at=work.now,
        actor_id=work.actor_id,
        unit_id=case.unit_id,
        note=after.code,
        data=said_category(before, after, case.decision),
    )
    await learning.teach(work, case, after.code)


# What staff do


async def sign(turn: Turn, case: Case, who: Who) -> Case:
    """签收: a member takes a case in hand; the resident hears of it."""
    case = await _sign(turn, case, who)
    await telling.tell_reporter(turn, case, "resident-signed")
    return case


async def signed(turn: Turn, case: Case, who: Who) -> Case:
    """A case that somebody works on without having signed for it is signed for by that. The resident is told of the
    step itself, not of this."""
    return await _sign(turn, case, who) if case.status == Status.DISPATCHED else case


async def _sign(turn: Turn, case: Case, who: Who) -> Case:
    return await advance(turn, case, Action.SIGN, who, handler_id=turn.contact.id, signed_at=turn.now)


def who_is(turn: Turn, case: Case) -> Who:
    """In what role the speaker acts on a case that the query let them see as staff."""
    if turn.contact.admin:
        return Who.ADMIN
    if turn.contact.dispatcher:
        return Who.DISPATCHER
    return Who.LEAD if any(m.lead for m in turn.memberships if m.unit_id == case.unit_id) else Who.UNIT


def reopenable(work: Work, case: Case) -> bool:
    """Whether the case ended so recently that its reporter may reopen it."""
    days = work.office.settings.reopen_days
    if case.status != Status.CLOSED or case.closed_at is None or not days:
        return False
    return work.now <= case.closed_at + timedelta(days=days)


def number_in(words: str) -> str:
    """The case number that somebody typed: fullwidth, with spaces, no dash, noughts left out. Empty if none, or if it
    is a person's number."""
    digits = "".join(str(unicodedata.decimal(c)) for c in words[:60] if c.isdecimal())
    return f"{digits[:6]}-{digits[6:]:0>4}" if 6 < len(digits) < 16 and mask(words) == words else ""


async def add_words(turn: Turn, case: Case, side: str, *, edited: bool = False) -> int:
    """Keeps what the speaker just said or sent with the case: an entry for each file, the words with the first one.
    Returns the first one's id."""
    inbound = turn.inbound
    common: dict[str, Any] = {
        "at": max(turn.now, earliest(case)) if side == "resident" else turn.now,
        "author_id": turn.contact.id,
        "side": side,
        "channel": inbound.address.channel,
        # A chat counts its own messages: what was said in a group must not be taken for a private message's number.
        "message": "" if inbound.group else inbound.message,
        "album": inbound.album,
        "edited": edited,
    }
    sent = [] if edited else [json.dumps(asdict(media)) for media in inbound.media]  # a caption was edited, not a file
    if inbound.location is not None:
        sent.append(json.dumps({"kind": "location", **asdict(inbound.location)}))
    first, *others = sent or [""]
    entry_id = await cases.add_entry(turn.tx, case.id, text=inbound.text, media=first, **common)
    added = [entry_id, *[await cases.add_entry(turn.tx, case.id, media=media, **common) for media in others]]
    for id, file in zip(added, () if edited else inbound.media, strict=False):
        await keep_file(turn, id, file.kind)
    if not edited:
        await warn(turn)
    return entry_id


def earliest(case: Case) -> datetime:
    """When its reporter says the next thing of a case, at the earliest: after all that it was sent with, also where the
    machine's clock was put back."""
    return case.submitted_at + timedelta(microseconds=1) if case.submitted_at else case.created_at


async def keep_file(work: Work, entry_id: int, kind: str) -> None:
    """The file of an entry is copied, if the settings name a folder for that."""
    if work.office.settings.files_folder and kind not in (MediaKind.STICKER, "location"):
        await files.add(work.tx, entry_id, work.now)


async def warn(turn: Turn) -> None:
    """Who sends what can be passed on to nobody hears so at once, with what to do instead."""
    for media in turn.inbound.media:
        if key := refusal(media):
            await turn.reply(key)


def refusal(media: Media) -> str:
    """What is said to who sends this, if it is known at once that it can be passed on to nobody; else empty."""
    if media.kind is not MediaKind.DOCUMENT:
        return ""
    return "file-sent-too-large" if media.size > LARGEST else "file-sent-unsafe" if never_passes(media.name) else ""


async def more_of_album(turn: Turn) -> Case | None:
    """What was sent together is one addition: the others follow the first without a word. Returns its case; None if
    this is no part of something that the speaker sent before."""
    album = turn.inbound.album
    first = await cases.entry_of_album(turn.tx, turn.contact.id, album) if album else None
    if first is None:
        return None
    seen_by = {"unit": cases.for_staff, "help": helps.done_by}.get(first.side, cases.of_reporter)
    case = await seen_by(turn.tx, turn.contact.id, first.case_id)
    if case is None:
        return None
    added = await add_words(turn, case, first.side)
    if first.side == "resident":
        case = await raise_alarm(turn, case)
    if first.side == "unit":
        new = [entry for entry in await cases.entries(turn.tx, case.id) if entry.id >= added and entry.media]
        await telling.tell_reporter(turn, case, "resident-files", files=new)
    return case


def resident_text(entries: Sequence[Entry]) -> str:
    """What the resident said, as one text."""
    return "\n".join(entry.text for entry in entries if entry.side == "resident" and entry.text)


def quiet_until(work: Work) -> datetime:
    """When a draft is sent by itself if nothing more comes."""
    return work.now + timedelta(minutes=work.office.settings.quiet_minutes)
