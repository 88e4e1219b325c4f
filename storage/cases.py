"""Cases with their entries and events. Who may see a case is part of the query, never a check afterwards.

Some conditions only repeat in other words what a parameter says (`message = :message AND message <> ''`): an index on a
part of a table is used only where the query says that it stays within that part.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from storage import supports, words
from storage.database import Tx, moment, record
from storage.records import Case, Entry, Event

# A unit's case, seen by `:contact` with today's roles: a member of its unit (a retired one has nobody), or the office.
_STAFF = (
    "(EXISTS (SELECT 1 FROM members m JOIN units u ON u.id = m.unit_id WHERE m.unit_id = c.unit_id AND m.contact_id = "
    ":contact AND m.until IS NULL AND u.retired_at IS NULL) "
    "OR EXISTS (SELECT 1 FROM contacts o WHERE o.id = :contact AND (o.admin OR o.dispatcher)))"
)
_OFFICE = "EXISTS (SELECT 1 FROM contacts o WHERE o.id = :contact AND (o.admin OR o.dispatcher))"

# What a change may set. Names come from this program alone; the set guards against a slip.
_CHANGEABLE = frozenset(Case.__dataclass_fields__) - {"id", "created_at"}


async def of_reporter(tx: Tx, contact_id: int, id: int) -> Case | None:
    """A case that this person reported."""
    row = await tx.one("SELECT * FROM cases c WHERE c.id = :id AND c.reporter_id = :contact", id=id, contact=contact_id)
    return record(Case, row) if row else None


async def for_staff(tx: Tx, contact_id: int, id: int) -> Case | None:
    """A case that was sent, seen by a member of its unit, a dispatcher or an admin."""
    row = await tx.one(
        f"SELECT c.* FROM cases c WHERE c.id = :id AND c.number IS NOT NULL AND {_STAFF}", id=id, contact=contact_id
    )
    return record(Case, row) if row else None


async def for_office(tx: Tx, contact_id: int, id: int) -> Case | None:
    """A case that was sent, seen by a dispatcher or an admin."""
    row = await tx.one(
        f"SELECT c.* FROM cases c WHERE c.id = :id AND c.number IS NOT NULL AND {_OFFICE}", id=id, contact=contact_id
    )
    return record(Case, row) if row else None


async def by_number(tx: Tx, contact_id: int, number: str) -> Case | None:
    """The case of that number, if this person reported it or may see it as staff."""
    row = await tx.one(
        f"SELECT c.* FROM cases c WHERE c.number = :number AND (c.reporter_id = :contact OR {_STAFF})",
        number=number,
        contact=contact_id,
    )
    return record(Case, row) if row else None


async def taken_by(tx: Tx, contact_id: int, id: int) -> Case | None:
    """A case that this person took in for somebody, if they are a dispatcher or an admin today."""
    row = await tx.one(
        f"SELECT c.* FROM cases c WHERE c.id = :id AND c.taken_by = :contact AND {_OFFICE}", id=id, contact=contact_id
    )
    return record(Case, row) if row else None


async def taking_in(tx: Tx, contact_id: int) -> Case | None:
    """What this person is taking in for somebody just now."""
    row = await tx.one(
        "SELECT * FROM cases WHERE taken_by = :id AND status = 'draft' ORDER BY id DESC LIMIT 1", id=contact_id
    )
    return record(Case, row) if row else None


async def get(tx: Tx, id: int) -> Case:
    """A case, for the bot itself. Raises LookupError if there is none."""
    row = await tx.one("SELECT * FROM cases WHERE id = :id", id=id)
    if row is None:
        raise LookupError(f"no case {id}")
    return record(Case, row)


async def draft_of(tx: Tx, contact_id: int) -> Case | None:
    """What this person is writing just now."""
    row = await tx.one(
        "SELECT * FROM cases WHERE reporter_id = :id AND status = 'draft' ORDER BY id DESC LIMIT 1", id=contact_id
    )
    return record(Case, row) if row else None


async def alive_of_reporter(tx: Tx, contact_id: int) -> list[Case]:
    """This person's draft, and what they sent that is not resolved or over."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE reporter_id = :id AND status IN "
        "('draft', 'submitted', 'dispatched', 'in_progress', 'info_requested', 'suspended') ORDER BY id",
        id=contact_id,
    )
    return [record(Case, row) for row in rows]


