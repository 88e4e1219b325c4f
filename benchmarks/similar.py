"""Finding what a message resembles among 1,000,000 open cases, on SQLite and on PostgreSQL; and what indexing costs.

Harder than an office ever is, for of a million cases only some thousands are open: here all are. Words come from this
project's own messages and from made-up names of places, as rare and as common as in real ones (Zipf). Drafts are new
mixtures of the same words, some with the words of a case that is there; each is looked for as the bot does it, cold
first. Indexing is measured as an import does it, in batches of 200.
"""

import asyncio
import random
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path

import asyncpg
from rich.progress import Progress

from benchmarks import texts
from benchmarks.figures import Figure
from benchmarks.offices import prepare
from benchmarks.processes import postgres
from bot.imports import BATCH
from bot.tagging import similar
from bot.tagging.segment import Segmenter
from handlers.similar import NEAR
from storage import Database, open_database, words
from storage.database import iso

CASES, WORDS, DRAFTS, PLACES, INDEXED = 1_000_000, 8, 200, 30_000, 4_000
AT = datetime(2026, 6, 30, tzinfo=UTC)
_CHUNK = 50_000
_INDEX_OFF, _INDEX_ON = "DROP INDEX case_words_case", "CREATE INDEX case_words_case ON case_words (case_id)"


