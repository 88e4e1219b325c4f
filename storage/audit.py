"""Every change of what admins set up goes through `put`, which keeps what was before: each can be read and undone."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from asyncpg import IntegrityConstraintViolationError

from storage import facts, generations
from storage.database import Tx, record
from storage.facts import touch_areas, touch_keywords, touch_office
from storage.records import AuditRow

# The tables that `put` may write, with the columns that name a row.
KEYS: Mapping[str, tuple[str, ...]] = {
    "units": ("id",),
    "areas": ("id",),
    "categories": ("id",),
    "keywords": ("category_id", "word"),
    "routes": ("id",),
    "members": ("id",),
    "contacts": ("id",),
    "replies": ("id",),
}
# What is read again after a change of them, beside the rest of what the office is.
_TOUCH = {"areas": touch_areas, "categories": touch_keywords, "keywords": touch_keywords}
CALENDAR = "calendar"  # no single row either: the key is the days, before and after say of each if it is worked
LEARNED = "learned"  # no table that `put` may write: the key is the generation of `storage.generations`
# Of a contact only the roles are an admin's business, of a quick reply not how often it was used.
_ONLY = {"contacts": ("id", "admin", "dispatcher"), "replies": ("id", "unit_id", "text", "retired_at")}
# What the engines call a value that is taken already.
TAKEN = (sqlite3.IntegrityError, IntegrityConstraintViolationError)


async def put(
    tx: Tx,
    table: str,
    key: Mapping[str, Any] | None,
    values: Mapping[str, Any] | None,
    *,
    actor: int | None,
    at: datetime,
    action: str,
    subject: str,
) -> int:
    """Writes one row and its audit. `key` None makes a new row, `values` None removes one.

    Returns the row's id (0 where the table has none). Raises KeyError for a table that is not for admins, and whatever
    the engine raises for a value that is taken already.
    """
    names = KEYS[table]
    before = await _read(tx, table, key) if key else None
    new_id = await _write(tx, table, key, values, before is not None)
    if key is None:
        key = {"id": new_id}
    after = await _read(tx, table, key)
    change = json.dumps(
        {"table": table, "key": {n: key[n] for n in names}, "before": before, "after": after}, default=str
    )
    await note(tx, actor=actor, at=at, action=action, subject=subject, change=change)
    await _touch(tx, table)
    return new_id if new_id else int(key.get("id", 0))


async def put_days(
    tx: Tx, days: Mapping[date, bool | None], *, actor: int | None, at: datetime, action: str, subject: str
) -> None:
    """Corrects days of the calendar (True: worked, None: no correction any more), as one change with its audit."""
    before = await facts.calendar_days(tx)
    await facts.correct_days(tx, days)
    change = {
        "table": CALENDAR,
        "key": {"days": [day.isoformat() for day in days]},
        "before": [before.get(day) for day in days],
        "after": list(days.values()),
    }
    await note(tx, actor=actor, at=at, action=action, subject=subject, change=json.dumps(change))
    await touch_office(tx)


async def note_relearned(
    tx: Tx, generation: int, *, actor: int | None, at: datetime, action: str, subject: str
) -> None:
    """The audit of a new generation of all that was learned."""
    change = {"table": LEARNED, "key": {"generation": generation}, "before": None, "after": None}
    await note(tx, actor=actor, at=at, action=action, subject=subject, change=json.dumps(change))


async def note(tx: Tx, *, actor: int | None, at: datetime, action: str, subject: str, change: str = "") -> None:
    """An audit line for something that is not a row to be undone, such as an invite or an export."""
    await tx.run(
        "INSERT INTO audit (at, actor_id, action, subject, change) VALUES (:at, :actor, :action, :subject, :change)",
        at=at,
        actor=actor,
        action=action,
        subject=subject[:200],
        change=change,
    )


async def last(tx: Tx, limit: int = 20, before: int | None = None) -> list[AuditRow]:
    """The newest lines, or the newest older than line `before`."""
    rows = await tx.all(
        "SELECT * FROM audit WHERE id < :before ORDER BY id DESC LIMIT :limit", before=before or 2**62, limit=limit
    )
    return [record(AuditRow, row) for row in rows]


async def last_undoable(tx: Tx, before: int | None = None) -> AuditRow | None:
    """The newest change that can be undone and is not; only among those older than line `before` if that is given."""
    row = await tx.one(
        "SELECT * FROM audit WHERE change <> '' AND undone_at IS NULL AND action <> 'undo' AND id < :before "
        "ORDER BY id DESC LIMIT 1",
        before=before or 2**62,
    )
    return record(AuditRow, row) if row else None


async def undo(tx: Tx, id: int, *, actor: int | None, at: datetime) -> bool:
    """Puts back what was before change `id`.

    False if it is undone already, what it changed was changed again since, or a name that it would need has been given
    to another. What else changed in the row since then (a group that moved, say) stays as it is.
    """
    row = await tx.one("SELECT * FROM audit WHERE id = :id AND change <> '' AND undone_at IS NULL", id=id)
    if row is None:
        return False
    line = record(AuditRow, row)
    change = json.loads(line.change)
    if not await _put_back(tx, change, at):
        return False
    await tx.run("UPDATE audit SET undone_at = :at WHERE id = :id", id=id, at=at)
    await note(tx, actor=actor, at=at, action="undo", subject=line.subject)
    await _touch(tx, change["table"])
    return True


async def _put_back(tx: Tx, change: Mapping[str, Any], at: datetime) -> bool:
    table, key, before = change["table"], change["key"], change["before"]
    if table == LEARNED:
        return await generations.switch_back(tx, key["generation"], at)
    if table == CALENDAR:
        days, known = [date.fromisoformat(day) for day in key["days"]], await facts.calendar_days(tx)
        if [known.get(day) for day in days] != change["after"]:
            return False
        await facts.correct_days(tx, dict(zip(days, before, strict=True)))
        return True
    now, after = await _read(tx, table, key), change["after"]
    values = {name: value for name, value in before.items() if name not in KEYS[table]} if before else None
    if values and after:
        values = {name: value for name, value in values.items() if after[name] != value}
    if not _is_still(now, {name: after[name] for name in values} if values and after else after):
        return False
    if values is None and table in ("units", "categories", "areas", "members"):
        # What was made may be in use already: it is retired, not removed.
        column = "until" if table == "members" else "retired_at"
        await tx.run(f"UPDATE {table} SET {column} = :at WHERE id = :id", at=at, id=key["id"])
    else:
        try:
            async with tx.savepoint():
                await _write(tx, table, key, _times(values), now is not None)
        except TAKEN:
            return False
    return True


def _is_still(row: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> bool:
    """Whether a row is as a change left it, in what `after` names."""
    if row is None or after is None:
        return row is None and after is None
    return bool(json.loads(json.dumps({name: row.get(name) for name in after}, default=str)) == after)


async def _touch(tx: Tx, table: str) -> None:
    await _TOUCH.get(table, touch_office)(tx)


async def forget_person(tx: Tx, contact_id: int) -> None:
    """Takes somebody's name out of the lines about their roles. What was done stays, as of somebody unnamed."""
    about = "SELECT {} FROM audit WHERE change LIKE :role OR change LIKE :member"
    ids = {"role": f'{{"table": "contacts", "key": {{"id": {contact_id}}}%', "member": f'%"contact_id": {contact_id},%'}
    await tx.run(
        f"UPDATE audit SET subject = '' WHERE action = 'undo' AND subject IN ({about.format('subject')})",
        **ids,
    )
    await tx.run(f"UPDATE audit SET subject = '' WHERE id IN ({about.format('id')})", **ids)