async def take_up_left(tx: Tx, contact_id: int) -> None:
    """What this person withdrew from, while it went on for others, is theirs again: to be forgotten with the rest."""
    await tx.run("UPDATE cases SET reporter_id = left_by, left_by = NULL WHERE left_by = :id", id=contact_id)


async def newest_id(tx: Tx, contact_id: int) -> int:
    """The id of what this person began last, 0 if they never began anything."""
    return int(await tx.value("SELECT COALESCE(MAX(id), 0) FROM cases WHERE reporter_id = :id", id=contact_id))


async def last_sent(tx: Tx, contact_id: int, since: datetime) -> Case | None:
    """What this person sent last, if that was after `since`."""
    row = await tx.one(
        "SELECT * FROM cases WHERE reporter_id = :id AND submitted_at > :since ORDER BY id DESC LIMIT 1",
        id=contact_id,
        since=since,
    )
    return record(Case, row) if row else None


async def drafts_due(tx: Tx, now: datetime, limit: int = 100) -> list[Case]:
    """Drafts whose quiet time is over, but for those that another worker is about to change."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE status = 'draft' AND send_at <= :now ORDER BY send_at, id LIMIT :n "
        "FOR UPDATE SKIP LOCKED",
        now=now,
        n=limit,
    )
    return [record(Case, row) for row in rows]


async def silent_since(tx: Tx, status: str, before: datetime, limit: int = 500) -> list[Case]:
    """Cases in this status that have waited for the resident since before then, but for those that another worker is
    about to change, and those whose resident is still to be asked."""
    since = "resolved_at" if status == "resolved" else "paused_at"
    rows = await tx.all(
        "SELECT * FROM cases WHERE status = :status AND status IN ('info_requested', 'resolved') "
        f"AND {since} <= :before AND (ask_at IS NULL OR asked_at IS NOT NULL) ORDER BY id LIMIT :limit "
        "FOR UPDATE SKIP LOCKED",
        status=status,
        before=before,
        limit=limit,
    )
    return [record(Case, row) for row in rows]


async def to_review(tx: Tx, now: datetime, limit: int = 100) -> list[Case]:
    """Cases that were put off until now, but for those that another worker is about to change."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE status = 'suspended' AND review_at <= :now ORDER BY review_at, id LIMIT :limit "
        "FOR UPDATE SKIP LOCKED",
        now=now,
        limit=limit,
    )
    return [record(Case, row) for row in rows]


async def to_ask(tx: Tx, now: datetime, limit: int) -> list[Case]:
    """Cases for which it is time to ask for the rating, but for those that another worker has in hand."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE ask_at <= :now ORDER BY ask_at, id LIMIT :n FOR UPDATE SKIP LOCKED",
        now=now,
        n=limit,
    )
    return [record(Case, row) for row in rows]


async def extensions(tx: Tx, contact_id: int, limit: int) -> list[Case]:
    """Cases whose unit asked for more time and waits for an answer, oldest first, seen by a dispatcher or an admin."""
    rows = await tx.all(
        f"SELECT * FROM cases c WHERE c.extension = 'asked' AND {_OFFICE} ORDER BY c.id LIMIT :limit",
        contact=contact_id,
        limit=limit,
    )
    return [record(Case, row) for row in rows]


async def unsaid(tx: Tx, before: datetime, limit: int = 100) -> list[Case]:
    """Cases whose reporter said 不满意 before then and not whether it is solved, but for those that another worker has
    in hand."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE rated_at <= :before ORDER BY rated_at, id LIMIT :n FOR UPDATE SKIP LOCKED",
        before=before,
        n=limit,
    )
    return [record(Case, row) for row in rows]


async def count_extensions(tx: Tx) -> int:
    """How many requests for more time wait."""
    return int(await tx.value("SELECT COUNT(*) FROM cases WHERE extension = 'asked'"))