class Made:
    """Cases as lists of words, the same in each run."""

    def __init__(self) -> None:
        segmenter, chosen = Segmenter(), random.Random(20260630)
        said = Counter(word for message in texts.own() for word in similar.telling(segmenter.cut(message.text)))
        syllables = "安百长东福光海和华吉江金景康兰丽龙梅明南平清庆泉瑞山盛水泰桃天文西祥新星兴阳永玉源月云中竹紫"
        places = ["".join(chosen.choices(syllables, k=3)) + "苑" for _ in range(PLACES)]
        self.words = [*(word for word, _ in said.most_common()), *dict.fromkeys(places)]
        self._weights = list(accumulate(1 / (rank + 10) ** 0.8 for rank in range(len(self.words))))
        self._chosen = chosen

    def case(self) -> list[str]:
        """The words of one more case."""
        return list(dict.fromkeys(self._chosen.choices(self.words, cum_weights=self._weights, k=WORDS)))

    def draft(self, of: Sequence[str]) -> list[str]:
        """A draft that has half of the words of a case."""
        return list(dict.fromkeys([*of[: WORDS // 2], *self.case()[: WORDS // 2]]))


def _cases(made: Made) -> Iterator[tuple[int, list[str]]]:
    for id in range(1, CASES + 1):
        yield id, made.case()


async def run(folder: Path, progress: Progress) -> list[Figure]:
    """See the top of this file."""
    task = progress.add_task(f"similar: {CASES:,} open cases", total=4.0)
    made = Made()
    path = folder / "similar.db"
    await prepare(f"sqlite:///{path}")
    drafts, counted = await asyncio.to_thread(_fill, path, made)
    progress.advance(task)
    figures = await _measured(f"sqlite:///{path}", "SQLite", drafts, made)
    figures.append(Figure("  database file", path.stat().st_size / 2**30, "GB", f"{counted:,} words of cases"))
    progress.advance(task)
    with postgres(folder) as url:
        await prepare(url)
        await _copy(path, url)
        progress.advance(task)
        figures += await _measured(url, "PostgreSQL", drafts, made)
    progress.advance(task)
    return figures


def _fill(path: Path, made: Made) -> tuple[list[list[str]], int]:
    """Makes the cases with their words, rows first and then what finds them. Returns drafts, and how many words."""
    drafts: list[list[str]] = []
    counts: Counter[str] = Counter()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-400000", "temp_store=MEMORY"):
            db.execute(f"PRAGMA {pragma}")
        db.execute(_INDEX_OFF)
        db.execute("CREATE TEMP TABLE pairs (word TEXT, case_id INTEGER)")
        db.execute("BEGIN")
        pairs: list[tuple[str, int]] = []
        for id, case in _cases(made):
            counts.update(case)
            pairs += [(word, id) for word in case]
            if id % (CASES // DRAFTS) == 1:
                drafts.append(made.draft(case))
            if id % _CHUNK == 0:
                db.executemany("INSERT INTO pairs VALUES (?, ?)", pairs)
                pairs.clear()
        at = iso(AT)
        db.execute(
            "WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < :n) "
            "INSERT INTO cases (id, number, status, text, created_at, submitted_at) SELECT id, 'n' || id, "
            "'submitted', '', :at, :at FROM ids",
            {"n": CASES, "at": at},
        )
        db.execute("INSERT INTO case_words SELECT word, case_id FROM pairs ORDER BY word, case_id")
        buckets: Counter[int] = Counter()
        for word, n in counts.items():
            buckets[words.bucket(word)] += n
        db.executemany("INSERT INTO word_counts VALUES (?, ?)", [(words.CASES, CASES), *buckets.items()])
        db.execute("COMMIT")
        db.execute(_INDEX_ON)
        db.execute("ANALYZE")
        db.execute("PRAGMA journal_mode=WAL")
    return drafts, counts.total()


async def _copy(path: Path, url: str) -> None:
    """The same rows into PostgreSQL."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET synchronous_commit = off")
        await connection.execute(_INDEX_OFF)
        await connection.execute(
            "ALTER TABLE case_words DROP CONSTRAINT case_words_case_id_fkey, DROP CONSTRAINT case_words_pkey"
        )
        with closing(sqlite3.connect(path)) as db:
            for table, columns in (
                ("cases", ["id", "number", "status", "text", "created_at", "submitted_at"]),
                ("word_counts", ["bucket", "cases"]),
                ("case_words", ["word", "case_id"]),
            ):
                rows = db.execute(f"SELECT {', '.join(columns)} FROM {table}")
                while chunk := rows.fetchmany(_CHUNK):
                    if table == "cases":
                        chunk = [(*row[:4], AT, AT) for row in chunk]
                    await connection.copy_records_to_table(table, records=chunk, columns=columns)
        await connection.execute(
            "ALTER TABLE case_words ADD PRIMARY KEY (word, case_id), ADD FOREIGN KEY (case_id) REFERENCES cases (id)"
        )
        await connection.execute(_INDEX_ON)
        await connection.execute("SELECT setval(pg_get_serial_sequence('cases', 'id'), (SELECT MAX(id) FROM cases))")
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def _measured(url: str, engine: str, drafts: Sequence[Sequence[str]], made: Made) -> list[Figure]:
    db = await open_database(url)
    try:
        took: list[float] = []
        hits = 0
        for draft in drafts:
            began = time.perf_counter()
            hits += await _look_up(db, draft)
            took.append(1000 * (time.perf_counter() - began))
        took.sort()
        median, most = statistics.median(took), took[int(len(took) * 0.99)]
        indexed = await _index(db, made)
    finally:
        await db.close()
    found = f"{hits} of {len(drafts)} found something"
    return [
        Figure(f"{engine}: look-up, median", median, "ms", f"among {CASES:,} open cases; {found}", "20 ms"),
        Figure("  of 100 the slowest but one", most, "ms", "with what was cold", "20 ms"),
        Figure("  indexing", indexed, "cases/s", f"{WORDS} words each, {BATCH} at once, committed"),
    ]


async def _look_up(db: Database, draft: Sequence[str]) -> bool:
    """As `handlers.similar.likely` does it; whether there is anything."""
    async with db.snapshot() as tx:
        rarity = similar.Rarity(*await words.counts(tx, draft))
        weights = {word: rarity.weight(word) for word in rarity.rarest(draft)}
        found = await words.candidates(tx, weights, words.Place((), None, None), near=NEAR, without=0)
    return any(similar.score(draft, one.words, rarity) >= similar.LIKELY for one in found)


async def _index(db: Database, made: Made) -> float:
    """Cases a second that come into the index, as an import brings them."""
    batches = [{id: made.case() for id in range(start, start + BATCH)} for start in range(1, INDEXED, BATCH)]
    async with db.transaction() as tx:
        await words.remove(tx, range(1, INDEXED + 1))
    began = time.perf_counter()
    for batch in batches:
        async with db.transaction() as tx:
            await words.add(tx, batch, new=True)
    return INDEXED / (time.perf_counter() - began)
