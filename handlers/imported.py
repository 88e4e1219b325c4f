"""Rows of what was collected elsewhere (座谈会, 征求意见函, 走访, 热线) become cases like any other, in silence.

Nobody is written to: who spoke did not speak to the bot. Nobody is called at once either; what waits for a dispatcher
or a unit stands in the next digest. Emergency words do not make such a case urgent: somebody was there to hear them.

Many rows come at once, and go into the database at once: the steps from draft to unit are looked up in the same table
as everywhere, but the case is written as it stands after them.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.casework.lifecycle import Action, Status, step
from bot.casework.routing import Destination, Reason, destination
from bot.messages import IMPORTED, Inbound
from handlers import casework, similar, tagging
from handlers.turn import Work
from storage import arrivals, contacts, words
from storage.records import Category


@dataclass(frozen=True, slots=True)
class _Row:
    """A row, understood. `guess` is the tagger's category, `label` the one that a person gave it."""

    inbound: Inbound
    said_at: datetime
    day: str
    reporter_id: int | None
    decision: str
    words: tuple[str, ...]
    guess: Category | None
    label: Category | None
    area_id: int | None
    goes: Destination
    time: Mapping[str, Any]  # when it is due, and how much time that is

    @property
    def category_id(self) -> int | None:
        category = self.label or self.guess
        return category.id if category else None


async def rows(work: Work, inbounds: Sequence[Inbound]) -> None:
    """Makes a case of each row, and sends it on its way.

    A label that names a category (by its code or either name) is a person's word, and decides; any other is kept with
    the decision, and the tagger decides as usual. A case counts as sent when its row says, but not after now: by that
    its number and the ledger go. The unit's time for it begins now.
    """
    new = [await _understood(work, inbound) for inbound in inbounds]
    last = await arrivals.take_numbers(work.tx, Counter(row.day for row in new))
    numbers = []
    for row in new:
        last[row.day] += 1
        numbers.append(f"{row.day}-{last[row.day]:04d}")
    ids = await arrivals.add(work.tx, [_case(work, row, number) for row, number in zip(new, numbers, strict=True)])
    numbered = [(row, ids[number]) for row, number in zip(new, numbers, strict=True)]
    await arrivals.add_entries(work.tx, [_entry(row, id) for row, id in numbered])
    await arrivals.add_events(work.tx, [event for row, id in numbered for event in _events(work, row, id)])
    await words.add(work.tx, {id: row.words for row, id in numbered}, new=True)


async def _understood(work: Work, inbound: Inbound) -> _Row:
    office = work.office
    decision = tagging.tag(work, inbound.text, inbound.title)
    guess, label = office.category_by_code(decision.category), office.category_named(inbound.label)
    area = office.area_in(f"{inbound.title}\n{inbound.text}")
    category, area_id = label or guess, area.id if area else None
    code = category.code if category and category.retired_at is None else None
    goes = destination(
        code,
        decision.confident or label is not None,
        office.lineage(area_id),
        office.routing(),
        {unit.id for unit in office.active_units()},
    )
    packed = tagging.pack(decision)
    if inbound.label:
        told = {**json.loads(packed), "label": inbound.label, "chosen": label is not None}
        packed = json.dumps(told, ensure_ascii=False)
    said_at = min(inbound.at, work.now)
    day = said_at.astimezone(office.settings.zone).strftime("%y%m%d")
    reporter_id = await _reporter(work, inbound.phone)
    telling = similar.telling(work, inbound.title, inbound.text)
    time: dict[str, Any] = dict.fromkeys(("due_at", "limit_days", "limit_hours", "dispatched_at"))
    time["due_provisional"] = False
    if goes.unit is not None:
        time |= {"dispatched_at": work.now, **casework.time_for(work, category.id if category else None, urgent=False)}
    return _Row(inbound, said_at, day, reporter_id, packed, telling, guess, label, area_id, goes, time)


def _case(work: Work, row: _Row, number: str) -> dict[str, Any]:
    """The case as it stands when the bot has done what it can."""
    status = step(Status.DRAFT, Action.SUBMIT).target
    if row.goes.unit is not None:
        status = step(status, Action.DISPATCH).target
    return {
        "number": number,
        "reporter_id": row.reporter_id,
        "status": status.value,
        "text": row.inbound.text,
        "title": row.inbound.title,
        "source": row.inbound.source or IMPORTED,
        "category_id": row.category_id,
        "area_id": row.area_id,
        "unit_id": row.goes.unit,
        "decision": row.decision,
        "created_at": work.now,
        "submitted_at": row.said_at,
        **row.time,
    }


def _entry(row: _Row, id: int) -> dict[str, Any]:
    return {
        "case_id": id,
        "at": row.said_at,
        "author_id": row.reporter_id,
        "text": row.inbound.text,
        "channel": IMPORTED,
        "message": row.inbound.key,
    }


def _events(work: Work, row: _Row, id: int) -> list[dict[str, Any]]:
    """What happened to the case: sent, and either given to its unit or left waiting, with the reason; and the category
    that a person gave it. That teaches nothing by itself: thousands of rows are learned from together, by /relearn."""
    sent = {"case_id": id, "at": work.now, "kind": Action.SUBMIT.value, "note": "", "data": ""}
    sent |= {"unit_id": None, "due_at": None}
    given = {"unit_id": row.goes.unit, "due_at": row.time["due_at"]}
    if row.goes.unit is not None:
        events = [sent, {**sent, **given, "kind": Action.DISPATCH.value}]
    else:
        events = [sent, {**sent, "kind": "waits", "note": (row.goes.reason or Reason.NOT_SURE).value}]
    if row.label is not None:
        said = casework.said_category(row.guess, row.label, row.decision)
        events.append({**sent, **given, "kind": "category", "note": row.label.code, "data": said})
    return events


async def _reporter(work: Work, phone: str) -> int | None:
    """The person of that phone number; None if there is no number. An empty `chat`: they cannot be written to."""
    account = account_of(phone)
    if not account:
        return None
    language = work.office.settings.language
    contact = await contacts.meet(work.tx, IMPORTED, account, "", "", language, work.now)
    if not contact.phone:
        await contacts.set_phone(work.tx, contact.id, phone)
    return contact.id


def account_of(phone: str) -> str:
    """What is the same however a number is typed: its digits, without the country code of a mobile number."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone), flags=re.ASCII)
    return re.sub(r"^(?:00)?86(?=1\d{10}$)", "", digits)