async def create(tx: Tx, reporter_id: int | None, *, source: str, now: datetime, **values: Any) -> Case:
    """A new draft: empty, or with these `values`."""
    assert values.keys() <= _CHANGEABLE, values.keys() - _CHANGEABLE
    columns = ["reporter_id", "status", "source", "created_at", *values]
    row = await tx.one(
        f"INSERT INTO cases ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)}) RETURNING *",
        reporter_id=reporter_id,
        status="draft",
        source=source,
        created_at=now,
        **values,
    )
    assert row is not None
    return record(Case, row)


async def change(tx: Tx, case: Case, **values: Any) -> Case | None:
    """Sets `values` if the case still has the status and unit that `case` says (and its words, if it is to get others,
    and what became of its request for more time, if that changes); None if somebody was faster."""
    assert values.keys() <= _CHANGEABLE, values.keys() - _CHANGEABLE
    sets = ", ".join(f"{name} = :{name}" for name in values)
    same = {f"_{name}": getattr(case, name) for name in ("text", "extension") if name in values}
    row = await tx.one(
        f"UPDATE cases SET {sets} WHERE id = :_id AND status = :_status AND COALESCE(unit_id, 0) = :_unit"
        f"{''.join(f' AND {name[1:]} = :{name}' for name in same)} RETURNING *",
        _id=case.id,
        _status=case.status,
        _unit=case.unit_id or 0,
        **same,
        **values,
    )
    return record(Case, row) if row else None


async def next_number(tx: Tx, day: str) -> int:
    """Counts the cases of a day: 1, 2, 3 ..."""
    return int(
        await tx.value(
            "INSERT INTO numbers (day, last) VALUES (:day, 1) ON CONFLICT (day) DO UPDATE SET last = numbers.last + 1 "
            "RETURNING last",
            day=day,
        )
    )


async def nth_last_sent(tx: Tx, contact_id: int, n: int, since: datetime) -> datetime | None:
    """When this person sent the n-th last of their cases since then; None if there are fewer."""
    row = await tx.one(
        "SELECT submitted_at FROM cases WHERE reporter_id = :id AND submitted_at > :since ORDER BY submitted_at DESC "
        "LIMIT 1 OFFSET :skip",
        id=contact_id,
        since=since,
        skip=n - 1,
    )
    return moment(row["submitted_at"]) if row else None


# Entries


async def add_entry(
    tx: Tx,
    case_id: int,
    *,
    at: datetime,
    author_id: int | None,
    side: str,
    text: str = "",
    media: str = "",
    channel: str = "",
    message: str = "",
    album: str = "",
    edited: bool = False,
) -> int:
    return int(
        await tx.value(
            "INSERT INTO entries (case_id, at, author_id, side, text, media, channel, message, album, edited) VALUES "
            "(:case_id, :at, :author_id, :side, :text, :media, :channel, :message, :album, :edited) RETURNING id",
            case_id=case_id,
            at=at,
            author_id=author_id,
            side=side,
            text=text,
            media=media,
            channel=channel,
            message=message,
            album=album,
            edited=edited,
        )
    )


async def entries(tx: Tx, case_id: int) -> list[Entry]:
    """All that was said and sent about a case, in order."""
    return [
        record(Entry, row) for row in await tx.all("SELECT * FROM entries WHERE case_id = :id ORDER BY id", id=case_id)
    ]


async def entry_of_message(tx: Tx, author_id: int, message: str) -> Entry | None:
    """The entry that a message of this person became."""
    row = await tx.one(
        "SELECT * FROM entries WHERE author_id = :author AND message = :message AND message <> '' AND NOT edited "
        "ORDER BY id DESC LIMIT 1",
        author=author_id,
        message=message,
    )
    return record(Entry, row) if row else None


async def entry_of_album(tx: Tx, author_id: int, album: str) -> Entry | None:
    """The first entry of what was sent together under this mark."""
    row = await tx.one(
        "SELECT * FROM entries WHERE author_id = :author AND album = :album AND album <> '' ORDER BY id LIMIT 1",
        author=author_id,
        album=album,
    )
    return record(Entry, row) if row else None


async def rewrite_entry(tx: Tx, id: int, text: str) -> None:
    """The person edited a message while it was a draft."""
    await tx.run("UPDATE entries SET text = :text WHERE id = :id", id=id, text=text)


