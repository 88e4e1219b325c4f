"""What the figures of a window are counted from: the events of every case that the window has to do with."""

import json
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any, cast

from storage.database import Tx, moment
from storage.records import Happening

# Cases to which something happened in the window that counts in it, or that ends a case (another may have gone into
# it); those whose time ended in it, whenever that was set; and those that may have stood open at its end. Whatever ends
# a case sets closed_at, and whatever opens it again takes that away: what ended before the window's end, and was not
# opened again since, did not stand open then.
_COUNTS = (
    "('submit', 'dispatch', 'transfer', 'return', 'resolve', 'rate_good', 'rate_bad', 'rate_support', 'reopen', "
    "'close_by_resident', 'decline', 'withdraw', 'merge')"
)
# What only says something about a case, and changes neither how it stands nor when it is due.
_NOTES = "('waits', 'add', 'category', 'seen_reporter', 'seen_numbers', 'ask_extension', 'refuse_extension')"
_TOUCHED = (
    f"SELECT case_id FROM events WHERE at >= :since AND at < :to_at AND kind IN {_COUNTS} UNION "
    "SELECT case_id FROM events WHERE due_at >= :from_at AND due_at < :to_at UNION "
    "SELECT id FROM cases WHERE number IS NOT NULL AND closed_at >= :to_at AND submitted_at < :to_at UNION "
    "SELECT id FROM cases WHERE number IS NOT NULL AND closed_at IS NULL AND submitted_at < :to_at"
)


async def lives(tx: Tx, since: datetime, from_at: datetime, to_at: datetime) -> AsyncIterator[list[Happening]]:
    """For each case that has to do with the window [from_at, to_at) its events before `to_at`, but for mere notes, in
    the order in which they happened. `since` is when something may have begun that ended in the window: a dispatch, for
    example, whose time for signing did."""
    # The ids go out and in again: joined with what finds them, PostgreSQL would expect sixty times as many cases of a
    # week a year ago as there are, and read through all that ever were (1,000,000: 230 ms, against 35 so).
    touched = await tx.all(_TOUCHED, since=since, from_at=from_at, to_at=to_at)
    rows = tx.stream(
        "SELECT e.case_id, e.at, e.kind, e.unit_id, e.due_at, e.data, c.category_id, c.area_id FROM "
        "(SELECT CAST(value AS BIGINT) AS id FROM json_array_elements_text(:ids)) t JOIN cases c ON c.id = t.id "
        "JOIN events e ON e.case_id = c.id "
        f"WHERE c.number IS NOT NULL AND e.at < :to_at AND e.kind NOT IN {_NOTES} ORDER BY e.case_id, e.at, e.id",
        ids=json.dumps([row["case_id"] for row in touched]),
        to_at=to_at,
    )
    life: list[Happening] = []
    stored: Any = None
    due: datetime | None = None  # what was stored last, as a time: the same for most events of a case
    async for row in rows:
        # By position: the rows of a month are a hundred thousand. (Both engines' rows give their values in turn.)
        case_id, at, kind, unit_id, due_at, data, category_id, area_id = cast(Iterable[Any], row)
        if life and life[0].case_id != case_id:
            yield life
            life = []
        if due_at != stored:
            stored, due = due_at, moment(due_at)
        happened = moment(at)
        assert happened is not None
        life.append(Happening(case_id, happened, kind, unit_id, due, data, category_id, area_id))
    if life:
        yield life
