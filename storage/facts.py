"""Single values that outlive the process, and the office's own calendar days."""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from storage.database import Tx

# The name under which every change of categories, keywords, routes, areas or units leaves a new mark.
OFFICE = "office"
# The same for areas alone: there may be ten thousand, which need not be read again for every keyword.
AREAS = "areas"
# The same for what the tagger is made of: categories, keywords and thresholds.
KEYWORDS = "keywords"

# When the last scheduled copy of the database was made, and when one last failed.
BACKUP_MADE, BACKUP_FAILED = "backup_made", "backup_failed"


async def get(tx: Tx, name: str) -> str:
    """The value, or an empty text."""
    return str(await tx.value("SELECT value FROM facts WHERE name = :name", name=name) or "")


async def several(tx: Tx, *names: str) -> list[str]:
    """Their values, in this order, in one question."""
    rows = await tx.all(
        f"SELECT name, value FROM facts WHERE name IN ({', '.join(f':n{i}' for i in range(len(names)))})",
        **{f"n{i}": name for i, name in enumerate(names)},
    )
    found = {row["name"]: str(row["value"]) for row in rows}
    return [found.get(name, "") for name in names]


async def put(tx: Tx, name: str, value: str) -> None:
    await tx.run(
        "INSERT INTO facts (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = "
        "excluded.value",
        name=name,
        value=value,
    )


async def hold(tx: Tx, name: str) -> None:
    """Whoever else holds or puts this one waits until this transaction is over."""
    await tx.run(
        "INSERT INTO facts (name, value) VALUES (:name, '') ON CONFLICT (name) DO UPDATE SET value = facts.value",
        name=name,
    )


async def remove(tx: Tx, name: str) -> bool:
    """Returns whether it was there: of several who take it at once, one gets True."""
    return await tx.run("DELETE FROM facts WHERE name = :name", name=name) == 1


async def touch_office(tx: Tx) -> None:
    """What workers keep in memory of the office is out of date from the moment this is committed.

    A random mark, not a counter: one that was rolled back can never be mistaken for a later one.
    """
    await put(tx, OFFICE, uuid4().hex)


async def touch_areas(tx: Tx) -> None:
    """The same for the areas, which are kept apart from the rest."""
    await put(tx, AREAS, uuid4().hex)
    await touch_office(tx)


async def touch_keywords(tx: Tx) -> None:
    """The same for what the tagger is made of."""
    await put(tx, KEYWORDS, uuid4().hex)
    await touch_office(tx)


async def calendar_days(tx: Tx) -> dict[date, bool]:
    """Days that an admin has corrected: True for a workday."""
    rows = await tx.all("SELECT day, workday FROM calendar_days")
    return {date.fromisoformat(row["day"]): bool(row["workday"]) for row in rows}


async def correct_days(tx: Tx, days: Mapping[date, bool | None]) -> None:
    """An admin's word on days: True for a workday; None takes back what was said before."""
    for day, workday in days.items():
        if workday is None:
            await tx.run("DELETE FROM calendar_days WHERE day = :day", day=day.isoformat())
        else:
            await tx.run(
                "INSERT INTO calendar_days (day, workday) VALUES (:day, :workday) ON CONFLICT (day) DO UPDATE SET "
                "workday = excluded.workday",
                day=day.isoformat(),
                workday=workday,
            )
