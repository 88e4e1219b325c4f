"""Cases by their words. Looked through from the newest on, a piece at a time, so that it takes as long in any archive.

There is no index of words over all cases: it would keep what somebody wrote in a second place, larger than the first.
"""

from collections.abc import Sequence
from typing import NamedTuple

from storage.cases import STAFF
from storage.database import Tx, record
from storage.records import Case


class Found(NamedTuple):
    """Cases, newest first. `further`: those with a smaller id were not looked at; None: there are none."""

    cases: list[Case]
    further: int | None


async def by_words(
    tx: Tx, contact_id: int, unit_id: int | None, words: Sequence[str], *, before: int, looked: int, limit: int
) -> Found:
    """Of the `looked` newest cases of a unit (None: of all) with an id below `before` those that have all `words`, as
    far as this person may see them as staff with today's roles; at most `limit`."""
    sent = "c.number IS NOT NULL AND c.id < :before" + (" AND c.unit_id = :unit" if unit_id is not None else "")
    within = {"before": before, **({} if unit_id is None else {"unit": unit_id})}
    end = await tx.value(
        f"SELECT c.id FROM cases c WHERE {sent} ORDER BY c.id DESC LIMIT 1 OFFSET :skip", skip=looked - 1, **within
    )
    patterns = {f"w{i}": f"%{_plain(word.lower())}%" for i, word in enumerate(words)}
    has_all = "".join(f" AND LOWER(c.title || ' ' || c.text) LIKE :{name} ESCAPE '!'" for name in patterns)
    rows = await tx.all(
        f"SELECT c.* FROM cases c WHERE {sent} AND c.id >= :end AND {STAFF}{has_all} ORDER BY c.id DESC LIMIT :limit",
        contact=contact_id,
        end=end or 0,
        limit=limit,
        **within,
        **patterns,
    )
    cases = [record(Case, row) for row in rows]
    return Found(cases, cases[-1].id if len(cases) == limit else end)


def _plain(word: str) -> str:
    """What has a meaning in a pattern stands for itself."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