async def _read(tx: Tx, table: str, key: Mapping[str, Any]) -> dict[str, Any] | None:
    where = " AND ".join(f"{name} = :{name}" for name in KEYS[table])
    columns = ", ".join(_ONLY.get(table, ("*",)))
    row = await tx.one(f"SELECT {columns} FROM {table} WHERE {where}", **{n: key[n] for n in KEYS[table]})
    return None if row is None else dict(row)


async def _write(
    tx: Tx, table: str, key: Mapping[str, Any] | None, values: Mapping[str, Any] | None, exists: bool
) -> int:
    # Table and column names come from this program alone, never from a person; values are parameters.
    if values is None:
        where = " AND ".join(f"{name} = :{name}" for name in KEYS[table])
        await tx.run(f"DELETE FROM {table} WHERE {where}", **dict(key or {}))
        return 0
    if exists and key:
        sets = ", ".join(f"{name} = :{name}" for name in values)
        where = " AND ".join(f"{name} = :{name}" for name in KEYS[table])
        await tx.run(f"UPDATE {table} SET {sets} WHERE {where}", **{**values, **key})
        return 0
    row = {**(key or {}), **values}
    columns, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    returning = " RETURNING id" if "id" in KEYS[table] else ""
    sql = f"INSERT INTO {table} ({columns}) VALUES ({marks}){returning}"
    if returning:
        return int(await tx.value(sql, **row))
    await tx.run(sql, **row)
    return 0


def _times(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Times were written into JSON as text: both engines get them back as times."""
    if values is None:
        return None
    return {
        name: datetime.fromisoformat(value)
        if isinstance(value, str) and (name.endswith("_at") or name in ("since", "until"))
        else value
        for name, value in values.items()
    }
