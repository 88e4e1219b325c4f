"""Hot topics of a window: read in a snapshot, cut and grouped in a thread, between transactions.

`find` is what all of them use: the command, /topics, the daily digest of a unit, and other reports.
"""

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.privacy import without
from bot.tagging.rarity import Told
from bot.tagging.topics import PEOPLE, Topic, topics
from handlers.office import Office
from storage import Database
from storage import topics as stored

MOST = 50_000
"""Cases of a window that are looked at, the newest: two minutes and 1.5 GB (10,000 take 17 s and 0.4 GB). An office
with 52,000 in half a year is far from it in a week; a longer window can be looked at in parts."""
OPENING = 1_000  # characters of a case that are read: nine of ten are shorter, and longer ones begin with the matter
MOST_OF_UNIT = 2_000  # the same for a unit's digest: with the week before, some five seconds in a thread

Begun = Callable[[int], Callable[[], object]]
"""Is told how many steps there are, and gives what is called at each: in a thread."""


async def find(
    db: Database,
    office: Office,
    start: datetime,
    end: datetime,
    *,
    unit_id: int | None = None,
    limit: int = MOST,
    begun: Begun = lambda total: lambda: None,
) -> list[Topic]:
    """What people wrote about in [start, end), the hottest first, against the window of that length before it.

    Of a unit: only of the cases that it has now, so that its people learn nothing of those of others.
    """
    async with db.snapshot() as tx:
        window = await stored.told(tx, start, end, unit_id, limit)
        if len(window) < PEOPLE:
            return []
        before = await stored.told(tx, start - (end - start), start, unit_id, limit)
    return await asyncio.to_thread(_group, office, window, before, begun(2 * len(window) + len(before)))


def _group(
    office: Office, window: Sequence[stored.Told], before: Sequence[stored.Told], advance: Callable[[], object]
) -> list[Topic]:
    def read(case: stored.Told) -> Told:
        advance()
        texts = [without(text, OPENING) for text in (case.title, case.text) if text]
        # Interned, a word takes its memory once, however many cases have it.
        words = [sys.intern(word) for text in texts for word in office.words(text)]
        day = case.submitted_at.astimezone(office.settings.zone).date()
        return Told(case.number, words, day, case.reporter_id, case.area_id, case.supporters)

    return topics(map(read, window), [read(case) for case in before], advance)
