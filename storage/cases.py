"""Cases with their entries and events. Who may see a case is part of the query, never a check afterwards.

Some conditions only repeat in other words what a parameter says (`message = :message AND message <> ''`): an index on a
part of a table is used only where the query says that it stays within that part.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from storage import contacts, files, supports, words
from storage.database import Tx, moment, record
from storage.records import Case, Entry, Event

# A unit's case, seen by `:contact` with today's roles: a member of its unit (a retired one has nobody), or the office.
IN_CHARGE = (
    "EXISTS (SELECT 1 FROM members m JOIN units u ON u.id = m.unit_id WHERE m.unit_id = c.unit_id AND m.contact_id = "
    ":contact AND m.until IS NULL AND u.retired_at IS NULL)"
)
OFFICE = "EXISTS (SELECT 1 FROM contacts o WHERE o.id = :contact AND (o.admin OR o.dispatcher))"
STAFF = f"({IN_CHARGE} OR {OFFICE})"

# What a change may set. Names come from this program alone; the set guards against a slip.
_CHANGEABLE = frozenset(Case.__dataclass_fields__) - {"id", "created_at"}


async def of_reporter(tx: Tx, contact_id: int, id: int) -> Case | None:
    """A case that this person reported."""
    row = await tx.one("SELECT * FROM cases c WHERE c.id = :id AND c.reporter_id = :contact", id=id, contact=contact_id)
    return record(Case, row) if row else None


async def for_staff(tx: Tx, contact_id: int, id: int) -> Case | None:
    """A case that was sent, seen by a member of its unit, a dispatcher or an admin."""
    row = await tx.one(
        f"SELECT c.* FROM cases c WHERE c.id = :id AND c.number IS NOT NULL AND {STAFF}", id=id, contact=contact_id
    )
    return record(Case, row) if row else None


async def in_charge(tx: Tx, contact_id: int, id: int) -> Case | None:
    """A case that was sent, seen by a member of the unit that has it today; the office does not. Nobody does when
    whoever reported it withdrew, or was forgotten."""
    row = await tx.one(
        "SELECT c.* FROM cases c WHERE c.id = :id AND c.number IS NOT NULL AND c.known AND c.left_by IS NULL AND "
        f"{IN_CHARGE}",
        id=id,
        contact=contact_id,
    )
    return record(Case, row) if row else None


async def for_office(tx: Tx, contact_id: int, id: int) -> Case | None:
    """A case that was sent, seen by a dispatcher or an admin."""
    row = await tx.one(
        f"SELECT c.* FROM cases c WHERE c.id = :id AND c.number IS NOT NULL AND {OFFICE}", id=id, contact=contact_id
    )
    return record(Case, row) if row else None


async def by_number(tx: Tx, contact_id: int, number: str) -> Case | None:
    """The case of that number, if this person reported it or may see it as staff."""
    row = await tx.one(
        f"SELECT c.* FROM cases c WHERE c.number = :number AND (c.reporter_id = :contact OR {STAFF})",
        number=number,
        contact=contact_id,
    )
    return record(Case, row) if row else None


async def taken_by(tx: Tx, contact_id: int, id: int) -> Case | None:
    """A case that this person took in for somebody, if they are a dispatcher or an admin today."""
    row = await tx.one(
        f"SELECT c.* FROM cases c WHERE c.id = :id AND c.taken_by = :contact AND {OFFICE}", id=id, contact=contact_id
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


async def asked(tx: Tx, contact_id: int) -> Case | None:
    """The oldest case of this person's own about which its unit asked them and waits for the answer."""
    row = await tx.one(
        "SELECT * FROM cases WHERE reporter_id = :id AND status = 'info_requested' ORDER BY id LIMIT 1", id=contact_id
    )
    return record(Case, row) if row else None


async def take_up_left(tx: Tx, contact_id: int) -> None:
    """What this person withdrew from, while it went on for others, is theirs again: to be forgotten with the rest."""
    await tx.run("UPDATE cases SET reporter_id = left_by, left_by = NULL WHERE left_by = :id", id=contact_id)


async def merged_into(tx: Tx, case_id: int) -> list[Case]:
    """What went into this case, and was not taken out again."""
    rows = await tx.all(
        "SELECT * FROM cases WHERE parent_id = :id AND status = 'merged' ORDER BY id",
        id=case_id,
    )
    return [record(Case, row) for row in rows]


async def numbers_of(tx: Tx, contact_id: int) -> list[str]:
    """The numbers of what this person reported, also of what they withdrew from while it went on for others."""
    rows = await tx.all(
        "SELECT id, number FROM cases WHERE reporter_id = :id AND number IS NOT NULL UNION "
        "SELECT id, number FROM cases WHERE left_by = :id AND number IS NOT NULL ORDER BY id",
        id=contact_id,
    )
    return [row["number"] for row in rows]


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


async def last_said(tx: Tx, case_id: int) -> datetime | None:
    """When the last of it was said; None where nothing was."""
    return moment(await tx.value("SELECT MAX(at) FROM entries WHERE case_id = :id", id=case_id))


async def entry(tx: Tx, id: int) -> Entry | None:
    """One thing that was said or sent."""
    row = await tx.one("SELECT * FROM entries WHERE id = :id", id=id)
    return record(Entry, row) if row else None


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


async def move_entries(tx: Tx, from_id: int, to_id: int, *, since: datetime, side: str = "resident") -> None:
    """What was said and sent for one case belongs to another one, where it was said by that side, and not before
    `since`."""
    await tx.run(
        "UPDATE entries SET case_id = :to, side = :side, at = CASE WHEN at < :since THEN :since ELSE at END "
        "WHERE case_id = :from_id",
        to=to_id,
        from_id=from_id,
        since=since,
        side=side,
    )


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
        f"SELECT c.* FROM cases c WHERE {_TOGETHER} AND {STAFF} ORDER BY c.id",
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


async def forget_words(tx: Tx, closed_before: datetime, discarded_before: datetime, limit: int) -> Sequence[int]:
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
        f"UPDATE contacts SET {contacts.HULL} WHERE id = :reporter AND chat = '' "
        "AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.reporter_id = contacts.id OR c.left_by = contacts.id)",
        [{"reporter": reporter} for reporter in {case["reporter"] for case in forgotten} - {None}],
    )
    gone = [case["id"] for case in ids]
    await files.forget(tx, gone)
    await words.remove(tx, gone)
    await supports.forget_who(tx, gone)
    return gone