async def move_entries(tx: Tx, from_id: int, to_id: int) -> None:
    """What was said and sent for one case belongs to another one."""
    await tx.run("UPDATE entries SET case_id = :to WHERE case_id = :from_id", to=to_id, from_id=from_id)


# Events


async def add_event(
    tx: Tx,
    case_id: int,
    kind: str,
    *,
    at: datetime,
    actor_id: int | None,
    unit_id: int | None,
    note: str = "",
    data: str = "",
) -> None:
    """What happened to a case; the case has been changed already, so that its due time is the one after it."""
    await tx.run(
        "INSERT INTO events (case_id, at, kind, actor_id, unit_id, note, data, due_at) VALUES (:case_id, :at, :kind, "
        ":actor_id, :unit_id, :note, :data, (SELECT c.due_at FROM cases c WHERE c.id = :case_id))",
        case_id=case_id,
        at=at,
        kind=kind,
        actor_id=actor_id,
        unit_id=unit_id,
        note=note,
        data=data,
    )


async def events(tx: Tx, case_id: int) -> list[Event]:
    """The whole life of a case, in order."""
    return [
        record(Event, row) for row in await tx.all("SELECT * FROM events WHERE case_id = :id ORDER BY id", id=case_id)
    ]


# Lists


# The cases of one message, but for those that were merged again.
_TOGETHER = (
    "(c.id = :first OR (c.split_from = :first AND c.split_from IS NOT NULL)) AND c.id <> :id AND c.number IS NOT NULL "
    "AND c.status <> 'merged'"
)


async def linked(tx: Tx, contact_id: int, case: Case) -> list[Case]:
    """The other cases that came out of the same message, as far as this person may see them as staff."""
    rows = await tx.all(
        f"SELECT c.* FROM cases c WHERE {_TOGETHER} AND {_STAFF} ORDER BY c.id",
        first=case.split_from or case.id,
        id=case.id,
        contact=contact_id,
    )
    return [record(Case, row) for row in rows]


async def linked_of_reporter(tx: Tx, contact_id: int, case: Case) -> list[Case]:
    """The other cases that came out of the same message of this person."""
    rows = await tx.all(
        f"SELECT c.* FROM cases c WHERE {_TOGETHER} AND c.reporter_id = :contact ORDER BY c.id",
        first=case.split_from or case.id,
        id=case.id,
        contact=contact_id,
    )
    return [record(Case, row) for row in rows]


async def inbox_of_unit(tx: Tx, contact_id: int, unit_id: int, offset: int, limit: int) -> list[Case]:
    """A unit's open cases, seen by `contact_id`: urgent first, then what is due first."""
    rows = await tx.all(
        "SELECT c.* FROM cases c WHERE c.unit_id = :unit AND c.closed_at IS NULL AND c.status IN "
        f"('dispatched', 'in_progress', 'info_requested') AND {_STAFF} "
        "ORDER BY c.urgent DESC, c.due_at, c.id LIMIT :limit OFFSET :offset",
        unit=unit_id,
        contact=contact_id,
        limit=limit,
        offset=offset,
    )
    return [record(Case, row) for row in rows]


async def inbox_count(tx: Tx, contact_id: int, unit_id: int) -> int:
    """How many cases `inbox_of_unit` has in all."""
    return int(
        await tx.value(
            "SELECT COUNT(*) FROM cases c WHERE c.unit_id = :unit AND c.closed_at IS NULL AND c.status IN "
            f"('dispatched', 'in_progress', 'info_requested') AND {_STAFF}",
            unit=unit_id,
            contact=contact_id,
        )
    )


async def suspended_of_unit(tx: Tx, contact_id: int, unit_id: int) -> list[Case]:
    """What a unit has that is put off, seen by `contact_id`: what is looked at again first stands first."""
    rows = await tx.all(
        "SELECT c.* FROM cases c WHERE c.unit_id = :unit AND c.closed_at IS NULL AND c.status = 'suspended' AND "
        f"{_STAFF} ORDER BY c.review_at, c.id",
        unit=unit_id,
        contact=contact_id,
    )
    return [record(Case, row) for row in rows]


