"""The draft's card: what the bot understood of what somebody writes, and what can be done with it."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from bot.casework.lifecycle import WITH_UNIT, Status
from bot.messages import Choice, Location
from bot.privacy import both_ends, one_line
from handlers import casework, matters, similar, tagging, telling
from handlers.similar import Alike
from handlers.turn import SomebodyWasFaster, Turn, Work
from storage import cases
from storage.records import Case, Entry

HOUR = timedelta(hours=1)
MEANT = HOUR  # after a command, within which words may be those that were awaited before it
URGENT_QUIET = timedelta(minutes=1)  # after which what is urgent is sent by itself, without being slowed


class Written(NamedTuple):
    """A draft with all that was said in it, and when its writer, who sends very much, may send again (None: now).
    `words` is its text, where it has just been cut."""

    case: Case
    entries: Sequence[Entry]
    free_at: datetime | None
    words: Sequence[str] | None = None


async def read(turn: Work, draft: Case) -> Written:
    return Written(draft, await cases.entries(turn.tx, draft.id), await free_at(turn, draft))


async def begin(turn: Turn) -> Written:
    """A new draft, of what is just said: understood as it is made, for most people write one message. Nothing that was
    said is with it yet."""
    inbound, free = turn.inbound, await _free_at(turn, turn.contact.id, 1)
    words, values = await _tagged(turn, "", inbound.text, inbound.location)
    values["send_at"] = max(casework.quiet_until(turn), free or turn.now)
    draft = await cases.create(turn.tx, turn.contact.id, source=inbound.address.channel, now=turn.now, **values)
    return Written(draft, (), free, words)


async def understand(turn: Work, draft: Case) -> Written:
    """Tags the draft anew from all that was said so far. A category that the person chose stays."""
    _, entries, free, _ = await read(turn, draft)
    places = [place for entry in entries if entry.media and (place := _place(entry))]
    text = casework.resident_text(entries)
    words, values = await _tagged(turn, draft.title, text, places[-1] if places else None)
    if draft.decision and json.loads(draft.decision).get("chosen"):
        del values["decision"], values["category_id"]
    values["area_id"] = values["area_id"] or draft.area_id
    quiet = turn.now + URGENT_QUIET if draft.urgent else casework.quiet_until(turn)
    values["send_at"] = quiet if draft.urgent else max(quiet, free or turn.now)
    changed = await cases.change(turn.tx, draft, **values)
    if changed is None:
        raise SomebodyWasFaster
    return Written(changed, entries, free, words)


async def _tagged(work: Work, title: str, text: str, place: Location | None) -> tuple[Sequence[str], dict[str, Any]]:
    """See `tagging.tagged`; with the place, where one was sent."""
    here = {"latitude": place.latitude, "longitude": place.longitude} if place else {}
    words, values = await tagging.tagged(work, title, text, here.get("latitude"), here.get("longitude"))
    return words, values | here


def _place(entry: Entry) -> Location | None:
    media = json.loads(entry.media)
    return Location(media["latitude"], media["longitude"]) if media["kind"] == "location" else None


async def free_at(turn: Work, draft: Case, n: int = 1) -> datetime | None:
    """When somebody who sends very much may send `n` cases more; None: now."""
    if draft.reporter_id is None or draft.urgent or draft.taken_by is not None:
        return None
    return await _free_at(turn, draft.reporter_id, n)


async def _free_at(turn: Work, contact_id: int, n: int) -> datetime | None:
    limit = turn.office.settings.cases_per_hour - (n - 1)
    if limit < 1:
        return turn.now + HOUR
    nth = await cases.nth_last_sent(turn.tx, contact_id, limit, turn.now - HOUR)
    return nth + HOUR if nth else None


async def show(turn: Turn, written: Written, *, edit: bool = False, replaces: int | None = None) -> None:
    """The draft as the bot understood it, with what can be done with it."""
    draft, entries, slow, words = written
    files = [json.loads(entry.media)["kind"] for entry in entries if entry.media]
    assert draft.send_at is not None
    hide = turn.button("anonymous", draft.id) if not draft.anonymous else turn.button("named", draft.id)
    # One offer at a time, and the button that only explains makes room for it. An answer first; then what holds several
    # matters, for as an addition or for somebody else's case all but one of them would be lost.
    alike, own = await similar.offered(turn, draft)
    before = await _before(turn, draft)
    asked = own is not None and own.status == Status.INFO_REQUESTED
    found = [] if asked or before else matters.of(turn, draft, words)
    own = None if found or before else own
    alike = None if own or found or before else alike
    if before:
        again = turn.button("reopen-with", draft.id, before.id, number=before.number)
        instead = [again] if casework.reopenable(turn, before) else []
    elif own:
        instead = [turn.button("add-to", draft.id, own.id, number=own.number)]
    elif found:
        instead = [turn.button("split", draft.id, matters.mark(found), n=len(found))]
    else:
        instead = [turn.button("support", draft.id, alike.case.id)] if alike else []
    rows = [
        [turn.button("send", draft.id), *instead],
        [turn.button("categories", draft.id), *([] if instead else [turn.button("how-photo", draft.id)])],
        [hide, turn.button("discard", draft.id)],
    ]
    not_own = [*await _meant(turn, draft), *([turn.button("record-this", draft.id)] if turn.is_office else [])]
    if not_own:
        rows.insert(1, not_own)
    category = turn.office.categories.get(draft.category_id or 0)
    card = await turn.reply(
        "card",
        choices=rows,
        edit=edit,
        replaces=replaces,
        text_said=both_ends(draft.text, 120),
        category=category.name(turn.language) if category else "",
        area=turn.office.area_name(draft.area_id),
        files=sum(1 for kind in files if kind != "location"),
        place="yes" if "location" in files else "no",
        anonymous="yes" if draft.anonymous else "no",
        minutes=max(1, round((draft.send_at - turn.now).total_seconds() / 60)),
        slow="yes" if slow else "no",
        alike=_alike(turn, alike) if alike else "",
        own=_which(turn, own, before),
        not_own="yes" if not_own else "no",
        matters=matters.listed(found),
        n=len(found),
    )
    if not edit and replaces is None:
        await cases.change(turn.tx, draft, card=card)


async def _meant(turn: Turn, draft: Case) -> list[Choice]:
    """For the resident to whom the writer, of the unit's staff, was about to write before a command came in between;
    unless there are older words in the draft."""
    asked, *about = turn.contact.asking.split(":")
    if asked != "meant":
        return []
    since, action, case_id = datetime.fromtimestamp(int(about[0]), UTC), about[1], int(about[2])
    case = await cases.for_staff(turn.tx, turn.contact.id, case_id)
    if case is None or case.status not in WITH_UNIT or not since <= draft.created_at <= since + MEANT:
        return []
    return [turn.button("pass-on", draft.id, case.id, action, number=case.number, step=action)]


async def _before(turn: Turn, draft: Case) -> Case | None:
    """The ended case that its writer goes on from."""
    return await cases.of_reporter(turn.tx, turn.contact.id, draft.follows_id) if draft.follows_id else None


def _which(turn: Turn, own: Case | None, before: Case | None) -> str:
    """To which other case of the writer's this may belong, or which it goes on from."""
    if before:
        again = "yes" if casework.reopenable(turn, before) else "no"
        return turn.t("card-follows", number=before.number, again=again)
    return turn.t("card-own", number=own.number, text=one_line(own.text, 16)) if own else ""


def _alike(turn: Turn, alike: Alike) -> str:
    """How many people want the same, and where that stands. The words are those that the writer used too."""
    return turn.t(
        "card-alike",
        n=alike.people,
        words=turn.t("list-comma").join(alike.shared),
        unit=turn.office.unit_name(alike.case.unit_id),
        status=telling.status_for_supporters(turn, alike.case, turn.language),
    )