async def inbox_counts(tx: Tx, contact_id: int) -> dict[int, int]:
    """How many open cases each unit has, by its id, as far as `contact_id` may see them; only units that have some."""
    rows = await tx.all(
        "SELECT c.unit_id, COUNT(*) AS n FROM cases c WHERE c.closed_at IS NULL AND c.status IN "
        f"('dispatched', 'in_progress', 'info_requested') AND {_STAFF} GROUP BY c.unit_id",
        contact=contact_id,
    )
    return {row["unit_id"]: row["n"] for row in rows}


async def next_in_inbox(tx: Tx, contact_id: int, case: Case) -> Case | None:
    """The open case behind `case` in its unit's inbox, seen by `contact_id`; behind the last one the first one."""
    rows = await tx.all(
        "SELECT c.*, CASE WHEN c.urgent < :urgent OR (c.urgent = :urgent AND (c.due_at > :due OR (c.due_at = :due AND "
        "c.id > :id))) THEN 0 ELSE 1 END AS turn FROM cases c WHERE c.unit_id = :unit AND c.id <> :id AND c.closed_at "
        f"IS NULL AND c.status IN ('dispatched', 'in_progress', 'info_requested') AND {_STAFF} "
        "ORDER BY turn, c.urgent DESC, c.due_at, c.id LIMIT 1",
        contact=contact_id,
        id=case.id,
        unit=case.unit_id,
        urgent=case.urgent,
        due=case.due_at,
    )
    return record(Case, rows[0]) if rows else None


# Nobody else has it on their card at the moment `:now`.
_FREE = "(claimed_by IS NULL OR claimed_by = :contact OR claimed_until <= :now)"


async def claim_next(tx: Tx, contact_id: int, now: datetime, until: datetime, after: Case | None = None) -> Case | None:
    """The next case that waits and that no other dispatcher has on their card, for this one's card until then: urgent
    first, oldest next; behind `after`, and behind the last one the first again, which may be `after` itself."""
    turn = "CASE WHEN urgent < :urgent OR (urgent = :urgent AND id > :after) THEN 0 ELSE 1 END"
    row = await tx.one(
        "UPDATE cases SET claimed_by = :contact, claimed_until = :until WHERE id = (SELECT id FROM cases WHERE "
        f"status = 'submitted' AND {_FREE} AND {_OFFICE} ORDER BY {turn}, urgent DESC, id LIMIT 1 FOR UPDATE SKIP "
        "LOCKED) RETURNING *",
        contact=contact_id,
        now=now,
        until=until,
        urgent=after.urgent if after else True,
        after=after.id if after else 0,
    )
    return record(Case, row) if row else None


async def claim(tx: Tx, contact_id: int, id: int, now: datetime, until: datetime) -> Case | None:
    """This very case for this dispatcher's card; None if it does not wait any more, or another one has it."""
    row = await tx.one(
        "UPDATE cases SET claimed_by = :contact, claimed_until = :until WHERE id = :id AND status = 'submitted' AND "
        f"{_FREE} AND {_OFFICE} RETURNING *",
        contact=contact_id,
        id=id,
        now=now,
        until=until,
    )
    return record(Case, row) if row else None


async def release(tx: Tx, contact_id: int, but: int = 0) -> None:
    """This dispatcher has no case on their card any more (but this one)."""
    await tx.run(
        "UPDATE cases SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by = :contact AND claimed_by IS NOT "
        "NULL AND id <> :but",
        contact=contact_id,
        but=but,
    )


async def waits_since(tx: Tx) -> datetime | None:
    """When the case that waits longest for a dispatcher was sent."""
    row = await tx.one("SELECT submitted_at FROM cases WHERE status = 'submitted' ORDER BY id LIMIT 1")
    return moment(row["submitted_at"]) if row else None


async def count_waiting(tx: Tx, *, urgent: bool = False) -> int:
    """How many cases wait for a dispatcher: all, or those that are urgent."""
    only = " AND urgent" if urgent else ""
    return int(await tx.value(f"SELECT COUNT(*) FROM cases WHERE status = 'submitted'{only}"))


async def open_of_unit(tx: Tx, unit_id: int) -> list[Case]:
    """What a unit has in hand, oldest first. For the bot itself; ask for roles before showing it."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE unit_id = :unit AND closed_at IS NULL AND status IN "
        "('dispatched', 'in_progress', 'info_requested', 'suspended') ORDER BY id",
        unit=unit_id,
    )
    return [record(Case, row) for row in rows]


async def without_unit(tx: Tx, category_id: int, limit: int) -> list[Case]:
    """Cases of a category that wait only because no unit was set for it: nobody has sent them back, nor split them
    (since when they are about something else). Oldest first."""
    rows = await tx.all(
        "SELECT * FROM cases c WHERE c.status = 'submitted' AND c.category_id = :category AND EXISTS (SELECT 1 FROM "
        "events w WHERE w.case_id = c.id AND w.kind = 'waits' AND w.note = 'no_unit' AND NOT EXISTS (SELECT 1 FROM "
        "events e WHERE e.case_id = c.id AND (e.kind = 'return' OR (e.kind = 'split' AND e.id > w.id)))) "
        "ORDER BY c.urgent DESC, c.id LIMIT :limit",
        category=category_id,
        limit=limit,
    )
    return [record(Case, row) for row in rows]


async def last_id(tx: Tx) -> int:
    """The id of the newest case, 0 if there is none: what comes later has a higher one."""
    return int(await tx.value("SELECT COALESCE(MAX(id), 0) FROM cases"))


async def units_by_message(tx: Tx, channel: str, after: int) -> AsyncIterator[tuple[str, int | None]]:
    """Cases of a channel with an id above `after`: the channel's id of the message that began each, and its unit."""
    rows = tx.stream(
        "SELECT e.message, c.unit_id FROM cases c JOIN entries e ON e.case_id = c.id WHERE c.id > :after AND e.channel "
        "= :channel AND e.message <> '' ORDER BY e.id",
        after=after,
        channel=channel,
    )
    async for row in rows:
        yield row["message"], row["unit_id"]


async def recent(tx: Tx, limit: int) -> list[Case]:
    """The newest cases that were sent, whatever became of them: to try keywords on."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE number IS NOT NULL AND text <> '' ORDER BY id DESC LIMIT :n", n=limit
    )
    return [record(Case, row) for row in rows]


async def forget_words(tx: Tx, closed_before: datetime, discarded_before: datetime, limit: int = 1000) -> Sequence[int]:
    """Deletes the words and files of cases closed before then (of drafts that were thrown away: before the other time),
    and who reported them; dates, numbers and status stay. Returns their ids."""
    who = "SELECT id, COALESCE(reporter_id, left_by) AS reporter_id FROM cases"
    rows = await tx.all(
        f"{who} WHERE closed_at < :before AND (text <> '' OR reporter_id IS NOT NULL OR left_by IS NOT NULL) UNION "
        f"{who} WHERE closed_at < :discarded AND status = 'discarded' AND (text <> '' OR reporter_id IS NOT NULL) "
        "LIMIT :limit",
        before=closed_before,
        discarded=discarded_before,
        limit=limit,
    )
    forgotten = [{"id": int(row["id"]), "reporter": row["reporter_id"]} for row in rows]
    ids = [{"id": case["id"]} for case in forgotten]
    await tx.many(
        "UPDATE cases SET text = '', title = '', decision = '', latitude = NULL, longitude = NULL, reporter_id = NULL, "
        "left_by = NULL WHERE id = :id",
        ids,
    )
    await tx.many("UPDATE entries SET text = '', media = '', author_id = NULL WHERE case_id = :id", ids)
    await tx.many("UPDATE events SET note = '' WHERE case_id = :id", ids)
    await tx.many("UPDATE helps SET task = '', words = '' WHERE case_id = :id", ids)
    await tx.many("UPDATE events SET actor_id = NULL WHERE case_id = :id AND actor_id = :reporter", forgotten)
    # Who was only spoken for, and has no case any more: nobody needs their name and number.
    await tx.many(
        "UPDATE contacts SET account = 'forgotten ' || id, name = '', phone = '' WHERE id = :reporter AND chat = '' "
        "AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.reporter_id = contacts.id OR c.left_by = contacts.id)",
        [{"reporter": reporter} for reporter in {case["reporter"] for case in forgotten} - {None}],
    )
    gone = [case["id"] for case in ids]
    await words.remove(tx, gone)
    await supports.forget_who(tx, gone)
    return gone
